"""Understanding a question: what is named, meant and asked for, without an LLM."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from support_encoder import HashingEncoder
from support_entries import DOC, ENTRIES, OTHER, entry

from kb.folding import fold
from kb.index import Index, open_index, write_index
from kb.model import Kind
from kb.query import Query, understand
from kb.query.asked import asked_sorts
from kb.query.compute import Computation, Task, computation_in
from kb.query.lexicon import LexiconFiles
from kb.query.parts import Part
from kb.sorts import Sort

LEXICON = LexiconFiles()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("query") / "index"
    floods = entry("floods", Kind.TABLE_ROW, "防汛支出", ("支出预算总表",), {"合计": "7"}, "合计")
    write_index(folder, (DOC, OTHER), (*ENTRIES, floods), HashingEncoder())
    return open_index(folder)


def _understood(question: str, index: Index, without: frozenset[Part] = frozenset()) -> Query:
    return understand(question, index, LEXICON.current(), HashingEncoder(), without)


def _wordings(query: Query) -> set[str]:
    return {e.text for concept in query.concepts for e in concept.expressions}


@pytest.mark.parametrize(
    ("question", "how", "found"),
    [
        ("2130101", "编码", 1),
        ("科目编码2130102的预算", "编码", 0),
        ("A05049900 多少钱", "编码", 1),
        ("市农财[2024]95号", "文号", 2),
        ("市农财〔2024〕96号", "文号", 0),
        ("1715万元", "金额", 1),
        ("45", "金额", 1),
        ("77.77万元", "金额", 0),
    ],
)
def test_what_is_named_is_looked_up_as_it_is(
    index: Index, question: str, how: str, found: int
) -> None:
    (named,) = _understood(question, index).named
    assert (named.how, len(named.rows)) == (how, found)


@pytest.mark.parametrize(
    "question", ["2025年预算", "budget 2025", "前5个项目有哪些", "3 号楼", "5 个工作日"]
)
def test_counts_and_years_are_not_codes(index: Index, question: str) -> None:
    assert _understood(question, index).named == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bingchonghai kongzhi", "病虫害控制"),
        ("zhufanggongjijin", "住房公积金"),
        ("zfgjj", "住房公积金"),
        ("住房公基金", "住房公积金"),
        ("病虫害空制", "病虫害控制"),
        ("防讯支出", "防汛支出"),
        ("農產品質量安全檢測", "农产品质量安全检测"),
    ],
)
def test_other_ways_of_writing(index: Index, typed: str, meant: str) -> None:
    query = _understood(typed, index)
    assert query.meant == meant
    assert (fold(typed) == meant) or meant in {reading.meant for reading in query.readings}


@pytest.mark.parametrize("typed", ["走住房公积金", "住房公积金占", "的病虫害控制还有"])
def test_words_beside_a_name_are_no_typos(index: Index, typed: str) -> None:
    assert not [reading for reading in _understood(typed, index).readings if reading.how == "错字"]


def test_a_correction_is_only_to_words_of_the_index(index: Index) -> None:
    assert _understood("股票行情", index).meant == "股票行情"
    assert _understood("股票行情", index).readings == ()


def test_everyday_words_bring_the_official_ones(index: Index) -> None:
    assert "行政运行" not in _wordings(_understood("公积金", index))
    assert "住房公积金" in _wordings(_understood("公积金", index))
    without = _understood("公积金", index, frozenset({Part.SYNONYMS}))
    assert "住房公积金" not in _wordings(without)


def test_english(index: Index) -> None:
    assert "住房公积金" in _wordings(_understood("housing provident fund", index))
    assert not _wordings(_understood("cook rice", index)) & {term.title for term in ENTRIES}


def test_words_of_asking_are_no_concepts(index: Index) -> None:
    said = {concept.said for concept in _understood("请问病虫害控制一共多少钱啊", index).concepts}
    assert not said & {"请问", "多少", "钱", "啊"}


def test_an_operators_line_works_without_a_rebuild(index: Index, tmp_path: Path) -> None:
    own = tmp_path / "synonyms.tsv"
    files = LexiconFiles(own)
    before = understand("打虫子", index, files.current(), HashingEncoder())
    assert "病虫害" not in _wordings(before)
    own.write_text("# 本县说法\n打虫子\t病虫害|病虫害控制\n", encoding="utf-8")
    after = understand("打虫子", index, files.current(), HashingEncoder())
    assert "病虫害" in _wordings(after)
    time.sleep(0.02)
    own.write_text("打虫子\t病虫害\t错的权重\n只有一栏\n", encoding="utf-8")
    assert "病虫害" in _wordings(understand("打虫子", index, files.current(), HashingEncoder()))


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("机关运行经费是什么", Sort.MEANING),
        ("办下来要多久", Sort.TIME),
        ("多少户能享受", Sort.HOUSEHOLDS),
        ("一亩地补多少钱", Sort.RATE),
        ("改造了几家养殖场", Sort.FIRMS),
        ("预算是多少钱", Sort.MONEY),
        ("依据什么文件", Sort.BASIS),
        ("干部调动归谁管", Sort.DUTY),
        ("为什么比上年增加", Sort.REASON),
        ("招聘会在哪个馆办", Sort.PLACE),
        ("要什么材料", Sort.PROCEDURE),
    ],
)
def test_kinds_of_answers(question: str, sort: Sort) -> None:
    assert asked_sorts(question) & sort


def test_naming_a_thing_asks_for_no_kind() -> None:
    assert asked_sorts("病虫害控制") == Sort(0)


_WAN = Decimal(10_000)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("预算最多的五个项目", Computation(Task.LARGEST, "", "项目", 5)),
        ("哪个项目预算最少", Computation(Task.SMALLEST, "", "项目", 5)),
        ("大于500万的项目",
         Computation(Task.RANGE, "", "项目", 10, "", 500 * _WAN, None, strict=True)),
        ("100万到300万之间的项目",
         Computation(Task.RANGE, "", "项目", 10, "", 100 * _WAN, 300 * _WAN)),
        ("5万元以下的采购", Computation(Task.RANGE, "", "采购", 10, "", None, 5 * _WAN)),
        ("补贴类项目一共多少钱", Computation(Task.SUM, "补贴", "项目", 10)),
        ("不超过30万元的项目", Computation(Task.RANGE, "", "项目", 10, "", None, 30 * _WAN)),
        ("不少于30万元的项目", Computation(Task.RANGE, "", "项目", 10, "", 30 * _WAN, None)),
        ("不高于10万的项目", Computation(Task.RANGE, "", "项目", 10, "", None, 10 * _WAN)),
        ("不低于10万的项目", Computation(Task.RANGE, "", "项目", 10, "", 10 * _WAN, None)),
        ("金额最小的项目", Computation(Task.SMALLEST, "", "项目", 5)),
        ("预算排前三的项目", Computation(Task.LARGEST, "", "项目", 3)),
        ("超过1000万的项目有几个",
         Computation(Task.RANGE, "", "项目", 10, "", 1000 * _WAN, None, strict=True)),
        ("办公费比印刷费多多少",
         Computation(Task.PAIR, "", "", 2, pair=("办公费", "印刷费"))),
        ("中央和省级就业补助资金哪个多",
         Computation(Task.PAIR, "", "", 2, pair=("中央就业补助资金", "省级就业补助资金"))),
        ("有多少个项目", Computation(Task.COUNT, "", "项目", 10)),
        ("预算前十", Computation(Task.LARGEST, "", "项目", 10)),
        ("2个最小的采购", Computation(Task.SMALLEST, "", "采购", 2)),
        ("100万到300万之间",
         Computation(Task.RANGE, "", "项目", 10, "", 100 * _WAN, 300 * _WAN)),
        ("top 3 projects by budget", Computation(Task.LARGEST, "", "项目", 3)),
        ("projects over 5 million",
         Computation(Task.RANGE, "", "项目", 10, "", 500 * _WAN, None, strict=True)),
        ("哪个项目最花钱", Computation(Task.LARGEST, "", "项目", 5)),
        ("采购加一块儿多少钱", Computation(Task.SUM, "", "采购", 10)),
        ("工资福利支出下面哪一项最多", Computation(Task.LARGEST, "工资福利支出", "", 5)),
        ("中央就业补助比省级多多少",
         Computation(Task.PAIR, "", "", 2, pair=("中央就业补助", "省级就业补助"))),
    ],
)  # fmt: skip
def test_comparisons_and_sums(question: str, asked: Computation) -> None:
    assert computation_in(fold(question)) == asked


@pytest.mark.parametrize(
    "question",
    [
        "补贴最高能发到多少",
        "最多补多少钱",
        "最晚哪天办结",
        "住房公积金",
        "项目支出是多少",
        "500万元",
        "前一年预算多少",
        "提前3天办结",
    ],
)
def test_limits_that_are_printed_are_not_computed(question: str) -> None:
    assert computation_in(fold(question)) is None


def test_the_shipped_lexicon_is_well_formed() -> None:
    folder = Path(__file__).parent.parent / "kb" / "lexicon"
    for name, columns in (("synonyms.tsv", 4), ("english.tsv", 2)):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            cells = line.split("\t")
            assert len(cells) == columns, line
            assert all(cell.strip() for cell in cells), line
            assert cells[0] not in cells[1].split("|") or len(cells[1].split("|")) > 1, line
            if columns == 4:
                assert 0 < float(cells[2]) <= 1, line
