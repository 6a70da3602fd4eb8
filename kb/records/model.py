"""The nouns of records: a record is one fact of the document with its lines of print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.model import Kind
from kb.pdf.cells import Line

__all__ = ["Record"]


@dataclass(frozen=True, slots=True)
class Record:
    """One fact. `lines` are the lines of print of each field that this record owns, `shared`
    those of merged cells it has in common with its neighbours.

    `fields` maps a field's name to its text; `value_field` names the one that answers "how
    much"; `pages` are all pages it stands on. `own` holds lines that are in no field (a
    heading's words, a table's captions). `children` of a project are its indicators.
    """

    kind: Kind
    title: str
    path: tuple[str, ...]
    pages: tuple[int, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    own: tuple[Line, ...] = ()
    shared: frozenset[str] = frozenset()
    text: str = ""
    value_field: str | None = None
    unit: str | None = None
    children: tuple[Record, ...] = ()
    joined: bool = False
