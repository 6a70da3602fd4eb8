"""The page through Streamlit's AppTest: what visitors see in every state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from support_ui import (
    DATA,
    HOSTILE,
    PROJECT,
    RENT,
    FakeSettings,
    fake_searcher,
    hostile_entry,
)

from kb.errors import IndexMismatch, IndexMissing, KbError
from kb.model import DocumentInfo, Problem, Reading
from kb.ui import library
from kb.ui.library import Library
from kb.ui.seams import SearcherLike, SettingsLike

ROOT = Path(__file__).parent.parent
QUESTION = "房租补贴所使用资金"


def serve(searcher: SearcherLike | KbError, data: Path = DATA) -> Library:
    def opened(_: SettingsLike) -> SearcherLike:
        if isinstance(searcher, KbError):
            raise searcher
        return searcher

    return library.configure(FakeSettings(data, Path("no-index")), opened)


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    serve(fake_searcher(hostile_entry()))
    yield
    serve(fake_searcher())


def app(**params: str | list[str]) -> AppTest:
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def content(test: AppTest) -> str:
    assert not test.exception
    return str(test.get("html")[-1].proto.body)


def test_the_front_page_has_the_search_box_and_questions_that_answer() -> None:
    test = app()
    assert test.text_input[0].value == ""
    shown = content(test)
    assert "可以这样问" in shown
    assert "已收录 1 份文件，96 页" in shown
    for sample in library.shared().samples():
        assert library.shared().searcher().search(sample).answerable
        assert sample in shown


def test_a_question_typed_is_answered_and_stands_in_the_address() -> None:
    test = app()
    test.text_input[0].set_value(QUESTION).run()
    assert test.query_params["q"] == QUESTION
    shown = content(test)
    assert "<b>1250</b>/人/季度" in shown
    assert "<b>500</b>/人/季度" in shown
    assert "#page=85" in shown
    assert "#page=86" in shown
    assert 'class="masthead"' in test.get("html")[0].proto.body, "no longer the front page"
    assert "最相符" in shown


def test_the_button_submits() -> None:
    test = app()
    test.text_input[0].set_value(QUESTION)
    test.button[0].click().run()
    assert "最相符" in content(test)


def test_a_shared_link_shows_the_same_answer() -> None:
    test = app(q=QUESTION)
    assert test.text_input[0].value == QUESTION
    assert "最相符" in content(test)


def test_the_search_box_follows_the_address() -> None:
    test = app(q=QUESTION)
    test.query_params["q"] = "人才绿卡专项费用"
    test.run()
    assert test.text_input[0].value == "人才绿卡专项费用"
    assert "1715.00" in content(test)


def test_a_new_question_drops_the_old_filters() -> None:
    test = app(q=QUESTION, kind=["indicator"])
    test.text_input[0].set_value("人才绿卡专项费用").run()
    assert "kind" not in test.query_params


def test_filters_of_the_address_apply() -> None:
    shown = content(app(q="人才绿卡", kind=["project"]))
    assert 'aria-current="true"' in shown
    assert "清除筛选" in shown
    assert '<span class="chip">绩效指标</span>' not in shown


def test_a_reading_is_undone_by_the_address_and_forgotten_with_a_new_question() -> None:
    searcher = fake_searcher()
    searcher.readings = (Reading("绿卡", "人才绿卡", "同义"),)
    serve(searcher)
    assert "改按原词“绿卡”查找" in content(app(q="绿卡费用"))
    test = app(q="绿卡费用", **{"as": ["绿卡"]})
    assert "改按原词“绿卡”查找" not in content(test)
    assert "恢复对“绿卡”的理解" in content(test)
    test.text_input[0].set_value("人才绿卡").run()
    assert "as" not in test.query_params


def test_nothing_found_is_said() -> None:
    shown = content(app(q="火星登陆计划的指标"))
    assert "本文件中未找到" in shown
    assert "最接近的条目" in shown


def test_an_entry_page_by_link() -> None:
    shown = content(app(id=PROJECT))
    assert "<h1>人才绿卡专项费用</h1>" in shown
    assert "全部绩效指标（6）" in shown
    assert "返回查找结果" not in shown


def test_an_entry_page_leads_back_to_its_search() -> None:
    test = app(id=RENT, q=QUESTION)
    assert "返回查找结果" in content(test)
    test.button[0].click().run()
    assert "id" not in test.query_params
    assert "最相符" in content(test)


def test_an_entry_that_is_not_there() -> None:
    assert "没有这个条目" in content(app(id="none"))


def test_all_checks_are_a_page_of_their_own() -> None:
    shown = content(app(view="checks"))
    assert "<h1>数字核对</h1>" in shown
    assert "核对一致" in shown


def test_the_documents_with_their_problems() -> None:
    searcher = fake_searcher()
    info = searcher.documents[0].to_json() | {
        "problems": [],
        "unread_pages": [7],
        "coverage": 0.9987,
    }
    problem = Problem("a.pdf", 7, "这一页没有文字层", "请换用可复制文字的 PDF")
    searcher.documents = (DocumentInfo(**{**info, "unread_pages": (7,), "problems": (problem,)}),)
    serve(searcher)
    shown = content(app(view="documents"))
    assert "99.87%" in shown
    assert "a.pdf 第 7 页：这一页没有文字层。请换用可复制文字的 PDF" in shown


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (IndexMissing("index 里没有索引。"), "还没有索引"),
        (IndexMismatch("索引是另一个模型建的。"), "索引需要重建"),
    ],
)
def test_without_a_fitting_index_the_page_says_what_to_run(error: KbError, title: str) -> None:
    serve(error)
    shown = content(app(q=QUESTION))
    assert title in shown
    assert str(error) in shown
    assert "<code>kb build</code>" in shown


def test_other_errors_are_told_without_a_trace() -> None:
    serve(KbError("模型文件损坏。"))
    assert "模型文件损坏。" in content(app(q=QUESTION))


def test_a_pdf_that_is_gone_is_told(tmp_path: Path) -> None:
    serve(fake_searcher(), data=tmp_path)
    shown = content(app(q=QUESTION))
    assert "原 PDF 不在数据文件夹中" in shown
    assert "files/" not in shown


def test_the_boxes_of_one_pdf_are_never_lit_on_another(tmp_path: Path) -> None:
    file = fake_searcher().documents[0].file
    (tmp_path / file).write_bytes((DATA / file).read_bytes())
    serve(fake_searcher(), data=tmp_path)
    assert "pictures/row.png" in content(app(q=QUESTION))
    (tmp_path / file).write_bytes(b"%PDF-1.7 next year's")
    shown = content(app(q=QUESTION))
    assert "已换成别的文件" in shown
    assert "pictures/" not in shown


def test_text_of_a_document_that_is_markup_is_shown_as_text() -> None:
    for test in (app(q="恶意"), app(id="hostile"), app(q=HOSTILE)):
        for element in test.get("html"):
            assert "<script" not in element.proto.body
            assert "<img src=x" not in element.proto.body
        assert "&lt;script&gt;" in content(test)
        assert len(test.markdown) == 0


def test_the_index_is_opened_once_and_again_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "RECHECK_SECONDS", 0.0)
    opened: list[int] = []

    def opener(_: SettingsLike) -> SearcherLike:
        opened.append(1)
        if len(opened) == 1:
            raise IndexMissing("还没有。")
        return fake_searcher()

    shelf = Library(FakeSettings(DATA, tmp_path), opener)
    shelf.prewarm().join()
    with pytest.raises(IndexMissing):
        shelf.searcher()
    (tmp_path / "CURRENT").write_text("1")
    assert shelf.searcher() is shelf.searcher()
    assert len(opened) == 2
