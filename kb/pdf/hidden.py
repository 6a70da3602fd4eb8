"""Lines that are in the file but not on the page as shown: cut off by a clipping path.

Spreadsheets printed to PDF repeat a cell that crosses a page end on both pages and clip it.
The text layer has it twice; the picture tells which lines are really there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from kb.pdf.cells import Line, Page
from kb.rendering import POINTS_PER_INCH, render_page
from kb.text import compact

__all__ = ["without_hidden"]

_DPI = 60
# So many lines of at least this length, all moved by the same height, are a repetition.
_FEWEST, _SHORTEST = 4, 6
_DARK = 160


def without_hidden(path: Path, pages: Sequence[Page]) -> list[Page]:
    """The pages of a file without repeated lines that no picture of the page shows."""
    suspects: dict[int, set[Line]] = {}
    for page, following in pairwise(pages):
        if following.number == page.number + 1:
            for line, again in _repeated(page, following):
                suspects.setdefault(page.number, set()).add(line)
                suspects.setdefault(following.number, set()).add(again)
    return [
        _shown(path, page, suspects[page.number]) if page.number in suspects else page
        for page in pages
    ]


def _repeated(page: Page, following: Page) -> Iterator[tuple[Line, Line]]:
    """Lines of both pages that say the same, one block moved up by one height."""
    later: dict[str, list[Line]] = {}
    for line in following.lines:
        later.setdefault(compact(line.orig), []).append(line)
    pairs = [(line, again) for line in page.lines for again in later.get(compact(line.orig), ())]
    moved = Counter(_moved(pair) for pair in pairs if pair[0].chars >= _SHORTEST)
    height, count = moved.most_common(1)[0] if moved else (0, 0)
    if count >= _FEWEST and height > 0:
        yield from (pair for pair in pairs if _moved(pair) == height)


def _moved(pair: tuple[Line, Line]) -> int:
    return round((pair[0].box.top - pair[1].box.top) / 2)


def _shown(path: Path, page: Page, suspects: set[Line]) -> Page:
    picture = render_page(path, page.number, _DPI).convert("L")
    hidden = {line for line in suspects if not _has_ink(picture, line)}
    kept = tuple(line for line in page.lines if line not in hidden)
    return replace(page, lines=kept, chars=page.chars - sum(line.chars for line in hidden))


def _has_ink(picture: Any, line: Line) -> bool:
    scale = _DPI / POINTS_PER_INCH
    quarter = (line.box.bottom - line.box.top) / 4  # a clipped line may still show its edge
    x0, x1 = round(line.box.x0 * scale), round(line.box.x1 * scale)
    top = round((line.box.top + quarter) * scale)
    bottom = round((line.box.bottom - quarter) * scale)
    box = (max(0, x0), max(0, top), min(picture.width, x1), min(picture.height, bottom))
    if box[2] <= box[0] or box[3] <= box[1]:
        return False
    darkest, _ = picture.crop(box).getextrema()
    return bool(darkest < _DARK)
