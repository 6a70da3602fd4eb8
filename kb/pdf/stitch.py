"""Stream of blocks -> the same with grids joined over page ends into tables.

A grid goes on from the page before when nothing but repeated captions stands between, and
either its first rows repeat the head, or it has no head of its own and stands in the same
place across the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from kb.pdf.cells import Grid, Line
from kb.pdf.grids import Head, cell_text, find_head, row_cells, row_count, signature
from kb.pdf.layout import Block, Furniture
from kb.pdf.vocabulary import CAPTION, FULL_WIDTH, is_column_head
from kb.text import compact

__all__ = ["Part", "RawTable", "stitch"]

# Left and right edges of one table on two pages differ by no more (points).
_EDGE_TOLERANCE = 10.0
# Recognised heads are the same when this share of their characters is.
_ALIKE = 0.8
# How many lines above a table can be its title and captions.
_LEAD_LINES = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A table's share of one page; its first `skip` rows repeat the head."""

    grid: Grid
    skip: int


@dataclass(frozen=True, slots=True)
class RawTable:
    """Grids that are one table, in order; `head` is that of `parts[head_part]`.

    The head is not in the first part when a form alone fills a page.
    """

    lead: tuple[Line, ...]
    head: Head
    parts: tuple[Part, ...]
    head_part: int = 0

    @property
    def last(self) -> Grid:
        return self.parts[-1].grid

    @property
    def lacks_head(self) -> bool:
        """True for a form whose table has not begun yet."""
        return self.head.start == self.head.stop == row_count(self.last)

    def extended(self, part: Part) -> RawTable:
        """The table with one more part, which brings the head if it is still missing."""
        head = find_head(part.grid) if self.lacks_head else None
        if head is None or head.start == head.stop:
            return replace(self, parts=(*self.parts, part))
        return replace(self, head=head, parts=(*self.parts, part), head_part=len(self.parts))


def stitch(
    blocks: Iterable[Block],
) -> tuple[list[Line | RawTable], tuple[Furniture, ...]]:
    """Join grids over page ends; lines that merely repeat captions become furniture."""
    items: list[Line | RawTable] = []
    pending: list[Line] = []
    repeated: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            pending.append(block)
            continue
        table = _last_table(items)
        part = _continuation(table, pending, block) if table else None
        if table is not None and part is not None:
            repeated += pending
            items[-1] = table.extended(part)
        else:
            items += pending
            head = find_head(block)
            lead = tuple(pending[-_LEAD_LINES:])
            items.append(RawTable(lead, head, (Part(block, 0),)))
        pending = []
    items += pending
    return items, (Furniture("续页重复的表题", tuple(repeated)),) if repeated else ()


def _last_table(items: Sequence[Line | RawTable]) -> RawTable | None:
    return items[-1] if items and isinstance(items[-1], RawTable) else None


def _continuation(table: RawTable, between: Sequence[Line], grid: Grid) -> Part | None:
    """The part that `grid` adds to `table`, or None when it begins another."""
    if grid.box.page != table.last.box.page + 1:
        return None
    known = {compact(line.orig) for line in table.lead}
    for line in between:
        text = compact(line.orig)
        if line.box.page != grid.box.page or not (text in known or CAPTION.fullmatch(text)):
            return None
    skip = _repeated_head(table, grid)
    if skip:
        return Part(grid, skip)
    if _begins_alike(table, grid) or not _same_place(table.last, grid):
        return None
    return None if _has_own_head(grid) and not table.lacks_head else Part(grid, 0)


def _repeated_head(table: RawTable, grid: Grid) -> int:
    """How many rows at the top of `grid` repeat the table's head, or its last rows."""
    first = table.parts[table.head_part].grid
    heads = [_folded(first, row, table.head.stop) for row in table.head.rows]
    rows = row_count(grid)
    for start in range(len(heads)):
        rest = heads[start:]
        fits = len(rest) <= rows and any(rest)
        if fits and all(_same_head(texts, grid, i, len(rest)) for i, texts in enumerate(rest)):
            return len(rest)
    return 0


def _folded(grid: Grid, row: int, stop: int) -> tuple[str, ...]:
    """Heads as they are compared: text recognition mixes full and half width signs.

    A cell that goes on below the head is a label beside the table.
    """
    texts = (compact(cell_text(c)) for c in row_cells(grid, row) if c.row1 <= stop)
    return tuple(text.translate(FULL_WIDTH) for text in texts if text)


def _same_head(texts: tuple[str, ...], grid: Grid, row: int, stop: int) -> bool:
    """Equal; where text was recognised, equal but for a few characters."""
    found = _folded(grid, row, stop)
    if found == texts or not any(
        line.confidence is not None for cell in row_cells(grid, row) for line in cell.lines
    ):
        return found == texts
    alike = SequenceMatcher(None, "".join(found), "".join(texts), autojunk=False)
    return alike.ratio() >= _ALIKE


def _begins_alike(table: RawTable, grid: Grid) -> bool:
    """The grid opens with the same label as the table: the next form of the same kind."""
    mine, other = signature(table.parts[0].grid, 0), signature(grid, 0)
    return bool(mine and other) and mine[0] == other[0]


def _has_own_head(grid: Grid) -> bool:
    head = find_head(grid)
    if head.start == head.stop:
        return False
    texts = signature(grid, head.start)
    heads = sum(is_column_head(text) for text in texts)
    return len(texts) >= 2 and heads > 0.6 * len(texts)


def _same_place(last: Grid, grid: Grid) -> bool:
    return (
        abs(last.box.x0 - grid.box.x0) <= _EDGE_TOLERANCE
        and abs(last.box.x1 - grid.box.x1) <= _EDGE_TOLERANCE
    )
