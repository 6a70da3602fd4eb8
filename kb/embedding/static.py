"""The shipped model's runtime: a sentence-transformers StaticEmbedding read with NumPy alone.

The folder is an ordinary sentence-transformers model (StaticEmbedding, Normalize). Its
`model.safetensors` holds `embeddings` (int8, one row a token) and `weights` (float32, the
scale of each row); a text's vector is the normalised sum of its tokens' scaled rows.
`tokenizer.json` is read for its vocabulary; its rules are restated in `kb.embedding.tokens`,
which opens in a fraction of the time. A test holds both to the same results.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from safetensors import SafetensorError
from safetensors.numpy import load_file

from kb.embedding.tokens import Vocabulary
from kb.errors import ModelError


@dataclass(frozen=True)
class StaticEncoder:
    """Sums of token vectors. `embeddings` is (tokens, dim), `weights` (tokens,)."""

    name: str
    vocabulary: Vocabulary
    embeddings: npt.NDArray[Any]
    weights: npt.NDArray[np.float32]
    files: tuple[Path, ...]

    @classmethod
    def load(cls, folder: Path) -> StaticEncoder:
        """Raises ModelError when a file is missing or damaged, or the two do not fit."""
        files = (folder / "tokenizer.json", folder / "model.safetensors")
        try:
            known = orjson.loads(files[0].read_bytes())["model"]["vocab"]
            tensors = load_file(files[1])
            embeddings, weights = tensors["embeddings"], tensors["weights"]
        except (OSError, KeyError, ValueError, TypeError, SafetensorError) as error:
            raise ModelError(f"向量模型读不出来：{folder}（{error}）。请重新安装。") from error
        if not len(known) == len(embeddings) == len(weights):
            raise ModelError(f"向量模型的词表与向量行数不一致：{folder}。请重新安装。")
        return cls(f"kb/{folder.name}", Vocabulary(known), embeddings, weights, files)

    @property
    def dim(self) -> int:
        return int(self.embeddings.shape[1])

    @cached_property
    def revision(self) -> str:
        """The first 16 hex digits of the SHA-256 over tokenizer and weights."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(file.read_bytes())
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n, dim), rows L2-normalised; a text without a known token is a row of zeros."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            ids = np.array(self.vocabulary.ids(text), dtype=np.int64)
            vectors[row] = self.weights[ids] @ self.embeddings[ids].astype(np.float32)
        return normalised(vectors)

    def token_vectors(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """(len(ids), dim), what each token adds to a text: the longer, the more it says."""
        rows: npt.NDArray[np.float32] = self.embeddings[ids].astype(np.float32)
        return rows * self.weights[ids][:, None]


def normalised(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rows divided by their length; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    quotient: npt.NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
    return quotient
