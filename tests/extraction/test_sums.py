"""Arithmetic of THE document as an oracle: a cell misread or misplaced breaks a sum.

Where the document itself is wrong, the case is listed with its reason, not left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

import pytest

from kb.model import Entry, Kind
from kb.read import ReadResult

BY_FUNCTION = (
    "部门预算收入总表",
    "部门预算支出总表",
    "部门预算一般公共预算财政拨款支出表",
    "部门预算一般公共预算财政拨款基本支出表",
    "部门预算国有资本经营预算财政拨款支出表",
)
TWO_SIDED = ("部门预算收支总表", "部门预算财政拨款收支总表")
OTHERS = ("部门预算政府性基金预算财政拨款支出表", "部门预算财政拨款“三公”经费支出表")
# (table, column) -> columns that add up to it, in every row.
ACROSS = {
    "部门预算收入总表": (("合计", ("本年收入/小计", "上年结转")),),
    "部门预算支出总表": (
        ("合计", ("基本支出", "项目支出", "经营支出", "上解上级支出", "对附属单位补助支出")),
    ),
    "部门预算一般公共预算财政拨款支出表": (("合计", ("基本支出", "项目支出")),),
    "部门预算国有资本经营预算财政拨款支出表": (("合计", ("基本支出", "项目支出")),),
    "部门预算一般公共预算财政拨款基本支出表": (
        (
            "一般公共预算基本支出/合计",
            ("一般公共预算基本支出/人员经费", "一般公共预算基本支出/公用经费"),
        ),
    ),
    "部门预算财政拨款“三公”经费支出表": (
        (
            "资金性质/合计",
            (
                "资金性质/一般公共预算财政拨款",
                "资金性质/政府性基金预算拨款",
                "资金性质/国有资本经营预算财政拨款",
            ),
        ),
    ),
}
INCOME_PARTS = ("财政拨款", "财政专户", "事业", "经营", "上级补助", "附属单位上缴", "其他")


def amount(text: str | None) -> Decimal:
    """A printed figure; an empty cell adds nothing."""
    return Decimal(text) if text else Decimal(0)


def total(rows: Iterable[Entry], column: str) -> Decimal:
    return sum((amount(row.fields[column]) for row in rows), Decimal(0))


@pytest.fixture(scope="module")
def tables(the_document: ReadResult) -> Mapping[str, list[Entry]]:
    """Rows of every table by its title."""
    titles = {entry.id: entry.title for entry in the_document.entries}
    rows: dict[str, list[Entry]] = defaultdict(list)
    for entry in the_document.entries:
        if entry.kind in (Kind.TABLE_ROW, Kind.PROCUREMENT):
            rows[titles[entry.parent or ""]].append(entry)
    return rows


def code_of(row: Entry) -> str:
    return next(text for name, text in row.fields.items() if name.endswith("科目编码"))


def figures_of(row: Entry) -> list[str]:
    """Columns of figures: not the running number, the code or the name."""
    return [n for n in row.fields if not re.search("序号|科目编码|科目名称|项目$", n)]


def row_of(rows: Iterable[Entry], title: str) -> Entry:
    (found,) = [row for row in rows if row.title == title]
    return found


def test_each_budget_row_is_there_once(tables: Mapping[str, list[Entry]]) -> None:
    """219 rows by their running numbers, each table counted from 1 without a gap."""
    count = 0
    for name in (*BY_FUNCTION, *TWO_SIDED, *OTHERS):
        numbers = sorted({int(row.fields["序号"]) for row in tables[name]})
        assert numbers == list(range(1, len(numbers) + 1)), name
        if name not in TWO_SIDED:
            assert len(tables[name]) == len(numbers)
        count += len(numbers)
    assert count == 219


@pytest.mark.parametrize("name", BY_FUNCTION)
def test_codes_add_up_to_their_parents(name: str, tables: Mapping[str, list[Entry]]) -> None:
    rows = tables[name]
    grand = [row for row in rows if not code_of(row)]
    assert [row.title for row in grand] == ["合计"]
    by_code = {code_of(row): row for row in rows if code_of(row)}
    assert all(re.fullmatch(r"\d{3}(\d\d){0,2}", code) for code in by_code)
    for column in figures_of(rows[0]):
        tops = [row for code, row in by_code.items() if len(code) == 3]
        assert total(tops, column) == amount(grand[0].fields[column]), column
        for code, row in by_code.items():
            children = [r for c, r in by_code.items() if c[:-2] == code]
            if children:
                assert total(children, column) == amount(row.fields[column]), (code, column)


@pytest.mark.parametrize("name", ACROSS)
def test_columns_add_up_in_every_row(name: str, tables: Mapping[str, list[Entry]]) -> None:
    for whole, parts in ACROSS[name]:
        for row in tables[name]:
            across = sum((amount(row.fields[part]) for part in parts), Decimal(0))
            assert across == amount(row.fields[whole]), row.title


def test_kinds_of_income_add_up(tables: Mapping[str, list[Entry]]) -> None:
    for row in tables["部门预算收入总表"]:
        parts = [f"本年收入/{kind}收入" for kind in INCOME_PARTS]
        across = sum((amount(row.fields[part]) for part in parts), Decimal(0))
        assert across == amount(row.fields["本年收入/小计"]), row.title


def test_income_meets_expenditure(tables: Mapping[str, list[Entry]]) -> None:
    rows = tables["部门预算收支总表"]
    income = [row for row in rows if re.match("[一二三四五]、", row.fields.get("收入/项目", ""))]
    spent = [row for row in rows if re.match(".{1,3}、", row.fields.get("支出/项目", ""))]
    assert (len(income), len(spent)) == (5, 31)
    assert total(income, "收入/预算数") == amount(row_of(rows, "本年收入合计").value)
    assert total(spent, "支出/预算数") == amount(row_of(rows, "本年支出合计").value)
    for name in TWO_SIDED:
        ends = [row_of(tables[name], title).value for title in ("收入总计", "支出总计")]
        assert ends == ["15776.79", "15776.79"]


def test_sources_of_appropriations_add_up(tables: Mapping[str, list[Entry]]) -> None:
    rows = [row for row in tables["部门预算财政拨款收支总表"] if "支出/合计" in row.fields]
    parts = [name for name in rows[0].fields if name.endswith("财政拨款")]
    assert len(parts) == 3
    for row in rows:
        across = sum((amount(row.fields[part]) for part in parts), Decimal(0))
        assert across == amount(row.fields["支出/合计"]), row.title
    heads = [row for row in rows if re.match(".{1,3}、", row.title)]
    for column in ("支出/合计", *parts):
        assert total(heads, column) == amount(row_of(rows, "本年支出合计").fields[column])


def test_public_funds_and_state_capital_make_up_expenditure(
    tables: Mapping[str, list[Entry]],
) -> None:
    names = (
        "部门预算一般公共预算财政拨款支出表",
        "部门预算国有资本经营预算财政拨款支出表",
        "部门预算支出总表",
    )
    public, capital, whole = ({code_of(row): row for row in tables[name]} for name in names)
    assert public.keys() | capital.keys() == whole.keys()
    for code, row in whole.items():
        parts = [rows[code] for rows in (public, capital) if code in rows]
        for column in ("合计", "基本支出", "项目支出"):
            assert total(parts, column) == amount(row.fields[column]), (code, column)


def test_income_and_expenditure_agree_by_code(tables: Mapping[str, list[Entry]]) -> None:
    income, spent = ({code_of(r): r for r in tables[name]} for name in BY_FUNCTION[:2])
    assert {c: r.value for c, r in income.items()} == {c: r.value for c, r in spent.items()}
    differing = {c for c, r in income.items() if r.title != spent[c].title}
    # Printed 劳动关系的维权 in the one table and 劳动关系和维权 in the others.
    assert differing == {"2080110"}


def test_basic_expenditure_is_that_of_its_own_table(tables: Mapping[str, list[Entry]]) -> None:
    basic = row_of(tables["部门预算一般公共预算财政拨款基本支出表"], "合计")
    assert basic.value == row_of(tables["部门预算支出总表"], "合计").fields["基本支出"]


def test_the_projects_add_up_to_project_expenditure(
    the_document: ReadResult, tables: Mapping[str, list[Entry]]
) -> None:
    projects = [entry for entry in the_document.entries if entry.kind is Kind.PROJECT]
    assert len(projects) == 37
    assert total(projects, "预算数") == Decimal("11601.61")
    assert row_of(tables["部门预算支出总表"], "合计").fields["项目支出"] == "11601.61"
    for project in projects:
        funds = amount(project.fields["财政资金"]) + amount(project.fields["其他资金"])
        assert funds == amount(project.value), project.title
        plan = [project.fields[f"{month}月底"] for month in (3, 6, 10, 12)]
        shares = [int(share.removesuffix("%")) for share in plan if share]
        assert shares == sorted(shares)
        assert shares[-1] == 100


def test_every_project_has_a_code_of_its_own(the_document: ReadResult) -> None:
    projects = [entry for entry in the_document.entries if entry.kind is Kind.PROJECT]
    codes = [project.fields["项目编码"] for project in projects]
    assert len(set(codes)) == 37
    assert all(re.fullmatch(r"13019025P[0-9A-Z]{12}", code) for code in codes)
    numbered = [entry.path[-1].split("、")[0] for entry in projects]
    assert numbered == [str(number) for number in range(1, 38)]
    for project in projects:
        assert project.path[-1].endswith(f"、{project.title}绩效目标表")


def test_procurement_adds_up_to_its_subtotals(tables: Mapping[str, list[Entry]]) -> None:
    rows = tables["部门政府采购预算"]
    grand, *rest = rows
    subtotals = [row for row in rest if row.title.endswith("小计")]
    assert (grand.title, len(subtotals), len(rows)) == ("合计", 5, 27)
    for column in figures_of(grand):
        if column.startswith("政府采购金额") or column.endswith("份额"):
            assert total(subtotals, column) == amount(grand.fields[column])
            for subtotal in subtotals:
                office = subtotal.title.removesuffix("小计")
                mine = [row for row in rest if office in row.path]
                assert mine
                assert total(mine, column) == amount(subtotal.fields[column]), (office, column)


def test_procurement_is_quantity_times_price(tables: Mapping[str, list[Entry]]) -> None:
    items = [row for row in tables["部门政府采购预算"] if row.fields["数量"]]
    assert len(items) == 21
    for row in items:
        assert int(row.fields["数量"]) * amount(row.fields["单价"]) == amount(row.value)


def test_assets_add_up(tables: Mapping[str, list[Entry]]) -> None:
    rows = tables["部门固定资产占用情况表"]
    parts = [amount(row.value) for row in rows if re.match(r"\d、", row.title)]
    assert sum(parts) == amount(row_of(rows, "资产总额").value)


def test_every_project_has_its_indicators(the_document: ReadResult) -> None:
    entries = the_document.entries
    indicators = [entry for entry in entries if entry.kind is Kind.INDICATOR]
    assert len(indicators) == 247
    for indicator in indicators:
        assert all(indicator.fields[f"{level}级指标"] for level in "一二三"), indicator.title
        assert indicator.fields["一级指标"] in ("产出指标", "效益指标", "满意度指标")
        assert indicator.fields["二级指标"].endswith("指标")
        assert indicator.value
    parents = {indicator.parent for indicator in indicators}
    assert parents == {entry.id for entry in entries if entry.kind is Kind.PROJECT}


def test_prose_repeats_the_tables(
    the_document: ReadResult, tables: Mapping[str, list[Entry]]
) -> None:
    prose = "".join(entry.text for entry in the_document.entries if entry.kind is Kind.PARAGRAPH)
    spent = row_of(tables["部门预算支出总表"], "合计")
    for said in (
        f"支出预算{spent.value}万元",
        f"基本支出{spent.fields['基本支出']}万元",
        f"项目支出{spent.fields['项目支出']}万元",
        f"固定资产金额为 {row_of(tables['部门固定资产占用情况表'], '资产总额').value} 万元",
    ):
        assert said in prose
