"""Codes: put together from their parts, looked up, completed, explained where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from support_entries import DOC, ENTRIES, OTHER, entry

from kb.codes import classes_above, code_of
from kb.encoder import load_encoder
from kb.index import open_index, write_index
from kb.model import Kind
from kb.query.lexicon import LexiconFiles
from kb.search import Searcher

PARTS = entry(
    "parts", Kind.TABLE_ROW, "商贸行政运行", ("支出预算总表",),
    {"项目/编码/类": "201", "项目/编码/款": "13", "项目/编码/项": "01", "合计": "93.89"},
    "合计", unit="万元", order=201,
)  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("codes") / "index"
    write_index(folder, (DOC, OTHER), (*ENTRIES, PARTS), load_encoder(None))
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


@pytest.mark.parametrize("typed", ["2011301", "201 13 01", "201-13-01", "２０１１３０１"])
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


def test_codes_are_completed_with_their_names(searcher: Searcher) -> None:
    assert searcher.suggest("2130") == ("2130101 行政运行", "2130108 病虫害控制")
    assert searcher.suggest("1301p") == (
        "1301P00X001K 粮食适度规模经营补贴", "1301P00X002K 畜禽粪污资源化利用",
        "1301P00X003K 农产品质量安全检测",
    )  # fmt: skip
    completed = searcher.search(searcher.suggest("2130108")[0])
    assert completed.hits[0].entry.id == "row-2130108"
