"""Characters -> lines of print; characters and cells -> grids. Knows no PDF library.

A character is a mapping with `text`, `x0`, `x1`, `top`, `bottom`, `size` (points) and
`fontname`, as pdfplumber has it; text recognition adds `confidence`. One that lies on its side
has a `turn`, the degrees by which the sheet has to be turned, clockwise, to read it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kb.model import Box
from kb.pdf.cells import Cell, Grid, Line, turned

__all__ = ["Char", "chars_to_grid", "chars_to_lines"]

Char = dict[str, Any]

# - 208 - and its like; a bare figure in a table's last row is no page number.
_DASHED = re.compile(r"[-—–－]\s*\d{1,4}\s*[-—–－]")
# A gap wider than this many characters separates two pieces of text on one line.
_PIECE_GAP = 2.0
# A gap wider than this share of a character is a blank.
_BLANK_GAP = 0.3
# Text of a row cut by a page end may stand out of the frame by this much (points).
_OVERHANG = 3.0
# ... while at least this share of its height is inside.
_INSIDE = 0.2


def chars_to_grid(
    number: int, boxes: Sequence[tuple[float, ...]], chars: Sequence[Char]
) -> tuple[Grid, list[Char]]:
    """Put characters into ruled cells (x0, top, x1, bottom); also returns those in none."""
    xs = _edges([b[0] for b in boxes] + [b[2] for b in boxes])
    ys = _edges([b[1] for b in boxes] + [b[3] for b in boxes])
    inside: list[list[Char]] = [[] for _ in boxes]
    outside: list[Char] = []
    place = _CellLookup(boxes)
    below = _page_number_on_edge(number, chars, ys[-1])
    for char in chars:
        index = None if id(char) in below else place(char)
        (outside if index is None else inside[index]).append(char)
    cells = []
    for (x0, top, x1, bottom), mine in zip(boxes, inside, strict=True):
        cells.append(
            Cell(
                _nearest(ys, top),
                _nearest(ys, bottom),
                _nearest(xs, x0),
                _nearest(xs, x1),
                Box(number, x0, top, x1, bottom),
                tuple(chars_to_lines(number, mine)),
            )
        )
    cells.sort(key=lambda c: (c.row0, c.col0))
    return Grid(Box(number, xs[0], ys[0], xs[-1], ys[-1]), xs, ys, tuple(cells)), outside


def _page_number_on_edge(number: int, chars: Sequence[Char], bottom: float) -> set[int]:
    """Ids of the characters of a page number that stands on a frame's lower edge."""
    crossing = [c for c in chars if c["top"] < bottom < c["bottom"]]
    lines = [line for line in chars_to_lines(number, crossing) if _DASHED.fullmatch(line.orig)]
    return {
        id(c)
        for c in crossing
        for line in lines
        if line.box.x0 <= c["x0"] and c["x1"] <= line.box.x1
    }


class _CellLookup:
    """Finds the cell that holds a character's centre; neighbours in text share a cell."""

    def __init__(self, boxes: Sequence[tuple[float, ...]]) -> None:
        self._boxes = boxes
        self._last = 0
        self._left = min(b[0] for b in boxes)
        self._right = max(b[2] for b in boxes)
        self._top = min(b[1] for b in boxes)
        self._bottom = max(b[3] for b in boxes)

    def __call__(self, char: Char) -> int | None:
        x = (char["x0"] + char["x1"]) / 2
        y = (char["top"] + char["bottom"]) / 2
        if not (self._left <= x <= self._right):
            return None
        if not (self._top - _OVERHANG <= y <= self._bottom + _OVERHANG):
            return None
        inside = min(char["bottom"], self._bottom) - max(char["top"], self._top)
        if inside < _INSIDE * (char["bottom"] - char["top"]):
            return None
        y = min(max(y, self._top), self._bottom)
        if self._holds(self._last, x, y):
            return self._last
        for index in range(len(self._boxes)):
            if self._holds(index, x, y):
                self._last = index
                return index
        return None

    def _holds(self, index: int, x: float, y: float) -> bool:
        x0, top, x1, bottom = self._boxes[index]
        return x0 <= x <= x1 and top <= y <= bottom


