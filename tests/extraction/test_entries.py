"""Records become entries: ids, parents, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from support_grid import line

from kb.entries import records_to_entries
from kb.model import Box, Entry, Kind
from kb.records.meta import Identity
from kb.records.model import Record

IDENTITY = Identity("某局2025年部门预算", "某局", 2025)
NAME = line("行政运行", x=100)
FIGURE = line("1287.", x=300, top=300)
CODE = line("208010", x=40)


def entries(*records: Record, doc: str = "a") -> Sequence[Entry]:
    return records_to_entries(doc, IDENTITY, records)


def row(title: str = "行政运行", **changes: object) -> Record:
    """A row of one page with a value."""
    made = Record(
        kind=Kind.TABLE_ROW,
        title=title,
        path=("支出表",),
        pages=(1,),
        fields={"科目名称": title, "合计": "1287.48", "其他": ""},
        lines={"科目名称": (NAME,), "合计": (FIGURE,)},
        value_field="合计",
        unit="万元",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def section(title: str, path: tuple[str, ...] = (), children: tuple[Record, ...] = ()) -> Record:
    own = (line(title, top=80),)
    return Record(Kind.SECTION, title, path, (1,), own=own, text=title, children=children)


class TestWhatAnEntrySays:
    def test_a_row(self) -> None:
        (found,) = entries(row())
        assert (found.doc, found.doc_title) == ("a", IDENTITY.title)
        assert (found.department, found.year) == ("某局", 2025)
        assert dict(found.fields) == {"科目名称": "行政运行", "合计": "1287.48", "其他": ""}
        assert (found.value, found.value_field, found.unit) == ("1287.48", "合计", "万元")
        assert found.text == "科目名称：行政运行；合计：1287.48"
        assert set(found.cells) == {"科目名称", "合计"}

    def test_without_a_value_it_names_no_field_of_it(self) -> None:
        (found,) = entries(
            row(fields={"科目名称": "行政运行", "合计": ""}, lines={"科目名称": (NAME,)})
        )
        assert (found.value, found.value_field) == (None, None)

    def test_its_own_text_stands(self) -> None:
        (found,) = entries(section("一、职责"))
        assert found.text == "一、职责"

    def test_they_are_counted_in_reading_order(self) -> None:
        found = entries(section("表", children=(row("甲"), row("乙"))), section("后"))
        assert [entry.order for entry in found] == [0, 1, 2, 3]
        assert [entry.title for entry in found] == ["表", "甲", "乙", "后"]


class TestSources:
    def test_the_value_is_the_source(self) -> None:
        (found,) = entries(row())
        assert found.sources == (FIGURE.box,)

    def test_a_value_on_two_pages_has_two(self) -> None:
        rest = line("48", page=2, x=300, top=80)
        lines = {"科目名称": (NAME,), "合计": (FIGURE, rest)}
        (found,) = entries(row(lines=lines, pages=(1, 2)))
        assert found.sources == (FIGURE.box, rest.box)

    def test_a_page_without_the_value_has_the_rows_part_of_it(self) -> None:
        code, rest = CODE, line("1", page=2, x=40, top=80)
        lines = {"科目编码": (code, rest), "科目名称": (NAME,), "合计": (FIGURE,)}
        (found,) = entries(row(lines=lines, pages=(1, 2)))
        assert found.sources == (FIGURE.box, rest.box)

    def test_without_a_value_it_is_all_that_is_the_entrys_own(self) -> None:
        lines = {"一级指标": (CODE,), "三级指标": (NAME,)}
        made = row(fields={"一级指标": "产出", "三级指标": "甲"}, lines=lines, value_field=None)
        (found,) = entries(made)
        assert found.sources == (Box(1, 40, 300, 140, 310),)
        (shared,) = entries(replace(made, shared=frozenset({"一级指标"})))
        assert shared.sources == (NAME.box,)
        assert set(shared.cells) == {"一级指标", "三级指标"}

    def test_a_heading_is_where_its_words_are(self) -> None:
        (found,) = entries(section("一、职责"))
        assert found.sources == (Box(1, 90, 80, 130, 90),)


class TestIds:
    def test_they_are_the_same_each_time(self) -> None:
        records = (section("表", children=(row("甲"), row("乙"))), row("丙"))
        assert [e.id for e in entries(*records)] == [e.id for e in entries(*records)]

    def test_equal_records_have_ids_of_their_own(self) -> None:
        found = entries(row(), row(), row())
        assert len({entry.id for entry in found}) == 3

    def test_what_comes_after_does_not_change_them(self) -> None:
        before = entries(row("甲"), row("乙"))
        after = entries(row("甲"), row("乙"), row("乙"), row("丙"))
        assert [e.id for e in after][:2] == [e.id for e in before]

    def test_what_is_printed_in_other_cells_does_not_change_them(self) -> None:
        (was,), (now,) = entries(row()), entries(row(fields={"合计": "9.99"}, pages=(2,)))
        assert was.id == now.id

    def test_other_documents_kinds_paths_have_others(self) -> None:
        made = [
            entries(row())[0],
            entries(row(), doc="b")[0],
            entries(row(kind=Kind.PROCUREMENT))[0],
            entries(row(path=("收入表",)))[0],
            entries(row(path=("支出表", "行政运行"), title=""))[0],
        ]
        assert len({entry.id for entry in made}) == len(made)


class TestParents:
    def test_a_row_hangs_on_its_table(self) -> None:
        table, child = entries(section("表", children=(row("甲"),)))
        assert (table.parent, child.parent) == (None, table.id)

    def test_others_hang_on_the_innermost_section_around_them(self) -> None:
        outer, inner, deep, plain = entries(
            section("一"),
            section("（一）", ("一",)),
            row(path=("一", "（一）")),
            row(path=("一", "未列")),
        )
        assert inner.parent == outer.id
        assert deep.parent == inner.id
        assert plain.parent == outer.id

    def test_at_the_top_there_is_none(self) -> None:
        (found,) = entries(row(path=("没有这一节",)))
        assert found.parent is None
