"""What a single grid says of itself: text of its cells, where its head ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.pdf.cells import Cell, Grid
from kb.pdf.vocabulary import CAPTION, INDICATOR_HEADS, is_form_label, is_number
from kb.text import compact, join_wrapped

__all__ = ["Head", "cell_text", "find_head", "row_cells", "row_count", "signature"]

# A cell that is taller than this many rows is a label beside a block, not a column head.
_MAX_HEAD_ROWS = 5
# Title, number of the table, office and unit.
_MAX_BANNER_ROWS = 4
# 项目名称 | 金额 heads two columns; 项目名称 | 党建活动经费 is a field of a form.
_BARE_HEAD = re.compile(r"(金额|预算数|决算数|执行数|合计|小计|数量|备注|收入|支出)([(（].*[)）])?")
_INDEX_CELL = re.compile(r"栏次|行次|[甲乙丙丁]|\d{1,2}(=.*)?")


@dataclass(frozen=True, slots=True)
class Head:
    """Rows start..stop (end excluded) of a grid are its column heads.

    Rows before `start` are a form, or a title when `has_banner`; `columns` counts the head
    rows without the row that merely numbers the columns.
    """

    start: int
    stop: int
    columns: int
    has_banner: bool = False

    @property
    def rows(self) -> range:
        return range(self.start, self.stop)


def cell_text(cell: Cell) -> str:
    """The text of a cell as people are shown it."""
    return join_wrapped(line.orig for line in cell.lines)


def row_cells(grid: Grid, row: int) -> list[Cell]:
    """Cells that begin in this row, from left to right."""
    return [cell for cell in grid.cells if cell.row0 == row]


def row_count(grid: Grid) -> int:
    """Number of rows."""
    return len(grid.ys) - 1


def signature(grid: Grid, row: int) -> tuple[str, ...]:
    """Texts of the filled cells that begin in this row, blanks removed."""
    texts = (compact(cell_text(cell)) for cell in row_cells(grid, row))
    return tuple(text for text in texts if text)


def find_head(grid: Grid) -> Head:
    """Where the column heads stand: start == stop when the grid has none."""
    count = row_count(grid)
    for row in range(count):
        texts = signature(grid, row)
        if sum(text in INDICATOR_HEADS for text in texts) >= 3:
            return Head(row, row + 1, 1)
    start = 0
    while start < min(_MAX_BANNER_ROWS, count - 1) and _is_banner(grid, start):
        start += 1
    first = signature(grid, start)
    if _is_form_row(first):
        return Head(count, count, 0)
    if not first or any(is_number(text) for text in first) or start >= count:
        return Head(start, start, 0, start > 0)
    stop = _extend(grid, start)
    columns = stop - start
    if stop < count and _is_index_row(signature(grid, stop)):
        stop += 1
    return Head(start, stop, columns, start > 0)


def _is_banner(grid: Grid, row: int) -> bool:
    """One cell over the whole width, or captions alone: set inside the frame."""
    cells = row_cells(grid, row)
    if len(cells) == 1 and cells[0].col1 - cells[0].col0 == len(grid.xs) - 1:
        return True
    texts = signature(grid, row)
    return bool(texts) and all(CAPTION.fullmatch(text) for text in texts)


def _is_form_row(texts: Sequence[str]) -> bool:
    """Label, value, label, value."""
    if len(texts) < 2 or len(texts) % 2 or any(_BARE_HEAD.fullmatch(t) for t in texts[1::2]):
        return False
    return all(is_form_label(t) for t in texts[::2]) and not any(map(is_form_label, texts[1::2]))


def _extend(grid: Grid, start: int) -> int:
    stop = start + 1
    while True:
        heads = [c for c in grid.cells if start <= c.row0 < stop and c.lines]
        ends = [c.row1 for c in heads if c.row1 - c.row0 < _MAX_HEAD_ROWS]
        reach = max([stop, *ends])
        if reach == stop and _is_subdivided(grid, heads, stop):
            reach = stop + 1
        if reach == stop:
            return min(stop, row_count(grid))
        stop = reach


def _is_subdivided(grid: Grid, heads: Sequence[Cell], row: int) -> bool:
    """The row below splits a head cell into several text cells, no number among them."""
    below = row_cells(grid, row)
    if any(is_number(cell_text(cell)) for cell in below):
        return False
    for head in heads:
        if head.row1 != row or head.col1 - head.col0 < 2:
            continue
        parts = [c for c in below if head.col0 <= c.col0 and c.col1 <= head.col1]
        if len(parts) >= 2 and all(c.lines for c in parts):
            return True
    return False


def _is_index_row(texts: Sequence[str]) -> bool:
    """栏次 1 2 3 ...: a row that numbers the columns."""
    if len(texts) < 2 or not all(_INDEX_CELL.fullmatch(text) for text in texts):
        return False
    numbers = [int(text.split("=")[0]) for text in texts if text[0].isdigit()]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
