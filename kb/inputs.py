"""What an index is made from: the PDFs of the data folder, and the code that reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.catalogue import Corrections, load_catalogue
from kb.errors import KbError
from kb.read import file_hash

__all__ = ["FILES", "InputFile", "find_pdfs", "input_files", "made_of", "read_by_this"]

_READER, FILES = "reader", "files"
_READER_SOURCES = (
    "pdf",
    "records",
    "checks",
    "read.py",
    "entries.py",
    "text.py",
    "codes.py",
    "catalogue.py",
    "money.py",
    "sums.py",
    "folding.py",
    "model.py",
    "rendering.py",
    "ui/words.py",
    "lexicon/places.tsv",
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A PDF of the data folder; `name` is its path below that."""

    path: Path
    name: str
    sha256: str
    corrections: Corrections

    @property
    def key(self) -> str:
        """Changes when the file, or what the catalogue says of it, does."""
        return f"{self.sha256}:{sorted(self.corrections.items())}"


def find_pdfs(data: Path) -> list[Path]:
    """All PDFs under the data folder, by name; hidden files and folders are left out."""
    if not data.is_dir():
        raise KbError(f"找不到文件夹 {data}。请建立它并放入 PDF，或用 --data 指明文件夹。")
    found = (p for p in data.rglob("*") if p.suffix.lower() == ".pdf" and p.is_file())
    return sorted(p for p in found if not any(s.startswith(".") for s in p.relative_to(data).parts))


def input_files(data: Path) -> list[InputFile]:
    """The files of the data folder with what the catalogue says of them."""
    catalogue = load_catalogue(data)
    names = {path: path.relative_to(data).as_posix() for path in find_pdfs(data)}
    return [InputFile(p, n, file_hash(p), catalogue.get(n, {})) for p, n in names.items()]


def made_of(files: Iterable[InputFile]) -> dict[str, Any]:
    """What an index of these files is to be compared by, in its manifest."""
    return {_READER: _reader_digest(), FILES: {file.name: file.key for file in files}}


def read_by_this(made: Mapping[str, Any]) -> bool:
    """True when the entries of such an index were made by this very code."""
    return bool(made.get(_READER) == _reader_digest())


def _reader_digest() -> str:
    """Changes whenever the code that reads PDFs does, so that entries are made anew."""
    here = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for name in _READER_SOURCES:
        path = here / name
        for source in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(source.read_bytes())
    return digest.hexdigest()
