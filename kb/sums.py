"""Sums of printed figures: what rounding allows, and how many sums of a table hold.

A table's reader and the checks of its figures ask the same arithmetic: the one to choose
between two readings of a page, the other to say whether what was printed agrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kb.money import figure

__all__ = ["agree", "sums_held", "tolerance"]

_MOST_PARTS = 60
_FEWEST_DIGITS = 3  # smaller figures add up by chance


def tolerance(figures: Sequence[Decimal]) -> Decimal:
    """How far a sum of these may be off: half of the finest place printed among them, times
    how many they are.

    Every figure is taken to be rounded to that one place, whichever of them shows it: a round
    figure is printed without its zeros (3361 beside 1287.48). The total counts as one of the
    figures, for it was rounded too.
    """
    places = [int(value.as_tuple().exponent) for value in figures if value]
    return Decimal(5).scaleb(min(places, default=0) - 1) * len(figures)


def agree(printed: Decimal, parts: Sequence[Decimal]) -> bool:
    """True when the parts add up to the printed figure, rounding aside."""
    return abs(printed - sum(parts, Decimal(0))) <= tolerance((printed, *parts))


def sums_held(rows: Sequence[Sequence[str]]) -> int:
    """How many cells of a table are the exact sum of cells beside or below them.

    Pure, and of texts only: of two readings of one page the one in which more sums hold is
    right, for a misplaced or cut figure breaks the sums it takes part in.
    """
    grid = [[figure(text) for text in row] for row in rows]
    width = max((len(row) for row in grid), default=0)
    columns = [[row[i] if i < len(row) else None for row in grid] for i in range(width)]
    return sum(map(_held, grid)) + sum(map(_held, columns))


def _held(line: Sequence[Decimal | None]) -> int:
    """Figures of a row or column that two or more of those right behind them add up to."""
    return sum(_is_sum(line, start) for start, value in enumerate(line) if value and _tells(value))


def _tells(value: Decimal) -> bool:
    return len(str(abs(value)).replace(".", "").strip("0")) >= _FEWEST_DIGITS


def _is_sum(line: Sequence[Decimal | None], start: int) -> bool:
    added, count = Decimal(0), 0
    for value in line[start + 1 : start + 1 + _MOST_PARTS]:
        if value:
            added, count = added + value, count + 1
            if count >= 2 and added == line[start]:
                return True
    return False
