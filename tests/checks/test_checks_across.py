"""One line in several tables, a code and its name, projects and what is bought for them."""

from __future__ import annotations

from dataclasses import replace

from support_rows import entry, failures, rows, said

from kb.checks import check_entries
from kb.model import Entry, Kind

HEADS = ("科目编码", "科目名称", "合计", "项目支出")
LINES = tuple((f"20801{n:02}", f"科目{n}", f"{n}.50", "") for n in range(1, 12))


def table(
    parent: str, start: int, lines: tuple[tuple[str, ...], ...], unit: str = "万元"
) -> list[Entry]:
    path = (f"{parent}表",)
    return rows(*lines, heads=HEADS, parent=parent, start=start, path=path, unit=unit)


def test_the_same_line_agrees_across_tables_and_units() -> None:
    yuan = tuple(
        (code, name, f"{n}5,000.00", rest) for n, (code, name, _, rest) in enumerate(LINES, 1)
    )
    checked = check_entries([*table("收入", 1, LINES), *table("支出", 50, yuan, "元")])
    assert all(any(c["rule"] == "各表一致" and c["ok"] for c in e.checks) for e in checked)
    assert checked[0].checks[0]["with"] == ["e50"]


def test_a_line_that_differs_between_tables_of_one_scope() -> None:
    other = (*LINES[:-1], (*LINES[-1][:2], "11.60", ""))
    failed = failures(*table("收入", 1, LINES), *table("支出", 50, other))
    assert failed == [("科目11", "合计 11.6 ≠ 收入表 中的同一项：11.5，多 0.1")]


def test_tables_of_another_scope_are_no_witnesses() -> None:
    other = tuple((code, name, "99.99", rest) for code, name, _, rest in LINES)
    assert failures(*table("收入", 1, LINES), *table("支出", 50, other)) == []


def test_a_code_with_another_name() -> None:
    other = (("2080101", "科目壹", "1.50", ""), *LINES[1:])
    entries = [*table("一", 1, LINES), *table("二", 50, LINES), *table("三", 90, other)]
    ((title, text),) = failures(*entries)
    assert title == "科目壹"
    assert "2080101" in text
    cut = (("2080101", "科", "1.50", ""), *LINES[1:])
    assert failures(*table("一", 1, LINES), *table("二", 50, LINES), *table("三", 90, cut)) == []


def project(number: int, title: str, money: str, **fields: str) -> Entry:
    all_fields = {"项目名称": title, "预算数": money, **fields}
    return entry(number, Kind.PROJECT, title, all_fields, "预算数", parent="p")


def test_projects_add_up_to_project_spending() -> None:
    total = rows(("", "合计", "30.00", "12.00"), heads=HEADS)
    projects = [
        project(20 + n, f"项目{n}", money) for n, money in enumerate(("3.00", "4.00", "5.00"))
    ]
    checked = check_entries([*total, *projects])
    assert all(any(c["rule"] == "项目之和" and c["ok"] for c in e.checks) for e in checked)
    projects[0] = replace(projects[0], value="3.10")
    ((title, text),) = failures(*total, *projects)
    assert title == "合计"
    assert "少 0.1" in text


def test_the_budget_of_a_project_in_the_procurement_table() -> None:
    fields = {
        "来源/项目名称": "培训",
        "来源/预算资金": "5.00",
        "采购物品名称": "书",
        "金额": "1.00",
    }
    bought = entry(1, Kind.PROCUREMENT, "书", fields, "金额")
    assert said(bought, project(2, "培训", "5.00"), rule="项目预算")[0] == ("书", "项目预算", True)
    assert failures(bought, project(2, "培训", "6.00")) == [
        ("书", "来源 › 预算资金 5 ≠ 项目“培训”的预算数：6，少 1")
    ]
