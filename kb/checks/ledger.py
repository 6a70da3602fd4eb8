"""The nouns of checking: rows as numbers, and what was found of a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kb.model import Entry, Kind
from kb.money import figure, number_text
from kb.text import compact

__all__ = ["Finding", "Line", "agree", "lines_of", "tolerance"]

_CODE_HEAD = re.compile(r"(编码|代码|科目编号)(/[类款项])?$|^[类款项]$|/[类款项]$")
_NO_AMOUNT = re.compile(r"(序号|行次|编码|代码|编号|数量|单价|比重|占.*%|增减|计量|名称)")
_CODE = re.compile(r"\d{3}(\d{2}){0,2}")
_HALF_CENT = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Line:
    """A table row as numbers: its code ("" without), and the amount of each column."""

    entry: Entry
    code: str
    amounts: Mapping[str, Decimal]

    @property
    def name(self) -> str:
        return compact(self.entry.title)


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison of a printed figure with what it should be; `parts` are its witnesses."""

    entry: Entry
    rule: str
    field: str
    printed: Decimal
    computed: Decimal
    parts: tuple[Entry, ...]
    ok: bool
    text: str

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "rule": self.rule,
            "field": self.field,
            "printed": number_text(self.printed),
            "computed": number_text(self.computed),
            "difference": number_text(self.printed - self.computed),
            "with": [part.id for part in self.parts],
            "text": self.text,
        }


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """Table and procurement rows as numbers."""
    kinds = (Kind.TABLE_ROW, Kind.PROCUREMENT)
    return [_line(entry) for entry in entries if entry.kind in kinds]


def _line(entry: Entry) -> Line:
    code = "".join(compact(v) for name, v in entry.fields.items() if _CODE_HEAD.search(name))
    amounts = {
        name: value
        for name, text in entry.fields.items()
        if not _NO_AMOUNT.search(name.rpartition("/")[2])
        and not _CODE_HEAD.search(name)
        and (value := figure(text)) is not None
    }
    return Line(entry, code if _CODE.fullmatch(code) else "", amounts)


def tolerance(count: int) -> Decimal:
    """What `count` addends rounded to two places may differ from their rounded sum."""
    return _HALF_CENT * (count + 1)


def agree(printed: Decimal, parts: Sequence[Decimal]) -> bool:
    """True when the parts add up to the printed figure, rounding aside."""
    return abs(printed - sum(parts, Decimal(0))) <= tolerance(len(parts))
