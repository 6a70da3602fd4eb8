"""A tiny deterministic encoder for tests: the same text has the same vector, texts that share
characters and character pairs are nearer than texts that do not."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class HashingEncoder:
    """Hashed counts of characters and pairs; `name` and `revision` can be set to differ."""

    name: str = "hashing"
    revision: str = "1"
    dim: int = 64

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            shown = "".join(text.split())
            for gram in [*shown, *map("".join, pairwise(shown))]:
                vectors[row, zlib.crc32(gram.encode()) % self.dim] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=vectors, where=lengths > 0)
