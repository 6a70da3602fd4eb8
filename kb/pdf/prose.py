"""Lines outside tables -> paragraphs, headings, lists of contents.

A paragraph begins where a line is indented, changes its font, carries an item number or
follows a line that ended early; it goes on over a page end when its last sentence does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import groupby

from kb.pdf.cells import Line
from kb.pdf.vocabulary import TABLE_NUMBER
from kb.text import clean, compact, join_wrapped

__all__ = [
    "Level",
    "Paragraph",
    "Style",
    "is_contents_line",
    "lines_to_paragraphs",
    "number_of",
    "rows_of",
    "style_of",
]

_END = re.compile(r"[。；;：:！？!?”）)]$")
# 第一产业 14.2 in a chart is large, but no title.
_FIGURES = re.compile(r"\d\.\d|^[^\u4e00-\u9fff]*$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PART_OF_TITLE = re.compile(r"第[一二三四五六七八九十\d]+部分.{2,}$")
_YEAR_FIRST = re.compile(r"20\d\d\s*年")
_STOP = re.compile(r"[。；;！？!?]$")
_CONTENTS = re.compile(r".{2,}?[.…·．\s]{4,}\s*[\d\-—]{1,5}")
_LEADERS = re.compile(r"[.…·．]{4,}")
# A figure or word that can't be parted moves to the next line whole, with the sign behind it.
_FIGURE = re.compile(r"[\dA-Za-z.,%-]{3,}[\u4e00-\u9fff]?[，。；：、）]?")
# A line that ends this many characters before the right margin ended early.
_EARLY = 2.0
# A title is set this much larger than the body.
_TITLE = 1.15
_LONGEST_HEADING = 60
# Lines begin at one edge when it differs by no more than this share of the print's size.
_SAME_EDGE = 0.3


class Level(IntEnum):
    """Rank of a heading, outermost first; BODY is no heading."""

    PART = 0
    TITLE = 1
    CHAPTER = 2
    SECTION = 3
    ITEM = 4
    POINT = 5
    BODY = 9


_NUMBERED = (
    (Level.PART, re.compile(r"第[一二三四五六七八九十\d]+(部分|章|编|篇)")),
    (Level.CHAPTER, re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")),
    (Level.SECTION, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
    (Level.ITEM, re.compile(r"\d{1,3}(、|[.．](?!\d))")),
    (Level.POINT, re.compile(r"[（(]\d{1,2}[）)]|\d{1,2}[)）]|[①-⑳]")),
)


# Ranks of the items of a list, and how many make one.
_LISTED = (Level.ITEM, Level.POINT)
_FEWEST_ITEMS = 2


@dataclass(frozen=True, slots=True)
class Style:
    """What the body of a document is set in: size in points, font, margins in points."""

    size: float
    font: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together. `number` is the rank of its item number, BODY without."""

    lines: tuple[Line, ...]
    text: str
    level: Level
    number: Level


def is_contents_line(text: str) -> bool:
    """A line of a table of contents: words, leader dots, page number."""
    return bool(_CONTENTS.fullmatch(compact(text)) and _LEADERS.search(compact(text)))


def style_of(lines: Sequence[Line]) -> Style:
    """The style in which most of these lines' characters are set."""
    fonts: Counter[tuple[float, str]] = Counter()
    for line in lines:
        fonts[round(line.size, 1), line.font] += line.chars
    (size, font), _ = max(fonts.items(), key=lambda item: item[1], default=((0.0, ""), 0))
    body = [ln for ln in lines if abs(ln.size - size) < 0.6 and ln.chars >= 12] or list(lines)
    left = min(_frequent(ln.box.x0 for ln in body), default=0.0)
    right = max(_frequent(ln.box.x1 for ln in body), default=0.0)
    return Style(size, font, left, right)


def _frequent(values: Iterable[float]) -> list[float]:
    """Positions (to 3 points) at which at least a tenth of the lines begin or end."""
    counts = Counter(round(value / 3) * 3.0 for value in values)
    return [value for value, count in counts.items() if count >= 0.1 * counts.total()]


def lines_to_paragraphs(lines: Sequence[Line], style: Style) -> list[Paragraph]:
    """Group consecutive lines (all outside tables, in reading order) into paragraphs."""
    rows = rows_of(lines)
    groups: list[list[list[Line]]] = []
    for row in rows:
        if groups and not _begins(groups[-1], row, style):
            groups[-1].append(row)
        else:
            groups.append([row])
    return list(_without_lists([_paragraph(group, style) for group in groups], style))


