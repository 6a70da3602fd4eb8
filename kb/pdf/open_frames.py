"""Tables without outer or inner rules: the missing sides, and rows told by their text.

A frame is open when several rules of one width stand under each other and no upright rule
stands at their ends. Inside it, and wherever a column of figures shares one cell, every line
of figures is a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from kb.model import Box
from kb.pdf.cells import Cell, Grid, Line
from kb.pdf.grids import cell_text
from kb.pdf.vocabulary import is_number
from kb.sums import sums_held
from kb.text import compact

__all__ = ["missing_ends", "missing_sides", "split_rows", "straight"]

# A rule is thinner than this; ends of rules that belong together differ by no more (points).
_THIN = 2.0
_ENDS = 4.0
# Rules of a table are at least this share of the page wide, and this many.
_WIDE = 0.4
_FEWEST_RULES = 3
# Lines of one text stand closer than rows by at least this share.
_CLOSER = 0.93
# So many figures under each other in one cell are rows, not a wrapped figure.
_FEWEST_FIGURES = 4


def missing_sides(rules: Sequence[Mapping[str, Any]], page_width: float) -> list[dict[str, Any]]:
    """Upright lines that close open frames, in pdfplumber's form."""
    level = [r for r in rules if r["height"] < _THIN and r["width"] > _WIDE * page_width]
    upright = [r for r in rules if r["width"] < _THIN and r["height"] > _THIN]
    groups: dict[tuple[int, int], list[Mapping[str, Any]]] = defaultdict(list)
    for rule in level:
        groups[round(rule["x0"] / _ENDS), round(rule["x1"] / _ENDS)].append(rule)
    sides = []
    for group in groups.values():
        tops = sorted({round(rule["top"], 1) for rule in group})
        if len(tops) < _FEWEST_RULES:
            continue
        for x in (min(r["x0"] for r in group), max(r["x1"] for r in group)):
            if not any(abs(r["x0"] - x) < _ENDS and r["top"] < tops[-1] for r in upright):
                sides.append(straight(x, tops[0], x, tops[-1]))
    return sides