def _edges(values: Sequence[float], tolerance: float = 2.0) -> tuple[float, ...]:
    """Distinct positions, those nearer than `tolerance` points taken as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > tolerance:
            edges.append(value)
    return tuple(edges)


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def chars_to_lines(number: int, chars: Sequence[Char]) -> Iterator[Line]:
    """Characters -> lines from top to bottom, split where a wide gap separates pieces.

    What lies on its side comes behind what stands upright.
    """
    sides: dict[int, list[Char]] = defaultdict(list)
    for char in chars:
        sides[char.get("turn", 0)].append(char)
    yield from _upright_lines(number, sides.pop(0, []))
    for turn, lying in sides.items():
        for line in _upright_lines(number, [_turned(char, turn) for char in lying]):
            yield replace(line, box=turned(line.box, -turn))


def _turned(char: Char, turn: int) -> Char:
    """The character as it stands on the sheet turned about its corner."""
    box = Box(0, char["x0"], char["top"], char["x1"], char["bottom"])
    x0, top, x1, bottom = turned(box, turn).bbox
    return char | {"x0": x0, "top": top, "x1": x1, "bottom": bottom, "size": bottom - top}


def _upright_lines(number: int, chars: Sequence[Char]) -> Iterator[Line]:
    rows: list[list[Char]] = []
    middle = 0.0
    for char in sorted(chars, key=lambda c: (c["top"] + c["bottom"]) / 2):
        centre = (char["top"] + char["bottom"]) / 2
        if not rows or centre - middle > 0.5 * min(char["size"], rows[-1][0]["size"]):
            rows.append([])
            middle = centre
        rows[-1].append(char)
    for row in rows:
        row.sort(key=lambda c: c["x0"])
        for piece in _pieces(row):
            line = _line(number, piece)
            if line is not None:
                yield line


def _pieces(row: list[Char]) -> Iterator[list[Char]]:
    """Split at wide gaps; blanks that fill a gap do not bridge it."""
    piece: list[Char] = []
    end: float | None = None
    for char in row:
        if not char["text"].isspace():
            if end is not None and char["x0"] - end > _PIECE_GAP * char["size"]:
                yield piece
                piece = []
            end = char["x1"]
        piece.append(char)
    if end is not None:
        yield piece


def _line(number: int, chars: Sequence[Char]) -> Line | None:
    seen = [c for c in chars if not c["text"].isspace()]
    if not seen:
        return None
    text = ""
    end = seen[0]["x0"]
    blank = False
    for char in chars:
        if char["text"].isspace():
            blank = True
            continue
        if text and (blank or char["x0"] - end > _BLANK_GAP * char["size"]):
            text += " "
        text += char["text"]
        end, blank = char["x1"], False
    box = Box(
        number,
        min(c["x0"] for c in seen),
        min(c["top"] for c in seen),
        max(c["x1"] for c in seen),
        max(c["bottom"] for c in seen),
    )
    size, font = _main_font(seen)
    known = [c["confidence"] for c in seen if "confidence" in c]
    return Line(box, text, size, font, min(known) if known else None)


def _main_font(chars: Sequence[Char]) -> tuple[float, str]:
    """Size and font of most Chinese characters; digits are often set in another font."""
    han = [c for c in chars if c["text"] >= "\u2e80"]
    counts = Counter((c["size"], c["fontname"]) for c in han or chars)
    (size, font), _ = counts.most_common(1)[0]
    return float(size), _font_name(font)


def _font_name(name: str | bytes) -> str:
    """The font's name without its subset tag; Word 2007 writes names as GBK bytes."""
    if isinstance(name, bytes):
        name = name.decode("gbk", "replace")
    return name.split("+", 1)[-1]
