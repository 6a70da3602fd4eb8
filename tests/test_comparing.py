"""Two things side by side, and the cell of a row that is asked for in other words."""

from __future__ import annotations

from pathlib import Path

import pytest
from support_entries import DOC, OTHER, entry

from kb.encoder import load_encoder
from kb.index import open_index, write_index
from kb.model import Entry, Kind
from kb.query.lexicon import LexiconFiles
from kb.search import Searcher

_ECONOMIC, _TURNOUT, _BUYING = (
    "一般公共预算基本支出表",
    "一般公共预算支出执行情况表",
    "政府采购预算表",
)
_PERFORMANCE, _CARS = "项目绩效目标表", "“三公”经费支出表"
_RISE = "2025年执行数比2024年决算数增减%"


def _row(number: int, title: str, path: tuple[str, ...], fields: dict[str, str]) -> Entry:
    return entry(f"row-{number}", Kind.TABLE_ROW, title, path, {"名称": title, **fields},
                 next(iter(fields)), unit="万元", parent=path[0], order=number)  # fmt: skip


def _project(number: int, title: str, money: str, office: str) -> Entry:
    fields = {"项目名称": title, "主管部门": office, "资金用途": f"用于{title}", "预算数": money}
    return entry(f"project-{number}", Kind.PROJECT, title, (_PERFORMANCE,), fields, "预算数",
                 unit="万元", order=number)  # fmt: skip


def _bought(number: int, title: str, money: str) -> Entry:
    return entry(f"bought-{number}", Kind.PROCUREMENT, title, (_BUYING,),
                 {"采购物品": title, "数量": "3", "合计": money}, "合计", unit="万元",
                 parent=_BUYING, order=number)  # fmt: skip


ROWS = (
    *(
        entry(title, Kind.SECTION, title, (), {}, order=number, text=title)
        for number, title in enumerate((_ECONOMIC, _TURNOUT, _BUYING, _CARS))
    ),
    _row(10, "合计", (_ECONOMIC,), {"合计": "500.00", "人员经费": "450.00", "公用经费": "50.00"}),
    _row(11, "办公费", (_ECONOMIC,), {"合计": "40.00"}),
    _row(12, "印刷费", (_ECONOMIC,), {"合计": "10.00"}),
    _row(13, "抗旱经费", (_ECONOMIC,), {"合计": "0"}),
    _row(20, "公安", (_TURNOUT,), {"2025年执行数": "90", "2024年决算数": "60", _RISE: "50.0"}),
    _row(21, "其他公安支出", (_TURNOUT, "公安"), {"2025年执行数": "7", "2024年决算数": "9"}),
    _row(22, "学前教育", (_TURNOUT,), {"2025年执行数": "30", "2024年决算数": "24", _RISE: "25.0"}),
    _row(30, "公务用车小计", (_CARS, "“三公”经费"), {"小计": "60.00"}),
    _row(31, "公务用车购置费", (_CARS, "“三公”经费", "公务用车"), {"小计": "20.00"}),
    _row(32, "公务接待费", (_CARS, "“三公”经费"), {"小计": "30.00"}),
    _bought(40, "其他印刷服务", "2.50"),
    _bought(41, "其他印刷服务", "1.50"),
    _bought(42, "打印机", "6.00"),
    _project(50, "义务教育学位补贴", "310.70", "某市教育局"),
    _project(51, "幼儿园补助", "281.00", "某市教育局"),
    _project(52, "与教育局合办的科普馆", "900.00", "某市科学技术协会"),
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("comparing") / "index"
    write_index(folder, (DOC, OTHER), ROWS, load_encoder(None))
    return Searcher(open_index(folder), load_encoder(None), LexiconFiles())


@pytest.mark.parametrize(
    ("question", "note"),
    [
        # Columns of the total, though rows are named alike.
        ("人员经费和公用经费哪个多", "人员经费 450.00 比 公用经费 50.00 多 400 万元。"),
        ("人员经费和公用经费一共多少",
         "人员经费 450.00 + 公用经费 50.00 = 500 万元"),
        ("办公费和印刷费一共多少钱", "办公费 40.00 + 印刷费 10.00 = 50 万元"),
        ("办公费占人员经费多少", "办公费 40.00 占 人员经费 450.00 的 8.89%（四舍五入）。"),
        ("学前教育2025年比2024年多多少",
         "2025年执行数 30 比 2024年决算数 24 多 6 万元。"),
        ("其他印刷服务一共多少钱",
         "名为“其他印刷服务”的条目共 2 个，按“金额”合计 4 万元 = 2.5 + 1.5。"),
        ("三百来万的项目",
         "“预算数”在 270 万元到 330 万元之间的项目共 2 个，合计 591.7 万元，从大到小列出。"),
        ("上百万的项目", "“预算数”不少于 100 万元的项目共 3 个，合计 1491.7 万元，从大到小列出。"),
        # Of the office that has them, not of what mentions it.
        ("教育局项目一共多少钱",
         "与“教育局”有关的项目共 2 个，按“预算数”合计 591.7 万元 = 310.7 + 281。"),
    ],
)  # fmt: skip
def test_what_two_things_come_to(searcher: Searcher, question: str, note: str) -> None:
    answer = searcher.search(question)
    assert answer.answerable
    assert answer.notes[0].startswith(note)


def test_a_share_of_nothing_is_none(searcher: Searcher) -> None:
    assert not any("占" in note for note in searcher.search("办公费占抗旱经费多少").notes)


def test_what_has_parts_is_compared_by_its_subtotal(searcher: Searcher) -> None:
    hits = searcher.search("三公经费里哪一项最多").hits
    assert [hit.entry.value for hit in hits] == ["60.00", "30.00"]


def test_limits_that_nothing_meets(searcher: Searcher) -> None:
    answer = searcher.search("四百来万的项目")
    assert (answer.answerable, answer.notes) == (False, ("没有符合条件的项目。",))


@pytest.mark.parametrize(
    ("question", "column", "value", "unit"),
    [
        ("义务教育学位补贴归谁管", "主管部门", "某市教育局", None),
        ("义务教育学位补贴干什么用", "资金用途", "用于义务教育学位补贴", None),
        ("学前教育增长百分之几", _RISE, "25.0", "%"),
        ("学前教育2024年花了多少", "2024年决算数", "24", "万元"),
        ("打印机买几台", "数量", "3", None),
        ("打印机多少钱", "合计", "6.00", "万元"),
    ],
)
def test_the_column_asked_for(
    searcher: Searcher, question: str, column: str, value: str, unit: str | None
) -> None:
    entry = searcher.search(question).hits[0].entry
    assert (entry.value_field, entry.value, entry.unit) == (column, value, unit)


def test_the_rest_of_a_thing_is_not_the_thing(searcher: Searcher) -> None:
    assert searcher.search("公安支出").hits[0].entry.title == "公安"
    assert searcher.search("其他公安支出").hits[0].entry.title == "其他公安支出"


def test_the_same_figure_is_that_of_the_cell_shown(searcher: Searcher) -> None:
    hit = searcher.search("学前教育增长百分之几").hits[0]
    assert hit.same == ()
