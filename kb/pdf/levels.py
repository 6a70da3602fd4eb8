"""Levels of indicators whose merged cell is cut by a page end.

The words stand in the middle of the cell, so they may be on the later page only, or their last
line may: 服务对象满意 | 度. Both pages' rows have the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.pdf.cells import Line
from kb.pdf.rows import Column, Row, Slot
from kb.pdf.vocabulary import INDICATOR_LEVELS
from kb.text import compact

__all__ = ["with_whole_levels"]

# The levels that the Ministry of Finance's form has.
_LEVEL = re.compile(
    r"(产出|效益|成本|数量|质量|时效|(经济|社会|生态环境)成本|(经济|社会|生态)效益"
    r"|可持续影响|(服务对象)?满意度)(指标)?"
)


def with_whole_levels(rows: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
    """The rows of a table with the levels before and after each page end made whole."""
    whole = list(rows)
    levels = [i for i, column in enumerate(columns) if column.path[-1] in INDICATOR_LEVELS[:2]]
    for after in range(1, len(whole)):
        if whole[after].pages[0] > whole[after - 1].pages[-1]:
            for depth, index in enumerate(levels):
                if all(
                    _text(whole[after - 1], i) == _text(whole[after], i) for i in levels[:depth]
                ):
                    _mend(whole, after, index)
    return whole


def _mend(rows: list[Row], after: int, index: int) -> None:
    above, below = rows[after - 1].slots[index], rows[after].slots[index]
    if not below.lines or above.lines == below.lines:
        return
    if not above.lines:
        lines = below.lines
    elif _is_cut(above, below):
        lines = (*above.lines, *below.lines)
    else:
        return
    for step, lines_here, start in ((-1, above.lines, after - 1), (1, below.lines, after)):
        at = start
        while 0 <= at < len(rows) and rows[at].slots[index].lines == lines_here:
            rows[at] = _with_level(rows[at], index, lines)
            at += step


def _text(row: Row, index: int) -> str:
    return compact(row.slots[index].text)


def _is_cut(above: Slot, below: Slot) -> bool:
    """Together they are a level, and not so each."""
    texts = compact(above.text), compact(below.text)
    return bool(_LEVEL.fullmatch("".join(texts))) and not all(map(_LEVEL.fullmatch, texts))


def _with_level(row: Row, index: int, lines: tuple[Line, ...]) -> Row:
    slots = list(row.slots)
    slots[index] = replace(slots[index], lines=lines, carried=True, merged=True)
    return replace(row, slots=tuple(slots))
