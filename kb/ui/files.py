"""Which files may be handed out: PDFs under the data folder, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kb.model import DocumentInfo

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


def with_pdf(documents: Sequence[DocumentInfo], root: Path) -> tuple[DocumentInfo, ...]:
    """The documents whose PDF is there to be shown."""
    return tuple(info for info in documents if inside(root, info.file))
