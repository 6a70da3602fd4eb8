"""Tables become records: budget lines, items bought, projects with indicators, sections."""

from __future__ import annotations

from collections.abc import Sequence

from support_grid import grid, line, page

from kb.model import Kind
from kb.pdf.document import pages_to_document
from kb.records.collect import document_to_records
from kb.records.model import Record

UNIT = "单位：万元"


def table(*rows: Sequence[str], caption: str = UNIT, note: str = "") -> Record:
    """The record of a table with this caption above it, under the title 支出表."""
    blocks = [line("支出表", top=60, size=16), line(caption, top=90, x=400)]
    blocks += [line(note, top=700)] if note else []
    body = [
        line("按照预算管理有关规定，全部收入和支出都反映在预算之中。", top=900 + i) for i in (0, 20)
    ]
    found = document_to_records(pages_to_document([page(1, [*blocks, grid(rows), *body])]))
    return next(record for record in found if record.title or record.children)


def rows(*given: Sequence[str]) -> tuple[Record, ...]:
    return table(*given).children


class TestTheTableItself:
    def test_it_is_a_section_that_says_what_it_holds(self) -> None:
        found = table(["项目", "金额"], ["合计", "5.00"], ["教育", "5.00"])
        assert (found.kind, found.title, found.unit) == (Kind.SECTION, "支出表", "万元")
        assert found.text == "支出表。单位：万元。栏目：项目、金额。本表共 2 行"
        assert [ln.orig for ln in found.own] == ["支出表", UNIT, "项目", "金额"]

    def test_an_empty_one_says_so(self) -> None:
        found = table(["项目", "金额"], ["", ""], note="注：空表列示。")
        assert "本表为空表，没有数据行" in found.text
        assert "注：空表列示。" in found.text
        assert found.children == ()


class TestBudgetLines:
    HEAD = ("科目编码", "科目名称", "合计", "基本支出")

    def test_names_of_codes_above_go_into_the_path(self) -> None:
        found = rows(
            self.HEAD,
            ("", "合计", "9.00", "9.00"),
            ("208", "社会保障", "9.00", "9.00"),
            ("20801", "管理事务", "4.00", "4.00"),
            ("2080101", "行政运行", "4.00", "4.00"),
            ("20802", "民政", "5.00", "5.00"),
        )
        assert [(r.title, r.path[1:]) for r in found] == [
            ("合计", ()),
            ("社会保障", ()),
            ("管理事务", ("社会保障",)),
            ("行政运行", ("社会保障", "管理事务")),
            ("民政", ("社会保障",)),
        ]

    def test_the_total_is_the_value(self) -> None:
        (found,) = rows(self.HEAD, ("208", "社会保障", "9.00", "4.00"))
        assert (found.value_field, found.fields["合计"], found.unit) == ("合计", "9.00", "万元")

    def test_without_a_total_another_amount_is(self) -> None:
        found = rows(self.HEAD, ("208", "社会保障", "", "4.00"), ("209", "其他", "1.00", ""))[0]
        assert found.value_field == "基本支出"

    def test_empty_cells_are_fields_without_lines(self) -> None:
        (found,) = rows(self.HEAD, ("208", "社会保障", "9.00", ""))
        assert found.fields["基本支出"] == ""
        assert "基本支出" not in found.lines

    def test_codes_in_three_columns(self) -> None:
        found = rows(
            ["项目", "<", "<", "<", "合计"],
            ["编码", "<", "<", "名称", "^"],
            ["类", "款", "项", "^", "^"],
            ["208", "", "", "社会保障", "9.00"],
            ["208", "05", "", "养老", "9.00"],
            ["208", "05", "01", "离退休", "9.00"],
        )
        assert [r.path[1:] for r in found] == [(), ("社会保障",), ("社会保障", "养老")]


