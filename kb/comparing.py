"""Two things side by side: which is more, what both come to, what share one is of the other.

A thing is a row, or a column of one row, or a row in a year; both are of one document and in
one unit, so that the figures can be laid beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kb.asked_cell import column_of_year
from kb.computing import Computed
from kb.fields import is_total, without_numbering
from kb.index import Index
from kb.lines import Line, line_of, printed_as, printed_note
from kb.model import Entry
from kb.money import number_text
from kb.query.compute import Task

__all__ = ["compared", "two_of", "years_of"]

_CENT = Decimal("0.01")


def two_of(first: Sequence[Line], second: Sequence[Line]) -> tuple[Line, Line] | None:
    """The nearest figure of each, in one table where there is a choice."""
    pairs = [(a, b) for a in first for b in second]
    alike = [(a, b) for a, b in pairs if a.unit == b.unit and a.entry.doc == b.entry.doc and a != b]
    together = [(a, b) for a, b in alike if a.entry.parent == b.entry.parent]
    return next(iter(together or alike), None)


def years_of(entries: Sequence[Entry], years: tuple[str, str]) -> tuple[Line, Line] | None:
    """The figures of both years in the nearest row that has them."""
    for entry in entries:
        columns = [column_of_year(entry, year) for year in years]
        lines = [line for name in columns if name and (line := line_of(entry, name))]
        if len(lines) == len(years) and lines[0].unit == lines[1].unit:
            return lines[0], lines[1]
    return None


def compared(task: Task, first: Line, second: Line, index: Index) -> Computed:
    """What was asked of the two, in words that can be followed."""
    one, other = (_said(line, first.entry is second.entry) for line in (first, second))
    if task is Task.SUM:
        both = replace(first, value=first.value + second.value)
        printed = printed_as(both, index, whole=False)
        note = f"{one} + {other} = {number_text(both.value)} {first.unit}".rstrip()
        if printed is None:
            return Computed((first, second), (f"{note}。",))
        return Computed((printed, first, second), (f"{note}{printed_note(printed)}。",))
    if task is Task.SHARE:
        share = number_text((100 * first.value / second.value).quantize(_CENT))
        return Computed((first, second), (f"{one} 占 {other} 的 {share}%（四舍五入）。",))
    low, high = sorted((first, second), key=lambda line: line.yuan)
    if high is second:
        one, other = other, one
    apart = number_text(high.value - low.value)
    return Computed((high, low), (f"{one} 比 {other} 多 {apart} {high.unit}。",))


def _said(line: Line, of_one_row: bool) -> str:
    column = of_one_row or is_total(line.entry)
    name = line.field.split("/")[-1] if column else without_numbering(line.entry.title)
    return f"{name} {line.entry.fields.get(line.field, line.entry.value)}"
