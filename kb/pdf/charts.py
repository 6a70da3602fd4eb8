"""Words and figures that belong to a chart: names of its slices, figures at its bars, its axes.

Torn from the drawing they say nothing, or something false, so they are recorded as furniture.
Rows of a table without rules are told from them by their names: every row of a table has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.pdf.cells import Line
from kb.pdf.prose import rows_of
from kb.text import compact

__all__ = ["chart_lines"]

_CAPTION = re.compile(r"图\s*[\d一二三四五六七八九十]{1,2}(?![\u4e00-\u9fff]*[。，；])")
_SENTENCE = re.compile(r"[。；，、：:;]")
_LABEL = re.compile(r".*\d.*")
# Years, figures and units of an axis.
_AXIS = re.compile(r"[-+−\d.,，%％‰年月季度—–~]+")
# A slice's name with its figure is no longer; the names of all bars stand on one line.
_LONGEST_LABEL, _LONGEST_LEGEND = 16, 60
# So many rows of nothing but figures are an axis and what stands at the bars.
_FEWEST_AXIS_ROWS = 4


def chart_lines(lines: Sequence[Line]) -> set[Line]:
    """The lines of charts among consecutive lines outside tables, captions left out."""
    rows = list(rows_of(lines))
    found: set[Line] = set()
    for start, stop in _runs(rows):
        run = rows[start:stop]
        captioned = stop < len(rows) and _is_caption(rows[stop])
        axis = sum(_is_axis(row) for row in run) >= _FEWEST_AXIS_ROWS
        if axis and stop < len(rows) and not captioned and _is_legend(run[-1], rows[stop]):
            run = rows[start : stop + 1]
        if axis or captioned:
            found.update(line for row in run for line in row)
    return found


def _runs(rows: Sequence[Sequence[Line]]) -> Iterator[tuple[int, int]]:
    """First and end of the consecutive rows of one page that may be labels of a chart."""
    start = 0
    while start < len(rows):
        stop = start
        while stop < len(rows) and _is_label(rows[stop]) and _follow(rows[start], rows[stop]):
            stop += 1
        if stop > start:
            yield start, stop
        start = max(stop, start + 1)


def _is_label(row: Sequence[Line]) -> bool:
    texts = [compact(line.orig) for line in row]
    return _is_axis(row) or all(
        len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(text) and not _SENTENCE.search(text)
        for text in texts
    )


def _is_axis(row: Sequence[Line]) -> bool:
    return all(_AXIS.fullmatch(compact(line.orig)) for line in row)


def _is_caption(row: Sequence[Line]) -> bool:
    return bool(_CAPTION.match(compact(row[0].orig)))


def _is_legend(last: Sequence[Line], row: Sequence[Line]) -> bool:
    """Small print right under the axis, the names of the bars."""
    text = compact("".join(line.orig for line in row))
    same_size = all(line.size <= 1.1 * last[0].size for line in row)
    return (
        _follow(last, row)
        and same_size
        and len(text) <= _LONGEST_LEGEND
        and not _SENTENCE.search(text)
    )


def _follow(row: Sequence[Line], following: Sequence[Line]) -> bool:
    return row[0].box.page == following[0].box.page
