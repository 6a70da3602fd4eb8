"""Pages of one file -> its document: headings, paragraphs and tables, each under its path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kb.pdf.cells import Line, Page
from kb.pdf.charts import chart_lines
from kb.pdf.layout import Furniture, pages_to_stream
from kb.pdf.prose import (
    Level,
    Paragraph,
    Style,
    is_contents_line,
    lines_to_paragraphs,
    style_of,
)
from kb.pdf.stitch import RawTable, stitch
from kb.pdf.tables import Table, raw_to_table
from kb.pdf.vocabulary import CAPTION, TABLE_NUMBER
from kb.text import compact, join_wrapped

__all__ = ["Contents", "Document", "Heading", "Prose", "TableBlock", "pages_to_document"]

_CONTENTS_TITLE = re.compile(r".{0,30}目录")
# The document's own title names its body and year; as a path element it says nothing.
_OWN_TITLE = re.compile(
    r"(委|局|部|厅|办|院|会|府|中心|站|所|校|学|馆|处|司|区|县|市|省|镇|乡)(机关|本级)?"
    r"\s*[（(\d二〇○].*[年度].*(预算|决算|公报)"
)
_NOTE = re.compile(r"(备?注|说明)[:：\d].*|[（(](无|本).{2,40}[）)]")
_LABELLED = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*[^，。：；]{2,8}[：:].+")
_LONGEST_LEAD_IN = 24
_LONGEST_LEAD = 60
_SAME_SIZE = 0.6  # points


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `path` are the headings around it, outermost first."""

    paragraph: Paragraph
    path: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.paragraph.text


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph under its headings and the line that introduces it."""

    paragraph: Paragraph
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents: its heading and lines."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its title, captions above and notes below; `path` excludes the title."""

    table: Table
    title: str
    title_lines: tuple[Line, ...]
    captions: tuple[Line, ...]
    notes: tuple[Paragraph, ...]
    path: tuple[str, ...]


Item = Heading | Prose | Contents | TableBlock


@dataclass(frozen=True, slots=True)
class Document:
    """All items in reading order, and the text that is no content."""

    items: tuple[Item, ...]
    furniture: tuple[Furniture, ...]


def pages_to_document(pages: Sequence[Page]) -> Document:
    """Read a whole file's pages as one document."""
    stream = pages_to_stream(pages)
    blocks, repeated = stitch(stream.blocks)
    blocks, charts = _without_charts(blocks)
    style = style_of([block for block in blocks if isinstance(block, Line)])
    outline = _Outline(style)
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            run.append(block)
        else:
            outline.add_table(run, block)
            run = []
    outline.add_prose(lines_to_paragraphs(run, style))
    heads = tuple(
        Furniture("续页重复的表头", item.table.repeated_lines)
        for item in outline.items
        if isinstance(item, TableBlock) and item.table.repeated_lines
    )
    return Document(tuple(outline.items), (*stream.furniture, *repeated, *charts, *heads))


def _without_charts(
    blocks: Sequence[Line | RawTable],
) -> tuple[list[Line | RawTable], tuple[Furniture, ...]]:
    """Blocks without the labels of charts, which stand among the lines between two tables."""
    labels: set[Line] = set()
    for _, group in groupby(blocks, key=lambda block: isinstance(block, Line)):
        labels |= chart_lines([block for block in group if isinstance(block, Line)])
    kept: list[Line | RawTable] = []
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Line) and block in labels:
            lines.append(block)
        else:
            kept.append(block)
    return kept, (Furniture("图中的标注", tuple(lines)),) if lines else ()


