"""From entries to what is shown of them: plain data, no markup, no streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.model import DocumentInfo, Entry, Hit, Kind
from kb.pictures import lit_boxes, value_across
from kb.ui import places, words
from kb.ui.checks import Check, checks_of
from kb.ui.figures import Figure, figure_of, figure_text
from kb.ui.peers import Others, Peer, others_of, same_of
from kb.ui.whereabouts import (
    Find,
    ancestors_of,
    document_of,
    knows_none,
    pdf_of,
    project_of,
    table_of,
)


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
    same: tuple[Peer, ...] = ()
    others: Others | None = None


def card_of(
    entry: Entry,
    *,
    documents: Sequence[DocumentInfo] = (),
    find: Find = knows_none,
    address: str = "",
    hit: Hit | None = None,
) -> Card:
    """The card of an entry. `documents` are those whose PDF can be shown, `find` gives other
    entries by id, and `address` is the app's own.
    """
    document = document_of(entry, documents)
    return Card(
        entry=entry,
        kind=words.KINDS[entry.kind],
        figure=figure_of(entry),
        cells=cells_of(entry),
        facts=facts_of(entry, ancestors_of(entry, find)),
        pictures=pictures_of(entry, document) if document else (),
        pages=words.page_numbers(entry.pages),
        pdf_href=pdf_of(entry, document),
        citation=citation_of(entry, address),
        pdf_missing=document is None,
        checks=checks_of(entry, find),
        why=hit.why if hit else (),
        matched=hit.matched if hit else (),
        same=same_of(entry, hit.same, find, documents) if hit else (),
        others=others_of(entry, hit.others, find, documents) if hit else None,
    )


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
    project = project_of(ancestors)
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


def citation_of(entry: Entry, address: str) -> str:
    """Document, page, place, figure and link, as one line of text."""
    figure = figure_of(entry)
    said = f"{entry.title}：{figure_text(figure)}" if figure else entry.title
    pages = words.page_numbers(entry.pages).replace(" ", "")
    where = " › ".join(part for part in entry.path if part != entry.title)
    parts = (f"《{entry.doc_title}》{pages}", where, said)
    return f"{'，'.join(part for part in parts if part)}。{address}{places.entry_link(entry.id)}"


def columns_of(rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The fields of these rows in first-seen order, without those empty in every row."""
    names = dict.fromkeys(name for row in rows for name in row)
    return tuple(name for name in names if any(row.get(name) for row in rows))
