"""The nouns of a page: lines of text, cells, grids; nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model import Box
from kb.text import compact

__all__ = ["Cell", "Grid", "Line", "Page", "turned"]

# A page with at least this many characters of which fewer are readable has a broken layer.
_MIN_CHARS = 40
_MIN_READABLE = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text on one line. `orig` is as found; `size` is the font size in points.

    `confidence` (0..1) is that of text recognition, None for text of the file itself.
    """

    box: Box
    orig: str
    size: float
    font: str
    confidence: float | None = None

    @property
    def chars(self) -> int:
        """Characters, blanks aside."""
        return len(compact(self.orig))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: rows row0..row1 and columns col0..col1, ends excluded."""

    row0: int
    row1: int
    col0: int
    col1: int
    box: Box
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Ruled cells that hang together on one page, in reading order."""

    box: Box
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: grids, and the lines outside them; both in reading order.

    `width` and `height` are those of the page as shown. Where the print lies on its side there,
    all boxes are those of the page turned by `turn` degrees, clockwise, to be read; `as_shown`
    turns them back. `chars` counts characters without blanks, `readable` the Chinese ones and
    figures among them, or the Latin letters if those are more.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    chars: int
    readable: int
    has_pictures: bool
    turn: int = 0

    def as_shown(self, box: Box) -> Box:
        """A box of this page where it is on the page as shown."""
        width, height = (self.height, self.width) if self.turn else (self.width, self.height)
        return turned(box, -self.turn, width, height)

    @property
    def fault(self) -> str | None:
        """Why the text of this page can't be used; None when it can."""
        if self.chars == 0:
            return "没有文字层（多为扫描图片）" if self.has_pictures else None
        if self.chars >= _MIN_CHARS and self.readable < _MIN_READABLE * self.chars:
            return "文字层是乱码，读不出汉字"
        return None


def turned(box: Box, turn: int, width: float = 0.0, height: float = 0.0) -> Box:
    """A box of a sheet of this size after the sheet is turned by 90 or 270 degrees, clockwise."""
    x0, top, x1, bottom = box.bbox
    if turn % 360 == 90:
        return Box(box.page, height - bottom, x0, height - top, x1)
    if turn % 360 == 270:
        return Box(box.page, top, width - x1, bottom, width - x0)
    return box
