"""Marking the words of a question in text that is shown."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from kb.ui.html import Html, el, join

_SENTENCE_END = re.compile(r"[。；;\n]")
_NUMBER = re.compile(r"[≥≤＞＜><]?\d[\d,.]*[%％‰]?")


def marked(text: str, words: Sequence[str]) -> Html:
    """`text` with every place of a word in <mark>; width, case and blanks do not matter.

    Words that follow each other are one mark.
    """
    pattern = _pattern(tuple(words))
    if pattern is None:
        return join(text)
    parts: list[str | Html] = []
    end = 0
    for match in pattern.finditer(_same_length_fold(text)):
        parts += [text[end : match.start()], el("mark", text[match.start() : match.end()])]
        end = match.end()
    return join(*parts, text[end:])


def numbers_emphasised(text: str) -> Html:
    """`text` with its numbers in <b>, so that figures stand out in a wordy value."""
    parts: list[str | Html] = []
    end = 0
    for match in _NUMBER.finditer(text):
        parts += [text[end : match.start()], el("b", match.group())]
        end = match.end()
    return join(*parts, text[end:])


@functools.lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    folded = {"".join(_same_length_fold(word).split()) for word in words} - {""}
    longest_first = sorted(folded, key=lambda word: (-len(word), word))
    spaced = (r"\s*".join(re.escape(ch) for ch in word) for word in longest_first)
    word = f"(?:{'|'.join(spaced)})"
    return re.compile(rf"{word}(?:\s*{word})*") if longest_first else None


class _Fold(dict[int, int]):
    """Code point to folded code point, worked out when first met."""

    def __missing__(self, code: int) -> int:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


_FOLD = _Fold()


def _same_length_fold(text: str) -> str:
    """Width and case folded one character for one, so that positions stay those of `text`."""
    return text.translate(_FOLD)


def telling_part(text: str, words: Sequence[str], longest: int) -> str:
    """A long text from the sentence on that has most of the words; "……" stands for what is left
    out before it and after `longest` characters."""
    if len(text) <= longest:
        return text
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    sentences = [text[a:b] for a, b in pairwise([*starts, len(text)])]
    pattern = _pattern(tuple(words))
    met = [
        sum(map(len, set(pattern.findall(_same_length_fold(sentence))))) if pattern else 0
        for sentence in sentences
    ]
    start = starts[met.index(max(met))]
    end = start + longest
    return f"{'……' if start else ''}{text[start:end]}{'……' if end < len(text) else ''}"
