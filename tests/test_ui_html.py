"""Markup is escaped by construction, and marking words keeps the text."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from kb.ui.html import Html, el, join
from kb.ui.marks import marked, numbers_emphasised, telling_part


def text_of(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def test_text_is_escaped_and_markup_is_not() -> None:
    assert el("p", "<b>&", el("i", '"')) == "<p>&lt;b&gt;&amp;<i>&quot;</i></p>"


def test_attributes_are_escaped_and_false_ones_left_out() -> None:
    shown = el("a", href='"><script>', class_="x", data_nav=True, title=None, hidden=False)
    assert shown == '<a href="&quot;&gt;&lt;script&gt;" class="x" data-nav></a>'


def test_void_elements_have_no_end_tag() -> None:
    assert el("img", src="a.png", alt="") == '<img src="a.png" alt="">'


def test_lists_are_joined_and_none_is_left_out() -> None:
    assert join("a", None, [el("b", "1"), "<"]) == "a<b>1</b>&lt;"
    assert isinstance(join(), Html)


@given(st.text())
def test_any_text_survives_as_text(text: str) -> None:
    shown = el("p", text)
    assert text_of(shown) == text
    assert shown.count("<") == 2


@given(st.text(), st.lists(st.text(max_size=6), max_size=4))
def test_marking_keeps_the_text_and_escapes_it(text: str, words: list[str]) -> None:
    shown = marked(text, words)
    assert text_of(shown) == text
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<mark>", "</mark>"}


def test_marking_ignores_width_case_and_blanks() -> None:
    assert marked("人才 绿卡ＡＢ", ["人才绿卡", "ab"]) == "<mark>人才 绿卡ＡＢ</mark>"


def test_the_longest_word_is_marked() -> None:
    assert marked("公务接待费", ["公务", "公务接待费"]) == "<mark>公务接待费</mark>"


def test_words_are_not_patterns() -> None:
    assert marked("a.b", ["."]) == "a<mark>.</mark>b"


def test_numbers_stand_out_in_a_wordy_value() -> None:
    shown = numbers_emphasised("人员 1250/人/季度, 其他 500/人, ≥90% <")
    assert shown.count("<b>") == 3
    assert "<b>≥90%</b> &lt;" in shown


def test_of_a_long_text_the_part_that_matched_is_shown() -> None:
    text = "一是夯实基础，安排资金2156万元。二是新建停车泊位3880个。三是绿化。"
    assert telling_part(text, ["停车"], 12) == "……二是新建停车泊位3880……"
    assert telling_part(text, ["没有的词"], 12) == "一是夯实基础，安排资金2……"
    assert telling_part(text, [], 100) == text
