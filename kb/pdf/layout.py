"""Pages -> one stream of blocks (lines and grids) in reading order, without page furniture.

Furniture is text that belongs to the sheet of paper and not to the document: page numbers
and heads that run over many pages. It is recorded, not dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.pdf.cells import Grid, Line, Page
from kb.text import compact

__all__ = ["Block", "Furniture", "Stream", "pages_to_stream"]

Block = Line | Grid

_PAGE_NUMBER = re.compile(
    r"[-—–－·•~一]*第?(\d{1,4}|[ivxIVX]{1,6})(页|[/／]\d{1,4}|页?共\d{1,4}页)?[-—–－·•~一]*"
)
# Page numbers and running heads stand in the outer parts of a page (share of its height).
_MARGIN = 0.12
# A running head stands on at least this share of the pages, and on three at the least.
_HEAD_SHARE = 0.4
_HEAD_MIN = 3


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text that is not content: what it is and the lines it stands on."""

    reason: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """The document as one sequence of blocks, and what was set aside."""

    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...]


def pages_to_stream(pages: Sequence[Page]) -> Stream:
    """Join pages in order; page numbers and running heads go to furniture."""
    heads = _running_heads(pages, _body_size(pages))
    blocks: list[Block] = []
    numbers: list[Line] = []
    running: list[Line] = []
    for page in pages:
        for block in _reading_order(page):
            if not isinstance(block, Line) or not _in_margin(block, page):
                blocks.append(block)
            elif _PAGE_NUMBER.fullmatch(compact(block.orig)):
                numbers.append(block)
            elif _head_key(block, page) in heads:
                running.append(block)
            else:
                blocks.append(block)
    furniture = (Furniture("页码", tuple(numbers)), Furniture("页眉页脚", tuple(running)))
    return Stream(tuple(blocks), tuple(f for f in furniture if f.lines))


def _reading_order(page: Page) -> list[Block]:
    """Lines in the order found, each grid before the first line that stands lower."""
    grids = list(page.grids)
    blocks: list[Block] = []
    for line in page.lines:
        while grids and grids[0].box.top < line.box.top:
            blocks.append(grids.pop(0))
        blocks.append(line)
    return blocks + grids


def _in_margin(line: Line, page: Page) -> bool:
    box = page.as_shown(line.box)
    middle = (box.top + box.bottom) / 2
    return middle < _MARGIN * page.height or middle > (1 - _MARGIN) * page.height


def _head_key(line: Line, page: Page) -> tuple[str, int]:
    return re.sub(r"\d+", "0", compact(line.orig)), round(page.as_shown(line.box).top / 4)


def _body_size(pages: Sequence[Page]) -> float:
    """The font size in which most characters are set, in points."""
    sizes: Counter[float] = Counter()
    for page in pages:
        cells = (line for grid in page.grids for cell in grid.cells for line in cell.lines)
        for line in (*page.lines, *cells):
            sizes[round(line.size, 1)] += line.chars
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _running_heads(pages: Sequence[Page], body_size: float) -> set[tuple[str, int]]:
    """Keys of small lines that stand at one height on many pages, digits aside.

    Large type is a title, even when every page repeats it.
    """
    counts: Counter[tuple[str, int]] = Counter()
    for page in pages:
        small = (ln for ln in page.lines if ln.size <= 1.2 * body_size and _in_margin(ln, page))
        counts.update({_head_key(line, page) for line in small})
    least = max(_HEAD_MIN, _HEAD_SHARE * len(pages))
    return {key for key, count in counts.items() if count >= least}
