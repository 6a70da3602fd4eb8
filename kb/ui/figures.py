"""The figure of an entry as it is shown: as printed, its size on the page, and in another unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kb.model import Entry
from kb.money import in_yuan, number_text, printed_amount
from kb.ui import words

# Wider than this (in full-width characters), a figure is set smaller.
SHORT_FIGURE, MEDIUM_FIGURE = 9, 18
# Sums printed in 元 are easier to grasp in these, the first that makes one or more.
LARGE_UNITS = (("亿元", Decimal(10) ** 8), ("万元", Decimal(10) ** 4))


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure of an entry, what it is called in its table, and how large it may be set.

    `other` is the same sum in another unit, "" when there is none.
    """

    value: str
    unit: str
    label: str
    size: str  # "large", "medium" or "wordy"
    other: str = ""


def figure_of(entry: Entry) -> Figure | None:
    """The entry's value as a figure; None when it has none or the cell is empty."""
    if not entry.value:
        return None
    width = sum(1.0 if ord(ch) > 0x2E7F else 0.55 for ch in entry.value)
    size = "large" if width <= SHORT_FIGURE else "medium" if width <= MEDIUM_FIGURE else "wordy"
    label = words.header_name(entry.value_field or "")
    unit = entry.unit or ""
    return Figure(entry.value, unit, label, size, in_other_unit(entry.value, unit))


def figure_text(figure: Figure) -> str:
    """The figure in one line: 预算数 1715.00万元."""
    label = f"{figure.label} " if figure.label else ""
    return f"{label}{figure.value}{figure.unit}"


def in_other_unit(value: str, unit: str) -> str:
    """1715.00 万元 -> 17,150,000 元 and 10,000.00 元 -> 1 万元, exactly; "" for what is no sum."""
    amount = printed_amount(value, unit)
    yuan = None if amount is None else in_yuan(amount)
    if not yuan:
        return ""
    if unit != "元":
        return f"{yuan.normalize():,f} 元"
    fitting = (
        f"{number_text(yuan / size)} {name}" for name, size in LARGE_UNITS if abs(yuan) >= size
    )
    return next(fitting, "")
