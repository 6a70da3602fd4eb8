"""Readings for tests: single pages, and a document with all between the file and its entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.model import Entry
from kb.pdf.cells import Page
from kb.pdf.document import Document
from kb.pdf.pages import open_pdf
from kb.read import ReadResult
from kb.records.model import Record


@dataclass(frozen=True, slots=True)
class Reading:
    """Pages, document and records beside the result that `read_pdf` makes of them."""

    pages: tuple[Page, ...]
    document: Document
    records: tuple[Record, ...]
    result: ReadResult

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.result.entries


def count_pages(path: Path) -> int:
    """Raises PdfError when the file is not a readable PDF."""
    with open_pdf(path) as pdf:
        return pdf.count


def read_pages(path: Path, numbers: Iterable[int]) -> Iterator[Page]:
    """The pages with these numbers, in order, without text recognition."""
    with open_pdf(path) as pdf:
        for number in numbers:
            yield pdf.read(number)


def all_records(records: Iterable[Record]) -> Iterator[Record]:
    """Records and their children, in order."""
    for record in records:
        yield record
        yield from all_records(record.children)