@dataclass(slots=True)
class _Outline:
    """Builds items in order while keeping the headings that are open."""

    style: Style
    items: list[Item] = field(default_factory=list)
    _open: list[tuple[Level, str]] = field(default_factory=list)
    _lead: list[tuple[Level, str]] = field(default_factory=list)
    _size: float = 0.0  # of the print of the last heading opened, in points

    def add_table(self, run: Sequence[Line], raw: RawTable) -> None:
        """Lines before a table: prose, then its title and captions."""
        table = raw_to_table(raw)
        paragraphs = lines_to_paragraphs(run, self.style)
        body, title, captions = _split_lead(paragraphs)
        self.add_prose(body)
        if title is None:
            self._add_bare_table(table, captions)
            return
        if title.number is not Level.BODY and title.level is not Level.BODY:
            self._close(title.level)
        elif title.level is Level.TITLE:
            self._close_equal(title)
        path = self._path()
        self.items.append(TableBlock(table, title.text, title.lines, captions, (), path))
        self._lead.clear()

    def _add_bare_table(self, table: Table, captions: tuple[Line, ...]) -> None:
        """A table without a title above it: the frame's own title, else the open heading."""
        banner = join_wrapped(
            line.orig for line in table.banner if not CAPTION.fullmatch(compact(line.orig))
        )
        path = self._path()
        title = banner or (path[-1] if path else "")
        block = TableBlock(table, title, (), captions, (), path if banner else path[:-1])
        self.items.append(block)

    def add_prose(self, paragraphs: Sequence[Paragraph]) -> None:
        """Headings open, notes go to the table above them, the rest is prose."""
        rest = self._take_notes(paragraphs)
        rest = self._take_contents(rest)
        for paragraph in rest:
            if paragraph.level is not Level.BODY:
                self._open_heading(paragraph)
            elif _is_lead_in(paragraph):
                self._lead_in(paragraph)
            else:
                self._paragraph(paragraph)

    def _take_notes(self, paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
        if not self.items or not isinstance(self.items[-1], TableBlock):
            return paragraphs
        notes: list[Paragraph] = []
        for paragraph in paragraphs:
            if not _NOTE.match(compact(paragraph.text)):
                break
            notes.append(paragraph)
        if notes:
            last = self.items[-1]
            self.items[-1] = TableBlock(
                last.table, last.title, last.title_lines, last.captions, tuple(notes), last.path
            )
        return paragraphs[len(notes) :]

    def _take_contents(self, paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
        """A list of contents ends where its first line stands again, as a heading."""
        starts = (i for i, p in enumerate(paragraphs) if _begins_contents(p.text))
        start = next(starts, None)
        if start is None:
            return paragraphs
        self.add_prose(paragraphs[:start])
        stop = _end_of_contents(paragraphs, start)
        self.items.append(Contents(paragraphs[start].text, tuple(paragraphs[start:stop])))
        return paragraphs[stop:]

    def _open_heading(self, paragraph: Paragraph) -> None:
        self._close(paragraph.level)
        self.items.append(Heading(paragraph, self._path()))
        if paragraph.level is not Level.TITLE or not _OWN_TITLE.search(paragraph.text):
            self._open.append((paragraph.level, paragraph.text))
            self._size = paragraph.lines[0].size

    def _close(self, level: Level) -> None:
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._lead.clear()

    def _close_equal(self, title: Paragraph) -> None:
        """A table's title in the print of the title above is beside it, not under it."""
        self._lead.clear()
        last = self._open[-1] if self._open else None
        size = title.lines[0].size
        if last is not None and last[0] is Level.TITLE and abs(size - self._size) < _SAME_SIZE:
            self._open.pop()

    def _lead_in(self, paragraph: Paragraph) -> None:
        """部门职责： stands over what follows, as a heading of the lowest rank."""
        while self._lead and self._lead[-1][0] >= Level.BODY:
            self._lead.pop()
        self.items.append(Heading(paragraph, self._path()))
        self._lead.append((Level.BODY, paragraph.text.rstrip("：:")))

    def _paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.number is not Level.BODY and _lead_rank(self._lead) >= paragraph.number:
            self._lead = [(rank, text) for rank, text in self._lead if rank < paragraph.number]
        self.items.append(Prose(paragraph, self._path()))
        if paragraph.number is not Level.BODY and _LABELLED.fullmatch(paragraph.text):
            self._lead.append((paragraph.number, _shortened(paragraph.text)))

    def _path(self) -> tuple[str, ...]:
        return tuple(text for _, text in (*self._open, *self._lead))


def _lead_rank(lead: Sequence[tuple[Level, str]]) -> Level:
    """Rank of the innermost numbered item that stands over what follows."""
    numbered = [rank for rank, _ in lead if rank is not Level.BODY]
    return numbered[-1] if numbered else Level.PART


def _shortened(text: str) -> str:
    """The first sentence, at most 60 characters, for use in a path."""
    sentence = re.split("[。；;]", text)[0]
    return sentence if len(sentence) <= _LONGEST_LEAD else sentence[: _LONGEST_LEAD - 1] + "…"


def _begins_contents(text: str) -> bool:
    return bool(_CONTENTS_TITLE.fullmatch(compact(text))) or is_contents_line(text)


def _is_lead_in(paragraph: Paragraph) -> bool:
    text = paragraph.text
    is_short = len(text) <= _LONGEST_LEAD_IN and not re.search("[。；]", text)
    return is_short and text.endswith(("：", ":"))


def _end_of_contents(paragraphs: Sequence[Paragraph], start: int) -> int:
    seen: set[str] = set()
    index = start + 1
    while index < len(paragraphs):
        text = compact(paragraphs[index].text)
        name = re.sub(r"[.…·．]*\d*$", "", text)
        ended = (
            text.endswith(("。", "；")) or name in seen or _is_new_title(paragraphs, start, index)
        )
        if ended and not is_contents_line(text):
            break
        seen.add(name)
        index += 1
    return index


def _is_new_title(paragraphs: Sequence[Paragraph], start: int, index: int) -> bool:
    """A title on a later page than the contents begin on."""
    first, paragraph = paragraphs[start].lines[0], paragraphs[index]
    return paragraph.level is Level.TITLE and paragraph.lines[0].box.page > first.box.page


def _split_lead(
    paragraphs: Sequence[Paragraph],
) -> tuple[Sequence[Paragraph], Paragraph | None, tuple[Line, ...]]:
    """Paragraphs before a table -> prose, title, caption lines."""
    stop = len(paragraphs)
    while stop and _is_caption(paragraphs[stop - 1]):
        stop -= 1
    captions = tuple(line for p in paragraphs[stop:] for line in p.lines)
    if stop and _is_title(paragraphs[stop - 1]):
        title = paragraphs[stop - 1]
        above = stop - 1
        while above and TABLE_NUMBER.fullmatch(compact(paragraphs[above - 1].text)):
            above -= 1
        numbers = tuple(line for p in paragraphs[above : stop - 1] for line in p.lines)
        return paragraphs[:above], title, (*numbers, *captions)
    return paragraphs[:stop], None, captions


def _is_caption(paragraph: Paragraph) -> bool:
    return all(CAPTION.fullmatch(compact(line.orig)) for line in paragraph.lines) or bool(
        CAPTION.fullmatch(compact(paragraph.text))
    )


def _is_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if paragraph.level is not Level.BODY:
        return True
    return len(text) <= 40 and not re.search(r"[。；，：:;]$", text)
