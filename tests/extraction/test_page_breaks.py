"""However pages cut a table, it is the same table: rows stay apart, cut rows are whole again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from support_grid import grid

from kb.pdf.cells import Grid
from kb.pdf.stitch import RawTable, stitch
from kb.pdf.tables import Table, raw_to_table

HEAD = ["序号", "科目编码", "科目名称", "合计", "基本支出"]
NAMES = st.text(alphabet="预算公开支出管理事务教育卫生", min_size=4, max_size=12)
FIGURES = st.integers(0, 9_999_999).map(lambda cents: f"{cents / 100:.2f}")


@st.composite
def budgets(draw: st.DrawFn) -> list[list[str]]:
    """Rows as budgets have them: a total without a code, some cells empty."""
    count = draw(st.integers(6, 14))
    rows = []
    for number in range(1, count + 1):
        code = "" if draw(st.integers(0, 11)) == 0 else f"20{draw(st.integers(10000, 99999))}"
        basic = draw(st.one_of(st.just(""), FIGURES))
        rows.append([str(number), code, draw(NAMES), draw(FIGURES), basic])
    return rows


def read(*parts: Sequence[Sequence[str]]) -> Table:
    """The table of these pages; each repeats the head."""
    grids: list[Grid] = [grid([HEAD, *rows], page=n) for n, rows in enumerate(parts, 1)]
    items, _ = stitch(grids)
    (raw,) = [item for item in items if isinstance(item, RawTable)]
    return raw_to_table(raw)


def texts(table: Table) -> list[list[str]]:
    return [[slot.text for slot in row.slots] for row in table.rows]


@given(budgets(), st.data())
def test_pages_end_between_rows(rows: list[list[str]], data: st.DataObject) -> None:
    ends = data.draw(st.sets(st.integers(1, len(rows) - 1), max_size=3))
    cuts = [0, *sorted(ends), len(rows)]
    found = read(*(rows[a:b] for a, b in pairwise(cuts)))
    assert texts(found) == rows
    assert not any(row.joined for row in found.rows)


@given(budgets(), st.data())
def test_a_page_ends_inside_a_name(rows: list[list[str]], data: st.DataObject) -> None:
    cut = data.draw(st.integers(2, len(rows) - 3))
    name = rows[cut][2]
    at = data.draw(st.integers(1, len(name) - 1))
    above = [*rows[cut][:2], name[:at], *rows[cut][3:]]
    below = ["", "", name[at:], "", ""]
    found = read([*rows[:cut], above], [below, *rows[cut + 1 :]])
    assert texts(found) == rows
    assert [row.joined for row in found.rows] == [index == cut for index in range(len(rows))]


@given(budgets(), st.data())
def test_a_page_ends_inside_a_code_and_a_name(rows: list[list[str]], data: st.DataObject) -> None:
    coded = [i for i in range(2, len(rows) - 3) if rows[i][1]]
    if not coded:
        return
    cut = data.draw(st.sampled_from(coded))
    number, code, name, *figures = rows[cut]
    above = [number, code[:6], name[:2], *figures]
    found = read([*rows[:cut], above], [["", code[6:], name[2:], "", ""], *rows[cut + 1 :]])
    assert texts(found) == rows


LEVELS = ["一级指标", "二级指标", "三级指标", "指标值"]


def levels(*parts: Sequence[Sequence[str]]) -> list[list[str]]:
    grids = [grid([LEVELS, *rows], page=n) for n, rows in enumerate(parts, 1)]
    items, _ = stitch(grids)
    (raw,) = [item for item in items if isinstance(item, RawTable)]
    return [row[:2] for row in texts(raw_to_table(raw))]


def test_the_words_of_a_cut_level_are_whole_on_both_pages() -> None:
    above = [
        ["效益指标", "社会效益", "覆盖率", "95%"],
        ["", "服务对象满意", "教师满意度", "90%"],
        ["", "^", "学校满意度", "90%"],
    ]
    below = [["满意度指标", "度", "企业满意度", "90%"], ["^", "^", "机构满意度", "85%"]]
    cut = ["满意度指标", "服务对象满意度"]
    assert levels(above, below) == [["效益指标", "社会效益"], *[cut] * 4]


def test_levels_of_another_block_are_left_alone() -> None:
    above = [["产出指标", "数量指标", "场次", "2场"], ["^", "质量指标", "合格率", "95%"]]
    below = [["效益指标", "社会效益", "覆盖率", "95%"]]
    assert levels(above, below) == [
        ["产出指标", "数量指标"],
        ["产出指标", "质量指标"],
        ["效益指标", "社会效益"],
    ]
