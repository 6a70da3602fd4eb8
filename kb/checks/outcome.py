"""What the checks say of an entry's figures: agree, disagree, or nothing to check them with.

The last is stored as no check at all: an entry that has a figure and no check is one that
nothing in its document speaks of, so nothing needs to be written into the index for it.
"""

from __future__ import annotations

import re
from enum import StrEnum

from kb.checks.ledger import figures_of_row
from kb.model import Entry, Kind

__all__ = ["OUTCOMES", "Outcome", "outcome", "unchecked"]

# Years, dates, document numbers and running numbers are no figures of a budget.
_NO_FIGURE = re.compile(
    r"(\d{4}(\.\d{1,2}){1,2}(?!\d)|\d{2,4}\s*年(度|底|末)?|\d{1,2}\s*[月日]|[〔\[（(]\d{4}[〕\]）)]\s*\d*\s*号?|第?\s*\d+\s*号"
    r"|^\s*[（(]?\d{1,2}[)）、.])"
)


class Outcome(StrEnum):
    """Of an entry that has figures."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNCHECKED = "unchecked"


OUTCOMES = {
    Outcome.AGREES: "核对一致",
    Outcome.DISAGREES: "不一致",
    Outcome.UNCHECKED: "无可核对",
}


def outcome(entry: Entry) -> Outcome | None:
    """The worst that was found of its figures; None when it has none."""
    if any(not check["ok"] for check in entry.checks):
        return Outcome.DISAGREES
    if entry.checks:
        return Outcome.AGREES
    return Outcome.UNCHECKED if _has_figure(entry) else None


def _has_figure(entry: Entry) -> bool:
    if entry.kind in (Kind.TABLE_ROW, Kind.PROCUREMENT):
        return bool(figures_of_row(entry))
    if entry.kind in (Kind.INDICATOR, Kind.PROJECT):
        return any(char.isdigit() for char in _NO_FIGURE.sub("", entry.value or ""))
    text = entry.text if entry.kind is Kind.PARAGRAPH else ""
    return any(char.isdigit() for char in _NO_FIGURE.sub("", text))


def unchecked(entry: Entry) -> tuple[str, ...]:
    """The columns of a row whose figures no check speaks of; () for what is no row."""
    if entry.kind not in (Kind.TABLE_ROW, Kind.PROCUREMENT):
        return ()
    checked = {check["field"] for check in entry.checks}
    return tuple(name for name in figures_of_row(entry) if name not in checked)
