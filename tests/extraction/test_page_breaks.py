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
