"""Which files may be handed out: PDFs under the data folder, and nothing else."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path

from kb.model import DocumentInfo, Entry

PDF_MAGIC = b"%PDF-"


def inside(root: Path, name: str) -> Path | None:
    """The PDF `name` (relative) under `root`; None for anything else, links that lead out too."""
    parts = name.split("/")
    if "\\" in name or "\0" in name or any(part in ("", "..") or part[0] == "." for part in parts):
        return None
    try:
        base = root.resolve(strict=True)
        path = (base / name).resolve(strict=True)
        if not (path.is_relative_to(base) and path.suffix.lower() == ".pdf" and path.is_file()):
            return None
        with path.open("rb") as file:
            return path if PDF_MAGIC in file.read(1024) else None
    except (OSError, RuntimeError, ValueError):
        return None


def original(root: Path, info: DocumentInfo) -> Path | None:
    """The PDF that the document was read from; None when it is gone or another lies there,
    on which the boxes would light the wrong places.
    """
    path = inside(root, info.file)
    if path is None:
        return None
    try:
        stat = path.stat()
        same = _sha256(path, stat.st_mtime_ns, stat.st_size) == info.sha256
    except OSError:
        return None
    return path if same else None


@functools.lru_cache(maxsize=1024)
def _sha256(path: Path, _changed: int, _size: int) -> str:
    """Read once for as long as the file does not change."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def with_pdf(
    documents: Sequence[DocumentInfo], root: Path, entries: Sequence[Entry]
) -> tuple[DocumentInfo, ...]:
    """The documents of these entries whose PDF is there to be shown."""
    needed = {entry.doc for entry in entries}
    return tuple(info for info in documents if info.doc in needed and original(root, info))
