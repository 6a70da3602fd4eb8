"""Grids of one table on several pages become one; others stay apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from support_grid import grid, line

from kb.pdf.cells import Grid, Line
from kb.pdf.stitch import RawTable, stitch

HEAD = ["科目编码", "科目名称", "预算数"]
ONE = [HEAD, ["201", "甲支出", "1.00"]]


def tables(blocks: Sequence[Line | Grid]) -> list[RawTable]:
    items, _ = stitch(blocks)
    return [item for item in items if isinstance(item, RawTable)]


def test_a_repeated_head_is_skipped() -> None:
    more = grid([HEAD, ["202", "乙支出", "2.00"]], page=2)
    (table,) = tables([grid(ONE), more])
    assert [part.skip for part in table.parts] == [0, 1]
    assert table.last is more


def test_a_label_beside_the_table_is_no_part_of_its_head() -> None:
    """Printed twice on the second page, as spreadsheets do."""
    first = [["绩效指标", "一级指标", "指标值"], ["^", "产出指标", "95%"]]
    more = [["绩效指标\n绩效指标", "一级指标", "指标值"], ["^", "效益指标", "90%"]]
    (table,) = tables([grid(first), grid(more, page=2)])
    assert [part.skip for part in table.parts] == [0, 1]


def test_only_the_last_rows_of_the_head_are_repeated() -> None:
    deep = [["序号", "收入", "<"], ["^", "项目", "预算数"], ["1", "甲", "1.00"]]
    more = [["", "项目", "预算数"], ["2", "乙", "2.00"]]
    (table,) = tables([grid(deep), grid(more, page=2)])
    assert [part.skip for part in table.parts] == [0, 1]


def test_a_head_is_the_same_in_full_and_half_width() -> None:
    """Text recognition mixes them."""
    rows = [["指标", "增长（％）"], ["甲", "1.0"]]
    more = [["指标", "增长(%)"], ["乙", "2.0"]]
    (table,) = tables([grid(rows), grid(more, page=2)])
    assert [part.skip for part in table.parts] == [0, 1]


def recognised(rows: Sequence[Sequence[str]], page: int) -> Grid:
    found = grid(rows, page=page)
    cells = [
        replace(c, lines=tuple(replace(ln, confidence=0.9) for ln in c.lines)) for c in found.cells
    ]
    return replace(found, cells=tuple(cells))


def test_a_recognised_head_is_the_same_but_for_a_character() -> None:
    misread = [["科目编码", "科日名称", "预算数"], ["202", "乙支出", "2.00"]]
    (table,) = tables([recognised(ONE, 1), recognised(misread, 2)])
    assert [part.skip for part in table.parts] == [0, 1]


def test_a_page_without_a_head_goes_on_in_the_same_place() -> None:
    (table,) = tables([grid(ONE), grid([["202", "乙支出", "2.00"]], page=2)])
    assert [part.skip for part in table.parts] == [0, 0]


def test_another_place_is_another_table() -> None:
    other = grid([["202", "乙支出", "2.00"]], page=2, x=150)
    assert len(tables([grid(ONE), other])) == 2


def test_another_head_is_another_table() -> None:
    other = grid([["单位名称", "单位性质", "经费保障形式"], ["甲", "行政", "拨款"]], page=2)
    assert len(tables([grid(ONE), other])) == 2


def test_a_table_does_not_go_on_over_a_page_without_it() -> None:
    assert len(tables([grid(ONE), grid([["202", "乙支出", "2.00"]], page=3)])) == 2


def test_two_tables_of_one_page_stay_two() -> None:
    assert len(tables([grid(ONE), grid(ONE, top=400)])) == 2


def test_captions_that_a_page_repeats_become_furniture() -> None:
    lead = [line("单位：万元"), line("316 某某局")]
    again = [line("单位：万元", page=2), line("316 某某局", page=2)]
    items, furniture = stitch([*lead, grid(ONE), *again, grid(ONE, page=2)])
    assert [type(item) for item in items] == [Line, Line, RawTable]
    assert [(f.reason, f.lines) for f in furniture] == [("续页重复的表题", tuple(again))]


def test_prose_between_two_grids_keeps_them_apart() -> None:
    said = line("本部门无政府性基金预算。", page=2)
    items, furniture = stitch([grid(ONE), said, grid(ONE, page=2)])
    assert [type(item) for item in items] == [RawTable, Line, RawTable]
    assert furniture == ()


def test_a_table_knows_the_lines_before_it() -> None:
    title = line("支出总表")
    (table,) = tables([title, grid(ONE)])
    assert table.lead == (title,)


def test_the_next_form_of_the_same_kind_is_not_a_continuation() -> None:
    form = [["项目名称", "甲项目"], ["预算数", "1.00"], ["绩效目标", "完成任务"]]
    assert len(tables([grid(form), grid(form, page=2)])) == 2


def test_a_form_that_fills_a_page_gets_its_head_from_the_next() -> None:
    form = [["项目名称", "甲项目", "<"], ["绩效目标", "一是完成任务；", "<"]]
    rest = [
        ["", "二是保障运转。", "<"],
        ["一级指标", "二级指标", "三级指标"],
        ["产出", "数量", "人数"],
    ]
    (table,) = tables([grid(form), grid(rest, page=2)])
    assert table.head_part == 1
    assert (table.head.start, table.head.stop) == (1, 2)
    assert not table.lacks_head


def test_lines_stay_in_order() -> None:
    before, after = line("前言。"), line("后记。", top=500)
    items, _ = stitch([before, grid(ONE), after])
    assert [items[0], items[-1]] == [before, after]
