"""Comparisons and sums over made-up tables: which lines count, and what is printed already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support_entries import DOC, OTHER, entry

from kb.encoder import load_encoder
from kb.index import open_index, write_index
from kb.model import Answer, DocumentInfo, Entry, Kind
from kb.query.lexicon import LexiconFiles
from kb.search import Searcher

_ECONOMIC, _FUNCTIONS = "一般公共预算基本支出表", "部门支出总表"
_TAXES, _BUYING = "一般公共预算收入执行情况表", "政府采购预算表"


def _row(
    title: str,
    value: str,
    path: tuple[str, ...],
    *,
    kind: Kind = Kind.TABLE_ROW,
    project: str = "",
    info: DocumentInfo = DOC,
) -> Entry:
    number = next(_NUMBERS)
    fields = {"名称": title, "合计": value} | ({"项目支出": project} if project else {})
    return entry(f"line-{number}", kind, title, path, fields, "合计", info=info, unit="万元",
                 parent=path[0], order=number)  # fmt: skip


def _table(title: str) -> Entry:
    return entry(title, Kind.SECTION, title, (), {}, order=next(_NUMBERS), text=title)


_NUMBERS = iter(range(1, 1000))
_OTHER_TABLE = "另一张表"
_WAGES, _FAMILIES = "工资福利支出", "对个人和家庭的补助"
ROWS = (
    *(_table(title) for title in (_ECONOMIC, _FUNCTIONS, _TAXES, _BUYING, _OTHER_TABLE)),
    _row("合计", "500.00", (_ECONOMIC,)),
    _row(_WAGES, "450.00", (_ECONOMIC,)),
    _row("基本工资", "200.00", (_ECONOMIC, _WAGES)),
    _row("绩效工资", "250.00", (_ECONOMIC, _WAGES)),
    _row(_FAMILIES, "50.00", (_ECONOMIC,)),
    _row("奖励金", "1.50", (_ECONOMIC, _FAMILIES)),
    _row("退休费", "48.50", (_ECONOMIC, _FAMILIES)),
    # The same rows once more, in a table that says less.
    _row(_WAGES, "450.00", (_OTHER_TABLE,)),
    _row("基本工资", "200.00", (_OTHER_TABLE, _WAGES)),
    _row("绩效工资", "250.00", (_OTHER_TABLE, _WAGES)),
    _row("合计", "900.00", (_FUNCTIONS,), project="400.00"),
    _row("农林水支出", "800.00", (_FUNCTIONS,), project="390.00"),
    _row("病虫害控制", "700.00", (_FUNCTIONS, "农林水支出"), project="390.00"),
    _row("住房保障支出", "100.00", (_FUNCTIONS,), project="10.00"),
    _row("住房公积金", "100.00", (_FUNCTIONS, "住房保障支出"), project="10.00"),
    _row("一、税收收入", "300.00", (_TAXES,)),
    _row("增值税", "180.00", (_TAXES, "一、税收收入")),
    _row("契税", "120.00", (_TAXES, "一、税收收入")),
    _row("二、非税收入", "999.00", (_TAXES,)),
    # 款 and 项 of one name.
    _row("其他支出", "30.00", (_FUNCTIONS,), project="7.00"),
    _row("其他支出", "30.00", (_FUNCTIONS, "其他支出"), project="7.00"),
    _row("综合计划编制", "3.00", (_FUNCTIONS, "其他支出", "其他支出"), project="3.00"),
    _row("合计", "31.25", (_BUYING,), kind=Kind.PROCUREMENT),
    _row("本级小计", "20.25", (_BUYING,), kind=Kind.PROCUREMENT),
    _row("办公椅", "20.25", (_BUYING, "本级"), kind=Kind.PROCUREMENT),
    _row("种子站小计", "11.00", (_BUYING,), kind=Kind.PROCUREMENT),
    _row("打印机", "6.00", (_BUYING, "种子站"), kind=Kind.PROCUREMENT),
    _row("显微镜", "5.00", (_BUYING, "种子站"), kind=Kind.PROCUREMENT),
    _row("黑板", "77.00", (_BUYING,), kind=Kind.PROCUREMENT, info=OTHER),
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("computing") / "index"
    documents = (replace(DOC, entries=len(ROWS) - 1), replace(OTHER, entries=1))
    write_index(folder, documents, ROWS, load_encoder(None))
    return Searcher(open_index(folder), load_encoder(None), LexiconFiles())


def _lines(answer: Answer) -> list[tuple[str, str | None]]:
    return [(hit.entry.title, hit.entry.value) for hit in answer.hits]


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("工资福利支出下面哪一项最多", [("绩效工资", "250.00"), ("基本工资", "200.00")]),
        ("对个人和家庭的补助里哪项最少", [("奖励金", "1.50"), ("退休费", "48.50")]),
        ("哪个税收入最多", [("增值税", "180.00"), ("契税", "120.00")]),
        ("哪一类支出最多",
         [("农林水支出", "800.00"), ("住房保障支出", "100.00"), ("其他支出", "30.00")]),
        # The cell of the column named, of rows that have no other row under them.
        ("项目支出最多的科目",
         [("病虫害控制", "390.00"), ("住房公积金", "10.00"), ("综合计划编制", "3.00")]),
        ("农业农村局哪个单位采购最多", [("本级小计", "20.25"), ("种子站小计", "11.00")]),
        ("下属单位里谁的采购最多", [("种子站小计", "11.00")]),
    ],
)  # fmt: skip
def test_the_lines_that_are_compared(
    searcher: Searcher, question: str, lines: list[tuple[str, str | None]]
) -> None:
    assert _lines(searcher.search(question)) == lines


def test_a_printed_total_comes_before_the_lines_that_make_it(searcher: Searcher) -> None:
    answer = searcher.search("农业农村局采购一共多少钱")
    assert _lines(answer) == [
        ("合计", "31.25"), ("办公椅", "20.25"), ("打印机", "6.00"), ("显微镜", "5.00"),
    ]  # fmt: skip
    assert "31.25 万元 = 20.25 + 6 + 5；和第 1 页印着的“合计”相同" in answer.notes[0]


def test_a_subtotal_is_printed_too(searcher: Searcher) -> None:
    answer = searcher.search("种子站采购一共几万")
    assert _lines(answer)[0] == ("种子站小计", "11.00")


def test_all_purchases_are_counted(searcher: Searcher) -> None:
    assert "采购共 3 个" in searcher.search("农业农村局本部门有多少个采购项目").notes[0]


def test_two_limits_at_once(searcher: Searcher) -> None:
    answer = searcher.search("农业农村局6万以上20万以下的采购")
    assert _lines(answer) == [("打印机", "6.00")]


def test_things_of_two_documents_are_not_compared(searcher: Searcher) -> None:
    assert "比" not in "".join(searcher.search("黑板和打印机哪个多").notes)


def test_each_document_has_its_own_sum(searcher: Searcher) -> None:
    notes = searcher.search("采购一共多少钱").notes
    assert [note.split("：")[0] for note in notes] == ["某市教育局", "某市农业农村局"]


def test_limits_are_kept_as_they_are_worded(searcher: Searcher) -> None:
    over = searcher.search("农业农村局采购超过6万的有哪些")
    assert _lines(over) == [("办公椅", "20.25")]
    assert "多于 6 万元" in over.notes[0]
    assert ("打印机", "6.00") in _lines(searcher.search("农业农村局6万以上的采购"))


def test_a_reading_of_what_is_compared_can_be_undone(searcher: Searcher) -> None:
    question = "基本工姿和绩效工资哪个多"
    answer = searcher.search(question)
    said = next(r.said for r in answer.readings if "工姿" in r.said)
    again = searcher.search(question, literally=frozenset({said}))
    assert said not in [reading.said for reading in again.readings]
