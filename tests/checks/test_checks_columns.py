"""Sums, differences, shares and prices along a row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support_rows import entry, failures, rows, said

from kb.checks.columns import rounds_to
from kb.model import Entry, Kind


def test_a_total_column_is_the_sum_of_those_beside_it() -> None:
    heads = ("名称", "合计", "基本支出", "项目支出")
    lines = rows(
        ("甲", "5.00", "2.00", "3.00"),
        ("乙", "7.00", "7.00", ""),
        ("丙", "9.00", "", "9.00"),
        ("丁", "4.00", "1.00", "2.00"),
        heads=heads,
    )
    assert failures(*lines) == [("丁", "合计 4 ≠ 各栏之和：1 + 2 = 3，多 1")]


def test_a_relation_of_columns_is_found_from_the_rows() -> None:
    heads = ("险种", "收入", "支出", "结余")
    values = ((741, 560, 181), (793, 799, -6), (740, 694, 46), (524, 423, 101), (100, 40, 60))
    lines = rows(*((f"险{a}", str(a), str(b), str(c)) for a, b, c in values), heads=heads)
    assert failures(*lines) == []
    assert len(said(*lines, rule="各栏关系")) == 5


@pytest.mark.parametrize(
    ("head", "shares", "wrong"),
    [
        ("占预算的%", ("98.9", "95.5", "104.5", "70.0", "50.0"), "51.0"),
        ("增减%", ("-1.1", "-4.5", "4.5", "-30.0", "-50.0"), "-49.0"),
    ],
)
def test_shares_and_growth(head: str, shares: tuple[str, ...], wrong: str) -> None:
    figures = (("3308167", "3270591"), ("1843890", "1760417"), ("66510", "69524"),
               ("74715", "52302"), ("2000", "1000"))  # fmt: skip
    heads = ("项目", "预算数", "执行数", head)
    lines = [
        (f"项{n}", *pair, share)
        for n, (pair, share) in enumerate(zip(figures, shares, strict=True))
    ]
    assert failures(*rows(*lines, heads=heads)) == []
    assert len(said(*rows(*lines, heads=heads), rule="百分比")) == 5
    more = [(f"多{n}", *figures[0], shares[0]) for n in range(6)]
    lines[-1] = (*lines[-1][:-1], wrong)
    assert [title for title, _ in failures(*rows(*lines, *more, heads=heads))] == ["项4"]


def test_a_percentage_of_rounded_figures_has_room() -> None:
    """3 of 7, both rounded: anything from 33.3 to 53.8 per cent may be meant."""

    def share(a: Decimal, b: Decimal) -> Decimal:
        return b / a * 100

    ok, computed, _ = rounds_to(Decimal("50.0"), Decimal(7), Decimal(3), share)
    assert ok
    assert computed == Decimal("42.9")
    assert not rounds_to(Decimal("60.0"), Decimal(7), Decimal(3), share)[0]
    assert not rounds_to(Decimal("50.0"), Decimal("7.00"), Decimal("3.00"), share)[0]


def test_number_times_price() -> None:
    fields = ("采购物品名称", "数量", "单价", "金额")
    lines = [
        entry(n, Kind.PROCUREMENT, name, dict(zip(fields, (name, *values), strict=True)), "金额")
        for n, (name, *values) in enumerate(
            (
                ("桌", "2", "0.15", "0.30"),
                ("纸", "1", "18.00", "18.00"),
                ("椅", "4", "0.05", "0.20"),
                ("柜", "3", "0.50", "1.60"),
            )
        )
    ]
    assert failures(*lines) == [("柜", "金额 1.6 ≠ 数量 3 × 单价 0.5，多 0.1")]


def test_subtotals_of_procurement() -> None:
    fields = ("采购物品名称", "金额")
    rows_ = (
        ("合计", "9.00", ()),
        ("一中心小计", "5.00", ()),
        ("纸", "2.00", ("一中心",)),
        ("桌", "3.00", ("一中心",)),
        ("二中心小计", "4.00", ()),
        ("椅", "4.50", ("二中心",)),
        ("三中心小计", "0.00", ()),
    )
    lines = [
        entry(n, Kind.PROCUREMENT, name, dict(zip(fields, (name, value), strict=True)), "金额",
              path=("采购", *path))
        for n, (name, value, path) in enumerate(rows_)
    ]  # fmt: skip
    assert failures(*lines) == [("二中心小计", "金额 4 ≠ 各项 1 行之和：4.5，少 0.5")]


def three_public_expenses(reception: str) -> list[Entry]:
    """One row without a name, and its figures as entries of their own under it."""
    whole = {
        "合计": "9.90",
        "三公经费/小计": "5.90",
        "三公经费/公务接待费": reception,
        "三公经费/公务用车/小计": "3.90",
        "三公经费/公务用车/运行费": "3.90",
        "会议费": "4.00",
    }
    row = entry(1, Kind.TABLE_ROW, "三公经费表", whole, "合计")
    names = list(whole)[1:]
    return [row] + [
        entry(n, Kind.TABLE_ROW, name, {name: whole[name]}, name, parent="e1")
        for n, name in enumerate(names, 2)
    ]


def test_the_figures_of_a_row_without_a_name_are_checked_each() -> None:
    found = said(*three_public_expenses("2.00"), rule="各栏之和")
    assert all(ok for _, _, ok in found)
    assert {title for title, _, _ in found} == {
        "三公经费表", "三公经费/小计", "三公经费/公务接待费", "三公经费/公务用车/小计", "会议费",
    }  # fmt: skip


def test_a_sum_of_one_such_row_that_fails_accuses_nobody() -> None:
    found = three_public_expenses("2.50")
    assert failures(*found) == []
    assert "三公经费/公务接待费" not in {title for title, _, _ in said(*found)}
