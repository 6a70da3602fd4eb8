"""The nouns of this package. Imports nothing of ours; every other module imports it.

Lengths are PDF points, origin at the top left of the page as shown; pages count from 1.
`orig` is text as the file has it (line wraps as newlines), `text` is what people are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What an entry is."""

    SECTION = "section"
    PARAGRAPH = "paragraph"
    TABLE_ROW = "table_row"
    INDICATOR = "indicator"
    PROJECT = "project"
    PROCUREMENT = "procurement"
    TERM = "term"


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle on one page."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        return (self.x0, self.top, self.x1, self.bottom)

    def to_json(self) -> dict[str, Any]:
        return {"page": self.page, "bbox": [round(v, 2) for v in self.bbox]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Box:
        return cls(int(data["page"]), *(float(v) for v in data["bbox"]))


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed number: `raw` as found, `value` in `unit`; `unit` "" when none is known."""

    raw: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read; `page` is None when it concerns the whole file."""

    file: str
    page: int | None
    reason: str
    advice: str

    def __str__(self) -> str:
        place = self.file if self.page is None else f"{self.file} 第 {self.page} 页"
        return f"{place}：{self.reason}。{self.advice}"


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the index knows of one PDF. `file` is relative to the data folder.

    `coverage` is the share (0..1) of the file's text, blanks aside, that reached an entry or
    recorded page furniture; `joined_rows` counts table rows cut by a page end and joined.
    `code` is the department's, `report` what the file is (预算, 决算, 报告), `level` whose.
    """

    doc: str
    title: str
    file: str
    sha256: str
    pages: int
    department: str | None = None
    year: int | None = None
    code: str | None = None
    report: str | None = None
    level: str | None = None
    coverage: float = 0.0
    tables: int = 0
    entries: int = 0
    joined_rows: int = 0
    unread_pages: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DocumentInfo:
        problems = tuple(Problem(**problem) for problem in data["problems"])
        return cls(**{**data, "unread_pages": tuple(data["unread_pages"]), "problems": problems})


@dataclass(frozen=True, slots=True)
class Entry:
    """What is shown, embedded and cited: one fact of a document with its place.

    `fields` keeps empty cells as "". `sources` has one box a page, in reading order: the
    value's cell, or on a page of the entry where the value has no text, the entry's part of
    that page. `cells` has the boxes of every field. `year` and `unit` are None when the
    document does not say. `ocr` is the least confidence (0..1) of recognised text in it, None
    when all is from the file's own text layer.
    """

    id: str
    doc: str
    doc_title: str
    kind: Kind
    title: str
    path: tuple[str, ...]
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    value: str | None = None
    unit: str | None = None
    year: int | None = None
    department: str | None = None
    pages: tuple[int, ...] = ()
    sources: tuple[Box, ...] = ()
    cells: Mapping[str, tuple[Box, ...]] = field(default_factory=dict)
    value_field: str | None = None
    parent: str | None = None
    order: int = 0
    ocr: float | None = None
    checks: tuple[Mapping[str, Any], ...] = ()

    @property
    def chapter(self) -> str:
        """The outermost heading, by which results are grouped and filtered."""
        return self.path[0] if self.path else self.title

    def to_json(self) -> dict[str, Any]:
        """The data contract: one JSON object, fields that do not apply as null."""
        return {
            "id": self.id,
            "doc": self.doc,
            "doc_title": self.doc_title,
            "kind": self.kind.value,
            "title": self.title,
            "path": list(self.path),
            "text": self.text,
            "fields": dict(self.fields),
            "value": self.value,
            "unit": self.unit,
            "year": self.year,
            "department": self.department,
            "pages": list(self.pages),
            "sources": [box.to_json() for box in self.sources],
            "cells": {name: [b.to_json() for b in boxes] for name, boxes in self.cells.items()},
            "value_field": self.value_field,
            "parent": self.parent,
            "order": self.order,
            "ocr": self.ocr,
            "checks": [dict(check) for check in self.checks],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Entry:
        return cls(
            id=data["id"],
            doc=data["doc"],
            doc_title=data["doc_title"],
            kind=Kind(data["kind"]),
            title=data["title"],
            path=tuple(data["path"]),
            text=data["text"],
            fields=dict(data["fields"]),
            value=data["value"],
            unit=data["unit"],
            year=data["year"],
            department=data["department"],
            pages=tuple(data["pages"]),
            sources=tuple(Box.from_json(b) for b in data["sources"]),
            cells={k: tuple(Box.from_json(b) for b in v) for k, v in data["cells"].items()},
            value_field=data["value_field"],
            parent=data["parent"],
            order=data["order"],
            ocr=data.get("ocr"),
            checks=tuple(data["checks"]),
        )


@dataclass(frozen=True, slots=True)
class Filters:
    """What a question is limited to; an empty tuple means no limit.

    `departments`, `reports` and `levels` are those of the entry's document.
    """

    docs: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    chapters: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    departments: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    def lets_through(self, info: DocumentInfo, *, by_year: bool = False) -> bool:
        """Whether no limit shuts out a whole document; entries may have years of their own,
        so its year counts only `by_year`."""
        limits: tuple[tuple[tuple[Any, ...], Any], ...] = (
            (self.docs, info.doc),
            (self.departments, info.department),
            (self.reports, info.report),
            (self.levels, info.level),
            (self.years if by_year else (), info.year),
        )
        return all(not chosen or value in chosen for chosen, value in limits)


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found. `score` is in 0..1; `why` names the evidence, strongest first.

    `same` are the other places of the same fact. `others` answer the question as well, with
    another value: the same indicator of other projects.
    """

    entry: Entry
    score: float
    why: tuple[str, ...]
    matched: tuple[str, ...] = ()
    same: tuple[Entry, ...] = ()
    others: tuple[Entry, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            **self.entry.to_json(),
            "score": round(self.score, 4),
            "why": list(self.why),
            "matched": list(self.matched),
            "same": [_brief(entry) for entry in self.same],
            "others": [_brief(entry) for entry in self.others],
        }


def _brief(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "value": entry.value,
        "unit": entry.unit,
        "path": list(entry.path),
        "pages": list(entry.pages),
    }


@dataclass(frozen=True, slots=True)
class Reading:
    """How a part of a question was understood: `said` as typed, `meant` as searched.

    `how` names the evidence: 同义, 错字, 拼音, 英文, or for a limit that the question itself
    sets 年度, 部门, 文件, 种类. Asking again with `said` taken literally undoes it.
    """

    said: str
    meant: str
    how: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a filter and how many of the candidates have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question. `hits` are the nearest entries even when not answerable.

    `notes` explain a computation. `related` are questions that neighbouring entries answer,
    `instead` wordings of the documents that may have been meant by one without an answer.
    """

    query: str
    answerable: bool
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()
    kinds: tuple[Facet, ...] = ()
    chapters: tuple[Facet, ...] = ()
    readings: tuple[Reading, ...] = ()
    related: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "answerable": self.answerable,
            "notes": list(self.notes),
            "readings": [reading.to_json() for reading in self.readings],
            "related": list(self.related),
            "instead": list(self.instead),
            "hits": [hit.to_json() for hit in self.hits],
        }
