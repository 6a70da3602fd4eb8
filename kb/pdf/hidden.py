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
from kb.pdf.guarded import answer_of
from kb.rendering import POINTS_PER_INCH, render_page
from kb.text import compact

__all__ = ["without_hidden"]

Area = tuple[float, float, float, float]

_DPI = 60
# So many lines of at least this length, all moved by the same height, are a repetition.
_FEWEST, _SHORTEST = 4, 6
_DARK = 160
# A page that takes longer to draw is left as it was read.
_SECONDS = 30.0


def without_hidden(path: Path, pages: Sequence[Page], memory: int) -> list[Page]:
    """The pages of a file without repeated lines that no picture of the page shows.

    The pictures are drawn in a process of its own, which may use so much memory (bytes). Where
    it comes to grief all lines stay.
    """
    suspects: dict[int, set[Line]] = {}
    for page, following in pairwise(pages):
        if following.number == page.number + 1:
            for line, again in _repeated(page, following):
                suspects.setdefault(page.number, set()).add(line)
                suspects.setdefault(following.number, set()).add(again)
    return [
        _shown(path, page, list(suspects[page.number]), memory) if page.number in suspects else page
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


def _shown(path: Path, page: Page, suspects: Sequence[Line], memory: int) -> Page:
    areas = [page.as_shown(line.box).bbox for line in suspects]
    inked = answer_of(inked_areas, path, page.number, areas, seconds=_SECONDS, memory=memory)
    if inked is None:
        return page
    hidden = {line for line, is_inked in zip(suspects, inked, strict=True) if not is_inked}
    kept = tuple(line for line in page.lines if line not in hidden)
    return replace(page, lines=kept, chars=page.chars - sum(line.chars for line in hidden))


def inked_areas(path: Path, number: int, areas: Sequence[Area]) -> list[bool]:
    """Whether the page's picture shows print in each of these areas (points)."""
    picture = render_page(path, number, _DPI).convert("L")
    return [_has_ink(picture, area) for area in areas]


def _has_ink(picture: Any, area: Area) -> bool:
    scale = _DPI / POINTS_PER_INCH
    x0, top, x1, bottom = (value * scale for value in area)
    # A clipped line may still show its edge.
    across, along = ((bottom - top) / 4, 0.0) if x1 - x0 > bottom - top else (0.0, (x1 - x0) / 4)
    box = (
        max(0, round(x0 + along)),
        max(0, round(top + across)),
        min(picture.width, round(x1 - along)),
        min(picture.height, round(bottom - across)),
    )
    if box[2] <= box[0] or box[3] <= box[1]:
        return False
    darkest, _ = picture.crop(box).getextrema()
    return bool(darkest < _DARK)
