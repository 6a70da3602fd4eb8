"""The cell of a row that a question asks for: 行政运行的基本支出 is the figure in that column."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.folding import fold, fold_tight
from kb.model import Entry, Kind
from kb.money import amounts_in, cell_unit, figure
from kb.query import Query

__all__ = ["column_of_year", "with_asked_cell", "with_cell"]

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_ROWS = (Kind.TABLE_ROW, Kind.PROCUREMENT, Kind.PROJECT)
_SHORTEST = 2  # characters of a column's name
_SHORTEST_TEXT = 3  # of one whose cell is words (资金用途)


def with_asked_cell(entry: Entry, query: Query) -> Entry:
    """The entry with the cell that was asked for as its value, when it is another one.

    Asked for is the column whose amount the question names, else the one whose name the
    question has, at its most exact, else one that it asks for in other words, else the one of
    the year that it names; a column that is empty in this row is not.
    """
    if entry.kind not in _ROWS or entry.value_field is None:
        return entry
    asked = query.folded.replace(" ", "")
    column = (
        _with_amount(entry, query)
        or _named(entry, asked)
        or _meant(entry, query)
        or column_of_year(entry, asked)
    )
    return entry if column is None else with_cell(entry, column)


def with_cell(entry: Entry, column: str) -> Entry:
    """The entry with the cell of that column as its value, and its place."""
    if column == entry.value_field or column not in entry.fields:
        return entry
    boxes = entry.cells.get(column, ())
    return replace(
        entry,
        value=entry.fields[column],
        value_field=column,
        unit=None if figure(entry.fields[column]) is None else cell_unit(column, entry.unit),
        sources=boxes or entry.sources,
    )


def _with_amount(entry: Entry, query: Query) -> str | None:
    for named in query.named:
        if named.how != "金额":
            continue
        wanted = [amount.value for amount in amounts_in(named.said)]
        if figure(entry.value or "") in wanted:
            return entry.value_field
        for name, text in entry.fields.items():
            if wanted and figure(text) == wanted[0]:
                return name
    return None


def _named(entry: Entry, asked: str) -> str | None:
    """The column of figures of which most is said in the question, beside the row's own name."""
    rest = asked.replace(fold_tight(entry.title), " ")
    best, length = None, 0
    for name, text in entry.fields.items():
        said = _said_of(name, rest)
        whole = entry.kind is Kind.PROJECT and said >= _SHORTEST_TEXT and bool(text)
        if said > length and (whole or figure(fold(text)) is not None):
            best, length = name, said
    return best


def _meant(entry: Entry, query: Query) -> str | None:
    for pattern in query.columns:
        for name, text in entry.fields.items():
            if text and pattern.search(fold_tight(name).split("/")[-1]):
                return name
    return None


def column_of_year(entry: Entry, asked: str) -> str | None:
    """The column of figures of a year that a folded text names: that of the row's value if it
    is one of them, else the only one."""
    years = set(_YEAR.findall(asked))
    found = [
        name
        for name, text in entry.fields.items()
        if len(of := set(_YEAR.findall(fold_tight(name)))) == 1
        and of <= years
        and figure(text) is not None
    ]
    if entry.value_field in found:
        return entry.value_field
    return found[0] if len(found) == 1 else None


def _said_of(name: str, asked: str) -> int:
    """How many characters of a column's header path the question has; 0 without its last part."""
    parts = [fold_tight(part) for part in name.split("/")]
    last = parts[-1]
    if len(last) < _SHORTEST or last not in asked:
        return 0
    return sum(len(part) for part in parts if part in asked)
