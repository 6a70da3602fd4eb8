"""Labelled fields of a form."""

from __future__ import annotations

from collections.abc import Sequence

from support_grid import grid

from kb.pdf.cells import Grid
from kb.pdf.forms import FormField, form_fields
from kb.pdf.grids import row_count


def fields(*grids: Grid) -> list[FormField]:
    return list(form_fields([(g, row_count(g)) for g in grids]))


def read(*rows: Sequence[str]) -> dict[str, str]:
    return {field.label: field.text for field in fields(grid(rows)) if not field.is_group}


def test_a_label_beside_its_value() -> None:
    found = read(["项目编码", "13019025P00", "项目名称", "党建活动\n经费"])
    assert found == {"项目编码": "13019025P00", "项目名称": "党建活动经费"}


def test_an_empty_value_stays_empty() -> None:
    assert read(["财政资金", "4.00", "其他资金", ""]) == {"财政资金": "4.00", "其他资金": ""}


def test_labels_above_their_values() -> None:
    found = fields(
        grid([["资金支出计划（%）", "3月底", "6月底", "12月底"], ["^", "25%", "", "100%"]])
    )
    values = {field.label: field.text for field in found if not field.is_group}
    assert values == {"3月底": "25%", "6月底": "", "12月底": "100%"}
    assert [field.label for field in found if field.is_group] == ["资金支出计划（%）"]


def test_a_group_and_a_value_without_a_label_of_its_own() -> None:
    found = read(
        ["预算规模及资金用途", "预算数", "23.61", "其他资金", ""],
        ["^", "用于支付房租。", "<", "<", "<"],
    )
    assert found == {"预算数": "23.61", "其他资金": "", "预算规模及资金用途": "用于支付房租。"}


def test_a_value_cut_by_the_page_end_goes_on() -> None:
    first = grid([["项目名称", "甲项目"], ["绩效目标", "一是完成任务；"]])
    second = grid([["二是保障运转。", "<"], ["联系人", "张三"]], page=2)
    found = {field.label: field.text for field in fields(first, second)}
    assert found == {
        "项目名称": "甲项目",
        "绩效目标": "一是完成任务；二是保障运转。",
        "联系人": "张三",
    }


def test_only_the_first_rows_are_read() -> None:
    frame = grid([["项目名称", "甲项目"], ["联系人", "张三"]])
    assert [field.label for field in form_fields([(frame, 1)])] == ["项目名称"]


def test_every_line_is_kept() -> None:
    frame = grid(
        [
            ["预算规模及资金用途", "预算数", "5.00"],
            ["^", "用于房租。", "<"],
            ["绩效目标", "保障。", "<"],
        ]
    )
    kept = {ln for field in fields(frame) for ln in (*field.label_lines, *field.lines)}
    assert kept == {ln for cell in frame.cells for ln in cell.lines}
