"""One reading of a document with all that lies between the file and its entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.model import Entry
from kb.pdf.cells import Page
from kb.pdf.document import Document
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


def all_records(records: Iterable[Record]) -> Iterator[Record]:
    """Records and their children, in order."""
    for record in records:
        yield record
        yield from all_records(record.children)
