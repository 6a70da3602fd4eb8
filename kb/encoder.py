"""Texts to vectors: the shipped model, or any other sentence-transformers model.

Heavy imports are made when they are needed: the shipped model runs on NumPy alone, torch and
sentence-transformers are loaded only for a model named by the user.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from kb.errors import MissingExtra, ModelError

_WEIGHTS = ("*.safetensors", "*.bin", "*.onnx", "tokenizer.json", "vocab.txt")


class Encoder(Protocol):
    """What the index needs of an embedding model.

    `name` and `revision` (a hash of the weights) go into the index's manifest: vectors of
    different models are not comparable, so an index is opened with the model it was built by.
    """

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n, dim) float32, rows L2-normalised; (0, dim) for no texts; zeros for a text of
        which the model knows no token."""
        ...


def load_encoder(model: str | None = None) -> Encoder:
    """The shipped model for None or "", else a sentence-transformers name or folder.

    Raises ModelError when the model can't be loaded, MissingExtra without
    sentence-transformers.
    """
    if model:
        return SentenceTransformerEncoder.load(model)
    from kb.embedding.static import StaticEncoder

    return StaticEncoder.load(default_model_folder())


def default_model_folder() -> Path:
    """Where the shipped model lies; packages are installed unzipped."""
    return Path(str(resources.files("kb"))) / "models" / "default"


@dataclass(frozen=True)
class SentenceTransformerEncoder:
    """Another model than the shipped one, run by sentence-transformers."""

    name: str
    revision: str
    dim: int
    model: Any

    @classmethod
    def load(cls, name: str) -> SentenceTransformerEncoder:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtra(
                f"模型 {name} 要用 sentence-transformers 运行，尚未安装。"
                '请先执行：pip install "kb[models]"；或不设 KB_MODEL，使用自带的模型。'
            ) from error
        try:
            model = SentenceTransformer(name, device="cpu")
        except Exception as error:  # hub, file and format errors come in many classes
            raise ModelError(
                f"模型 {name} 载入失败：{error}。请检查名称或文件夹，或不设 KB_MODEL。"
            ) from error
        dim = model.get_embedding_dimension()
        if not dim:
            raise ModelError(f"模型 {name} 没有说明向量维数，不能用于建索引。")
        return cls(name, _revision(name, model), int(dim), model)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """See Encoder.encode."""
        from kb.embedding.static import normalised

        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = self.model.encode(
            list(texts), convert_to_numpy=True, show_progress_bar=False, batch_size=32
        )
        return normalised(np.asarray(vectors, dtype=np.float32))


def _revision(name: str, model: Any) -> str:
    """A hash of the weights' files for a folder, of the loaded weights otherwise."""
    digest = hashlib.sha256()
    folder = Path(name)
    if folder.is_dir():
        for file in sorted({f for pattern in _WEIGHTS for f in folder.rglob(pattern)}):
            digest.update(file.read_bytes())
    else:
        for key, tensor in sorted(cast(dict[str, Any], model.state_dict()).items()):
            digest.update(key.encode())
            digest.update(np.ascontiguousarray(tensor.float().cpu().numpy()).tobytes())
    return digest.hexdigest()[:16]
