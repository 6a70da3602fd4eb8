"""One PDF -> its entries, and an account of what was read and what was not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kb.catalogue import Corrections
from kb.checks import check_entries
from kb.entries import records_to_entries
from kb.errors import PdfError
from kb.model import Box, DocumentInfo, Entry, Problem
from kb.pdf import ocr
from kb.pdf.cells import Line, Page
from kb.pdf.document import TableBlock, pages_to_document
from kb.pdf.layout import Furniture
from kb.pdf.workers import Limits, read_file
from kb.records.collect import document_to_records
from kb.records.meta import document_identity
from kb.records.model import Record

__all__ = ["ReadResult", "document_name", "file_hash", "read_pdf"]

_ADVICE = "请换用带文字的版本"
_OCR_ADVICE = f"请安装文字识别组件（{ocr.INSTALL}）后重新运行 kb build，或换用带文字的版本"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """Entries of one file, what is known of it, and the text that is no content."""

    info: DocumentInfo
    entries: tuple[Entry, ...]
    furniture: tuple[Furniture, ...]


def file_hash(path: Path) -> str:
    """SHA-256 of a file's content, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def document_name(path: Path, data: Path) -> str:
    """The name entries carry: the file's path under the data folder, without its ending."""
    return path.relative_to(data).with_suffix("").as_posix()


def read_pdf(
    path: Path,
    data: Path,
    limits: Limits | None = None,
    on_page: Callable[[int], None] = lambda _: None,
    corrections: Corrections | None = None,
) -> ReadResult:
    """Read one PDF under the data folder. Raises PdfError when nothing of it can be read.

    `corrections` are the catalogue's, before what the document says of itself.
    """
    read = read_file(path, limits or Limits(), on_page)
    unread = list(_unread_pages(path.name, read.pages))
    usable = [p for p in read.pages if p.number not in {problem.page for problem in unread}]
    if not usable:
        reason = str(unread[0].reason) if unread else "没有一页可以解析"
        raise PdfError(f"{path.name}：全部 {read.count} 页都无法读取（{reason}）。{_advice()}。")
    document = pages_to_document(usable)
    records = tuple(document_to_records(document))
    if not records:
        raise PdfError(f"{path.name}：{read.count} 页里没有可以收录的文字。{_advice()}。")
    doc = document_name(path, data)
    identity = document_identity(document, path.stem).corrected(corrections or {})
    entries = check_entries(records_to_entries(doc, identity, records))
    problems = (*read.problems, *unread)
    info = DocumentInfo(
        doc=doc,
        title=identity.title,
        file=path.relative_to(data).as_posix(),
        sha256=file_hash(path),
        pages=read.count,
        department=identity.department,
        year=identity.year,
        code=identity.code,
        report=identity.report,
        level=identity.level,
        coverage=_coverage(usable, records, document.furniture),
        tables=sum(isinstance(item, TableBlock) for item in document.items),
        entries=len(entries),
        joined_rows=sum(record.joined for record in _with_children(records)),
        unread_pages=tuple(sorted(p.page for p in problems if p.page is not None)),
        problems=problems,
    )
    return ReadResult(info, *_as_shown(usable, entries, document.furniture))


def _as_shown(
    pages: Iterable[Page], entries: tuple[Entry, ...], furniture: tuple[Furniture, ...]
) -> tuple[tuple[Entry, ...], tuple[Furniture, ...]]:
    """The same with all boxes on the pages as shown, also of pages that were read turned."""
    lying = {page.number: page for page in pages if page.turn}
    if not lying:
        return entries, furniture

    def shown(box: Box) -> Box:
        return lying[box.page].as_shown(box) if box.page in lying else box

    return (
        tuple(
            replace(
                entry,
                sources=tuple(map(shown, entry.sources)),
                cells={name: tuple(map(shown, boxes)) for name, boxes in entry.cells.items()},
            )
            for entry in entries
        ),
        tuple(
            replace(item, lines=tuple(replace(ln, box=shown(ln.box)) for ln in item.lines))
            for item in furniture
        ),
    )


def _unread_pages(name: str, pages: Iterable[Page]) -> Iterator[Problem]:
    """Pages without a usable text layer that could not be read from their picture either."""
    for page in pages:
        if page.fault:
            yield Problem(name, page.number, page.fault, _advice())


def _advice() -> str:
    return _ADVICE if ocr.is_available() else _OCR_ADVICE


def _with_children(records: Iterable[Record]) -> Iterator[Record]:
    for record in records:
        yield record
        yield from _with_children(record.children)


def _coverage(
    pages: Iterable[Page], records: Iterable[Record], furniture: Iterable[Furniture]
) -> float:
    """Share of the pages' characters that an entry or the furniture has, each counted once."""
    reached: set[Line] = {line for item in furniture for line in item.lines}
    for record in _with_children(records):
        reached.update(record.own)
        for lines in record.lines.values():
            reached.update(lines)
    total = sum(page.chars for page in pages)
    return sum(line.chars for line in reached) / total if total else 1.0
