"""Stitched grids -> tables: columns with header paths, whole rows, the fields of a form.

A row cut by a page end is one row again: the first row of a page belongs to the last row of
the page before when a column that every other row fills is empty in it, or when its text does
not have the form that the column's text has everywhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.model import Box
from kb.pdf.cells import Cell, Grid, Line
from kb.pdf.forms import FormField, form_fields
from kb.pdf.grids import Head, cell_text, row_count
from kb.pdf.stitch import RawTable
from kb.pdf.vocabulary import INDICATOR_LEVELS, is_number
from kb.text import compact, join_wrapped

__all__ = ["Column", "Row", "Slot", "Table", "boxes_of", "raw_to_table"]

_EMPTY_NAME = "第{}列"
# A column is filled in every row when it is in this share of them.
_ALWAYS = 0.9
_FORMS = (
    re.compile(r"[一二三四五六七八九十]+、.*"),
    re.compile(r"\d{3}(\d{2}){0,3}"),
    re.compile(r"-?[\d,]+\.\d{2}"),
    re.compile(r"-?[\d,]+(\.\d+)?%?"),
)
_WORDS = _FORMS[0]
_TOTAL_WORD = re.compile(r"小计|合计|总计")
_TOTAL_OF = re.compile(r"(本年|当年|上年)?(收入|支出)")


@dataclass(frozen=True, slots=True)
class Column:
    """A leaf column: its header path from the top, and where it stands (points)."""

    path: tuple[str, ...]
    x0: float
    x1: float

    @property
    def name(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Slot:
    """What a row has in a column. `carried` marks text of a merged cell of a row above;
    `span` is over how many columns the cell reaches."""

    lines: tuple[Line, ...] = ()
    carried: bool = False
    merged: bool = False
    span: int = 1

    @property
    def text(self) -> str:
        return join_wrapped(line.orig for line in self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """One row over all columns; `pages` it stands on; `joined` when a page end cut it."""

    slots: tuple[Slot, ...]
    pages: tuple[int, ...]
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the document.

    `form` holds labelled fields above the column heads, `banner` a title set inside the
    frame, `repeated_lines` heads that later pages print again, `loose_lines` labels that
    stand beside the columns.
    """

    lead: tuple[Line, ...]
    form: tuple[FormField, ...]
    banner: tuple[Line, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head_lines: tuple[Line, ...]
    repeated_lines: tuple[Line, ...]
    loose_lines: tuple[Line, ...]
    first_box: Box

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(sorted({p for row in self.rows for p in row.pages} | {self.first_box.page}))


def boxes_of(lines: Iterable[Line]) -> tuple[Box, ...]:
    """One box a page around these lines, in page order, to a hundredth of a point.

    Rounded outwards is not needed: text is found again by the middle of its characters.
    """
    by_page: dict[int, list[Box]] = {}
    for line in lines:
        by_page.setdefault(line.box.page, []).append(line.box)
    return tuple(
        Box(
            page,
            round(min(b.x0 for b in boxes), 2),
            round(min(b.top for b in boxes), 2),
            round(max(b.x1 for b in boxes), 2),
            round(max(b.bottom for b in boxes), 2),
        )
        for page, boxes in sorted(by_page.items())
    )


def raw_to_table(raw: RawTable) -> Table:
    """Lay the rows of all parts over the columns of the head and join cut rows."""
    headed = raw.parts[raw.head_part].grid
    columns = _columns(headed, raw.head)
    body: list[list[Row]] = []
    for index, part in enumerate(raw.parts[raw.head_part :]):
        start = raw.head.stop if index == 0 else part.skip
        above = next((rows[-1] for rows in reversed(body) if rows), None)
        body.append(list(_rows(part.grid, start, columns, above)))
    above_head = [(part.grid, row_count(part.grid)) for part in raw.parts[: raw.head_part]]
    above_head.append((headed, raw.head.start))
    is_form = raw.head.start > 0 and not raw.head.has_banner
    banner = _lines_in(headed, 0, raw.head.start) if raw.head.has_banner else ()
    return Table(
        lead=raw.lead,
        form=form_fields(above_head) if is_form or raw.head_part else (),
        banner=tuple(banner),
        columns=columns,
        rows=tuple(_join_cut_rows(body)),
        head_lines=tuple(_lines_in(headed, raw.head.start, raw.head.stop)),
        repeated_lines=tuple(
            line for part in raw.parts[1:] for line in _lines_in(part.grid, 0, part.skip)
        ),
        loose_lines=tuple(_loose_lines(raw, columns)),
        first_box=raw.parts[0].grid.box,
    )


def _loose_lines(raw: RawTable, columns: Sequence[Column]) -> Iterable[Line]:
    """Text of data cells that lie beside all columns, such as a label over all rows."""
    for index, part in enumerate(raw.parts[raw.head_part :]):
        start = raw.head.start if index == 0 else part.skip
        for cell in part.grid.cells:
            if cell.row0 >= start and not _place(cell, columns):
                yield from cell.lines


def _lines_in(grid: Grid, start: int, stop: int) -> Iterable[Line]:
    return (ln for c in grid.cells if start <= c.row0 < stop for ln in c.lines)


def _columns(grid: Grid, head: Head) -> tuple[Column, ...]:
    """Leaf columns of the head; without a head, the grid's own columns."""
    count = len(grid.xs) - 1
    if not head.columns:
        return tuple(
            Column((_EMPTY_NAME.format(i + 1),), grid.xs[i], grid.xs[i + 1]) for i in range(count)
        )
    rows = range(head.start, head.start + head.columns)
    leaves: list[tuple[tuple[Cell, ...], int, int]] = []
    for index in range(count):
        chain = _chain(grid, rows, index)
        if leaves and chain and leaves[-1][0] == chain:
            leaves[-1] = (chain, leaves[-1][1], index + 1)
        elif chain:
            leaves.append((chain, index, index + 1))
    columns = []
    for number, (chain, start, stop) in enumerate(leaves, 1):
        path = tuple(t for t in (cell_text(cell) for cell in chain) if t)
        path = path or (_EMPTY_NAME.format(number),)
        columns.append(Column(path, grid.xs[start], grid.xs[stop]))
    return _distinct(columns)


def _chain(grid: Grid, rows: range, index: int) -> tuple[Cell, ...]:
    """Head cells over a grid column from top to bottom; a label beside the block is none."""
    chain: list[Cell] = []
    for row in rows:
        for cell in grid.cells:
            covers = cell.row0 <= row < cell.row1 and cell.col0 <= index < cell.col1
            if covers and cell.row1 <= rows.stop and cell not in chain:
                chain.append(cell)
    return tuple(chain)


def _distinct(columns: Sequence[Column]) -> tuple[Column, ...]:
    seen: Counter[str] = Counter()
    result = []
    for column in columns:
        seen[column.name] += 1
        if seen[column.name] > 1:
            last = f"{column.path[-1]}（{seen[column.name]}）"
            column = replace(column, path=(*column.path[:-1], last))
        result.append(column)
    return tuple(result)


def _rows(grid: Grid, start: int, columns: Sequence[Column], above: Row | None) -> Iterable[Row]:
    slots = {id(cell): cell for cell in grid.cells}
    places = {key: _place(cell, columns) for key, cell in slots.items()}
    for row in range(start, row_count(grid)):
        filled: list[Slot] = [Slot() for _ in columns]
        for cell in grid.cells:
            place = places[id(cell)]
            if cell.row0 <= row < cell.row1 and place:
                slot = _slot(cell, row, start, columns[place.start], place, above)
                lines = (*filled[place.start].lines, *slot.lines)
                filled[place.start] = replace(slot, lines=lines)
        if any(slot.lines for slot in filled):
            yield Row(tuple(filled), (grid.box.page,))


def _place(cell: Cell, columns: Sequence[Column]) -> range:
    """Indices of the columns a cell covers; empty when it lies left of them all."""
    covered = [
        i
        for i, column in enumerate(columns)
        if min(cell.box.x1, column.x1) - max(cell.box.x0, column.x0)
        >= 0.5 * (column.x1 - column.x0)
    ]
    if covered:
        return range(covered[0], covered[-1] + 1)
    middle = (cell.box.x0 + cell.box.x1) / 2
    inside = [i for i, column in enumerate(columns) if column.x0 <= middle <= column.x1]
    return range(inside[0], inside[0] + 1) if inside else range(0)


def _slot(
    cell: Cell, row: int, start: int, column: Column, place: range, above: Row | None
) -> Slot:
    """A cell as seen from one row; an empty one at the top of a page goes on from `above`."""
    merged = cell.row1 - cell.row0 > 1
    carried = cell.row0 < max(row, start)
    held = above.slots[place.start] if above is not None and cell.row0 <= start else None
    if not cell.lines and held is not None and held.lines:
        goes_on = held.merged or merged or column.path[-1] in INDICATOR_LEVELS
        if goes_on:
            return Slot(held.lines, carried=True, merged=True, span=len(place))
    return Slot(cell.lines, carried and bool(cell.lines), merged, len(place))


def _join_cut_rows(body: Sequence[Sequence[Row]]) -> Iterable[Row]:
    """All rows in order, those that continue the last row of the page before joined to it."""
    whole = [row for rows in body for row in rows[1:-1]] or [row for rows in body for row in rows]
    shape = _Shape(whole)
    joined: list[Row] = []
    for number, rows in enumerate(body):
        for index, row in enumerate(rows):
            if number and index == 0 and joined and shape.is_rest(joined[-1], row):
                joined[-1] = _join(joined[-1], row)
            else:
                joined.append(row)
    return joined


def _join(row: Row, rest: Row) -> Row:
    slots = tuple(
        replace(a, lines=(*a.lines, *b.lines)) if not b.carried else a
        for a, b in zip(row.slots, rest.slots, strict=True)
    )
    return Row(slots, tuple(sorted({*row.pages, *rest.pages})), joined=True)


class _Shape:
    """What the uncut rows of a table have in common."""

    def __init__(self, rows: Sequence[Row]) -> None:
        plain = [row for row in rows if all(slot.span == 1 for slot in row.slots)] or list(rows)
        width = len(plain[0].slots) if plain else 0
        self._filled = [
            bool(plain) and _share(bool(_own(row, i)) for row in plain) >= _ALWAYS
            for i in range(width)
        ]
        self._forms = [_common_form([_own(row, i) for row in plain]) for i in range(width)]

    def is_rest(self, row: Row, rest: Row) -> bool:
        """True when `rest` can't stand alone and has text only where `row` may go on."""
        if _completes_total(row, rest):
            return True
        if any(slot.span > 1 for slot in rest.slots):
            return False
        columns = list(enumerate(zip(self._filled, self._forms, strict=True)))
        if any(_are_two(_own(row, i), _own(rest, i), form) for i, (_, form) in columns):
            return False
        for index, (filled, form) in columns:
            text = _own(rest, index)
            if filled and not text and _own(row, index):
                return True
            if text and form and not form.fullmatch(text):
                return True
        return False


def _completes_total(row: Row, rest: Row) -> bool:
    """当年收入 at the end of a page, 小计 and nothing else at the top of the next."""
    filled = [i for i in range(len(rest.slots)) if _own(rest, i)]
    if len(filled) != 1 or not _TOTAL_WORD.fullmatch(_own(rest, filled[0])):
        return False
    return bool(_TOTAL_OF.fullmatch(_own(row, filled[0])))


def _are_two(text: str, rest: str, form: re.Pattern[str] | None) -> bool:
    """Two whole figures under each other; the parts of a cut one are not both whole."""
    if not text or not rest or form is _WORDS:
        return False
    if form is None:
        return is_number(text) and is_number(rest) and "." in rest
    return bool(form.fullmatch(text) and form.fullmatch(rest))


def _own(row: Row, index: int) -> str:
    """Text that begins in this row, blanks removed; "" for text of a merged cell above."""
    slot = row.slots[index]
    return "" if slot.carried else compact(slot.text)


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return sum(values) / len(values) if values else 0.0


def _common_form(texts: Sequence[str]) -> re.Pattern[str] | None:
    """The form that all filled texts of a column have, when there are enough to tell."""
    filled = [text for text in texts if text]
    if len(filled) < 4:
        return None
    for form in _FORMS:
        if _share(bool(form.fullmatch(text)) for text in filled) >= _ALWAYS:
            return form
    return None