def _without_lists(paragraphs: Sequence[Paragraph], style: Style) -> Iterator[Paragraph]:
    """Short numbered lines right under each other, in the print of the body, head nothing."""
    for (number, _), group in groupby(paragraphs, key=lambda p: (p.number, p.lines[0].font)):
        run = list(group)
        heads = [p for p in run if p.level is number]
        is_list = number in _LISTED and heads and run[0].lines[0].font == style.font
        for paragraph in run:
            listed = is_list and len(heads) >= _FEWEST_ITEMS and paragraph.level is number
            yield replace(paragraph, level=Level.BODY) if listed else paragraph


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Pieces that stand on one line of print are one row."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and rows[-1][0].box.page == line.box.page:
            last = rows[-1][-1]
            height = min(last.box.bottom - last.box.top, line.box.bottom - line.box.top)
            overlap = min(last.box.bottom, line.box.bottom) - max(last.box.top, line.box.top)
            if overlap > 0.6 * height and line.box.x0 >= last.box.x1:
                rows[-1].append(line)
                continue
        rows.append([line])
    return rows


def _row_text(row: Sequence[Line]) -> str:
    return clean(" ".join(line.orig for line in row))


def _begins(group: Sequence[Sequence[Line]], row: Sequence[Line], style: Style) -> bool:
    """True when `row` begins a new paragraph after the rows of `group`."""
    last, first = group[-1][-1], row[0]
    text, before = _row_text(row), _row_text(group[-1])
    runs_on = not _END.search(before) and not _ended_early(last, text, style)
    # A numbered heading may fill its line; what is set in after it is no part of it.
    runs_on &= number_of(before) is Level.BODY or not _indented(first, style)
    if _other_size(last, first) or (
        last.font != first.font and _alone(group, style) and not runs_on
    ):
        return True
    if is_contents_line(before) or is_contents_line(text) or TABLE_NUMBER.fullmatch(compact(text)):
        return True
    if _PART_OF_TITLE.match(compact(before)) and _YEAR_FIRST.match(text):
        return not (_near(last, first) and last.font == first.font)
    if first.size > _TITLE * style.size:
        apart = last.box.page != first.box.page or not _near(last, first)
        return apart or number_of(text) is not Level.BODY
    if number_of(text) is not Level.BODY and (
        _indented(first, style) or (_END.search(before) and not _flows(group, text, style))
    ):
        return True
    if last.box.page != first.box.page and not _END.search(before):
        return False
    if _indented(first, style) and not _aligned(group, first):
        return True
    if not _near(last, first) and last.box.page == first.box.page:
        return True
    return _ended_early(last, text, style)


def _other_size(last: Line, first: Line) -> bool:
    """Set in another size; recognised text is measured less exactly, figures not at all."""
    exact = last.confidence is None
    if not exact and not _CHINESE.search(first.orig):
        return False
    return abs(last.size - first.size) > (0.6 if exact else 0.1 * max(last.size, first.size))


def _ended_early(last: Line, text: str, style: Style) -> bool:
    """The line had room for more: for two characters, or the figure that begins the next."""
    figure = _FIGURE.match(text)
    width = sum(0.5 if sign.isascii() else 1.0 for sign in figure.group()) if figure else 0.0
    needed = max(_EARLY, width + 0.5)
    return last.box.x1 < style.right - needed * style.size


def _alone(group: Sequence[Sequence[Line]], style: Style) -> bool:
    """The group is one short line in another font than the body: a heading by its type."""
    return all(line.font != style.font for row in group for line in row)


def _near(last: Line, first: Line) -> bool:
    return first.box.top - last.box.bottom < 1.5 * first.size


def _indented(line: Line, style: Style) -> bool:
    return line.box.x0 - style.left > 0.8 * line.size


def _flows(group: Sequence[Sequence[Line]], text: str, style: Style) -> bool:
    """A paragraph whose first line is set in, and whose last one had no room for more."""
    return _indented(group[0][0], style) and not _ended_early(group[-1][-1], text, style)


def _aligned(group: Sequence[Sequence[Line]], first: Line) -> bool:
    """The line before, no first line either, is set in as far: so is the whole paragraph."""
    left = group[-1][0].box.x0
    return len(group) > 1 and abs(left - first.box.x0) < _SAME_EDGE * first.size


def number_of(text: str) -> Level:
    """The rank of the number that a text begins with, BODY without one."""
    plain = compact(text)
    return next((level for level, form in _NUMBERED if form.match(plain)), Level.BODY)


def _paragraph(group: Sequence[Sequence[Line]], style: Style) -> Paragraph:
    lines = tuple(line for row in group for line in row)
    text = join_wrapped(_row_text(row) for row in group)
    number = number_of(text)
    return Paragraph(lines, text, _heading_level(lines, text, number, style), number)


def _heading_level(lines: Sequence[Line], text: str, number: Level, style: Style) -> Level:
    if len(text) > _LONGEST_HEADING or _STOP.search(text) or is_contents_line(text):
        return Level.BODY
    distinct = all(ln.font != style.font for ln in lines)
    if lines[0].size > _TITLE * style.size:
        return number if number is not Level.BODY or _FIGURES.search(text) else Level.TITLE
    if number is Level.BODY or text.endswith(("：", ":", "，", ",")):
        return Level.BODY
    plain = len(lines) == 1 and len(text) <= 24 and not re.search("[，：:]", text)
    return number if distinct or plain else Level.BODY
