"""Stitched grids -> tables: columns with header paths, whole rows, the fields of a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.model import Box
from kb.pdf.cells import Cell, Grid, Line
from kb.pdf.cut_rows import join_cut_rows
from kb.pdf.forms import FormField, form_fields
from kb.pdf.grids import Head, cell_text, row_count
from kb.pdf.levels import with_whole_levels
from kb.pdf.rows import Column, Row, Slot
from kb.pdf.stitch import RawTable
from kb.pdf.vocabulary import INDICATOR_LEVELS

__all__ = ["Table", "raw_to_table"]

_EMPTY_NAME = "第{}列"


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
        rows=tuple(with_whole_levels(join_cut_rows(body), columns)),
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
