"""Ordering, counting and adding up records, each figure with its source, the way shown in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.choosing import Topic, lines_of
from kb.fields import TOTALS
from kb.index import Index
from kb.lines import Line, printed_as, printed_note
from kb.model import Entry
from kb.money import number_text
from kb.query.compute import Computation, Task
from kb.vectors import Mask

__all__ = ["Computed", "compute"]

_SHOWN_TERMS = 40  # of a sum


@dataclass(frozen=True, slots=True)
class Computed:
    """The records in order, and what was done in words."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def compute(
    asked: Computation, index: Index, about: Topic, similar: Sequence[Entry], allowed: Mask | None
) -> Computed | None:
    """None when there is nothing to compare.

    `about(topic)` says which rows have all of a topic; `similar` are the nearest entries of
    the question, for things that are neither a kind of record nor a column.
    """
    lines = lines_of(asked, index, about, similar, allowed)
    if not lines:
        return None
    if asked.task is Task.RANGE:
        lines = [line for line in lines if asked.includes(line.yuan)]
    if not lines:
        return Computed((), (f"没有符合条件的{asked.records or '条目'}。",))
    lines.sort(key=lambda line: line.yuan, reverse=asked.task is not Task.SMALLEST)
    if asked.task is Task.SUM:
        return _sums(asked, lines, index)
    if asked.task is Task.COUNT:
        return Computed(tuple(lines), _counts(asked, lines))
    return Computed(tuple(lines), (_ordered(asked, lines),))


def _sums(asked: Computation, lines: Sequence[Line], index: Index) -> Computed:
    """The sum of each document's lines; what the document prints as that sum comes first."""
    notes, printed = [], []
    for some in _documents(lines):
        total = _total(some)
        cell = printed_as(total, index, whole=not asked.topic)
        note = f"{_counted(asked, some)}合计 {number_text(total.value)} {total.unit}".rstrip()
        terms = " + ".join(number_text(line.value) for line in some[:_SHOWN_TERMS])
        note += f" = {terms}{' + …' if len(some) > _SHOWN_TERMS else ''}"
        if cell is not None:
            printed.append(cell)
            note += printed_note(cell)
        notes.append(_of_document(f"{note}。", some, lines))
    return Computed((*printed, *lines), tuple(notes))


def _total(lines: Sequence[Line]) -> Line:
    """Of the first line's entry; in 万元 where the lines have several units."""
    units = {line.unit for line in lines}
    if len(units) > 1:
        lines = [replace(line, value=line.yuan / 10_000, unit="万元") for line in lines]
    return replace(lines[0], value=sum((line.value for line in lines), Decimal(0)))


def _documents(lines: Sequence[Line]) -> list[list[Line]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.entry.doc, []).append(line)
    return list(groups.values())


def _counts(asked: Computation, lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(
        _of_document(f"{_counted(asked, some)}从大到小列出。", some, lines)
        for some in _documents(lines)
    )


def _of_document(note: str, some: Sequence[Line], lines: Sequence[Line]) -> str:
    """With the document's name where there are several."""
    entry = some[0].entry
    name = entry.department or entry.doc_title
    return note if len(some) == len(lines) else f"{name}：{note}"


def _things(asked: Computation, lines: Sequence[Line]) -> str:
    """What is compared; a topic that names the column is said with the column."""
    if asked.task is Task.SUM and not asked.records:
        return f"名为“{lines[0].entry.title}”的条目"
    limits = asked.topic and asked.records and asked.topic not in lines[0].field
    return f"{f'与“{asked.topic}”有关的' if limits else ''}{asked.records or '条目'}"


def _compared(lines: Sequence[Line]) -> str:
    """What the column of the first line is called, apart from being a total."""
    if len({line.field for line in lines}) > 1 and len({line.entry.parent for line in lines}) == 1:
        return "金额"  # of a table with one row, whose columns are what is compared
    parts = [part for part in lines[0].field.split("/") if part not in TOTALS]
    return parts[-1] if parts and parts[-1] else "金额"


def _counted(asked: Computation, lines: Sequence[Line]) -> str:
    return f"{_things(asked, lines)}共 {len(lines)} 个，按“{_compared(lines)}”"


def _ordered(asked: Computation, lines: Sequence[Line]) -> str:
    """How the answer was come to, so that it can be followed line by line."""
    things, column = _things(asked, lines), _compared(lines)
    if asked.task is Task.RANGE:
        total = _total(lines)
        sum_of = (
            f"，合计 {number_text(total.value)} {total.unit}" if len(_documents(lines)) == 1 else ""
        )
        return f"“{column}”{_limits(asked)}的{things}共 {len(lines)} 个{sum_of}，从大到小列出。"
    return f"在 {len(lines)} 个{things}中按“{column}”{asked.task.value}排列。"


def _limits(asked: Computation) -> str:
    low, high = (
        None if bound is None else f"{number_text(bound / 10000)} 万元"
        for bound in (asked.low, asked.high)
    )
    if low and high:
        return f"在 {low}到 {high}之间"
    if low:
        return f"{'多于' if asked.strict else '不少于'} {low}"
    return f"{'少于' if asked.strict else '不超过'} {high}"
