"""Lines, grids and pages made by hand: what a stage gets, without a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from kb.model import Box
from kb.pdf.cells import Cell, Grid, Line, Page

SIZE = 10.0
FONT = "FangSong"


def line(
    text: str,
    *,
    page: int = 1,
    x: float = 90,
    top: float = 300,
    size: float = SIZE,
    font: str = FONT,
) -> Line:
    """A line of square characters."""
    box = Box(page, x, top, x + size * len(text), top + size)
    return Line(box, text, size, font)


def lines(
    *texts: str, page: int = 1, top: float = 100, step: float = 18, **how: float
) -> list[Line]:
    """Lines under each other."""
    return [line(text, page=page, top=top + step * i, **how) for i, text in enumerate(texts)]


def grid(
    rows: Sequence[Sequence[str]],
    *,
    page: int = 1,
    x: float = 60,
    top: float = 100,
    widths: Sequence[float] | None = None,
    height: float = 20,
) -> Grid:
    """A grid of these texts; "<" goes on with the cell to the left, "^" with the one above.

    Each printed line of a cell is a line of its text.
    """
    xs = tuple(accumulate(widths or [80.0] * len(rows[0]), initial=x))
    ys = tuple(top + height * i for i in range(len(rows) + 1))
    cells = [
        _cell(rows, row, col, xs, ys, page)
        for row, texts in enumerate(rows)
        for col, text in enumerate(texts)
        if text not in ("<", "^")
    ]
    return Grid(Box(page, xs[0], ys[0], xs[-1], ys[-1]), xs, ys, tuple(cells))


def _cell(
    rows: Sequence[Sequence[str]],
    row: int,
    col: int,
    xs: Sequence[float],
    ys: Sequence[float],
    page: int,
) -> Cell:
    stop, end = row + 1, col + 1
    while end < len(rows[row]) and rows[row][end] == "<":
        end += 1
    while stop < len(rows) and rows[stop][col] == "^":
        stop += 1
    texts = enumerate(rows[row][col].split("\n"))
    printed = (
        line(t, page=page, x=xs[col] + 2, top=ys[row] + 2 + i, size=5) for i, t in texts if t
    )
    box = Box(page, xs[col], ys[row], xs[end], ys[stop])
    return Cell(row, stop, col, end, box, tuple(printed))


def page(number: int, blocks: Iterable[Line | Grid] = (), *, pictures: bool = False) -> Page:
    """An A4 page of these lines and grids."""
    blocks = list(blocks)
    printed = tuple(block for block in blocks if isinstance(block, Line))
    grids = tuple(block for block in blocks if isinstance(block, Grid))
    inside = (ln for g in grids for cell in g.cells for ln in cell.lines)
    chars = sum(ln.chars for ln in (*printed, *inside))
    return Page(number, 595.0, 842.0, printed, grids, chars, chars, pictures)
