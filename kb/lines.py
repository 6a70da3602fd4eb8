"""A record and the figure that is compared; which figures a set of records gives.

Totals, and rows that stand above others, are left out, so that nothing is counted twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.fields import TOTALS, adds_up
from kb.folding import fold, fold_tight
from kb.index import Index
from kb.model import Amount, Entry, Kind
from kb.money import amounts_in, cell_unit, figure, in_yuan

__all__ = [
    "Line", "bare", "in_column", "line_of", "lowest", "of_column", "of_likes", "printed_as",
    "printed_note", "same_named", "subtotals", "valued", "with_subtotals",
]  # fmt: skip

_OWN = "本级"
_MARKS = re.compile("[“”\"'《》()（）、,，的]")
_TELLING_DIGITS = 4  # a shorter figure stands for many things


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


def bare(text: str) -> str:
    """三公经费 of “三公”经费; 对个人和家庭补助 of 对个人和家庭的补助."""
    return _MARKS.sub("", fold_tight(text))


def line_of(entry: Entry, column: str) -> Line | None:
    """The figure of a row in a column; None where it has none."""
    value = figure(entry.fields.get(column, ""))
    if value is None:
        return None
    return Line(entry, column, value, cell_unit(column, entry.unit) or "")


def valued(entries: Iterable[Entry]) -> list[Line]:
    """The value of each record that is no total."""
    found = ((entry, figure(entry.value or "")) for entry in entries if not adds_up(entry))
    return [
        Line(entry, entry.value_field or "", value, entry.unit or "")
        for entry, value in found
        if value is not None
    ]


def printed_as(total: Line, index: Index, whole: bool) -> Line | None:
    """The cell of the same document that has the sum of lines printed, as a total if there is
    one. A short figure is a sum by chance, unless it is of all records (`whole`) or stands in
    the total that the lines are under."""
    short = not whole and len(total.value.normalize().as_tuple().digits) < _TELLING_DIGITS
    amount = Amount("", total.value, total.unit)
    found = [index.entries[int(row)] for row in index.exact.find_amount(amount)]
    cells = [
        Line(entry, name, total.value, entry.unit or "")
        for entry in found
        if entry.doc == total.entry.doc
        and entry.kind in (Kind.TABLE_ROW, Kind.PROCUREMENT)
        and (not short or _total_over(entry, total.entry))
        for name, text in entry.fields.items()
        if figure(text) is not None and in_yuan(_amount(text, entry)) == in_yuan(amount)
    ]
    same = [cell for cell in cells if cell.entry.kind is total.entry.kind]
    return next((c for c in same or cells if adds_up(c.entry)), next(iter(same or cells), None))


def printed_note(cell: Line) -> str:
    """Said of a sum that is printed in this cell."""
    return f"；和第 {cell.entry.pages[0]} 页印着的“{cell.entry.title}”相同"


def _amount(text: str, entry: Entry) -> Amount:
    return Amount(text, figure(text) or Decimal(0), entry.unit or "")


def _total_over(entry: Entry, line: Entry) -> bool:
    """种子站小计 is the total over what stands under 种子站."""
    return any(entry.title == f"{part}{word}" for part in line.path for word in TOTALS)


def in_column(entry: Entry, column: str) -> Line | None:
    """The first figure of a row in a column of this name, whatever stands above it."""
    names = (name for name in entry.fields if fold_tight(name).split("/")[-1] == column)
    return next((line for name in names if (line := line_of(entry, name))), None)


def of_column(entries: Sequence[Entry], column: str) -> list[Line]:
    """The column's figure of each row that is no total."""
    found = (in_column(entry, column) for entry in entries if not adds_up(entry))
    return [line for line in found if line is not None]


def lowest(entries: Sequence[Entry]) -> list[Entry]:
    """Those that stand above no other of them; 款 and 项 may have one name."""
    above = {
        (entry.parent, entry.path[:end])
        for entry in entries
        for end in range(1, len(entry.path) + 1)
    }
    return [e for e in entries if (e.parent, (*e.path, e.title)) not in above]


def with_subtotals(rows: Sequence[Entry]) -> list[Line]:
    """The rows that are no totals, and 小计 for what has its own parts: 公务用车小计 stands for
    购置费 and 运行维护费."""
    found = valued(rows)
    own = {part for entry in rows for part in entry.path}
    parts = [
        e for e in rows if adds_up(e) and bare(e.title).removesuffix("小计") not in map(bare, own)
    ]
    return [*found, *(line for e in parts if e.value_field and (line := line_of(e, e.value_field)))]


def subtotals(records: Sequence[Entry], subordinate: bool) -> list[Line]:
    """小计 of each unit; the department's own is none of its subordinates."""
    lines = []
    for entry in records:
        value, title = figure(entry.value or ""), fold_tight(entry.title)
        if value is None or not title.endswith("小计") or (subordinate and _OWN in title):
            continue
        lines.append(Line(entry, entry.value_field or "", value, entry.unit or ""))
    return lines


def same_named(similar: Sequence[Entry]) -> list[Line]:
    """What is bought several times under one name, if that is what is nearest."""
    if not similar or similar[0].kind is not Kind.PROCUREMENT:
        return []
    first = similar[0]
    alike = [e for e in similar if e.kind is first.kind and e.doc == first.doc]
    lines = valued([e for e in alike if fold_tight(e.title) == fold_tight(first.title)])
    return lines if len(lines) > 1 else []


def of_likes(similar: Sequence[Entry], implied: str) -> list[Line]:
    """Entries of the same name as the nearest one that has a figure, in the same unit."""
    lines: list[Line] = []
    for entry in similar:
        amounts = amounts_in(entry.value or "")
        if len(amounts) != 1 or adds_up(entry):
            continue
        unit = amounts[0].unit or _rest_of_value(entry, amounts[0]) or entry.unit or ""
        if implied not in unit:
            continue
        alike = not lines or (
            fold(entry.title) == fold(lines[0].entry.title)
            and unit == lines[0].unit
            and entry.doc == lines[0].entry.doc
            and all(amounts[0].value != line.value for line in lines)
        )
        if alike:
            lines.append(Line(entry, entry.value_field or "", amounts[0].value, unit))
    return lines if len(lines) > 1 else []


def _rest_of_value(entry: Entry, amount: Amount) -> str:
    return fold_tight(entry.value or "").split(fold_tight(amount.raw))[-1]
