"""Mistyped words -> the index's own words. Codes and figures never get here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import Hamming, Levenshtein

from kb.folding import han_runs
from kb.lexical import UNHEARD_OF, LexicalIndex, cut, pairs, spread
from kb.terms import Terms, coarse, syllables_of

__all__ = ["Correction", "corrections", "wordings_like"]

_SHORTEST, _LONGEST = 2, 10
_ALIKE = 0.58  # share of characters in place from which a wording may have been meant
_MOST_ALIKE = 3
_HARDLY_A_WORD = 7.0  # rarer ones the dictionary has from misprints: 防讯
_PARTICLES = frozenset("的地得了着过是在有和与跟及或还也都就又再很把被让给从到对向往于吗呢吧啊呀么")
_SHORTEST_BY_SHAPE = 5  # characters a word needs to be known by all of them but one


@dataclass(frozen=True, slots=True)
class Correction:
    """Characters `start`..`end` of a run mean `meant`."""

    start: int
    end: int
    meant: str


def corrections(
    run: str, words: Sequence[str], known: Sequence[bool], index: LexicalIndex, terms: Terms
) -> list[Correction]:
    """For each stretch of a run of characters that says nothing, the longest likely term.

    `words` are the run's words and `known` which of them the index or the lexicon has. A
    window around unknown words is corrected to a term that sounds the same, or, when it is
    long enough and its odd character belongs to no word, to one with a single other character.
    """
    found: list[Correction] = []
    for start, end in _windows(words, known):
        if any(start < c.end and c.start < end for c in found):
            continue
        meant = _meant(run[start:end], index, terms, _rarity(words, start, end))
        if meant:
            found.append(Correction(start, end, meant))
    return found


def _windows(words: Sequence[str], known: Sequence[bool]) -> list[tuple[int, int]]:
    """Character windows that begin and end at words and hold an unknown one; longest first.

    A particle at an end (的, 还) is no part of a mistyped word.
    """
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    windows = [
        (starts[i], starts[j])
        for i in range(len(words))
        for j in range(i + 1, len(words) + 1)
        if not all(known[i:j])
        and words[i] not in _PARTICLES
        and words[j - 1] not in _PARTICLES
        and _SHORTEST <= starts[j] - starts[i] <= _LONGEST
    ]
    return sorted(windows, key=lambda window: window[0] - window[1])


def _rarity(words: Sequence[str], start: int, end: int) -> list[float]:
    """For each character of the window how rare its word is in general; alone it is none."""
    found: list[float] = []
    for word in words:
        found += [UNHEARD_OF if len(word) == 1 else spread(word)] * len(word)
    return found[start:end]


def _meant(window: str, index: LexicalIndex, terms: Terms, rarity: Sequence[float]) -> str | None:
    if window in terms.by_text or all(pair in index for pair in pairs(window)):
        return None
    # 检察 is no 检查: words that are words were meant.
    if max(rarity) < _HARDLY_A_WORD:
        return None
    sound = coarse("".join(syllables_of(window)))
    alike = [t for t in terms.by_sound.get(sound, []) if len(t.text) == len(window)]
    if alike:
        return alike[0].text
    if len(window) < _SHORTEST_BY_SHAPE:
        return None
    rivals = terms.by_length.get(len(window), [])
    texts = terms.texts_by_length.get(len(window), [])
    near = process.extract(
        window, texts, scorer=Hamming.distance, processor=None, score_cutoff=1, limit=None
    )
    for text, _, place in sorted(near, key=lambda found: found[2]):
        other = next(i for i, (a, b) in enumerate(zip(window, text, strict=True)) if a != b)
        rest = window[:other] + window[other + 1 :]
        beside = other in (0, len(window) - 1) and rest in terms.by_text  # 走|政府采购
        if rarity[other] >= UNHEARD_OF and not beside:
            return rivals[place].text
    return None


def wordings_like(folded: str, index: LexicalIndex, terms: Terms) -> tuple[str, ...]:
    """Wordings of the index like those words of a question that it does not have."""
    found: list[str] = []
    for said in (said for run in han_runs(folded) for said in _unheard(run, index)):
        lengths = range(len(said) - 1, len(said) + 2)
        rivals = [text for n in lengths for text in terms.whole_by_length.get(n, [])]
        near = process.extract(
            said,
            rivals,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=_ALIKE,
            limit=_MOST_ALIKE,
        )
        found += [text for text, _, _ in near if text not in folded]
    return tuple(dict.fromkeys(found))[:_MOST_ALIKE]


def _unheard(run: str, index: LexicalIndex) -> Iterator[str]:
    """Neighbouring words that the index does not have together, three characters or more."""
    for first, second in pairwise([*cut(run), ""]):
        if 2 < len(first + second) <= _LONGEST and not index.holds(first + second):
            yield first + second
