"""Checks across tables: one line in several tables, projects against 项目支出, indicators."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kb.checks.ledger import Finding, Line, agree
from kb.model import Amount, Entry, Kind
from kb.money import amounts_in, figure, in_yuan, number_text

__all__ = ["checks_across", "yuan_of"]

_BUDGET_LIMIT = re.compile(r"(预算|成本|资金).{0,4}控制数|(支出|资金)(金额|总额)")
_MUST_MEET = re.compile(r"预算.{0,4}控制数")
_PROJECT_SPENDING = re.compile(r"(^|/)项目支出$")
_TOTAL_ROW = re.compile(r"(合计|总计)")
# A project list is taken for the whole of 项目支出 only when it has this many.
_FEWEST_PROJECTS = 3
_MOST_WITNESSES = 8


def checks_across(entries: Sequence[Entry], lines: Sequence[Line]) -> Iterator[Finding]:
    """All checks between tables of one document."""
    yield from _same_line(lines)
    yield from _projects(entries, lines)
    yield from _limits(entries)


def yuan_of(entry: Entry) -> Decimal | None:
    """The value of an entry in 元, None when it is no amount of money."""
    value = figure(entry.value or "")
    return None if value is None else in_yuan(Amount(entry.value or "", value, entry.unit or ""))


def _same_line(lines: Sequence[Line]) -> Iterator[Finding]:
    """A line whose value stands in other tables too. Tables of other scope are no witnesses."""
    groups: dict[tuple[str, Decimal], list[Line]] = defaultdict(list)
    for line in lines:
        value = yuan_of(line.entry)
        if value:
            groups[line.code or line.name, value].append(line)
    for group in groups.values():
        for line in group:
            others = [x.entry for x in group if x.entry.parent != line.entry.parent]
            if others:
                value = figure(line.entry.value or "") or Decimal(0)
                places = "、".join(dict.fromkeys(_table(other) for other in others))
                text = f"{number_text(value)} 与 {places} 中的同一项一致"
                witnesses = tuple(others[:_MOST_WITNESSES])
                field = line.entry.value_field or ""
                yield Finding(line.entry, "各表一致", field, value, value, witnesses, True, text)


def _table(entry: Entry) -> str:
    return next((p for p in entry.path if p.endswith("表")), entry.path[0] if entry.path else "")


def _projects(entries: Sequence[Entry], lines: Sequence[Line]) -> Iterator[Finding]:
    """The projects add up to 项目支出 of a total row."""
    projects = [e for e in entries if e.kind is Kind.PROJECT and yuan_of(e) is not None]
    totals = [
        (line, name, value)
        for line in lines
        if _TOTAL_ROW.fullmatch(line.name)
        for name, value in line.amounts.items()
        if _PROJECT_SPENDING.search(name)
    ]
    if len(projects) < _FEWEST_PROJECTS or not totals:
        return
    values = [yuan_of(entry) or Decimal(0) for entry in projects]
    found = []
    for line, name, value in totals:
        printed = in_yuan(Amount("", value, line.entry.unit or ""))
        if printed is not None:
            ok = agree(printed / 10000, [v / 10000 for v in values])
            found.append(_project_finding(line, name, value, printed, values, projects, ok))
    # Tables of a narrower scope have another total; only the full one must be met.
    yield from [f for f in found if f.ok] or found[:1]


def _project_finding(
    line: Line,
    name: str,
    value: Decimal,
    printed: Decimal,
    values: Sequence[Decimal],
    projects: Sequence[Entry],
    ok: bool,
) -> Finding:
    computed = sum(values, Decimal(0)) * value / printed if printed else Decimal(0)
    sign = "=" if ok else "≠"
    text = f"{name} {number_text(value)} {sign} {len(projects)} 个项目之和 {number_text(computed)}"
    return Finding(line.entry, "项目之和", name, value, computed, tuple(projects), ok, text)


def _limits(entries: Sequence[Entry]) -> Iterator[Finding]:
    """A cost indicator that names the project's budget, against that budget."""
    projects = {entry.id: entry for entry in entries if entry.kind is Kind.PROJECT}
    for entry in entries:
        project = projects.get(entry.parent or "") if entry.kind is Kind.INDICATOR else None
        if project is None or not _BUDGET_LIMIT.search(entry.title):
            continue
        budget = yuan_of(project)
        limits = [y for a in amounts_in(entry.value or "") if (y := in_yuan(a)) is not None]
        if budget is None or len(limits) != 1:
            continue
        ok = agree(budget / 10000, [limits[0] / 10000])
        if not ok and not _MUST_MEET.search(entry.title):
            continue
        sign = "=" if ok else "≠"
        shown = f"{number_text(limits[0] / 10000)} 万元"
        text = f"{entry.title} {shown} {sign} 项目预算数 {number_text(budget / 10000)} 万元"
        field = entry.value_field or ""
        yield Finding(entry, "预算数", field, limits[0], budget, (project,), ok, text)
