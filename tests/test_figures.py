"""Figures as people write them, and as documents print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.folding import fold
from kb.money import amounts_in, in_yuan
from kb.query.figures import abouts_in, plain_figures


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("壹仟柒佰壹拾伍万元整", "一千七百一十五万元"),
        ("33,610,000元", "33610000元"),
        ("1715w", "1715万"),
        ("71块7毛5", "71.75元"),
        ("71元7角5分", "71.75元"),
        ("27块5", "27.5元"),
        ("9万9千", "9.9万"),
        ("9万9", "9.9万"),
        ("1亿2千", "1.2亿"),
        ("百分之九十五", "95%"),
        ("百分之12.5", "12.5%"),
    ],
)
def test_each_writing_becomes_the_printed_one(said: str, plain: str) -> None:
    assert plain_figures(said) == plain


@pytest.mark.parametrize(
    "text",
    [
        "三公经费",
        "2080101",
        "第3条",
        "27块地",
        "1亿2000万",
        "5万3个月",
        "a1w2",
        "a1b35w",
        "2025年",
        "1250元3个月",
        "门票5元3次",
        "2万3人",
    ],
)
def test_other_figures_stay(text: str) -> None:
    assert plain_figures(text) == text


@given(st.text(alphabet="0123456789,.万亿元块毛角分壹贰拾佰千百分之一九零w%年", max_size=16))
def test_any_text_is_read_and_nothing_but_figures_changes(text: str) -> None:
    plain = plain_figures(f"经费{fold(text)}情况")
    assert plain.startswith("经费")
    assert plain.endswith("情况")


@given(st.integers(1, 10**9))
def test_thousands_are_only_a_way_of_writing(number: int) -> None:
    (amount,) = amounts_in(plain_figures(f"{number:,}元"))
    assert in_yuan(amount) == number


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("八万多", 80_000, 90_000),
        ("一千一百多万", 11_000_000, 12_000_000),
        ("六十多万对吧", 600_000, 700_000),
        ("十来万", 90_000, 110_000),
        ("几十万", 200_000, 1_000_000),
        ("三百左右", 270, 330),
        ("1200多", 1200, 1300),
        ("一千几百人", 1000, 2000),
        ("大概200万", 1_800_000, 2_200_000),
        ("将近80万", 720_000, 800_000),
        ("四百万", 3_600_000, 4_400_000),
        ("快一千万了", 9_000_000, 10_000_000),
    ],
)
def test_round_figures_are_ranges(said: str, low: float, high: float) -> None:
    (about,) = abouts_in(said)
    assert (about.low, about.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "1715万元",
        "四十四万一千四百元",
        "三公经费",
        "a05049900多少钱",
        "8万多少钱",
        "2025年",
        "最近3年",
        "合约3年",
        "大概多少钱",
    ],
)
def test_exact_figures_are_no_ranges(text: str) -> None:
    assert abouts_in(text) == ()
