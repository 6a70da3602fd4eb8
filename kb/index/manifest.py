"""The manifest: what an index was built from and by, checked before anything else is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kb.encoder import Encoder
from kb.errors import IndexMismatch, IndexMissing
from kb.model import DocumentInfo

__all__ = ["SCHEMA", "Manifest", "current_generation"]

# Raised by one whenever files of an index change their meaning.
SCHEMA = 8
CURRENT = "CURRENT"
_FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`settings` are those of the build; `chapters` are numbered as in the columns."""

    schema: int
    model: str
    revision: str
    dim: int
    entries: int
    documents: tuple[DocumentInfo, ...]
    chapters: tuple[str, ...]
    settings: Mapping[str, Any]

    def write(self, folder: Path) -> None:
        data = {
            "schema": self.schema,
            "model": self.model,
            "revision": self.revision,
            "dim": self.dim,
            "entries": self.entries,
            "documents": [document.to_json() for document in self.documents],
            "chapters": list(self.chapters),
            "settings": dict(self.settings),
        }
        (folder / _FILE).write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2))

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises IndexMismatch when it is damaged or of another schema."""
        try:
            data = orjson.loads((folder / _FILE).read_bytes())
            if data["schema"] != SCHEMA:
                raise IndexMismatch(
                    f"索引格式是第 {data['schema']} 版，本程序用第 {SCHEMA} 版。"
                    "请重建索引：kb build"
                )
            documents = tuple(DocumentInfo.from_json(item) for item in data["documents"])
            rest = {**data, "documents": documents, "chapters": tuple(data["chapters"])}
            return cls(**rest)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexMismatch(
                f"索引说明文件读不出来（{folder / _FILE}）。请重建索引：kb build"
            ) from error

    def check_model(self, encoder: Encoder) -> None:
        """Raises IndexMismatch when vectors of `encoder` can't be compared with these."""
        if (self.model, self.revision, self.dim) == (encoder.name, encoder.revision, encoder.dim):
            return
        raise IndexMismatch(
            f"索引是用向量模型 {self.model}（{self.revision}，{self.dim} 维）建的，"
            f"现在用的是 {encoder.name}（{encoder.revision}，{encoder.dim} 维）。"
            "请用现在的模型重建索引：kb build；或把 KB_MODEL 改回原来的模型。"
        )


def current_generation(index_dir: Path) -> Path:
    """The folder in use. Raises IndexMissing when there is none."""
    try:
        name = (index_dir / CURRENT).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise IndexMissing(f"还没有建索引（{index_dir}）。请先运行：kb build") from error
    folder = index_dir / name
    if not name or Path(name).name != name or not folder.is_dir():
        raise IndexMissing(f"索引不完整（{index_dir}）。请重新运行：kb build")
    return folder
