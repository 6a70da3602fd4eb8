"""Amounts in sentences: sums, growth, the tables, and targets stated twice."""

from __future__ import annotations

import pytest
from support_rows import entry, failures, rows, said

from kb.checks import check_entries
from kb.model import Entry, Kind


def paragraph(text: str, number: int = 90) -> Entry:
    return entry(number, Kind.PARAGRAPH, text[:8], {}, text=text, parent="s", unit=None)


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("较上年增加4587.08万元，其中基本支出增加13.46万元；项目支出增加4573.62万元。", 1),
        (
            "支出15.80万元，其中基本支出4.20万元，包括人员4.00万元和公用0.20万元；项目支出11.60万元。",
            2,
        ),
        ("比上年增加5万元，其中工资增加8万元，会议费减少3万元。", 1),
        ("收入1.5亿元，包括拨款1.2亿元和其他收入3000万元。", 1),
        ("安排9.90万元，其中接待费3.00万元。", 0),
        ("总收入34.6亿元，其构成是：①本级27.4亿元；②补助7亿元；③结转0.2亿元。", 1),
        ("补助2.6亿元，其中返还1.3亿元，一般转移0.9亿元，专项转移0.4亿元。", 1),
    ],
)
def test_sums_in_a_sentence(text: str, sums: int) -> None:
    assert said(paragraph(text), rule="文中之和") == [(text[:8], "文中之和", True)] * sums


def test_a_part_larger_than_its_whole() -> None:
    ((_, text),) = failures(paragraph("三公经费9.90万元，其中接待费12.00万元。"))
    assert "多 2.1 万元" in text


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("安排110万元，比上年增加10万元，增长10%。", [True]),
        ("安排110万元，比上年增加10万元，增长9.1%。", [False]),
        ("安排90万元，与上年相比减少10万元，下降10.00%。", [True]),
        ("安排90万元，较上年减少10万元。", []),
        ("安排3.27亿元，比上年增加0.10亿元，增长3.2%。", [True]),
    ],
)
def test_growth_in_per_cent(text: str, ok: list[bool]) -> None:
    assert [right for _, _, right in said(paragraph(text), rule="增减幅度")] == ok


TABLE = rows(
    ("公务接待费", "9.90", ""),
    ("因公出国费", "", ""),
    ("行政运行支出", "1287.48", "1,000.00"),
    heads=("项目", "预算数", "其中当年"),
)


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("2025年公务接待费预算9.90万元，与上年持平。", [True]),
        ("公务接待费预算9.80万元。", [False]),
        ("公务接待费99000元。", [True]),
        ("因公出国费0万元。", [True]),
        ("因公出国费3.00万元。", [False]),
        ("2024年公务接待费9.80万元。", []),  # another year's
        ("公务接待费减少0.10万元。", []),  # a change
        ("共1287.48万元用于运行。", [True]),  # by its figure alone
        ("约0.13亿元用于运行。", []),  # too round to be found by
        ("行政运行支出12.87万元。", []),  # a line of several figures: which is meant is not said
    ],
)
def test_prose_against_tables(text: str, ok: list[bool]) -> None:
    checked = check_entries([*TABLE, paragraph(text)])[-1]
    assert [c["ok"] for c in checked.checks if c["rule"] == "文表一致"] == ok


def test_yuan_in_tables_and_rounded_amounts_in_prose() -> None:
    table = rows(("住房公积金", "1,360,953.25"), heads=("名称", "合计"), unit="元")
    (check,) = check_entries([*table, paragraph("用于缴存的136.10万元。")])[-1].checks
    assert check["ok"]
    assert check["with"] == ["e1"]


def stated(number: int, name: str, value: str) -> Entry:
    fields = {"名称": name, "目标": value}
    return entry(number, Kind.PARAGRAPH, name, fields, "目标", text=f"{name}：{value}", parent="s")


def test_one_target_stated_twice() -> None:
    first, second = (
        stated(n, "优质政务服务完成率", value) for n, value in ((1, "100%"), (2, "95%"))
    )
    assert [title for title, _ in failures(first, second)] == ["优质政务服务完成率"]
    assert failures(first, stated(2, "优质政务服务完成率", "100%")) == []
    assert failures(stated(1, "满意度", "90%"), stated(2, "满意度", "95%")) == []


def test_a_row_has_what_prose_says_of_its_figure_under_another_name() -> None:
    lines = rows(("机关运行经费预算数", "171.01"), ("会议费", "171"), heads=("项目", "金额"))
    text = "财政拨款的机关运行经费预算为171.01万元。"
    found = said(*lines, paragraph(text), rule="文表一致")
    assert ("机关运行经费预算数", "文表一致", True) in found
    assert len(found) == 2


def test_a_place_is_the_name_of_no_figure() -> None:
    lines = rows(("武陵源区", "55.33"), ("永定区", "274"), heads=("地区", "生产总值"))
    text = "消费品零售总额中，武陵源区22.97万元，永定区81.30万元。"
    assert said(*lines, paragraph(text), rule="文表一致") == []


def test_a_row_of_shares_is_no_empty_line() -> None:
    share = entry(1, Kind.TABLE_ROW, "基础设施投资", {"指标": "基础设施投资", "增速（%）": "-6.9"},
                  "增速（%）", unit="%")  # fmt: skip
    assert said(share, paragraph("基础设施投资22.97亿元。")) == []
