"""What the checks find in THE document: its sums agree, and what is wrong in it is named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kb.checks import Outcome, check_entries, outcome
from kb.checks.ledger import figures_of_row
from kb.model import Entry, Kind
from kb.read import ReadResult

# Each was looked at on the printed page: (page, rule, a word of the explanation).
WRONG_IN_PRINT = [
    (5, "同码同名", "劳动关系的维权"),
    (23, "编号连续", "缺 1 个编号"),
    (34, "同名目标", "95% 与前文同名目标 100% 不同"),
    (66, "指标方向", "≤90%"),
    (67, "资金级次", "省级负担"),
    (70, "缺数字", "%"),
    (77, "单价与预算", "198 元"),
    (81, "单价与预算", "550 元"),
    (87, "指标与目标", "少 1 场"),
    (89, "单价与预算", "500.5 元"),
]


def checks(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, Mapping[str, Any]]]:
    return ((entry, check) for entry in entries for check in entry.checks)


def test_what_disagrees_is_what_is_wrong_in_print(the_document: ReadResult) -> None:
    failed = [
        (e.pages[0], c["rule"], c["text"]) for e, c in checks(the_document.entries) if not c["ok"]
    ]
    assert [(page, rule) for page, rule, _ in failed] == [(p, r) for p, r, _ in WRONG_IN_PRINT]
    for (*_, text), (*_, word) in zip(failed, WRONG_IN_PRINT, strict=True):
        assert word in text


@pytest.mark.parametrize("figure", ["15776.79", "11601.61"])
def test_the_totals_agree_wherever_they_stand(the_document: ReadResult, figure: str) -> None:
    """In every column of every row, and in every paragraph."""
    places = 0
    for entry in the_document.entries:
        checked = {(c["field"], c["printed"]) for c in entry.checks if c["ok"]}
        for name, text in figures_of_row(entry).items():
            if text == Decimal(figure):
                places += 1
                assert (name, figure) in checked, (entry.title, name)
        if entry.kind is Kind.PARAGRAPH and figure in entry.text:
            places += 1
            assert ("", figure) in checked, entry.title
    assert places == {"15776.79": 15, "11601.61": 2}[figure]


def test_every_figure_of_a_budget_table_has_been_checked(the_document: ReadResult) -> None:
    """But for what stands in one place only; and nothing there was computed by the reader."""
    rows = [e for e in the_document.entries if e.kind in (Kind.TABLE_ROW, Kind.PROCUREMENT)]
    assert Counter(outcome(row) for row in rows if row.value)[Outcome.UNCHECKED] == 2
    projects = [e for e in the_document.entries if e.kind is Kind.PROJECT]
    for project in projects:
        assert {"项目之和", "资金来源", "支出进度"} <= {c["rule"] for c in project.checks}


def test_every_rule_has_found_something(the_document: ReadResult) -> None:
    held: dict[str, int] = defaultdict(int)
    for _, check in checks(the_document.entries):
        held[check["rule"]] += check["ok"]
    assert {name for name, count in held.items() if count} >= {
        "下级之和", "各栏之和", "收支相等", "各表一致", "项目之和", "项目预算", "成本与预算",
        "小计", "合计", "数量乘单价", "文表一致", "文中之和", "资金来源", "支出进度", "同名目标",
    }  # fmt: skip


def test_the_change_against_last_year_is_the_sum_of_its_parts(the_document: ReadResult) -> None:
    texts = [c["text"] for _, c in checks(the_document.entries) if c["rule"] == "文中之和"]
    assert "4587.08万元 = 13.46万元 + 4573.62万元" in texts
    assert any(text.startswith("15776.79万元 = 4175.18万元 + 11601.61万元") for text in texts)


def test_witnesses_are_entries_of_the_document(the_document: ReadResult) -> None:
    ids = {entry.id for entry in the_document.entries}
    for entry, check in checks(the_document.entries):
        assert set(check["with"]) <= ids
        assert entry.id not in check["with"]
        assert check["text"]


@pytest.mark.parametrize("title", ["行政运行", "办公费", "其他就业补助支出"])
def test_a_figure_changed_in_one_table_is_noticed(the_document: ReadResult, title: str) -> None:
    bare = [replace(entry, checks=()) for entry in the_document.entries]
    place = next(i for i, e in enumerate(bare) if e.title == title and e.value_field)
    entry = bare[place]
    value = str(Decimal(entry.value or "") + 1)
    fields = {**entry.fields, entry.value_field or "": value}
    bare[place] = replace(entry, fields=fields, value=value)
    failed = {(e.id, c["rule"]) for e, c in checks(check_entries(bare)) if not c["ok"]}
    before = {(e.id, c["rule"]) for e, c in checks(the_document.entries) if not c["ok"]}
    assert failed > before
