"""Comparing and adding up records, each figure with its source, the way shown in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from kb.folding import fold, fold_tight
from kb.index import Index
from kb.index.columns import KINDS
from kb.matching import match
from kb.model import Amount, Entry, Kind
from kb.money import amounts_in, figure, in_yuan, number_text
from kb.query.compute import Computation, Task
from kb.query.concepts import Expression
from kb.vectors import Mask

__all__ = ["Computed", "Line", "compare", "compute"]

_UNITS = re.compile("单位|部门|下属|事业")
_THING = re.compile("物品|商品|东西|货物|服务|是什么|什么")
_CLASSES = re.compile("(?:支出|收入)?.{0,3}(?:哪一?类|功能|大类|科目)|^(?:支出|收入)$")
_CLASS_DIGITS = 3
_TOTALS = ("合计", "小计", "总计", "总额")
_KIND = {"项目": Kind.PROJECT, "采购": Kind.PROCUREMENT}
_CODE = re.compile(r"\d{3,}")
Topic = Callable[[str], np.ndarray[tuple[int], np.dtype[np.bool_]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A record and the figure that was compared: `value` in `unit`, as printed in `field`."""

    entry: Entry
    field: str
    value: Decimal
    unit: str

    @property
    def yuan(self) -> Decimal:
        amount = in_yuan(Amount("", self.value, self.unit))
        return self.value if amount is None else amount


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
    lines = _lines(asked, index, about, similar, allowed)
    if not lines:
        return None
    if asked.task is Task.RANGE:
        lines = [line for line in lines if _within(line.yuan, asked)]
    if not lines:
        return Computed((), (f"没有符合条件的{asked.records or '条目'}。",))
    lines.sort(key=lambda line: line.yuan, reverse=asked.task is not Task.SMALLEST)
    return Computed(tuple(lines), _said(asked, lines))


def compare(first: Sequence[Entry], second: Sequence[Entry]) -> Computed | None:
    """The larger of two things first, and by how much; each is its nearest row with a figure.

    Both have to have the same unit and stand in one table, else in the same kind of entry.
    """
    pairs = [(a, b) for a in _of_values(first) for b in _of_values(second)]
    alike = [(a, b) for a, b in pairs if a.unit == b.unit and a.entry.id != b.entry.id]
    together = [(a, b) for a, b in alike if a.entry.parent == b.entry.parent]
    if not alike:
        return None
    low, high = sorted((together or alike)[0], key=lambda line: line.yuan)
    apart = number_text(high.value - low.value)
    said = (
        f"{high.entry.title} {high.entry.value} 比 {low.entry.title} {low.entry.value} 多 {apart}"
    )
    return Computed((high, low), (f"{said} {high.unit}。",))


def _lines(
    asked: Computation, index: Index, about: Topic, similar: Sequence[Entry], allowed: Mask | None
) -> list[Line]:
    if asked.records:
        return _of_records(asked, index, about, allowed)
    column = _column(asked.topic, index)
    if column:
        rows = np.zeros(len(index), bool)
        rows[index.exact.find(f"h:{column}")] = True
        return _of_column(_entries(index, rows, allowed), column)
    return (
        _under(asked, index, allowed)
        or _of_classes(asked, index, allowed)
        or _of_projects(asked, index, about, allowed)
        or _of_likes(similar, asked.unit)
    )


def _of_records(asked: Computation, index: Index, about: Topic, allowed: Mask | None) -> list[Line]:
    """The value of each record, or the column that is compared (单价); 小计 for units."""
    chosen = index.columns.kinds == KINDS.index(_KIND[asked.records])
    records = _entries(index, chosen, allowed)
    if asked.records == "采购" and _UNITS.search(asked.topic):
        return _subtotals(records)
    topic, column = _split_topic(asked.topic, records)
    if topic:
        records = _entries(index, chosen & about(topic), allowed)
    return _of_column(records, column) if column else _of_values(records)


def _split_topic(topic: str, records: Sequence[Entry]) -> tuple[str, str]:
    """What limits the records, and the column of theirs that is named: (物品, 单价)."""
    tight = fold_tight(topic)
    heads = {fold_tight(name).split("/")[-1] for entry in records[:1] for name in entry.fields}
    column = max((head for head in heads if head in tight), key=len, default="")
    if not column:
        return topic, ""
    rest = _THING.sub("", tight.replace(column, ""))
    return rest, column


def _subtotals(records: Sequence[Entry]) -> list[Line]:
    lines = []
    for entry in records:
        value = figure(entry.value or "")
        if value is not None and fold_tight(entry.title).endswith("小计"):
            lines.append(Line(entry, entry.value_field or "", value, entry.unit or ""))
    return lines


def _of_classes(asked: Computation, index: Index, allowed: Mask | None) -> list[Line]:
    """哪一类支出最多: the lines of three digits, of the first table that has them."""
    if asked.unit or not _CLASSES.search(asked.topic):
        return []
    rows = index.columns.kinds == KINDS.index(Kind.TABLE_ROW)
    side = "收入" if "收入" in asked.topic else "支出"
    tables: dict[str | None, list[Entry]] = {}
    for entry in _entries(index, rows, allowed):
        table = entry.path[-1] if entry.path else ""
        if side in table and any(len(code) == _CLASS_DIGITS for code in _codes(entry)):
            tables.setdefault(entry.parent, []).append(entry)
    return _of_values(next((t for t in tables.values() if len(t) > 1), []))


