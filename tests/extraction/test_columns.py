"""What the columns of a table mean."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support_grid import grid

from kb.pdf.rows import Column
from kb.pdf.stitch import RawTable, stitch
from kb.pdf.tables import Table, raw_to_table
from kb.records.columns import Roles, roles_of, sides_of, unit_in, unit_of_column, unit_of_value


def table(*rows: Sequence[str]) -> Table:
    ((raw,), _) = stitch([grid(rows)])
    assert isinstance(raw, RawTable)
    return raw_to_table(raw)


def columns(*names: str) -> list[Column]:
    return [
        Column(tuple(name.split("/")), 80.0 * i, 80.0 * (i + 1)) for i, name in enumerate(names)
    ]


def roles(*rows: Sequence[str]) -> Roles:
    found = table(*rows)
    return roles_of(found, range(len(found.columns)))


class TestUnits:
    @pytest.mark.parametrize(
        ("text", "unit"),
        [
            ("单位：万元", "万元"),
            ("单位:元", "元"),
            ("金额单位：人民币亿元", "亿元"),
            ("单 位 ： 万 元", "万元"),
            ("价值（金额单位：万元）", "万元"),
            ("2025年预算金额(元)", "元"),
            ("占预算的(%)", "%"),
            ("面积（平方米）", "平方米"),
            ("预算单位：某某局", None),
            ("", None),
        ],
    )
    def test_named_in_a_text(self, text: str, unit: str | None) -> None:
        assert unit_in(text) == unit

    @pytest.mark.parametrize(
        ("head", "unit"),
        [
            ("合计", "万元"),
            ("预算金额（元）", "元"),
            ("数量", None),
            ("单价", None),
            ("增减%", None),
            ("完成数", "万元"),
            ("完成预算%", None),
            ("比上年增减额", "万元"),
        ],
    )
    def test_of_a_column(self, head: str, unit: str | None) -> None:
        assert unit_of_column(Column((head,), 0, 10), "万元") == unit

    def test_a_table_that_names_none(self) -> None:
        assert unit_of_column(Column(("合计",), 0, 10), None) is None


class TestUnitsOfRows:
    OUTPUT = (
        ["产品名称", "计量单位", "产量", "比上年增长（%）"],
        ["水泥", "万吨", "211.4", "-9.3"],
        ["砖", "万块", "4965.3", "2.5"],
    )

    @staticmethod
    def unit(row: int, index: int, *rows: Sequence[str]) -> str | None:
        found = table(*rows)
        return unit_of_value(found, found.rows[row], range(len(found.columns)), index, "万元")

    def test_each_row_may_have_its_own(self) -> None:
        assert self.unit(0, 2, *self.OUTPUT) == "万吨"
        assert self.unit(1, 2, *self.OUTPUT) == "万块"
        assert self.unit(1, 3, *self.OUTPUT) == "%"

    def test_that_of_a_quantity_is_none_of_an_amount(self) -> None:
        rows = ["物品", "计量单位", "数量", "总价"], ["电脑", "台", "3", "1.50"]
        assert self.unit(0, 3, *rows) == "万元"

    def test_that_of_goods_is_none_of_a_budget(self) -> None:
        rows = ["物品", "单位", "预算数"], ["电脑", "台", "1.50"]
        assert self.unit(0, 2, *rows) == "万元"

    def test_a_share_among_amounts(self) -> None:
        rows = ["指标", "年末余额（亿元）"], ["存款", "15.2"], ["不良贷款比率（%）", "1.6"]
        assert self.unit(0, 1, *rows) == "亿元"
        assert self.unit(1, 1, *rows) == "%"


class TestSides:
    def test_income_and_expenditure(self) -> None:
        found = columns("序号", "收入/项目", "收入/预算数", "支出/项目", "支出/预算数")
        assert sides_of(found) == ((0, 1, 2), (0, 3, 4))

    def test_sides_of_unequal_width(self) -> None:
        names = ("收入/项目", "收入/金额", "支出/项目", "支出/合计", "支出/基金预算")
        assert sides_of(columns(*names)) == ((0, 1), (2, 3, 4))

    def test_three_sides(self) -> None:
        names = ("收入/项目名称", "收入/金额", "支出/功能分类/科目名称", "支出/功能分类/金额")
        names += ("支出/用途/项目名称", "支出/用途/金额")
        assert sides_of(columns(*names)) == ((0, 1), (2, 3), (4, 5))

    def test_one_side(self) -> None:
        found = columns("序号", "科目编码", "科目名称", "合计", "基本支出")
        assert sides_of(found) == ((0, 1, 2, 3, 4),)

    def test_no_names_at_all(self) -> None:
        assert sides_of(columns("第1列", "第2列")) == ((0, 1),)


class TestRoles:
    def test_a_budget_line(self) -> None:
        found = roles(
            ["序号", "科目编码", "科目名称", "合计", "基本支出"],
            ["1", "201", "公共服务", "5.00", "5.00"],
        )
        assert found == Roles(name=2, codes=(1,), order=0, amounts=(3, 4), total=3)

    def test_codes_in_three_columns(self) -> None:
        found = roles(
            ["项目", "<", "<", "<", "支出预算", "<"],
            ["编码", "<", "<", "科目名称", "合计", "基本支出"],
            ["类", "款", "项", "^", "^", "^"],
            ["208", "05", "01", "离退休", "5.00", "5.00"],
        )
        assert (found.codes, found.name, found.total) == ((0, 1, 2), 3, 4)

    def test_the_total_is_the_budget_not_the_count(self) -> None:
        found = roles(["项目", "数量", "价值"], ["车辆", "3", "44.14"])
        assert (found.name, found.amounts, found.total) == (0, (1, 2), 2)

    def test_dashes_are_no_words(self) -> None:
        found = roles(["项目", "数量", "价值"], ["房屋", "—", "0"], ["车辆", "3", "7.00"])
        assert found.amounts == (1, 2)

    def test_a_table_of_words_has_no_total(self) -> None:
        found = roles(["单位名称", "单位性质"], ["某中心", "事业"])
        assert (found.name, found.total) == (0, None)


class TestTheTotal:
    """Of several columns of money the one that answers "how much"."""

    @pytest.mark.parametrize(
        ("heads", "total"),
        [
            (
                "二○二四年决算数 二○二五年执行数 比二○二四年增减%",
                "二○二五年执行数",
            ),
            ("2024年执行数 2025年预算数 增减额", "2025年预算数"),
            ("上年决算数 本年预算数", "本年预算数"),
            ("上年结转 本年收入", "本年收入"),
            ("预算数 执行数 占预算的%", "执行数"),
            ("年初预算数 调整预算数 完成预算%", "调整预算数"),
            ("年初预算数 调整预算数 决算数", "决算数"),
            ("预算数/合计 预算数/公务接待费 决算数/合计 决算数/公务接待费", "决算数/合计"),
            ("2024年/合计 2024年/基本支出 2025年/合计 2025年/基本支出", "2025年/合计"),
            ("数量 单价 金额", "金额"),
        ],
    )
    def test_it_is(self, heads: str, total: str) -> None:
        assert self.total(heads.split(), None) == total

    def test_the_year_of_the_title_comes_first(self) -> None:
        heads = ["2024年决算数", "2025年执行数", "2026年预算数"]
        assert self.total(heads, 2025) == "2025年执行数"
        assert self.total(heads, None) == self.total(heads, 2030) == "2026年预算数"

    @staticmethod
    def total(heads: Sequence[str], year: int | None) -> str:
        paths = [("科目名称", "科目名称"), *(tuple(head.split("/")) for head in heads)]
        paths = [path if len(path) == 2 else (*path, "^") for path in paths]
        upper, lower = [path[0] for path in paths], [path[1] for path in paths]
        wide = [
            "<" if i and head == upper[i - 1] and lower[i] != "^" else head
            for i, head in enumerate(upper)
        ]
        under = ["^" if low == up else low for up, low in zip(upper, lower, strict=True)]
        figures = [f"{20 + i}.00" for i in range(len(heads))]
        found = table(wide, under, ["甲", *figures], ["乙", *figures])
        index = roles_of(found, range(len(found.columns)), year).total
        assert index is not None
        return found.columns[index].name
