"""The index's own vocabulary: its words and phrases with their pinyin.

What a question can be corrected to, completed to, or meant by pinyin is one of these and
nothing else: nobody is led to a word that the documents do not have.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

import orjson

from kb.folding import han_runs
from kb.lexical import FIELDS, cut, known_word

__all__ = ["Term", "Terms", "coarse", "syllables_of"]

_LONGEST_PHRASE = 20  # characters; longer titles are sentences
_MOST_WORDS = 5
_FUZZY = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ng", "n"),
    ("yu", "v"),
    ("lu", "lv"),
    ("nu", "nv"),
)
_NUMBER = re.compile("[一二三四五六七八九十]+.?")
_FILE = "terms.json"
_Key = TypeVar("_Key", str, int)


@dataclass(frozen=True, slots=True)
class Term:
    """`count` entries have it; `title` when a whole title is it; `syllables` as in ren cai."""

    text: str
    count: int
    title: bool
    syllables: tuple[str, ...]

    @property
    def joined(self) -> str:
        return "".join(self.syllables)

    @property
    def initials(self) -> str:
        return "".join(syllable[0] for syllable in self.syllables)


def syllables_of(text: str) -> tuple[str, ...]:
    """人才 -> (ren, cai); the sound of 绿 is written lv."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text, v_to_u=False))


def coarse(joined: str) -> str:
    """One writing for sounds that are often mistaken: zh and z, ing and in, lü and lu."""
    for sound, same in _FUZZY:
        joined = joined.replace(sound, same)
    return joined


@dataclass(frozen=True)
class Terms:
    """All terms, the most frequent first. `codes` has each code with the first row's name."""

    terms: tuple[Term, ...] = field(repr=False)
    codes: Mapping[str, str] = field(repr=False)

    @classmethod
    def build(cls, texts: Sequence[Mapping[str, str]], codes: Mapping[str, str]) -> Terms:
        """From the folded fields of all entries, and their codes."""
        counts: Counter[str] = Counter()
        titles: set[str] = set()
        for fields_of_entry in texts:
            found = _terms_of(fields_of_entry)
            title = fields_of_entry["title"]
            if 2 <= len(title) <= _LONGEST_PHRASE:
                titles.add(title)
                found.add(title)
            counts.update(found)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return cls(tuple(_term(text, n, text in titles) for text, n in ordered), codes)

    @cached_property
    def by_text(self) -> dict[str, Term]:
        return {term.text: term for term in self.terms}

    @cached_property
    def by_sound(self) -> dict[str, list[Term]]:
        """Coarse joined pinyin -> terms, the most frequent first."""
        return _grouped((coarse(term.joined), term) for term in self.terms)

    @cached_property
    def by_initials(self) -> dict[str, list[Term]]:
        found = ((term.initials, term) for term in self.terms if len(term.syllables) > 2)
        return _grouped(found)

    @cached_property
    def by_length(self) -> dict[int, list[Term]]:
        return _grouped((len(term.text), term) for term in self.terms)

    @cached_property
    def texts_by_length(self) -> dict[int, list[str]]:
        """The texts of `by_length`, in the same order."""
        return {length: [term.text for term in terms] for length, terms in self.by_length.items()}

    @cached_property
    def whole_by_length(self) -> dict[int, list[str]]:
        """Those of them that are titles or words of the dictionary, not parts of phrases."""
        return {
            length: [term.text for term in terms if term.title or known_word(term.text)]
            for length, terms in self.by_length.items()
        }

    def save(self, folder: Path) -> None:
        terms = [[t.text, t.count, t.title, " ".join(t.syllables)] for t in self.terms]
        (folder / _FILE).write_bytes(orjson.dumps({"terms": terms, "codes": dict(self.codes)}))

    @classmethod
    def load(cls, folder: Path) -> Terms:
        data = orjson.loads((folder / _FILE).read_bytes())
        terms = (Term(text, n, title, tuple(s.split(" "))) for text, n, title, s in data["terms"])
        return cls(tuple(terms), data["codes"])


def _grouped(pairs: Iterable[tuple[_Key, Term]]) -> dict[_Key, list[Term]]:
    groups: dict[_Key, list[Term]] = defaultdict(list)
    for key, term in pairs:
        groups[key].append(term)
    return dict(groups)


def _term(text: str, count: int, title: bool) -> Term:
    sounds = [_word_sound(word) for run in han_runs(text) for word in cut(run)]
    return Term(text, count, title, tuple(syllable for sound in sounds for syllable in sound))


@lru_cache(maxsize=65536)
def _word_sound(word: str) -> tuple[str, ...]:
    return syllables_of(word)


def _terms_of(fields_of_entry: Mapping[str, str]) -> set[str]:
    """Words of all fields; runs of neighbouring words of title and path."""
    found: set[str] = set()
    for name in FIELDS:
        for run in han_runs(fields_of_entry[name]):
            words = cut(run)
            found.update(word for word in words if len(word) > 1)
            if name in ("title", "path"):
                found.update(_phrases(words))
    return found


def _phrases(words: Sequence[str]) -> Iterable[str]:
    for start in range(len(words)):
        for end in range(start + 2, min(start + _MOST_WORDS, len(words)) + 1):
            phrase = "".join(words[start:end])
            if len(phrase) <= _LONGEST_PHRASE and not re.fullmatch(
                "[一二三四五六七八九十]+.?", phrase
            ):
                yield phrase
