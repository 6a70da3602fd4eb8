"""The seam to the vector index. FAISS is imported here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["FaissVectors", "Floats", "Mask", "Rows", "VectorIndex"]

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class VectorIndex(Protocol):
    """Nearest rows by cosine. Another engine has to offer these four and nothing more."""

    def __len__(self) -> int: ...

    def search(self, query: Floats, k: int, allowed: Mask | None = None) -> tuple[Rows, Floats]:
        """The `k` nearest rows to `query` (dim,), nearest first, with their cosines.

        `allowed` (one bool a row) limits the search inside the engine: there are fewer than
        `k` results only when fewer rows are allowed.
        """
        ...

    def vectors(self, rows: Rows) -> Floats:
        """The stored vectors of `rows`, (n, dim)."""
        ...

    def save(self, file: Path) -> None: ...


@dataclass(frozen=True, slots=True)
class FaissVectors:
    """Exact search over L2-normalised vectors: inner product is cosine."""

    index: Any

    @classmethod
    def build(cls, vectors: Floats) -> FaissVectors:
        """`vectors` is (rows, dim), normalised; none at all is allowed."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, file: Path) -> FaissVectors:
        """Raises OSError for a file that is missing or damaged."""
        import faiss

        # One question is too little work to share out, and a second OpenMP beside torch's
        # is what crashes on macOS.
        faiss.omp_set_num_threads(1)
        try:
            return cls(faiss.read_index(str(file)))
        except RuntimeError as error:  # FAISS raises nothing more precise
            raise OSError(str(error)) from error

    def __len__(self) -> int:
        return int(self.index.ntotal)

    @property
    def dim(self) -> int:
        return int(self.index.d)

    def search(self, query: Floats, k: int, allowed: Mask | None = None) -> tuple[Rows, Floats]:
        """See VectorIndex.search."""
        import faiss

        count = len(self) if allowed is None else int(allowed.sum())
        k = min(k, count)
        if k == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        cosines, rows = self.index.search(query.reshape(1, -1), k, params=parameters)
        return rows[0].astype(np.int64), cosines[0]

    def vectors(self, rows: Rows) -> Floats:
        """See VectorIndex.vectors."""
        if not len(rows):
            return np.zeros((0, self.dim), np.float32)
        found: Floats = self.index.reconstruct_batch(np.asarray(rows, np.int64))
        return found

    def save(self, file: Path) -> None:
        import faiss

        faiss.write_index(self.index, str(file))
