"""Amounts: what is printed, what is asked, and when the two are equal."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.money import (
    amounts_in,
    cell_unit,
    chinese_number,
    figure,
    in_yuan,
    number_text,
    printed_amount,
)


@pytest.mark.parametrize(
    "written",
    ["1715万元", "1,715万元", "17150000元", "0.1715亿元", "1715 万", "１７１５万", "1715w",
     "一千七百一十五万", "1.715千万", "一千七百一十五万元", "17.15百万元", "17,150,000.00元"],
)  # fmt: skip
def test_one_amount_in_many_writings(written: str) -> None:
    (amount,) = amounts_in(f"预算{written}的项目")
    assert in_yuan(amount) == 17_150_000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三百万", 3_000_000),
        ("两千", 2000),
        ("一亿二千万", 120_000_000),
        ("二点五万", 25_000),
        ("十五", 15),
        ("一百零三", 103),
        ("三亿", 300_000_000),
        ("百姓", None),
    ],
)
def test_chinese_numbers(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "三公经费",
        "一般公共预算",
        "五个项目",
        "13019025P0022H610035W",
        "A05010299",
        "千人计划",
        "万人",
    ],
)
def test_words_and_codes_are_no_amounts(text: str) -> None:
    assert amounts_in(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15,776.79", "15776.79"),
        ("0", "0"),
        ("-3.50", "-3.5"),
        ("—", None),
        ("", None),
        ("3名", None),
    ],
)
def test_printed_figures(text: str, value: str | None) -> None:
    found = figure(text)
    assert (None if found is None else number_text(found)) == value


def test_a_cell_takes_the_unit_above_its_table() -> None:
    amount = printed_amount("3361.00", "万元")
    assert amount is not None
    assert in_yuan(amount) == 33_610_000
    assert number_text(amount.value) == "3361"


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("合计", "万元"),
        ("2025年度预算数", "万元"),
        ("2026年预算金额(元)", "元"),
        ("占预算的%", "%"),
        ("增长率（‰）", "‰"),
        ("数量", None),
        ("项目起始年度", None),
    ],
)
def test_a_column_has_a_unit_of_its_own(column: str, unit: str | None) -> None:
    assert cell_unit(column, "万元") == unit


def test_a_bare_figure_has_no_yuan() -> None:
    (amount,) = amounts_in("3361")
    assert amount.unit == ""
    assert in_yuan(amount) is None


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_wan_and_yi_round_trip(value: Decimal) -> None:
    (wan,) = amounts_in(f"{number_text(value)}万元")
    (yi,) = amounts_in(f"{number_text(value / 10_000)}亿元")
    assert in_yuan(wan) == in_yuan(yi)


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_read_back(value: int) -> None:
    assert chinese_number(_spoken(value)) == value


def _spoken(value: int) -> str:
    """An independent, plain way to say a number below 10^8 in Chinese."""
    high, low = divmod(value, 10_000)
    text = f"{_below(high)}万" if high else ""
    return text + (("零" if high and 0 < low < 1000 else "") + _below(low) if low else "")


def _below(value: int) -> str:
    text, gap = "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, power)
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + sign
        gap = not digit
    return text