class TestTwoSides:
    HEAD = (
        ("序号", "收入", "<", "支出", "<"),
        ("^", "项目", "预算数", "项目", "预算数"),
    )

    def test_each_side_is_a_record(self) -> None:
        found = rows(*self.HEAD, ("1", "一、拨款", "5.00", "一、教育", "5.00"))
        assert [dict(r.fields) for r in found] == [
            {"序号": "1", "收入/项目": "一、拨款", "收入/预算数": "5.00"},
            {"序号": "1", "支出/项目": "一、教育", "支出/预算数": "5.00"},
        ]

    def test_a_side_without_an_item_is_none(self) -> None:
        given = ("1", "一、拨款", "5.00", "一、教育", "4.00"), ("2", "", "", "二、卫生", "")
        found = rows(*self.HEAD, *given)
        assert [r.title for r in found] == ["一、拨款", "一、教育", "二、卫生"]

    def test_the_number_belongs_to_the_first_side_and_is_shared_by_the_other(self) -> None:
        left, right = rows(*self.HEAD, ("1", "一、拨款", "5.00", "一、教育", "5.00"))
        assert (left.shared, right.shared) == (frozenset(), frozenset({"序号"}))

    def test_a_cell_over_both_sides_makes_one_record_of_them(self) -> None:
        """当年支出小计 stands over the name's and the neighbour's columns, its figure behind."""
        found = rows(
            ["收入", "<", "支出", "<", "<", "<"],
            ["项目", "金额", "功能科目", "金额", "支出用途项目", "金额"],
            ["一、拨款", "5.00", "一、教育", "5.00", "一、基本支出", "5.00"],
            ["本年小计", "5.00", "支出小计", "<", "<", "5.00"],
        )
        last = found[-1]
        assert (last.title, last.fields["支出/支出用途项目"]) == ("支出小计", "")
        assert last.value_field is not None
        assert last.fields[last.value_field] == "5.00"


class TestNames:
    def test_a_row_of_figures_is_called_by_its_table(self) -> None:
        (found,) = rows(["合计", "基本支出", "项目支出"], ["9.00", "5.00", "4.00"])
        assert (found.title, found.value_field) == ("支出表", "合计")

    def test_its_figures_are_called_by_their_columns(self) -> None:
        (found,) = rows(
            ["“三公”经费", "<", "会议费", "机关运行经费"],
            ["小计", "公务接待费", "^", "^"],
            ["5.00", "1.00", "", "4.00"],
        )
        assert [(r.title, r.fields[r.value_field or ""]) for r in found.children] == [
            ("“三公”经费小计", "5.00"),
            ("公务接待费", "1.00"),
            ("机关运行经费", "4.00"),
        ]
        assert found.children[1].path == (*found.path, "“三公”经费")
        assert list(found.fields.values()) == ["5.00", "1.00", "", "4.00"]

    def test_a_nameless_second_column_names_the_parts(self) -> None:
        found = rows(
            ["项目名称", "", "金额"],
            ["一般公共预算", "小计", "5.00"],
            ["^", "专项收入", "5.00"],
        )
        assert [(r.title, r.path[1:]) for r in found] == [
            ("一般公共预算", ()),
            ("专项收入", ("一般公共预算",)),
        ]

    def test_a_stair_of_names_goes_into_the_path(self) -> None:
        found = rows(
            ["采购品目大类", "专项名称", "采购物品名称", "总计"],
            ["合计", "", "", "9.00"],
            ["一、货物", "", "", "5.00"],
            ["", "设备购置费", "", "5.00"],
            ["", "", "计算机", "5.00"],
            ["二、服务", "", "", "4.00"],
            ["", "", "物业服务", "4.00"],
        )
        assert [(r.title, r.path[1:]) for r in found] == [
            ("合计", ()),
            ("一、货物", ()),
            ("设备购置费", ("一、货物",)),
            ("计算机", ("一、货物", "设备购置费")),
            ("二、服务", ()),
            ("物业服务", ("二、服务",)),
        ]


