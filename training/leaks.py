"""What must never be trained on: the evaluation's questions, passages and sentences.

Texts are compared folded: letters, digits and Chinese characters only, in lower case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_NOT_TEXT = re.compile(r"[\W_]+")
_WINDOW = 16  # characters that must agree before a text counts as quoting another
_BASE = np.uint64(1_000_003)


def folded(text: str) -> str:
    """Without whitespace and punctuation, full width and case levelled."""
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text).lower())


@dataclass(frozen=True)
class Forbidden:
    """`whole`: folded texts that may not occur; `windows`: sorted hashes of all windows of
    _WINDOW characters of passages that may not be quoted, not even in part."""

    whole: frozenset[str]
    anchors: npt.NDArray[np.uint64]
    windows: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, whole: Iterable[str], passages: Iterable[str]) -> Forbidden:
        texts = frozenset(folded(text) for text in whole) - {""}
        first = np.unique(_hashes([text[:_WINDOW] for text in texts if len(text) >= _WINDOW])[0])
        return cls(texts, first, np.unique(_hashes([folded(text) for text in passages])[0]))

    def met_by(self, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
        """True where a text equals or begins like a forbidden one, contains its first 16
        characters anywhere, or shares a window with a passage."""
        plain = [folded(text) for text in texts]
        hit = np.fromiter((text in self.whole for text in plain), dtype=bool, count=len(plain))
        hashes, owners = _hashes(plain)
        for known in (self.anchors, self.windows):
            hit[owners[_in_sorted(hashes, known)]] = True
        return hit


def _in_sorted(
    values: npt.NDArray[np.uint64], known: npt.NDArray[np.uint64]
) -> npt.NDArray[np.bool_]:
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    places = np.minimum(np.searchsorted(known, values), len(known) - 1)
    equal: npt.NDArray[np.bool_] = known[places] == values
    return equal


def _hashes(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """The polynomial hashes of all windows of all texts, and the text each came from."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    size = len(codes) - _WINDOW + 1
    if size <= 0:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    sums = np.zeros(size, dtype=np.uint64)
    for step in range(_WINDOW):
        sums = sums * _BASE + codes[step : step + size]
    owners = np.repeat(np.arange(len(texts)), lengths)
    inside = owners[:size] == owners[_WINDOW - 1 :]
    return sums[inside], owners[:size][inside]
