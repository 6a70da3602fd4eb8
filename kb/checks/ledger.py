"""The nouns of checking: rows as numbers, and what was found of a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kb.codes import CODE_HEAD, FUNCTION, code_of
from kb.model import Amount, Entry, Kind
from kb.money import figure, in_yuan, number_text
from kb.sums import agree, tolerance
from kb.text import compact
from kb.ui.words import header_name

__all__ = [
    "Finding",
    "Line",
    "confirmed",
    "figures_of_row",
    "label",
    "lines_of",
    "off_text",
    "summed",
    "yuan_of",
]

_NO_AMOUNT = re.compile(
    r"(序号|行次|编码|代码|编号|数量|单价|比重|占.*%|[%％]|增减|增长|增速|计量|名称)"
)
_MOST_SHOWN = 6  # addends written out; of more only their number is said


@dataclass(frozen=True, slots=True)
class Line:
    """A table row as numbers: its code ("" without), and the amount of each column."""

    entry: Entry
    code: str
    amounts: Mapping[str, Decimal]

    @property
    def name(self) -> str:
        return compact(self.entry.title)

    @property
    def side(self) -> str:
        """What tells the halves of a table (收入 | 支出) apart: the head over its names."""
        first = next((name for name in self.entry.fields if "序号" not in name), "")
        return first.rpartition("/")[0]

    @property
    def left(self) -> float | None:
        """Where its name begins on the page, in points; None when it has no box."""
        named = (n for n, text in self.entry.fields.items() if text == self.entry.title)
        boxes = self.entry.cells.get(next(named, ""), ())
        return boxes[0].x0 if boxes else None


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison of a printed figure with what it should be.

    `numbers` are the printed figure, the computed one and the tolerance, None where words or
    an order were compared. `parts` are the witnesses. `part_field` is set when these are
    confirmed by the same comparison: the column in which their own figures stand.
    """

    entry: Entry
    rule: str
    field: str
    ok: bool
    text: str
    parts: tuple[Entry, ...] = ()
    numbers: tuple[Decimal, Decimal, Decimal] | None = None
    part_field: str | None = None

    def to_json(self) -> dict[str, Any]:
        shown = ("", "", "", "")
        if self.numbers:
            printed, computed, allowed = self.numbers
            difference = printed - computed
            shown = tuple(map(number_text, (printed, computed, difference, allowed)))  # type: ignore[assignment]
        printed_, computed_, difference_, tolerance_ = shown
        return {
            "ok": self.ok,
            "rule": self.rule,
            "field": self.field,
            "printed": printed_,
            "computed": computed_,
            "difference": difference_,
            "tolerance": tolerance_,
            "with": list(dict.fromkeys(part.id for part in self.parts)),
            "text": self.text,
        }

    def of_parts(self) -> Iterator[Finding]:
        """The same agreement as seen from each of its parts."""
        if not self.ok or self.part_field is None:
            return
        for part in dict.fromkeys(part.id for part in self.parts):
            entry = next(p for p in self.parts if p.id == part)
            field = self.part_field or entry.value_field or ""
            if figure(entry.fields.get(field, "") or "") or not self.part_field:
                text = f"计入“{self.entry.title}”：{self.text}"
                yield replace(
                    self, entry=entry, field=field, text=text, parts=(self.entry,), part_field=None
                )


def confirmed(findings: Sequence[Finding], share: float, fewest: int) -> list[Finding]:
    """Findings of one rule: all when it mostly holds, else only those that agree."""
    held = sum(finding.ok for finding in findings)
    certain = held >= max(fewest, share * len(findings))
    return [finding for finding in findings if certain or finding.ok]


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """Table and procurement rows as numbers."""
    kinds = (Kind.TABLE_ROW, Kind.PROCUREMENT)
    return [_line(entry) for entry in entries if entry.kind in kinds]


def _line(entry: Entry) -> Line:
    code = code_of(entry)
    return Line(entry, code if FUNCTION.fullmatch(code) else "", figures_of_row(entry))


def figures_of_row(entry: Entry) -> dict[str, Decimal]:
    """The columns of a row that are amounts, with their numbers: no code, count or share."""
    return {
        name: value
        for name, text in entry.fields.items()
        if not _NO_AMOUNT.search(name.rpartition("/")[2])
        and not CODE_HEAD.search(name)
        and (value := figure(text)) is not None
    }


def yuan_of(entry: Entry) -> Decimal | None:
    """The value of an entry in 元, None when it is no amount of money."""
    value = figure(entry.value or "")
    return None if value is None else in_yuan(Amount(entry.value or "", value, entry.unit or ""))


def label(field: str) -> str:
    """A column as it is called in a sentence."""
    return header_name(field)


def off_text(off: Decimal) -> str:
    """How far a printed figure is from what it should be, in words."""
    return f"{'多' if off > 0 else '少'} {number_text(abs(off))}"


def summed(
    entry: Entry,
    rule: str,
    field: str,
    printed: Decimal,
    values: Sequence[Decimal],
    parts: Sequence[Entry],
    *,
    what: str = "",
    name: str | None = None,
    part_field: str | None = None,
) -> Finding:
    """A printed figure against the sum of others; `what` says in words which these are."""
    ok = agree(printed, values)
    computed = sum(values, Decimal(0))
    added = [number_text(value) for value in values if value] or ["0"]
    short = len(added) <= _MOST_SHOWN
    shown = (what + "：" if what else "") + (
        " + ".join(added).replace("+ -", "- ") if short else number_text(computed)
    )
    head = f"{label(field) if name is None else name} {number_text(printed)}".strip()
    off = printed - computed
    if not ok:
        total = f" = {number_text(computed)}" if short and len(added) > 1 else ""
        text = f"{head} ≠ {shown}{total}，{off_text(off)}"
    elif off:
        text = f"{head} ≈ {shown}，尾差 {number_text(off)} 属四舍五入"
    else:
        text = f"{head} = {shown}"
    numbers = (printed, computed, tolerance((printed, *values)))
    return Finding(entry, rule, field, ok, text, tuple(parts), numbers, part_field)
