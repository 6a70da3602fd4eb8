"""What stands around an answer, and the cell of a row that was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support_entries import DOC, ENTRIES, OTHER

from kb.encoder import load_encoder
from kb.index import open_index, write_index
from kb.model import Kind
from kb.neighbours import facts_of, others_of
from kb.query.lexicon import LexiconFiles
from kb.query.typos import wordings_like
from kb.search import Searcher

_BY_ID = {entry.id: entry for entry in ENTRIES}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("neighbours") / "index"
    row = replace(_BY_ID["row-2130108"], id="again", title="三、病虫害控制", path=("收支表",))
    standard = replace(
        _BY_ID["indicator-1-1"], id="other-standard", parent="project-3", value="90 元/亩/年",
        fields={**_BY_ID["indicator-1-1"].fields, "指标值": "90 元/亩/年"}, order=35,
    )  # fmt: skip
    write_index(folder, (DOC, OTHER), (*ENTRIES, row, standard), load_encoder(None))
    return Searcher(open_index(folder), load_encoder(None), LexiconFiles())


def test_the_same_line_of_another_table_stands_under_the_best(searcher: Searcher) -> None:
    best = searcher.search("病虫害控制").hits[0]
    assert {best.entry.id, *(entry.id for entry in best.same)} == {"row-2130108", "again"}


def test_other_projects_answers_stand_beside_the_best(searcher: Searcher) -> None:
    best = searcher.search("补贴标准每亩多少").hits[0]
    assert {best.entry.value, *(entry.value for entry in best.others)} == {
        "120 元/亩/年",
        "90 元/亩/年",
    }


def test_related_questions_are_of_the_same_project(searcher: Searcher) -> None:
    related = searcher.search("粮食规模经营补贴 审核时限").related
    assert any("受益农户" in question for question in related)


def test_wordings_that_may_have_been_meant(searcher: Searcher) -> None:
    index = searcher.index
    assert "住房公积金" in wordings_like("住房公鸡金", index.lexical, index.terms)
    assert wordings_like("住房公积金", index.lexical, index.terms) == ()
    assert searcher.search("病虫害控制").instead == ()


@pytest.mark.parametrize(
    ("question", "column", "value"),
    [
        ("病虫害控制 项目支出", "项目支出", "320.00"),
        ("行政运行基本支出", "基本支出", "1287.48"),
        ("行政运行", "合计", "1287.48"),
        ("行政运行项目支出", "合计", "1287.48"),  # that cell is empty
    ],
)
def test_the_cell_asked_for_is_shown(
    searcher: Searcher, question: str, column: str, value: str
) -> None:
    entry = searcher.search(question).hits[0].entry
    assert (entry.value_field, entry.value) == (column, value)
    assert entry.sources == entry.cells[column]


def test_facts_keep_the_order_of_the_best() -> None:
    rows = [(0, _BY_ID["row-2130101"]), (1, _BY_ID["term"]), (2, _BY_ID["row-2130101"])]
    assert [(fact.place, len(fact.same)) for fact in facts_of(rows, "什么")] == [
        (0, 1),
        (1, 0),
    ]


def test_prose_has_no_other_answers() -> None:
    prose = _BY_ID["paragraph"]
    assert prose.kind is Kind.PARAGRAPH
    assert others_of(prose, ENTRIES) == ()