def missing_ends(rules: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Level lines where several upright rules end together with no rule all across.

    A row cut by a page end is often open there.
    """
    level = [r for r in rules if r["height"] < _THIN and r["width"] > _THIN]
    upright = [r for r in rules if r["width"] < _THIN and r["height"] > _ENDS]
    lines = []
    for side in ("top", "bottom"):
        groups: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for rule in upright:
            groups[round(rule[side] / _ENDS)].append(rule)
        for group in groups.values():
            if len(group) < _FEWEST_RULES:
                continue
            x0, x1 = min(r["x0"] for r in group), max(r["x1"] for r in group)
            y = min(r[side] for r in group) if side == "top" else max(r[side] for r in group)
            across = [r for r in level if abs(r["top"] - y) < 2 * _ENDS]
            inside = [r for r in upright if x0 - _ENDS < r["x0"] < x1 + _ENDS]
            if not _covers(across, x0, x1) and not _runs_on(inside, y, side):
                lines.append(straight(x0, y, x1, y))
    return lines


def _runs_on(upright: Sequence[Mapping[str, Any]], y: float, side: str) -> bool:
    """True when an upright rule goes on past the height `y`, or begins anew there."""
    if side == "top":
        return any(r["top"] < y - _ENDS and r["bottom"] >= y - 2 * _ENDS for r in upright)
    return any(r["bottom"] > y + _ENDS and r["top"] <= y + 2 * _ENDS for r in upright)


def _covers(rules: Sequence[Mapping[str, Any]], x0: float, x1: float) -> bool:
    """True when these rules together reach from `x0` to `x1`."""
    start = min((r["x0"] for r in rules), default=x1)
    return start <= x0 + _ENDS and max(r["x1"] for r in rules) >= x1 - _ENDS


def straight(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    """A straight rule in pdfplumber's form; level when top == bottom, else upright."""
    return {
        "object_type": "line",
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


def split_rows(grid: Grid, *, is_open: bool) -> Grid:
    """Cut rows that hold several lines of figures into one row a line.

    Two or three figures in one cell are rows of an open frame, and one wrapped figure of a
    ruled one, unless more sums hold when they are read the other way.
    """
    usual, other = (2, _FEWEST_FIGURES) if is_open else (_FEWEST_FIGURES, 2)
    likely, unlikely = _split(grid, usual), _split(grid, other)
    if likely == unlikely:
        return likely
    return max(likely, unlikely, key=lambda found: sums_held(_cell_texts(found)))


def _split(grid: Grid, fewest: int) -> Grid:
    """The rows cut in which a cell has so many figures."""
    cuts: dict[int, list[float]] = {}
    for row in range(len(grid.ys) - 1):
        cells = [c for c in grid.cells if c.row0 == row and c.row1 == row + 1]
        if any(_is_figures(cell, fewest) for cell in cells):
            cuts[row] = list(_cuts(cells))
    return _cut(grid, cuts) if any(cuts.values()) else grid


def _cell_texts(grid: Grid) -> list[list[str]]:
    """The grid as a matrix of texts, a cell's at its top left corner."""
    texts = [[""] * (len(grid.xs) - 1) for _ in grid.ys[1:]]
    for cell in grid.cells:
        texts[cell.row0][cell.col0] = cell_text(cell)
    return texts


def _is_figures(cell: Cell, fewest: int) -> bool:
    texts = [compact(line.orig) for line in cell.lines]
    return len(texts) >= fewest and all(is_number(text) for text in texts)


def _cuts(cells: Sequence[Cell]) -> Iterator[float]:
    """Heights between the rows of these cells, which stand side by side."""
    heights = [[_middle(line) for line in cell.lines] for cell in cells]
    pitch = _pitch([line for cell in cells for line in cell.lines if is_number(line.orig)])
    texts: list[tuple[float, float]] = []
    for index, cell in enumerate(cells):
        others = [m for i, own in enumerate(heights) if i != index for m in own]
        texts += _texts(cell.lines, others, pitch)
    texts.sort(key=sum)
    for (top, bottom), (next_top, next_bottom) in pairwise(texts):
        line = min(bottom - top, next_bottom - next_top)
        if (next_top + next_bottom) - (top + bottom) > line:
            yield (bottom + next_top) / 2


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _pitch(figures: Sequence[Line]) -> float:
    """The least distance from one row of figures to the next."""
    heights = sorted(map(_middle, figures))
    line = min((figure.box.bottom - figure.box.top for figure in figures), default=0.0)
    return min((b - a for a, b in pairwise(heights) if b - a > 0.5 * line), default=0.0)


def _texts(
    lines: Sequence[Line], others: Sequence[float], pitch: float
) -> list[tuple[float, float]]:
    """Top and bottom of each text of a column; `others` are heights of its neighbours' lines."""
    texts: list[tuple[float, float]] = []
    last: Line | None = None
    for line in lines:
        if last is not None and _is_wrapped(last, line, others, pitch):
            texts[-1] = (texts[-1][0], line.box.bottom)
        else:
            texts.append((line.box.top, line.box.bottom))
        last = line
    return texts


def _is_wrapped(last: Line, line: Line, others: Sequence[float], pitch: float) -> bool:
    """Two close lines of words are one text when a neighbour stands halfway between them, or
    when they stand closer than rows do.
    """
    height = line.box.bottom - line.box.top
    if line.box.top - last.box.bottom > 0.5 * height:
        return False
    if is_number(last.orig) or is_number(line.orig):
        return False
    apart = _middle(line) - _middle(last)
    if apart < _CLOSER * pitch:
        return True
    quarter = 0.25 * apart
    return any(_middle(last) + quarter < other < _middle(line) - quarter for other in others)


def _cut(grid: Grid, cuts: Mapping[int, Sequence[float]]) -> Grid:
    ys = sorted({*grid.ys, *(y for heights in cuts.values() for y in heights)})
    at = {y: index for index, y in enumerate(ys)}
    cells: list[Cell] = []
    for cell in grid.cells:
        row0, row1 = at[grid.ys[cell.row0]], at[grid.ys[cell.row1]]
        if cell.row1 == cell.row0 + 1 and cuts.get(cell.row0):
            cells += _slices(cell, ys[row0 : row1 + 1], row0)
        else:
            cells.append(replace(cell, row0=row0, row1=row1))
    cells.sort(key=lambda c: (c.row0, c.col0))
    return Grid(grid.box, grid.xs, tuple(ys), tuple(cells))


def _slices(cell: Cell, ys: Sequence[float], row0: int) -> Iterator[Cell]:
    for index, (top, bottom) in enumerate(pairwise(ys)):
        lines = tuple(
            line for line in cell.lines if top <= (line.box.top + line.box.bottom) / 2 < bottom
        )
        box = Box(cell.box.page, cell.box.x0, top, cell.box.x1, bottom)
        yield Cell(row0 + index, row0 + index + 1, cell.col0, cell.col1, box, lines)
