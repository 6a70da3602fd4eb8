"""Every figure has an outcome: agrees, disagrees, or nothing to check it with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support_rows import entry, rows

from kb.checks import Outcome, check_entries, outcome, unchecked
from kb.model import Entry, Kind


def paragraph(text: str) -> Entry:
    return entry(1, Kind.PARAGRAPH, "段", {}, text=text)


def indicator(value: str) -> Entry:
    return entry(1, Kind.INDICATOR, "指标", {"指标值": value}, "指标值")


ROW = rows(("甲", "5.00", "3"), heads=("名称", "合计", "数量"))[0]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (ROW, Outcome.UNCHECKED),
        (rows(("甲", ""), heads=("名称", "合计"))[0], None),
        (paragraph("机关运行经费59.75万元。"), Outcome.UNCHECKED),
        (paragraph("结案率：90%"), Outcome.UNCHECKED),
        (paragraph("2025年度工作计划，石财社〔2024〕95号，2025.1.1-2025.12.31"), None),
        (paragraph("（一）贯彻方针政策。"), None),
        (indicator("≥95%"), Outcome.UNCHECKED),
        (indicator("及时发放"), None),
        (indicator("2025 年 12月前完成"), None),
        (entry(1, Kind.TERM, "词", {"解释": "占 5%"}), None),
    ],
)
def test_having_no_figure_is_not_having_nothing_to_check_it_with(
    of: Entry, expected: Outcome | None
) -> None:
    assert outcome(of) is expected


def test_the_worst_check_decides() -> None:
    good, bad = {"ok": True, "field": "合计"}, {"ok": False, "field": "合计"}
    assert outcome(replace(ROW, checks=(good,))) is Outcome.AGREES
    assert outcome(replace(ROW, checks=(good, bad))) is Outcome.DISAGREES


def test_columns_that_no_check_speaks_of() -> None:
    lines = rows(
        ("甲", "5.00", "2.00", "3.00", "7.77"),
        heads=("名称", "经费/合计", "经费/基本", "经费/项目", "另列"),
    )
    (checked,) = check_entries(lines)
    assert checked.checks
    assert "另列" in unchecked(checked)
    assert "经费/合计" not in unchecked(checked)


def test_an_entry_with_nothing_to_check_is_stored_as_it_is() -> None:
    (checked,) = check_entries([ROW])
    assert checked is ROW
