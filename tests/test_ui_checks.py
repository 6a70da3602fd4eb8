"""The outcome of an entry in the app: badge, explanation, links to the cells compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support_ui import HOSTILE, PROJECT, RENT, RUNNING, entry_read, fake_searcher

from kb.model import Entry, Problem
from kb.ui import checks_page
from kb.ui.check_views import badge, checks_block
from kb.ui.checks import MOST_WITNESSES, checks_of
from kb.ui.places import Place

FIND = fake_searcher().entry


def check(ok: bool, **more: Any) -> dict[str, Any]:
    said = {"rule": "下级之和", "text": "合计 3 = 下级 2 行之和：1 + 2", "tolerance": "0.01"}
    return {"ok": ok, **said, "with": [], **more}


def checked(*checks: dict[str, Any], entry_id: str = RUNNING) -> Entry:
    return replace(entry_read(entry_id), checks=checks)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (checked(check(True)), "核对一致"),
        (checked(check(True), check(False)), "不一致"),
        (checked(), "无可核对"),
    ],
)
def test_the_badge_says_the_outcome_in_words(entry: Entry, words: str) -> None:
    shown = badge(entry)
    assert shown is not None
    assert words in shown
    assert 'aria-hidden="true"' in shown  # the sign beside the words is not read out


def test_an_entry_without_a_figure_has_no_badge() -> None:
    bare = replace(entry_read(RENT), value="及时发放", checks=())
    assert badge(bare) is None
    assert checks_block(bare, (), "h3", Place()) is None


def test_each_check_names_its_rule_tolerance_and_witnesses() -> None:
    entry = checked(check(False, **{"with": [PROJECT, "gone", RENT]}))
    shown = str(checks_block(entry, checks_of(entry, FIND), "h3", Place(question="问")))
    assert "数字核对：1 处不一致" in shown
    assert "下级之和：" in shown
    assert "允许尾差 0.01" in shown
    assert f'href="{Place(question="问", entry_id=PROJECT).href}"'.replace("&", "&amp;") in shown
    assert "第 85 页 人才绿卡专项费用" in shown
    assert "等 3 处" in shown


def test_of_a_long_sum_only_the_first_are_named() -> None:
    entry = checked(check(True, **{"with": [RENT] * 37}))
    (found,) = checks_of(entry, FIND)
    assert len(found.witnesses) == MOST_WITNESSES
    assert found.more == 37 - MOST_WITNESSES


def test_agreements_are_folded_and_disagreements_are_not() -> None:
    entry = checked(check(True), check(False, text="甲 ≠ 乙"))
    shown = str(checks_block(entry, checks_of(entry, FIND), "h3", Place()))
    assert shown.index("甲 ≠ 乙") < shown.index("<details>")
    assert "与哪里一致（1）" in shown


def test_nothing_to_compare_with_is_said() -> None:
    shown = str(checks_block(checked(), (), "h3", Place()))
    assert "数字核对：无可核对" in shown


def test_the_page_lists_problems_and_every_figure_by_outcome() -> None:
    searcher = fake_searcher()
    problem = Problem("a.pdf", 7, "这页没有文字", "请换一份")
    documents = [replace(searcher.documents[0], problems=(problem,))]
    entries = [checked(check(False, text="甲 ≠ 乙")), replace(checked(check(True)), id="x"),
               replace(checked(), id="y")]  # fmt: skip
    shown = str(checks_page.checks_page(documents, entries, Place(view="checks")))
    assert "核对一致 1 条，不一致 1 条，无可核对 1 条" in shown
    assert "没有读到（1）" in shown
    assert "a.pdf 第 7 页：这页没有文字。请换一份" in shown
    assert "下级之和：甲 ≠ 乙" in shown
    assert shown.count("<details open>") == 1
    assert Place(entry_id="x").href in shown.replace("view=checks&amp;", "")


def test_what_a_document_says_is_never_markup() -> None:
    entry = replace(checked(check(False, text=HOSTILE)), title=HOSTILE)
    documents = fake_searcher().documents
    for shown in (
        str(checks_page.checks_page(documents, [entry], Place())),
        str(checks_block(entry, checks_of(entry, FIND), "h3", Place())),
    ):
        assert "<script>" not in shown
        assert "<img" not in shown
