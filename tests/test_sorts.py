"""What kinds of answer an entry can be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support_entries import entry

from kb.model import Kind
from kb.sorts import Sort, sorts_of

ROW = entry("row", Kind.TABLE_ROW, "教育支出", ("支出预算表",), {"预算数": "30"}, "预算数",
            unit="万元")  # fmt: skip


@pytest.mark.parametrize(
    ("title", "path", "past"),
    [
        ("某市2025年部门预算", ("支出预算表",), False),
        ("某市2025年财政决算", ("支出表",), True),
        ("某市2025年国民经济和社会发展统计公报", ("一、综合",), True),
        ("某市2025年预算执行情况和2026年预算草案的报告", ("一、2025年预算执行情况",), True),
        ("某市2025年预算执行情况和2026年预算草案的报告", ("二、2026年预算草案",), False),
    ],
)
def test_what_has_been_is_told_from_what_is_planned(
    title: str, path: tuple[str, ...], past: bool
) -> None:
    spent = replace(ROW, doc_title=title, path=path, value_field="金额", fields={"金额": "30"})
    assert bool(sorts_of(spent) & Sort.PAST) == past


def test_a_plan_in_a_report_is_a_plan() -> None:
    report = replace(ROW, doc_title="某市2025年预算执行情况表", path=("支出执行情况表",))
    assert not sorts_of(report) & Sort.PAST
    done = replace(report, value_field="执行数", fields={"执行数": "30"})
    assert sorts_of(done) & Sort.PAST
