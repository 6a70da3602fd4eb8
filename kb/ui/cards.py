"""From entries to what is shown of them: plain data, no markup, no streamlit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kb.errors import EntryNotFound
from kb.model import DocumentInfo, Entry, Hit, Kind
from kb.pictures import lit_boxes, value_across
from kb.ui import places, words

# Wider than this (in full-width characters), a figure is set smaller.
SHORT_FIGURE, MEDIUM_FIGURE = 9, 18
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure of an entry, what it is called in its table, and how large it may be set."""

    value: str
    unit: str
    label: str
    size: str  # "large", "medium" or "wordy"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the entry's row; `header` is its header path."""

    header: tuple[str, ...]
    text: str
    is_value: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what an entry is; `entry_id` leads to the entry that says more."""

    label: str
    text: str
    entry_id: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of one page with the entry lit, and the links that go with it.

    `value_across` is where the value stands in the row's picture, in its pixels from the left.
    """

    page: int
    value_across: int
    row_href: str
    page_href: str
    pdf_href: str
    alt: str


@dataclass(frozen=True, slots=True)
class Check:
    """A sum or an agreement that was recomputed; `said` is what was compared, in words."""

    ok: bool
    said: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything a page or a list shows of one entry."""

    entry: Entry
    kind: str
    figure: Figure | None
    cells: tuple[Cell, ...]
    facts: tuple[Fact, ...]
    pictures: tuple[Picture, ...]
    pages: str
    pdf_href: str
    citation: str
    pdf_missing: bool = False
    checks: tuple[Check, ...] = ()
    why: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()


def card_of(
    entry: Entry,
    *,
    documents: Sequence[DocumentInfo] = (),
    ancestors: Sequence[Entry] = (),
    address: str = "",
    hit: Hit | None = None,
) -> Card:
    """The card of an entry. `documents` are those whose PDF can be shown, `ancestors` are
    nearest first, and `address` is the app's own.
    """
    document = next((info for info in documents if info.doc == entry.doc), None)
    return Card(
        entry=entry,
        kind=words.KINDS[entry.kind],
        figure=figure_of(entry),
        cells=cells_of(entry),
        facts=facts_of(entry, ancestors),
        pictures=pictures_of(entry, document) if document else (),
        pages=words.page_numbers(entry.pages),
        pdf_href=pdf_of(entry, document),
        citation=citation_of(entry, address),
        pdf_missing=document is None,
        checks=checks_of(entry),
        why=hit.why if hit else (),
        matched=hit.matched if hit else (),
    )


def figure_of(entry: Entry) -> Figure | None:
    """The entry's value as a figure; None when it has none or the cell is empty."""
    if not entry.value:
        return None
    width = sum(1.0 if ord(ch) > 0x2E7F else 0.55 for ch in entry.value)
    size = "large" if width <= SHORT_FIGURE else "medium" if width <= MEDIUM_FIGURE else "wordy"
    label = words.header_name(entry.value_field or "")
    return Figure(entry.value, entry.unit or "", label, size)


def cells_of(entry: Entry) -> tuple[Cell, ...]:
    """The cells of the entry's row; none for prose, whose fields are parts of a sentence."""
    if not entry.cells:
        return ()
    return tuple(
        Cell(tuple(name.split("/")), text, name == entry.value_field)
        for name, text in entry.fields.items()
    )


def facts_of(entry: Entry, ancestors: Sequence[Entry]) -> tuple[Fact, ...]:
    """项目, 表, 章节, 年度, 部门 and 文件, as far as they are known and say something new."""
    project = next((e for e in ancestors if e.kind is Kind.PROJECT), None)
    linked = {e.title: e.id for e in ancestors if e.kind is Kind.SECTION}
    table = table_of(entry, ancestors)
    facts = [
        Fact("项目", project.title, project.id) if project else None,
        Fact("表", table, linked.get(table, "")),
        Fact("章节", entry.chapter, linked.get(entry.chapter, "")),
        Fact("年度", str(entry.year or "")),
        Fact("部门", entry.department or ""),
        Fact("文件", entry.doc_title),
    ]
    said = {entry.title, ""}
    new = []
    for fact in facts:
        if fact and fact.text not in said:
            new.append(fact)
            said.add(fact.text)
    return tuple(new)


def table_of(entry: Entry, ancestors: Sequence[Entry]) -> str:
    """The title of the table an entry stands in; "" for prose."""
    if not entry.cells:
        return ""
    sheet = next((e for e in (entry, *ancestors) if e.kind is Kind.PROJECT), None)
    if sheet is not None:
        return sheet.path[-1] if sheet.path else ""
    section = next((e for e in ancestors if e.kind is Kind.SECTION), None)
    return section.title if section else ""


def checks_of(entry: Entry) -> tuple[Check, ...]:
    """What was checked of this entry, failures first."""
    checks = (Check(bool(check["ok"]), str(check["text"])) for check in entry.checks)
    return tuple(sorted(checks, key=lambda check: check.ok))


def pictures_of(entry: Entry, document: DocumentInfo) -> tuple[Picture, ...]:
    """One picture a page the entry stands on."""
    return tuple(
        Picture(
            page=page,
            value_across=value_across(lit_boxes(entry, page)),
            row_href=places.picture_link(entry, page, "row", document.sha256),
            page_href=places.picture_link(entry, page, "page", document.sha256),
            pdf_href=places.pdf_link(document.file, page),
            alt=f"原文第 {page} 页，标出“{entry.title}”所在位置",
        )
        for page in sorted({box.page for box in entry.sources} or set(entry.pages))
    )


def pdf_of(entry: Entry, document: DocumentInfo | None) -> str:
    if document is None:
        return ""
    return places.pdf_link(document.file, entry.pages[0] if entry.pages else None)


def citation_of(entry: Entry, address: str) -> str:
    """Document, page, place, figure and link, as one line of text."""
    figure = figure_of(entry)
    said = f"{entry.title}：{_figure_text(figure)}" if figure else entry.title
    pages = words.page_numbers(entry.pages).replace(" ", "")
    where = " › ".join(part for part in entry.path if part != entry.title)
    parts = (f"《{entry.doc_title}》{pages}", where, said)
    return f"{'，'.join(part for part in parts if part)}。{address}{places.entry_link(entry.id)}"


def _figure_text(figure: Figure) -> str:
    label = f"{figure.label} " if figure.label else ""
    return f"{label}{figure.value}{figure.unit}"


def ancestors_of(entry: Entry, find: Callable[[str], Entry]) -> tuple[Entry, ...]:
    """The entries round this one, nearest first; a parent the index lacks ends the chain."""
    chain: list[Entry] = []
    while entry.parent and len(chain) < DEEPEST:
        try:
            entry = find(entry.parent)
        except EntryNotFound:
            break
        chain.append(entry)
    return tuple(chain)


def columns_of(rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The fields of these rows in first-seen order, without those empty in every row."""
    names = dict.fromkeys(name for row in rows for name in row)
    return tuple(name for name in names if any(row.get(name) for row in rows))
