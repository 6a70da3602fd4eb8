"""Codes: put together from their parts, looked up, completed, explained where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from support_entries import DOC, ENTRIES, OTHER, entry

from kb.codes import classes_above, code_of
from kb.encoder import load_encoder
from kb.index import open_index, write_index
from kb.model import Filters, Kind
from kb.query.lexicon import LexiconFiles
from kb.search import Searcher

PARTS = entry(
    "parts", Kind.TABLE_ROW, "商贸行政运行", ("支出预算总表",),
    {"项目/编码/类": "201", "项目/编码/款": "13", "项目/编码/项": "01", "合计": "93.89"},
    "合计", unit="万元", order=201,
)  # fmt: skip
_NUMBERED = "市农财〔2024〕7号下达市级防疫补助资金"
_GOALS = ("三、项目绩效目标", f"9、{_NUMBERED}绩效目标表")
NUMBERED = (
    entry("numbered", Kind.PROJECT, _NUMBERED, _GOALS,
          {"项目编码": "1301P00X009K", "项目名称": _NUMBERED, "预算数": "66.00"}, "预算数",
          unit="万元", order=301),
    entry("numbered-content", Kind.INDICATOR, "养殖户满意度", _GOALS,
          {"三级指标": "养殖户满意度", "指标值": "≥81%"}, "指标值", parent="numbered", order=302),
    entry("content", Kind.INDICATOR, "满意度", ("三、项目绩效目标", "8、培训经费绩效目标表"),
          {"三级指标": "满意度", "指标值": "≥95%"}, "指标值", order=300),
)  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("codes") / "index"
    write_index(folder, (DOC, OTHER), (*ENTRIES, PARTS, *NUMBERED), load_encoder(None))
    return Searcher(open_index(folder), load_encoder(None), LexiconFiles())


def test_parts_in_three_columns_are_one_code() -> None:
    assert code_of(PARTS) == "2011301"


def test_a_row_without_a_code_has_none() -> None:
    term = next(each for each in ENTRIES if each.kind is Kind.TERM)
    assert code_of(term) == ""


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("2080101", ["20801", "208"]),
        ("30217", ["302"]),
        ("208", []),
        ("a02010105", ["a02010100", "a02010000", "a02000000"]),
        ("a02010100", ["a02010000", "a02000000"]),
        ("13019025p00", []),
    ],
)
def test_classes_above(code: str, above: list[str]) -> None:
    assert classes_above(code) == above


@pytest.mark.parametrize(
    "typed", ["2011301", "201 13 01", "201-13-01", "２０１１３０１", "201类13款01项"]
)
def test_a_code_in_any_spacing(searcher: Searcher, typed: str) -> None:
    answer = searcher.search(typed)
    assert answer.answerable
    assert answer.hits[0].entry.id == "parts"


def test_an_absent_code_is_explained_and_its_class_shown(searcher: Searcher) -> None:
    answer = searcher.search("2130104")
    assert not answer.answerable
    assert "编码 2130104（支出功能分类的“事业运行”" in answer.notes[0]
    spaced = searcher.search("201 13 08")
    assert not spaced.answerable
    assert [hit.entry.id for hit in spaced.hits] == ["parts"]  # of its class, 201
    near = searcher.search("201130199")
    assert not near.answerable
    assert "“201130199”" in near.notes[0]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("市农财〔2024〕7号", "numbered"),
        ("市农财2024年7号文件 下达多少", "numbered"),
        ("市农财2024-7号 金额", "numbered"),
        ("市农财(2024)7号 满意度", "numbered-content"),
        ("1301P00X009K 满意度", "numbered-content"),
        ("满意度", "content"),
    ],
)
def test_what_a_number_names_is_asked_about(searcher: Searcher, question: str, found: str) -> None:
    assert searcher.search(question).hits[0].entry.id == found


def test_a_code_of_a_part_that_is_not_searched_is_not_there(searcher: Searcher) -> None:
    assert searcher.search("2050201").answerable
    answer = searcher.search("2050201 学前教育", filters=Filters(docs=(DOC.doc,)))
    assert not answer.answerable
    assert answer.notes[0].startswith("所选的范围里没有编码 2050201")


def test_codes_are_completed_with_their_names(searcher: Searcher) -> None:
    assert searcher.suggest("2130") == ("2130101 行政运行", "2130108 病虫害控制")
    assert searcher.suggest("1301p")[:3] == (
        "1301P00X001K 粮食适度规模经营补贴", "1301P00X002K 畜禽粪污资源化利用",
        "1301P00X003K 农产品质量安全检测",
    )  # fmt: skip
    completed = searcher.search(searcher.suggest("2130108")[0])
    assert completed.hits[0].entry.id == "row-2130108"