class TestProcurement:
    HEAD = ("项目名称", "采购物品名称", "政府采购目录序号", "数量", "单价", "合计")

    def bought(self) -> tuple[Record, ...]:
        return rows(
            self.HEAD,
            ("合计", "<", "<", "<", "<", "8.00"),
            ("甲中心小计", "<", "<", "<", "<", "5.00"),
            ("办公经费", "打印纸", "A05040101", "5", "1.00", "5.00"),
            ("乙中心小计", "<", "<", "<", "<", "3.00"),
            ("印刷经费", "印刷服务", "C23090199", "1", "3.00", "3.00"),
        )

    def test_they_are_of_their_own_kind(self) -> None:
        assert {record.kind for record in self.bought()} == {Kind.PROCUREMENT}

    def test_an_item_stands_under_its_unit_and_project(self) -> None:
        found = {record.title: record.path[1:] for record in self.bought()}
        assert found["打印纸"] == ("甲中心", "办公经费")
        assert found["印刷服务"] == ("乙中心", "印刷经费")

    def test_totals_stand_under_none(self) -> None:
        found = {record.title: record.path[1:] for record in self.bought()}
        assert (found["合计"], found["甲中心小计"]) == ((), ())

    def test_the_value_is_the_total_not_the_price(self) -> None:
        paper = next(record for record in self.bought() if record.title == "打印纸")
        assert (paper.value_field, paper.unit) == ("合计", "万元")


class TestProjects:
    FORM = (
        ("项目编码", "13019025P0001", "项目名称", "甲项目"),
        ("预算数", "23.61", "其中：财政资金", "23.61"),
        ("绩效目标", "1.保障工作开展。", "<", "<"),
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "租赁面积", "293.6 平方米"),
        ("^", "成本指标", "租赁费", "≤1.3 元"),
        ("效益指标", "可持续影响指标", "租赁期限", "≥1 年"),
    )

    def test_its_fields(self) -> None:
        found = table(*self.FORM)
        assert found.kind is Kind.PROJECT
        assert found.title == "甲项目"
        assert dict(found.fields) == {
            "项目编码": "13019025P0001",
            "项目名称": "甲项目",
            "预算数": "23.61",
            "财政资金": "23.61",
            "绩效目标": "1.保障工作开展。",
        }
        assert (found.value_field, found.unit) == ("预算数", "万元")

    def test_its_indicators(self) -> None:
        found = table(*self.FORM)
        assert [(r.kind, r.title, r.fields["指标值"]) for r in found.children] == [
            (Kind.INDICATOR, "租赁面积", "293.6 平方米"),
            (Kind.INDICATOR, "租赁费", "≤1.3 元"),
            (Kind.INDICATOR, "租赁期限", "≥1 年"),
        ]
        assert [r.path[-2:] for r in found.children] == [
            ("产出指标", "数量指标"),
            ("产出指标", "成本指标"),
            ("效益指标", "可持续影响指标"),
        ]
        assert [r.shared for r in found.children] == [
            frozenset(),
            frozenset({"一级指标"}),
            frozenset(),
        ]

    def test_a_unit_in_the_label_goes_before_that_of_the_table(self) -> None:
        form = [
            ("项目名称", "甲", "2026年预算金额(元)", "5.00"),
            ("项目类型", "专项", "联系人", "张三"),
        ]
        found = table(*form)
        assert (found.kind, found.unit, found.value_field) == (
            Kind.PROJECT,
            "元",
            "2026年预算金额(元)",
        )

    def test_a_title_that_names_another_thing_lets_the_project_into_the_path(self) -> None:
        found = table(*self.FORM)
        assert found.path == ("支出表",)
        assert {r.path[:2] for r in found.children} == {("支出表", "甲项目")}

    def test_no_line_is_lost(self) -> None:
        found = table(*self.FORM)
        kept = {ln for r in (found, *found.children) for lines in r.lines.values() for ln in lines}
        frame = grid(self.FORM)
        assert {ln for cell in frame.cells for ln in cell.lines} <= kept | set(found.own)
