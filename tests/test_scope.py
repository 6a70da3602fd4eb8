"""What a question limits itself to: documents by their names, years, kinds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support_entries import DOC, ENTRIES, OTHER

from kb.encoder import load_encoder
from kb.index import Index, open_index, write_index
from kb.model import DocumentInfo, Kind
from kb.query.lexicon import LexiconFiles
from kb.query.names import name_of, organisations_in, places_in
from kb.query.scope import Scope, scope_of
from kb.search import Searcher

PLACES = LexiconFiles().current().places
FARM = replace(
    DOC, doc="farm", title="保定市农业农村局2025年部门预算", department="保定市农业农村局"
)
SCHOOL = replace(
    OTHER, doc="school", title="江苏省教育委员会2024年部门预算", department="江苏省教育委员会"
)
_DOCS = {"farm-2025": FARM, "school-2024": SCHOOL}
DATED = tuple(
    replace(e, doc=_DOCS[e.doc].doc, doc_title=_DOCS[e.doc].title,
            department=_DOCS[e.doc].department)
    for e in ENTRIES
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("scope") / "index"
    documents = (replace(FARM, entries=9), replace(SCHOOL, entries=1))
    write_index(folder, documents, DATED, load_encoder(None))
    return open_index(folder)


def _scope(question: str, index: Index, *literally: str) -> Scope:
    return scope_of(question, index, PLACES, frozenset(literally))


@pytest.mark.parametrize(
    ("question", "doc"),
    [
        ("保定病虫害控制", "farm"),
        ("保定市农业农村局病虫害控制多少钱", "farm"),
        ("病虫害控制 农业农村局", "farm"),
        ("江苏教委学前教育", "school"),
        ("省教育委员会学前教育", "school"),
        ("baoding 病虫害", "farm"),
        ("jiangsu province preschool", "school"),
        ("baodingbingchonghai", "farm"),
    ],
)
def test_a_name_chooses_its_documents(index: Index, question: str, doc: str) -> None:
    scope = _scope(question, index)
    assert scope.filters.docs == (doc,)
    assert [reading.how for reading in scope.readings] == ["文件"]
    assert not scope.absent


def test_a_place_is_taken_out_of_the_question(index: Index) -> None:
    assert _scope("保定市病虫害控制", index).rest == "病虫害控制"


def test_the_whole_name_of_a_document_is_taken_out(index: Index) -> None:
    scope = _scope("保定市农业农村局 病虫害控制", index)
    assert (scope.rest, scope.names) == ("病虫害控制", ())
    assert _scope("农业农村局病虫害控制", index).names == ("农业农村局",)


def test_a_name_is_known_by_its_sound(index: Index) -> None:
    scope = _scope("江苏教育伟员会学前教育", index)
    assert (scope.filters.docs, scope.absent) == (("school",), ())


def test_taken_literally_it_limits_nothing(index: Index) -> None:
    assert _scope("保定病虫害", index, "保定").filters.docs == ()


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("北京病虫害控制", "北京"),
        ("石家庄市公安局的项目支出", "石家庄市"),
        ("保定市公安局的项目支出", "保定市公安局"),
        ("2019年住房公积金", "2019年"),
        ("裕华区病虫害控制", "裕华区"),
        ("徐汇区公务接待费", "徐汇区"),
        ("正定县农民补贴", "正定县"),
    ],
)
def test_what_no_document_is_about_is_absent(index: Index, question: str, absent: str) -> None:
    assert absent in _scope(question, index).absent


@pytest.mark.parametrize(
    "question",
    [
        "保定住房补贴怎么办",
        "保定住房补贴在哪办",
        "保定公务接待费全部",
        "保定内部审计费",
        "新增就业2000人",
        "租赁面积2000平方米",
        "jian she jing fei",
        "从北京回来的人有没有住房补贴",
        "裕华区人能不能领住房补贴",
        "城区的病虫害控制",
        "保定养老院有多少床位",
        "保定读民办高中的补贴",
        "外省市人员住房补贴",
        "民族自治州住房补贴",
    ],
)
def test_nothing_is_absent_that_is_no_name(index: Index, question: str) -> None:
    scope = _scope(question, index)
    assert scope.absent == ()
    assert scope.needed == ()


@pytest.mark.parametrize("question", ["重大理论", "病虫害控制", "项目支出", "社会保险", "支出合计"])
def test_ordinary_words_are_no_names(index: Index, question: str) -> None:
    assert _scope(question, index) == Scope(question)


def test_a_year_limits_where_documents_are_of_several(index: Index) -> None:
    scope = _scope("2024年学前教育", index)
    assert scope.filters.years == (2024,)
    allowed = scope.allowed(index)
    assert allowed is not None
    assert {e.doc for row, e in enumerate(index.entries) if allowed[row]} >= {"school"}
    assert not allowed[[e.id for e in index.entries].index("row-2130101")]


def test_a_kind_limits_when_something_is_asked_besides(index: Index) -> None:
    assert _scope("办公用品采购清单", index).filters.kinds == (Kind.PROCUREMENT,)
    assert _scope("绩效指标", index).filters.kinds == ()


def test_a_question_about_one_place_is_not_answered_from_another(index: Index) -> None:
    searcher = Searcher(index, load_encoder(None), LexiconFiles())
    answer = searcher.search("江苏病虫害控制")
    assert {hit.entry.doc for hit in answer.hits} <= {"school"}
    assert not answer.answerable
    assert searcher.search("保定病虫害控制").hits[0].entry.id == "row-2130108"
    assert not searcher.search("北京病虫害控制").answerable
    assert searcher.search("北京病虫害控制").notes


def test_undone_the_whole_index_is_searched(index: Index) -> None:
    searcher = Searcher(index, load_encoder(None), LexiconFiles())
    answer = searcher.search("江苏病虫害控制", literally=frozenset({"江苏"}))
    assert answer.hits[0].entry.id == "row-2130108"


def _named(title: str, department: str | None, file: str = "a.pdf") -> DocumentInfo:
    return DocumentInfo("a", title, file, "0" * 64, 1, department=department)


def test_names_of_a_document() -> None:
    name = name_of(_named("2017年部门预算", "江苏省人大常委会办公厅"), PLACES)
    assert name.places == {"江苏"}
    assert name.organisation == "人大常委会办公厅"
    assert name_of(_named("预算", None, "D2_nanchang_2025.pdf"), PLACES).places == {"南昌"}
    zone = name_of(_named("预算", "石家庄高新技术产业开发区组织部"), PLACES)
    assert {"石家庄", "高新区"} <= zone.places


@pytest.mark.parametrize("said", ["人大", "省人大办公厅", "人大常委会", "江苏人大常委会办公厅"])
def test_short_names_of_an_organisation(said: str) -> None:
    assert organisations_in(said, "人大常委会办公厅") or places_in(said, PLACES)


@pytest.mark.parametrize("said", ["办公厅", "常委", "会议费", "办公", "大会"])
def test_parts_that_are_no_names(said: str) -> None:
    assert not organisations_in(said, "人大常委会办公厅")
