"""Text to the shipped model's tokens: the rules of its `tokenizer.json`, restated.

Folded by NFKC and to lower case; numbers and codes dropped (a vector can't tell 1715 from
1517); runs of Chinese characters and of Latin letters are cut, from left to right, into the
longest tokens known. Training makes `tokenizer.json` from the same three patterns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

HAN = "一-鿿㐀-䶿"
NUMBERS = r"[a-z]*[0-9][0-9a-z.,%‰:/*×~-]*"
RUNS = f"[a-z]+|[{HAN}]+"
LONGEST_HAN = 8
LONGEST_LATIN = 20

_NUMBERS = re.compile(NUMBERS)
_RUNS = re.compile(RUNS)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens and their ids; id 0 is the unknown token, which has no vector."""

    known: Mapping[str, int]

    def ids(self, text: str) -> list[int]:
        """The ids of a text's tokens in order; what is not known is left out."""
        found: list[int] = []
        for run in _RUNS.findall(folded(text)):
            longest = LONGEST_LATIN if run[0] <= "z" else LONGEST_HAN
            start = 0
            while start < len(run):
                start = self._take(run, start, longest, found)
        return found

    def _take(self, run: str, start: int, longest: int, found: list[int]) -> int:
        """Adds the longest token at `start`; returns where the next begins."""
        for end in range(min(start + longest, len(run)), start, -1):
            token = self.known.get(run[start:end])
            if token is not None:
                found.append(token)
                return end
        return start + 1


def folded(text: str) -> str:
    """NFKC, lower case, numbers and codes blanked."""
    return _NUMBERS.sub(" ", unicodedata.normalize("NFKC", text).lower())
