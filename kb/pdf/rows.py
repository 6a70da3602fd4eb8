"""The nouns of a table: its columns, its rows, and what a row has in a column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.model import Box
from kb.pdf.cells import Line
from kb.text import join_wrapped

__all__ = ["Column", "Row", "Slot", "boxes_of"]


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
