"""Folding: what counts as the same text when searching."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.folding import fold, fold_tight, han_runs


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("醫療保險參保率", "医疗保险参保率"),
        ("項 目", "项目"),
        ("石财社〔2024〕95 号", "石财社(2024)95号"),
        ("石财社［2024］95号", "石财社(2024)95号"),
        ("石财社【2024】95号", "石财社(2024)95号"),
        ("rent  Subsidy", "rent subsidy"),
        ("教育⽀出", "教育支出"),
        ("二○二五年", "2025年"),
        ("二零二四年度决算数", "2024年度决算数"),
        ("一九九八年", "1998年"),
        ("二三十年", "二三十年"),
        ("“三公”经费", '"三公"经费'),
        ("", ""),
    ],
)
def test_writings_of_one_thing_fold_together(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="人才绿卡专项费用补贴标准0123456789AaBb. ，"))
def test_width_does_not_matter(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert fold(wide) == fold(text)


def test_tight_has_no_blank() -> None:
    assert fold_tight("Rent 补 贴 A b") == "rent补贴ab"


def test_runs() -> None:
    assert han_runs(fold("rencai 绿卡补贴 butie2025年")) == ["绿卡补贴", "年"]
