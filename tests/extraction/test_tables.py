"""Stitched grids become tables: header paths, whole rows, merged cells, nothing invented."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support_grid import grid, line

from kb.model import Box
from kb.pdf.cells import Grid, Line
from kb.pdf.rows import boxes_of
from kb.pdf.stitch import RawTable, stitch
from kb.pdf.tables import Table, raw_to_table

HEAD = ["序号", "科目编码", "科目名称", "合计"]
INDICATORS = ["一级指标", "二级指标", "三级指标", "指标值"]


def table(*blocks: Line | Grid) -> Table:
    """The only table of these blocks."""
    items, _ = stitch(blocks)
    (raw,) = [item for item in items if isinstance(item, RawTable)]
    return raw_to_table(raw)


def texts(found: Table) -> list[list[str]]:
    return [[slot.text for slot in row.slots] for row in found.rows]


def numbered(first: int, last: int) -> list[list[str]]:
    """Rows of a budget table, whole."""
    return [[f"{n}", f"20801{n:02}", f"第{n}类支出", f"{n}.00"] for n in range(first, last + 1)]


def names(found: Table) -> list[str]:
    return [column.name for column in found.columns]


class TestHeads:
    def test_header_paths(self) -> None:
        found = table(
            grid(
                [
                    ["序号", "本年收入", "<", "上年结转"],
                    ["^", "小计", "财政拨款\n收入", "^"],
                    ["1", "5.00", "5.00", ""],
                ]
            )
        )
        assert names(found) == ["序号", "本年收入/小计", "本年收入/财政拨款收入", "上年结转"]

    def test_the_row_of_column_numbers_is_no_data(self) -> None:
        found = table(grid([HEAD, ["栏次", "1", "2", "3"], *numbered(1, 2)]))
        assert names(found) == HEAD
        assert texts(found) == numbered(1, 2)

    def test_equal_heads_get_distinct_names(self) -> None:
        found = table(grid([["项目", "金额", "项目", "金额"], ["甲", "1.00", "乙", "2.00"]]))
        assert names(found) == ["项目", "金额", "项目（2）", "金额（2）"]

    def test_columns_without_a_head_are_numbered(self) -> None:
        found = table(grid([["合计", "5.00"], ["教育支出", "5.00"]]))
        assert names(found) == ["第1列", "第2列"]
        assert len(found.rows) == 2

    def test_a_column_with_an_empty_head_keeps_its_place(self) -> None:
        found = table(grid([["项目", "", "金额"], ["甲", "一", "1.00"]]))
        assert names(found) == ["项目", "第2列", "金额"]

    def test_phantom_columns_under_one_head_are_one(self) -> None:
        """Shading and stray rules split a column that has one head."""
        found = table(
            grid([["项目", "<", "金额"], ["教育", "支出", "5.00"], ["卫生支出", "<", "2.00"]])
        )
        assert names(found) == ["项目", "金额"]
        assert texts(found) == [["教育支出", "5.00"], ["卫生支出", "2.00"]]

    def test_a_label_beside_the_columns_is_kept_loose(self) -> None:
        rows = [["绩效指标", *INDICATORS]]
        rows += [["^", "产出指标", "数量指标", f"第{n}项", f"{n}人"] for n in range(1, 7)]
        found = table(grid(rows))
        assert names(found) == INDICATORS
        assert [ln.orig for ln in found.loose_lines] == ["绩效指标"]
        assert texts(found)[0] == ["产出指标", "数量指标", "第1项", "1人"]

    def test_a_title_in_the_frame_is_the_banner(self) -> None:
        found = table(grid([["2025年支出表", "<"], ["项目", "金额"], ["甲", "1.00"]]))
        assert [ln.orig for ln in found.banner] == ["2025年支出表"]
        assert names(found) == ["项目", "金额"]

    def test_repeated_heads_are_set_aside(self) -> None:
        found = table(grid([HEAD, *numbered(1, 3)]), grid([HEAD, *numbered(4, 5)], page=2))
        assert texts(found) == numbered(1, 5)
        assert [ln.orig for ln in found.repeated_lines] == HEAD
        assert {ln.box.page for ln in found.repeated_lines} == {2}


class TestCells:
    def test_empty_zero_and_dash_stay_what_they_are(self) -> None:
        rows = [["房屋", "—", "0"], ["车辆", "3", ""], ["设备", "-", "0.00"]]
        found = table(grid([["项目", "数量", "价值"], *rows]))
        assert texts(found) == rows
        assert found.rows[1].slots[2].lines == ()

    def test_wrapped_codes_and_figures_are_whole(self) -> None:
        found = table(grid([HEAD, ["1", "208010\n1", "年度工作计\n划", "15776.\n79"]]))
        assert texts(found) == [["1", "2080101", "年度工作计划", "15776.79"]]

    def test_rows_without_any_text_are_none(self) -> None:
        found = table(grid([["项目", "金额"], ["", ""], ["甲", "1.00"]]))
        assert texts(found) == [["甲", "1.00"]]

    def test_an_empty_table_has_columns_and_no_rows(self) -> None:
        found = table(grid([["项目", "金额"], ["", ""]]))
        assert names(found) == ["项目", "金额"]
        assert found.rows == ()
        assert found.pages == (1,)

    def test_a_merged_cell_carries_down(self) -> None:
        rows = [
            ["产出指标", "数量指标", "甲", "1"],
            ["^", "质量指标", "乙", "2"],
            ["效益指标", "社会指标", "丙", "3"],
        ]
        found = table(grid([INDICATORS, *rows]))
        assert [row[0] for row in texts(found)] == ["产出指标", "产出指标", "效益指标"]
        assert [row.slots[0].carried for row in found.rows] == [False, True, False]

    def test_a_subtotal_over_several_columns_fills_the_first(self) -> None:
        found = table(grid([HEAD, ["某中心小计", "<", "<", "3.00"], *numbered(1, 2)]))
        assert texts(found)[0] == ["某中心小计", "", "", "3.00"]
        assert found.rows[0].slots[0].span == 3


class TestPageEnds:
    def test_a_row_without_its_number_goes_on(self) -> None:
        found = table(
            grid([HEAD, *numbered(1, 5), ["6", "208260", "财政对城乡居", "7204.06"]]),
            grid([HEAD, ["", "2", "民养老保险基金的补助", ""], *numbered(7, 9)], page=2),
        )
        assert texts(found)[5] == ["6", "2082602", "财政对城乡居民养老保险基金的补助", "7204.06"]
        assert found.rows[5].joined
        assert found.rows[5].pages == (1, 2)
        assert [row.joined for row in found.rows].count(True) == 1

    def test_a_whole_row_at_the_top_of_a_page_stays_apart(self) -> None:
        found = table(grid([HEAD, *numbered(1, 4)]), grid([HEAD, *numbered(5, 8)], page=2))
        assert len(found.rows) == 8
        assert not any(row.joined for row in found.rows)

    def test_a_rest_that_lacks_the_form_of_its_column_goes_on(self) -> None:
        """Names of the column begin with 一、 二、 ..., the rest 业支出 does not."""
        items = [[f"{n}、第{n}项支出", ""] for n in "一二三四五六"]
        found = table(
            grid([["项目", "金额"], *items, ["七、社会保障和就", "1,608.51"]]),
            grid([["业支出", ""], ["八、卫生支出", ""], ["九、农林水支出", ""]], page=2),
        )
        assert texts(found)[6] == ["七、社会保障和就业支出", "1,608.51"]

    def test_a_cell_that_goes_on_with_the_others_empty(self) -> None:
        """The cost of a project, cut between two pages: two cells go on, the first level too."""
        first = [
            ["产出指标", "数量指标", "办卡数量", "≥1100 张"],
            ["^", "质量指标", "发放准确率", "100%"],
            ["^", "成本指标", "补贴标准", "本科 1250/人/"],
        ]
        rest = [["", "", "", "季度"], ["效益指标", "社会效益指标", "就业人数", "≥1100 人"]]
        found = table(grid([INDICATORS, *first]), grid([INDICATORS, *rest], page=2))
        assert texts(found)[2] == ["产出指标", "成本指标", "补贴标准", "本科 1250/人/季度"]
        assert found.rows[2].pages == (1, 2)
        assert texts(found)[3] == rest[1]

    def test_a_first_level_goes_on_over_a_page_end(self) -> None:
        first = [["产出指标", "数量指标", "甲", "1"], ["^", "质量指标", "乙", "2"]]
        rest = [["", "时效指标", "丙", "3"], ["^", "成本指标", "丁", "4"]]
        found = table(grid([INDICATORS, *first]), grid([INDICATORS, *rest], page=2))
        assert [row[0] for row in texts(found)] == ["产出指标"] * 4
        assert [row.pages for row in found.rows] == [(1,), (1,), (2,), (2,)]
        assert found.rows[2].slots[0].carried

    @pytest.mark.parametrize("order", ["6", ""])
    def test_a_row_that_lacks_a_cell_at_the_top_of_a_page(self, order: str) -> None:
        """A total has no code; its figure must not run into that of the row before."""
        total = [order, "", "合计", "21.00"]
        found = table(grid([HEAD, *numbered(1, 5)]), grid([HEAD, total, *numbered(7, 9)], page=2))
        assert texts(found) == [*numbered(1, 5), total, *numbered(7, 9)]

    def test_only_levels_of_indicators_carry_over_a_page_end(self) -> None:
        heads = ["科目名称", "说明", "合计"]
        found = table(
            grid([heads, ["甲支出", "", "4.00"], ["乙支出", "见附表", "5.00"]]),
            grid([heads, ["丙支出", "", "6.00"], ["丁支出", "", "7.00"]], page=2),
        )
        assert texts(found)[2] == ["丙支出", "", "6.00"]

    def test_fewer_columns_on_the_next_page(self) -> None:
        """A form above splits a column on the first page; on the next it is whole."""
        wide = grid(
            [
                ["一级指标", "二级指标", "三级指标", "<", "指标值"],
                ["产出指标", "数量指标", "办卡", "<", "5"],
                ["效益指标", "社会指标", "就业", "<", "6"],
            ],
            widths=(80, 80, 30, 50, 80),
        )
        plain = grid([INDICATORS, ["满意度指标", "服务指标", "满意度", "≥90%"]], page=2)
        found = table(wide, plain)
        assert texts(found)[2] == ["满意度指标", "服务指标", "满意度", "≥90%"]

    def test_a_row_over_three_pages(self) -> None:
        found = table(
            grid([HEAD, *numbered(1, 5), ["6", "2080106", "第一段，", "6.00"]]),
            grid([HEAD, ["", "", "第二段，", ""]], page=2),
            grid([HEAD, ["", "", "第三段", ""], *numbered(7, 9)], page=3),
        )
        assert texts(found)[5] == ["6", "2080106", "第一段，第二段，第三段", "6.00"]
        assert found.rows[5].pages == (1, 2, 3)


class TestBoxes:
    def test_one_box_a_page_around_all_lines(self) -> None:
        found = boxes_of(
            [
                line("一二", page=2, x=50, top=40),
                line("一二三", page=1, x=60, top=700),
                line("四", page=1, x=40, top=720),
            ]
        )
        assert found == (Box(1, 40, 700, 90, 730), Box(2, 50, 40, 70, 50))

    def test_nothing_has_no_box(self) -> None:
        assert boxes_of([]) == ()


@pytest.mark.parametrize("rows", [1, 2, 3, 5])
def test_no_text_is_lost(rows: int) -> None:
    """Every line of a grid is in a head, a row, the form, the banner or loose."""
    first: Sequence[Sequence[str]] = [["某局", "<", "<", "<"], HEAD, *numbered(1, rows)]
    grids = [grid(first), grid([HEAD, ["", "7", "续", ""], *numbered(rows + 1, rows + 2)], page=2)]
    found = table(*grids)
    parts = [slot.lines for row in found.rows for slot in row.slots]
    parts += [found.banner, found.head_lines, found.repeated_lines, found.loose_lines]
    reached = [ln for part in parts for ln in part]
    assert set(reached) == {ln for g in grids for cell in g.cells for ln in cell.lines}
