"""Sums down a table, in every way a table can show which rows are parts of which."""

from __future__ import annotations

from support_rows import entry, failures, rows, said

from kb.checks import check_entries
from kb.model import Entry, Kind

CODED = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
NAMED = ("项目", "预算数", "执行数")


def coded(wrong: str = "30.00") -> list[Entry]:
    return rows(
        ("", "合计", "100.00", "60.00", "40.00"),
        ("208", "社会保障", "70.00", "40.00", wrong),
        ("20801", "管理事务", "70.00", "40.00", "30.00"),
        ("2080101", "行政运行", "40.00", "40.00", ""),
        ("2080102", "一般事务", "30.00", "", "30.00"),
        ("221", "住房保障", "30.00", "20.00", "10.00"),
        heads=CODED,
    )


def test_codes_add_up_to_the_row_above_and_to_the_total() -> None:
    assert failures(*coded()) == []
    held = said(*coded(), rule="下级之和")
    assert ("合计", "下级之和", True) in held
    assert ("行政运行", "下级之和", True) in held  # as a part of what is above it


def test_a_wrong_parent_is_accused_with_the_amount_and_its_parts() -> None:
    checked = check_entries(coded(wrong="31.00"))
    failed = [check for check in checked[1].checks if not check["ok"]]
    assert {check["rule"] for check in failed} == {"下级之和", "各栏之和"}
    (down,) = [check for check in failed if check["rule"] == "下级之和"]
    assert down["printed"] == "31"
    assert down["computed"] == "30"
    assert down["difference"] == "1"
    assert down["tolerance"] == "0.01"
    assert down["with"] == ["e3"]
    assert "多 1" in down["text"]


def test_codes_in_three_columns_are_one_code() -> None:
    heads = ("编码/类", "编码/款", "编码/项", "名称", "合计")
    lines = rows(
        ("201", "", "", "公共服务", "9,500.00"),
        ("201", "13", "", "商贸", "9,500.00"),
        ("201", "13", "01", "运行", "9,000.00"),
        ("201", "13", "02", "事务", "500.00"),
        ("", "", "", "合计", "9,500.00"),
        heads=heads,
        unit="元",
    )
    names = {name for name, _, ok in said(*lines, rule="下级之和") if ok}
    assert names == {"公共服务", "商贸", "运行", "事务", "合计"}


def test_one_code_under_two_units_is_summed_for_each() -> None:
    lines = rows(
        ("208", "社保", "5.00", "", ""),
        ("20801", "事务", "5.00", "", ""),
        ("208", "社保", "7.00", "", ""),
        ("20801", "事务", "7.00", "", ""),
        heads=CODED,
    )
    assert failures(*lines) == []


def test_numbered_rows_and_the_rows_under_them() -> None:
    lines = rows(
        ("合计", "1000", "900"),
        ("一、税收收入", "700", "600"),
        ("增值税", "400", "350"),
        ("契税", "300", "250"),
        ("二、非税收入", "300", "300"),
        ("其中：罚没", "120", "110"),
        heads=NAMED,
    )
    assert failures(*lines) == []
    assert ("一、税收收入", "下级之和", True) in said(*lines)


def test_rows_set_in_are_parts_of_the_row_above() -> None:
    heads = ("支出项目", "决算数", "执行数")
    lines = [
        entry(
            n, Kind.TABLE_ROW, name, dict(zip(heads, (name, a, b), strict=True)), "决算数", left=x
        )
        for n, (name, a, b, x) in enumerate(
            (
                ("公共服务", "100", "90", 50.0),
                ("人大", "60", "50", 60.0),
                ("运行", "35", "30", 70.0),
                ("会议", "25", "20", 70.5),
                ("政协", "40", "40", 60.0),
                ("运行", "40", "40", 70.0),
            )
        )
    ]
    assert failures(*lines) == []
    assert [ok for name, _, ok in said(*lines) if name == "公共服务"] == [True, True]


def test_a_total_left_empty_is_said() -> None:
    heads = ("项目", "上年结余", "本年收入", "本年支出", "滚存结余")
    lines = rows(
        ("合计", "900", "300", "", "1100"),
        ("一、医疗", "500", "200", "60", "640"),
        ("二、养老", "400", "100", "40", "460"),
        heads=heads,
    )
    assert failures(*lines) == [
        ("合计", "本年支出（空） 0 ≠ 以下各项 2 行之和：60 + 40 = 100，少 100")
    ]


def test_a_structure_that_does_not_hold_accuses_nobody() -> None:
    """Rows listed for information, which do not add up, are no sum that went wrong."""
    lines = rows(
        ("合计", "1000", "900"),
        ("甲", "12", "9"),
        ("乙", "34", "8"),
        ("丙", "56", "7"),
        heads=NAMED,
    )
    assert failures(*lines) == []


def test_another_reading_that_holds_clears_a_row() -> None:
    """Two lists under one head: the numbers say one thing, the sums say which is right."""
    lines = rows(
        ("一、收入", "7003", "7003"),
        ("甲", "5001", "5001"),
        ("乙", "2002", "2002"),
        ("说明数", "44", "45"),
        ("二、支出", "6006", "6006"),
        ("丙", "4004", "4004"),
        ("丁", "2002", "2002"),
        heads=NAMED,
    )
    assert failures(*lines) == []
    assert ("一、收入", "下级之和", True) in said(*lines)


def end(number: int, side: str, value: str) -> Entry:
    fields = {f"{side}/项目": f"{side}总计", f"{side}/预算数": value}
    return entry(number, Kind.TABLE_ROW, f"{side}总计", fields, f"{side}/预算数")


def test_income_meets_expenditure() -> None:
    income, spent = end(1, "收入", "15.50"), end(2, "支出", "15.40")
    assert failures(income, spent) == [("收入总计", "收入总计 15.5 ≠ 支出总计：15.4，多 0.1")]


def test_a_number_left_out_is_said_after_several_in_a_row() -> None:
    names = ("一、出国", "二、用车", "三、接待", "五、培训")
    lines = rows(*((name, "1.00", "1.00") for name in names), heads=NAMED)
    assert [title for title, _ in failures(*lines)] == ["五、培训"]
    goods = rows(("一、货物", "1.00", ""), ("三、服务", "1.00", ""), heads=NAMED)
    assert failures(*goods) == []


def test_rounding_is_no_disagreement_and_is_said() -> None:
    lines = rows(
        ("", "合计", "10.00", "", ""),
        ("201", "甲", "3.33", "", ""),
        ("202", "乙", "3.33", "", ""),
        ("203", "丙", "3.33", "", ""),
        heads=CODED,
    )
    (check,) = [c for c in check_entries(lines)[0].checks if c["rule"] == "下级之和"]
    assert check["ok"]
    assert check["difference"] == "0.01"
    assert "尾差 0.01" in check["text"]
