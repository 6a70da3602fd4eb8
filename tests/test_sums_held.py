"""What rounding allows, and how many sums of a table hold in one reading of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.sums import agree, sums_held, tolerance


@pytest.mark.parametrize(
    ("figures", "allowed"),
    [
        (("10.00", "3.33", "3.33", "3.34"), "0.02"),
        (("10", "3", "7"), "1.5"),
        (("10.00", "3", "7"), "0.015"),  # whole numbers among hundredths are exact to these
        (("0",), "0.5"),
    ],
)
def test_each_figure_may_be_off_by_half_its_last_place(
    figures: tuple[str, ...], allowed: str
) -> None:
    assert tolerance([Decimal(text) for text in figures]) == Decimal(allowed)


def test_agreement_is_decimal() -> None:
    assert agree(Decimal("0.3"), [Decimal("0.1"), Decimal("0.2")])
    assert not agree(Decimal("15.80"), [Decimal("4.20"), Decimal("11.50")])


WHOLE = [
    ["合计", "15776.79", "4175.18", "11601.61"],
    ["社会保障", "15158.85", "3776.43", "11382.42"],
    ["其他", "617.94", "398.75", "219.19"],
]


def test_sums_across_and_down_are_counted() -> None:
    assert sums_held(WHOLE) == 6


def test_a_reading_that_cuts_a_figure_holds_fewer_sums() -> None:
    cut = [["合计", "15776.", "4175.18", "11601.61"], ["", "79", "", ""], *WHOLE[1:]]
    shifted = [WHOLE[0], ["社会保障", "", "15158.85", "3776.43"], WHOLE[2]]
    assert sums_held(cut) < sums_held(WHOLE)
    assert sums_held(shifted) < sums_held(WHOLE)


def test_texts_and_small_tables_hold_none() -> None:
    assert sums_held([]) == 0
    assert sums_held([["一", "二"], ["5", "5"]]) == 0
