"""Questions on a small made-up budget: the answer first, or an honest no."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support_entries import DOC, ENTRIES, OTHER

from kb.encoder import load_encoder
from kb.errors import EntryNotFound
from kb.index import open_index, write_index
from kb.model import Filters, Kind
from kb.query.lexicon import LexiconFiles
from kb.query.parts import Part
from kb.search import Searcher


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("search") / "index"
    # The same line once more, in another table.
    double = replace(ENTRIES[2], id="double", path=("财政拨款支出表",), order=200)
    write_index(folder, (DOC, OTHER), (*ENTRIES, double), load_encoder(None))
    return Searcher(open_index(folder), load_encoder(None), LexiconFiles())


@pytest.mark.parametrize(
    ("question", "entry_id"),
    [
        ("病虫害控制", "row-2130108"),
        ("粮食适度规模经营补贴标准", "indicator-1-1"),
        ("粮食规模经营补贴几个工作日办结", "indicator-1-2"),
        ("多少户农户受益", "indicator-1-3"),
        ("机关运行经费是什么意思", "term"),
        ("2130101", "row-2130101"),
        ("0.1715亿元", "project-1"),
        ("大概1715万的是什么", "project-1"),
        ("1715万左右的项目", "project-1"),
        ("差不多800万的是什么", "project-2"),
        ("市农财【2024】95号 补贴标准", "indicator-1-1"),
        ("住房公基金", "row-2210201"),
        ("zhufang gongjijin", "row-2210201"),
        ("畜禽糞污資源化利用", "project-2"),
        ("housing provident fund", "row-2210201"),
        ("某市教育局 学前教育", "school"),
    ],
)
def test_the_answer_comes_first(searcher: Searcher, question: str, entry_id: str) -> None:
    answer = searcher.search(question)
    assert answer.answerable
    assert answer.hits[0].entry.id == entry_id
    assert answer.hits[0].why


@pytest.mark.parametrize(
    "question", ["今天股票行情", "护照办理流程", "how to cook rice", "2130105",
                 "市农财〔2024〕96号", "88.88万元", "2019年住房公积金"]
)  # fmt: skip
def test_nothing_there_is_said_so(searcher: Searcher, question: str) -> None:
    assert not searcher.search(question).answerable


def test_the_nearest_are_shown_all_the_same(searcher: Searcher) -> None:
    assert searcher.search("病虫害保险理赔电话").hits


@pytest.mark.parametrize(
    "question", ["", "   ", "？！", "的", "\x00", "((((", "a" * 5000, "\ud800"]
)
def test_odd_questions_do_no_harm(searcher: Searcher, question: str) -> None:
    assert not searcher.search(question).answerable


@settings(max_examples=60, deadline=None)
@given(question=st.text(max_size=40))
@example(question="㍿")
def test_any_text_is_a_question(searcher: Searcher, question: str) -> None:
    for hit in searcher.search(question, 3).hits:
        assert 0 <= hit.score <= 1


def test_one_fact_stands_once(searcher: Searcher) -> None:
    ids = [hit.entry.id for hit in searcher.search("病虫害控制").hits]
    assert len({"double", "row-2130108"} & set(ids)) == 1
    unfolded = replace(searcher, without=frozenset({Part.FOLDING}))
    assert {"double", "row-2130108"} <= {h.entry.id for h in unfolded.search("病虫害控制").hits}


def test_filters_limit_hits_and_leave_as_many(searcher: Searcher) -> None:
    answer = searcher.search("补贴标准", 3, Filters(kinds=(Kind.TABLE_ROW,)))
    assert {hit.entry.kind for hit in answer.hits} <= {Kind.TABLE_ROW}
    answer = searcher.search("1715万元", 3, Filters(docs=("school-2024",)))
    assert {hit.entry.doc for hit in answer.hits} <= {"school-2024"}


def test_facets_count_what_was_found(searcher: Searcher) -> None:
    answer = searcher.search("补贴")
    assert {facet.value for facet in answer.kinds} <= {kind.value for kind in Kind}
    assert sum(facet.count for facet in answer.kinds) >= len(answer.hits)


def test_largest_and_sum_with_their_sources(searcher: Searcher) -> None:
    largest = searcher.search("预算最多的两个项目")
    assert [hit.entry.id for hit in largest.hits[:2]] == ["project-1", "project-2"]
    total = searcher.search("项目一共多少钱")
    assert "2593.5" in total.notes[0]
    assert {hit.entry.id for hit in total.hits} == {"project-1", "project-2", "project-3"}
    none = searcher.search("大于9000万的项目")
    assert not none.answerable
    assert none.notes


def test_entries_by_id(searcher: Searcher) -> None:
    assert searcher.entry("term").title == "机关运行经费"
    assert [e.id for e in searcher.children("project-2")] == ["indicator-2-1"]
    assert searcher.documents == (DOC, OTHER)
    with pytest.raises(EntryNotFound):
        searcher.entry("nobody")


@pytest.mark.parametrize("typed", ["病虫", "bingchong", "病虫害控"])
def test_completions(searcher: Searcher, typed: str) -> None:
    assert "病虫害控制" in searcher.suggest(typed)


def test_no_completions_for_nothing(searcher: Searcher) -> None:
    assert searcher.suggest(" ") == ()
    assert searcher.suggest("股票") == ()


def test_many_threads_get_the_same_answers(searcher: Searcher) -> None:
    questions = ["病虫害控制", "住房公基金", "zhufang gongjijin", "1715万元"] * 8
    alone = [searcher.search(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(searcher.search, questions)) == alone


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    write_index(tmp_path, (), (), load_encoder(None))
    searcher = Searcher(open_index(tmp_path), load_encoder(None), LexiconFiles())
    assert not searcher.search("预算").answerable
