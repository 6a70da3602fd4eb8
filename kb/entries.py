"""Records -> entries: what is shown, embedded and cited, with a stable id."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kb.model import Box, Entry, Kind
from kb.pdf.cells import Line
from kb.pdf.rows import boxes_of
from kb.records.meta import Identity
from kb.records.model import Record

__all__ = ["records_to_entries"]

# Bits enough that two of a million entries do not share an id.
_ID_LENGTH = 12


def records_to_entries(
    doc: str, identity: Identity, records: Iterable[Record]
) -> tuple[Entry, ...]:
    """All records and their children as entries, in reading order.

    `doc` names the document (its file's stem). An id depends on the document, the kind, the
    path, the title and how many such stand before it, so it stays while those do.
    """
    maker = _Maker(doc, identity)
    for record in records:
        maker.add(record, maker.section_of(record))
    return tuple(maker.entries)


@dataclass(slots=True)
class _Maker:
    doc: str
    identity: Identity
    entries: list[Entry] = field(default_factory=list)
    _seen: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _sections: dict[tuple[str, ...], str] = field(default_factory=dict)

    def section_of(self, record: Record) -> str | None:
        """The id of the innermost section around a record."""
        for stop in range(len(record.path), 0, -1):
            found = self._sections.get(record.path[:stop])
            if found is not None:
                return found
        return None

    def add(self, record: Record, parent: str | None) -> None:
        key = (self.doc, record.kind.value, *record.path, record.title)
        number = self._seen[key]
        self._seen[key] += 1
        entry_id = _entry_id((*key, str(number)))
        if record.kind is Kind.SECTION:
            self._sections[(*record.path, record.title)] = entry_id
        self.entries.append(self._entry(record, entry_id, parent))
        for child in record.children:
            self.add(child, entry_id)

    def _entry(self, record: Record, entry_id: str, parent: str | None) -> Entry:
        value = record.fields.get(record.value_field) if record.value_field else None
        return Entry(
            id=entry_id,
            doc=self.doc,
            doc_title=self.identity.title,
            kind=record.kind,
            title=record.title,
            path=record.path,
            text=record.text or _row_text(record),
            fields=dict(record.fields),
            value=value or None,
            unit=record.unit,
            year=self.identity.year,
            department=self.identity.department,
            pages=record.pages,
            sources=tuple(_sources(record)),
            cells={name: boxes_of(lines) for name, lines in record.lines.items()},
            value_field=record.value_field if value else None,
            parent=parent,
            order=len(self.entries),
            ocr=_confidence(record),
        )


def _entry_id(key: tuple[str, ...]) -> str:
    digest = hashlib.blake2b("\x1f".join(key).encode(), digest_size=8)
    return digest.hexdigest()[:_ID_LENGTH]


def _row_text(record: Record) -> str:
    """The filled fields as a sentence."""
    return "；".join(f"{name}：{text}" for name, text in record.fields.items() if text)


def _sources(record: Record) -> Iterator[Box]:
    """One box a page: the value's cell, else what the record has on that page."""
    value = _by_page(record.lines.get(record.value_field or "", ()))
    mine = [
        line for name, lines in record.lines.items() if name not in record.shared for line in lines
    ]
    everything = _by_page((*record.own, *mine))
    for page in record.pages:
        box = value.get(page) or everything.get(page)
        if box is not None:
            yield box


def _confidence(record: Record) -> float | None:
    lines = (*record.own, *(line for printed in record.lines.values() for line in printed))
    known = [line.confidence for line in lines if line.confidence is not None]
    return round(min(known), 3) if known else None


def _by_page(lines: Iterable[Line]) -> dict[int, Box]:
    return {box.page: box for box in boxes_of(lines)}
