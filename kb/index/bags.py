"""The words of every entry as numbers of terms, for comparing them by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.folding import han_runs
from kb.lexical import cut
from kb.terms import Terms
from kb.vectors import Rows

__all__ = ["NAME_FIELDS", "SAID_FIELDS", "WordBags"]

NAME_FIELDS = ("title", "path")
SAID_FIELDS = ("title", "path", "value", "body", "context")


@dataclass(frozen=True, slots=True)
class WordBags:
    """The terms of entry i are `flat[starts[i]:starts[i + 1]]`; each begins with `nothing`,
    the number behind the last term, so that no bag is empty."""

    starts: npt.NDArray[np.int64]
    flat: npt.NDArray[np.int32]

    @classmethod
    def build(
        cls, texts: Sequence[Mapping[str, str]], terms: Terms, fields: Sequence[str]
    ) -> WordBags:
        """From the folded fields of all entries."""
        numbers = {term.text: number for number, term in enumerate(terms.terms)}
        bags = [[len(numbers), *_numbers(text, numbers, fields)] for text in texts]
        starts = np.cumsum([0, *map(len, bags)]).astype(np.int64)
        return cls(starts, np.array([n for bag in bags for n in bag], np.int32))

    def words(self, rows: Rows) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """The terms of these entries one after the other, and where each entry begins."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(lengths)
        within = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
        return self.flat[np.repeat(self.starts[rows], lengths) + within], ends - lengths

    def save(self, file: Path) -> None:
        np.savez(file, starts=self.starts, flat=self.flat)

    @classmethod
    def load(cls, file: Path) -> WordBags:
        with file.open("rb") as opened, np.load(opened) as arrays:
            return cls(arrays["starts"], arrays["flat"])


def _numbers(
    text: Mapping[str, str], numbers: Mapping[str, int], fields: Sequence[str]
) -> Iterator[int]:
    words = (word for name in fields for run in han_runs(text[name]) for word in cut(run))
    return (numbers[word] for word in dict.fromkeys(words) if word in numbers)