def _of_projects(
    asked: Computation, index: Index, about: Topic, allowed: Mask | None
) -> list[Line]:
    """Projects of the topic: 哪个办公室租金最贵 compares what each costs."""
    if asked.unit or not asked.topic:
        return []
    chosen = (index.columns.kinds == KINDS.index(Kind.PROJECT)) & about(asked.topic)
    lines = _of_values(_entries(index, chosen, allowed))
    return lines if len(lines) > 1 else []


def _under(asked: Computation, index: Index, allowed: Mask | None) -> list[Line]:
    """Rows that stand under a line of the topic's name, else projects named by it."""
    topic = fold_tight(asked.topic)
    if not topic or asked.unit:
        return []
    for field, kind in (("path", Kind.TABLE_ROW), ("title", Kind.PROJECT)):
        met = match(Expression(topic, 1.0, ""), field, index)
        if met is None:
            continue
        chosen = (met >= 1) & (index.columns.kinds == KINDS.index(kind))
        entries = _entries(index, chosen, allowed)
        if kind is Kind.TABLE_ROW:
            entries = [e for e in entries if fold_tight(e.path[-1]) == topic]
        if len(entries) > 1:
            return _of_values(entries)
    return []


def _entries(index: Index, chosen: Mask, allowed: Mask | None) -> list[Entry]:
    rows = np.flatnonzero(chosen if allowed is None else chosen & allowed)
    return [index.entries[int(row)] for row in rows]


def _of_values(entries: Iterable[Entry]) -> list[Line]:
    """The value of each record; totals are no records."""
    lines = []
    for entry in entries:
        value = figure(entry.value or "")
        if value is not None and not any(word in entry.title for word in _TOTALS):
            lines.append(Line(entry, entry.value_field or "", value, entry.unit or ""))
    return lines


def _column(topic: str, index: Index) -> str:
    """The longest part of the topic that heads a column of figures."""
    tight = fold_tight(topic)
    parts = (tight[i:j] for i in range(len(tight)) for j in range(len(tight), i + 2, -1))
    named = [part for part in parts if len(index.exact.find(f"h:{part}"))]
    return max(named, key=len, default="")


def _of_column(entries: Sequence[Entry], column: str) -> list[Line]:
    """The column's figure of each row that is no total and stands above no other row."""
    codes = {(entry.parent, code) for entry in entries for code in _codes(entry)}
    lines = []
    for entry in entries:
        above = any(
            parent == entry.parent and code != own and code.startswith(own)
            for own in _codes(entry)
            for parent, code in codes
        )
        if above or any(word in entry.title for word in _TOTALS):
            continue
        for name, text in entry.fields.items():
            value = figure(text)
            if value is not None and fold_tight(name).split("/")[-1] == column:
                lines.append(Line(entry, name, value, entry.unit or ""))
    return lines


def _codes(entry: Entry) -> list[str]:
    return [fold(text) for text in entry.fields.values() if _CODE.fullmatch(fold(text))]


def _of_likes(similar: Sequence[Entry], implied: str) -> list[Line]:
    """Entries of the same name as the nearest one that has a figure, in the same unit."""
    lines: list[Line] = []
    for entry in similar:
        amounts = amounts_in(entry.value or "")
        if len(amounts) != 1:
            continue
        unit = amounts[0].unit or _rest_of_value(entry, amounts[0]) or entry.unit or ""
        if implied not in unit:
            continue
        if not lines or (fold(entry.title) == fold(lines[0].entry.title) and unit == lines[0].unit):
            lines.append(Line(entry, entry.value_field or "", amounts[0].value, unit))
    return lines if len(lines) > 1 else []


def _rest_of_value(entry: Entry, amount: Amount) -> str:
    return fold_tight(entry.value or "").split(fold_tight(amount.raw))[-1]


def _within(value: Decimal, asked: Computation) -> bool:
    above = asked.low is None or value >= asked.low
    return above and (asked.high is None or value <= asked.high)


def _said(asked: Computation, lines: Sequence[Line]) -> tuple[str, ...]:
    """How the answer was come to, so that it can be followed line by line."""
    things = asked.records or "条目"
    topic = f"与“{asked.topic}”有关的" if asked.topic and asked.records else ""
    column = lines[0].field.split("/")[-1] or "数值"
    unit = lines[0].unit
    if asked.task is Task.COUNT:
        return (f"{topic}{things}共 {len(lines)} 个，下面按“{column}”从大到小列出。",)
    if asked.task is Task.SUM:
        units = {line.unit for line in lines}
        if len(units) > 1:
            unit = "万元"
            lines = [replace(line, value=line.yuan / 10_000, unit=unit) for line in lines]
        total = sum((line.value for line in lines), Decimal(0))
        shown = " + ".join(number_text(line.value) for line in lines[:40])
        counted = f"{topic}{things}共 {len(lines)} 个"
        return (f"{counted}，“{column}”合计 {number_text(total)} {unit} = {shown}",)
    if asked.task is Task.RANGE:
        return (f"“{column}”{_limits(asked)}的{topic}{things}共 {len(lines)} 个，从大到小列出。",)
    return (f"在 {len(lines)} 个{topic}{things}中按“{column}”{asked.task.value}排列。",)


def _limits(asked: Computation) -> str:
    low, high = (
        None if bound is None else f"{number_text(bound / 10000)} 万元"
        for bound in (asked.low, asked.high)
    )
    if low and high:
        return f"在 {low}到 {high}之间"
    return f"不少于 {low}" if low else f"不超过 {high}"
