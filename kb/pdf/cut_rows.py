"""Rows cut by a page end are one row again.

The first row of a page belongs to the last row of the page before when a column that every other
row fills is empty in it, or when its text does not have the form that the column's text has
everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.pdf.rows import Row
from kb.pdf.vocabulary import is_number
from kb.text import compact

__all__ = ["join_cut_rows"]

# A column is filled in every row when it is in this share of them.
_ALWAYS = 0.9
_FORMS = (
    re.compile(r"[一二三四五六七八九十]+、.*"),
    re.compile(r"\d{3}(\d{2}){0,3}"),
    re.compile(r"-?[\d,]+\.\d{2}"),
    re.compile(r"-?[\d,]+(\.\d+)?%?"),
)
_WORDS = _FORMS[0]
_TOTAL_WORD = re.compile(r"小计|合计|总计")
_TOTAL_OF = re.compile(r"(本年|当年|上年)?(收入|支出)")


def join_cut_rows(body: Sequence[Sequence[Row]]) -> list[Row]:
    """All rows in order, those that continue the last row of the page before joined to it."""
    whole = [row for rows in body for row in rows[1:-1]] or [row for rows in body for row in rows]
    shape = _Shape(whole)
    joined: list[Row] = []
    for number, rows in enumerate(body):
        for index, row in enumerate(rows):
            if number and index == 0 and joined and shape.is_rest(joined[-1], row):
                joined[-1] = _join(joined[-1], row)
            else:
                joined.append(row)
    return joined


def _join(row: Row, rest: Row) -> Row:
    slots = tuple(
        replace(a, lines=(*a.lines, *b.lines)) if not b.carried else a
        for a, b in zip(row.slots, rest.slots, strict=True)
    )
    return Row(slots, tuple(sorted({*row.pages, *rest.pages})), joined=True)


class _Shape:
    """What the uncut rows of a table have in common."""

    def __init__(self, rows: Sequence[Row]) -> None:
        plain = [row for row in rows if all(slot.span == 1 for slot in row.slots)] or list(rows)
        width = len(plain[0].slots) if plain else 0
        self._filled = [
            bool(plain) and _share(bool(_own(row, i)) for row in plain) >= _ALWAYS
            for i in range(width)
        ]
        self._forms = [_common_form([_own(row, i) for row in plain]) for i in range(width)]

    def is_rest(self, row: Row, rest: Row) -> bool:
        """True when `rest` can't stand alone and has text only where `row` may go on."""
        if _completes_total(row, rest):
            return True
        if any(slot.span > 1 for slot in rest.slots):
            return False
        columns = list(enumerate(zip(self._filled, self._forms, strict=True)))
        if any(_are_two(_own(row, i), _own(rest, i), form) for i, (_, form) in columns):
            return False
        for index, (filled, form) in columns:
            text = _own(rest, index)
            if filled and not text and _own(row, index):
                return True
            if text and form and not form.fullmatch(text):
                return True
        return False


def _completes_total(row: Row, rest: Row) -> bool:
    """当年收入 at the end of a page, 小计 and nothing else at the top of the next."""
    filled = [i for i in range(len(rest.slots)) if _own(rest, i)]
    if len(filled) != 1 or not _TOTAL_WORD.fullmatch(_own(rest, filled[0])):
        return False
    return bool(_TOTAL_OF.fullmatch(_own(row, filled[0])))


def _are_two(text: str, rest: str, form: re.Pattern[str] | None) -> bool:
    """Two whole figures under each other; the parts of a cut one are not both whole."""
    if not text or not rest or form is _WORDS:
        return False
    if form is None:
        return is_number(text) and is_number(rest) and "." in rest
    return bool(form.fullmatch(text) and form.fullmatch(rest))


def _own(row: Row, index: int) -> str:
    """Text that begins in this row, blanks removed; "" for text of a merged cell above."""
    slot = row.slots[index]
    return "" if slot.carried else compact(slot.text)


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return sum(values) / len(values) if values else 0.0


def _common_form(texts: Sequence[str]) -> re.Pattern[str] | None:
    """The form that all filled texts of a column have, when there are enough to tell."""
    filled = [text for text in texts if text]
    if len(filled) < 4:
        return None
    for form in _FORMS:
        if _share(bool(form.fullmatch(text)) for text in filled) >= _ALWAYS:
            return form
    return None
