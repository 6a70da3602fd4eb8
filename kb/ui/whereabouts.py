"""Where an entry stands: the entries round it, its project, its table, its page in the PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.errors import EntryNotFound
from kb.model import DocumentInfo, Entry, Kind
from kb.ui import places

DEEPEST = 8

Find = Callable[[str], Entry]


def knows_none(entry_id: str) -> Entry:
    """For an entry that is to be shown without those round it."""
    raise EntryNotFound(entry_id)


def ancestors_of(entry: Entry, find: Find) -> tuple[Entry, ...]:
    """The entries round this one, nearest first; a parent the index lacks ends the chain."""
    chain: list[Entry] = []
    while entry.parent and len(chain) < DEEPEST:
        try:
            entry = find(entry.parent)
        except EntryNotFound:
            break
        chain.append(entry)
    return tuple(chain)


def project_of(ancestors: Sequence[Entry]) -> Entry | None:
    return next((e for e in ancestors if e.kind is Kind.PROJECT), None)


def table_of(entry: Entry, ancestors: Sequence[Entry]) -> str:
    """The title of the table an entry stands in; "" for prose."""
    if not entry.cells:
        return ""
    sheet = project_of((entry, *ancestors))
    if sheet is not None:
        return sheet.path[-1] if sheet.path else ""
    section = next((e for e in ancestors if e.kind is Kind.SECTION), None)
    return section.title if section else ""


def document_of(entry: Entry, documents: Sequence[DocumentInfo]) -> DocumentInfo | None:
    return next((info for info in documents if info.doc == entry.doc), None)


def pdf_of(entry: Entry, document: DocumentInfo | None) -> str:
    """The link to the entry's first page; "" without a PDF to show."""
    if document is None:
        return ""
    return places.pdf_link(document.file, entry.pages[0] if entry.pages else None)
