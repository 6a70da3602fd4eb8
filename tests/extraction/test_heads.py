"""Where the column heads of a grid stand."""

from __future__ import annotations

import pytest
from support_grid import grid

from kb.pdf.grids import Head, find_head, row_cells, row_count, signature


def test_one_row() -> None:
    frame = grid([["项目", "预算数"], ["合计", "5.00"], ["教育支出", "5.00"]])
    assert find_head(frame) == Head(0, 1, 1)


def test_two_rows_under_merged_cells() -> None:
    frame = grid([["序号", "收入", "<"], ["^", "项目", "预算数"], ["1", "拨款", "3.00"]])
    assert find_head(frame) == Head(0, 2, 2)


def test_a_row_that_only_numbers_the_columns_belongs_to_the_head() -> None:
    frame = grid([["序号", "项目", "预算数"], ["栏次", "1", "2"], ["1", "拨款", "3.00"]])
    head = find_head(frame)
    assert (head.start, head.stop, head.columns) == (0, 2, 1)
    assert head.rows == range(2)


def test_rows_of_small_numbers_are_not_taken_for_column_numbers() -> None:
    frame = grid([["项目", "数量", "价值"], ["车辆", "3", "7"], ["房屋", "1", "9"]])
    assert find_head(frame).stop == 1


def test_a_split_head_without_merged_cells() -> None:
    frame = grid([["项目", "2025年预算", "<"], ["", "合计", "基本支出"], ["教育", "2.00", "1.00"]])
    assert find_head(frame).stop == 2


def test_a_first_data_row_does_not_split_a_wide_head() -> None:
    frame = grid([["项目", "说明", "<"], ["教育", "2.00", "1.00"], ["卫生", "3.00", "1.00"]])
    assert find_head(frame).stop == 1


def test_indicator_heads_stand_below_a_form() -> None:
    frame = grid(
        [
            ["项目名称", "甲项目", "<", "<"],
            ["预算数", "5.00", "其他资金", ""],
            ["一级指标", "二级指标", "三级指标", "指标值"],
            ["产出指标", "数量指标", "数量", "5"],
        ]
    )
    head = find_head(frame)
    assert (head.start, head.stop, head.has_banner) == (2, 3, False)


def test_a_title_inside_the_frame_is_a_banner() -> None:
    frame = grid([["2025年支出表", "<"], ["项目", "预算数"], ["合计", "5.00"]])
    head = find_head(frame)
    assert (head.start, head.stop, head.has_banner) == (1, 2, True)


def test_a_form_has_no_column_heads() -> None:
    frame = grid([["项目名称", "甲项目"], ["项目类型", "专项"]])
    head = find_head(frame)
    assert head.start == head.stop == row_count(frame)


def test_a_head_of_项目名称_and_金额_is_no_form() -> None:
    frame = grid([["项目名称", "金额"], ["甲项目", "5.00"]])
    assert find_head(frame) == Head(0, 1, 1)


@pytest.mark.parametrize("first", [["合计", "5.00"], ["2080101", "行政运行"], ["", ""]])
def test_figures_or_nothing_in_the_first_row_are_no_head(first: list[str]) -> None:
    head = find_head(grid([first, ["教育支出", "5.00"]]))
    assert head.start == head.stop == 0


def test_a_label_beside_all_rows_is_no_deep_head() -> None:
    rows = [["年度目标", "项目", "预算数"]] + [["^", f"第{n}项", f"{n}.00"] for n in range(1, 7)]
    assert find_head(grid(rows)).stop == 1


def test_a_signature_is_what_stands_in_a_row() -> None:
    frame = grid([["项 目", "", "预算\n数"], ["甲", "<", "^"]])
    assert signature(frame, 0) == ("项目", "预算数")
    assert signature(frame, 1) == ("甲",)
    assert [cell.col1 - cell.col0 for cell in row_cells(frame, 1)] == [2]
