"""Checks across tables: one line in several tables, one code by one name, sums of projects."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from kb.checks.ledger import Finding, Line, label, summed, yuan_of
from kb.folding import fold
from kb.model import Amount, Entry, Kind
from kb.money import figure, in_yuan, number_text
from kb.sums import tolerance
from kb.text import compact

__all__ = ["checks_across"]

_PROJECT_SPENDING = re.compile(r"(^|/)项目支出$")
_TOTAL_ROW = re.compile(r"(合计|总计)")
_TOTAL_LEAF = re.compile(r"(合计|小计|总计|金额|预算数)")
_BUDGET = re.compile(r"预算(资金|数|金额|总额)")
# A project list is taken for the whole of 项目支出 only when it has this many.
_FEWEST_PROJECTS = 3
_MOST_WITNESSES = 8
# Two tables have one scope when they share this many lines and nearly all of them agree.
_FEWEST_SHARED, _SAME_SCOPE = 5, 0.9


def checks_across(entries: Sequence[Entry], lines: Sequence[Line]) -> Iterator[Finding]:
    """All checks between tables of one document."""
    yield from _same_line(lines)
    yield from _same_scope(lines)
    yield from _same_name(lines)
    yield from _projects(entries, lines)
    yield from _bought(entries)


def _yuan(line: Line, field: str) -> Decimal | None:
    return in_yuan(Amount("", line.amounts[field], line.entry.unit or ""))


def _comparable(field: str, other: str) -> bool:
    """Columns of two tables that say the same of a line: one name, or totals of it."""
    leaf, beside = (name.rpartition("/")[2] for name in (field, other))
    return leaf == beside or bool(_TOTAL_LEAF.fullmatch(leaf) or _TOTAL_LEAF.fullmatch(beside))


def _same_line(lines: Sequence[Line]) -> Iterator[Finding]:
    """A figure that stands in other tables too. Tables of other scope are no witnesses."""
    groups: dict[tuple[str, Decimal], list[tuple[Line, str]]] = defaultdict(list)
    for line in lines:
        for field in line.amounts:
            yuan = _yuan(line, field)
            if yuan:
                groups[line.code or line.name, yuan].append((line, field))
    for group in groups.values():
        for line, field in group:
            others = [
                other.entry
                for other, column in group
                if other.entry.parent != line.entry.parent and _comparable(field, column)
            ]
            if others:
                yield _agreeing(line, field, others)


def _agreeing(line: Line, field: str, others: Sequence[Entry]) -> Finding:
    value = line.amounts[field]
    places = "、".join(dict.fromkeys(_table(other) for other in others))
    text = f"{label(field)} {number_text(value)} 与 {places} 中的同一项一致"
    numbers = (value, value, tolerance([value]))
    return Finding(
        line.entry, "各表一致", field, True, text, tuple(others[:_MOST_WITNESSES]), numbers
    )


def _table(entry: Entry) -> str:
    return next((p for p in entry.path if p.endswith("表")), entry.path[0] if entry.path else "")


def _same_scope(lines: Sequence[Line]) -> Iterator[Finding]:
    """Lines by code whose figures differ between two tables that otherwise agree."""
    tables: dict[str | None, dict[tuple[str, str], Line]] = defaultdict(dict)
    for line in lines:
        for field in line.amounts if line.code else ():
            tables[line.entry.parent].setdefault((line.code, field.rpartition("/")[2]), line)
    for one, other in combinations(tables.values(), 2):
        shared = [key for key in one if key in other]
        differing = [key for key in shared if _value(one, key) != _value(other, key)]
        agreeing = len(shared) - len(differing)
        if agreeing >= max(_FEWEST_SHARED, _SAME_SCOPE * len(shared)):
            yield from (_differing(other[key], one[key], key[1]) for key in differing)


def _value(table: Mapping[tuple[str, str], Line], key: tuple[str, str]) -> Decimal | None:
    line = table[key]
    return _yuan(line, _column(line, key[1]))


def _column(line: Line, leaf: str) -> str:
    return next(name for name in line.amounts if name.rpartition("/")[2] == leaf)


def _differing(line: Line, other: Line, leaf: str) -> Finding:
    field = _column(line, leaf)
    there = (_yuan(other, _column(other, leaf)) or Decimal(0)) * line.amounts[field]
    own = _yuan(line, field) or Decimal(0)
    value = there / own if own else Decimal(0)
    return summed(line.entry, "各表一致", field, line.amounts[field], [value], [other.entry],
                  what=f"{_table(other.entry)} 中的同一项")  # fmt: skip


def _same_name(lines: Sequence[Line]) -> Iterator[Finding]:
    """A code that most tables call one name and this row another."""
    called: dict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[tuple[str, str], Line] = {}
    for line in lines:
        if line.code and line.entry.ocr is None:
            name = compact(fold(line.entry.title))
            called[line.code][name] += 1
            shown.setdefault((line.code, name), line)
    for code, names in called.items():
        (usual, count), *rest = names.most_common()
        for name, fewer in rest:
            # A name that only goes on is cut off at a page's end, or has a note to it.
            if fewer < count and not (usual.startswith(name) or name.startswith(usual)):
                here, there = shown[code, name], shown[code, usual]
                text = (
                    f"编码 {code} 在这里叫“{here.entry.title}”，"
                    f"在其他 {count} 处叫“{there.entry.title}”"
                )
                yield Finding(here.entry, "同码同名", "", False, text, (there.entry,))


def _projects(entries: Sequence[Entry], lines: Sequence[Line]) -> Iterator[Finding]:
    """The projects add up to 项目支出 of a total row."""
    projects = [e for e in entries if e.kind is Kind.PROJECT and yuan_of(e) is not None]
    totals = [
        (line, name)
        for line in lines
        if _TOTAL_ROW.fullmatch(line.name)
        for name in line.amounts
        if _PROJECT_SPENDING.search(name)
    ]
    if len(projects) < _FEWEST_PROJECTS:
        return
    found = []
    for line, name in totals:
        factor = in_yuan(Amount("", Decimal(1), line.entry.unit or ""))
        if factor:
            values = [(yuan_of(entry) or Decimal(0)) / factor for entry in projects]
            what = f"{len(projects)} 个项目的预算数之和"
            found.append(summed(line.entry, "项目之和", name, line.amounts[name], values,
                                projects, what=what, part_field=""))  # fmt: skip
    # Tables of a narrower scope have another total; only the full one must be met.
    yield from [f for f in found if f.ok] or found[:1]


def _bought(entries: Sequence[Entry]) -> Iterator[Finding]:
    """The budget of a project as the procurement table and its own sheet have it."""
    budgets = {compact(e.title): e for e in entries if e.kind is Kind.PROJECT}
    for entry in entries:
        names = [n for n in entry.fields if _BUDGET.fullmatch(n.rpartition("/")[2])]
        project = next((budgets[t] for t in map(compact, entry.fields.values()) if t in budgets),
                       None)  # fmt: skip
        if entry.kind is not Kind.PROCUREMENT or project is None or len(names) != 1:
            continue
        printed, budget = figure(entry.fields[names[0]]), yuan_of(project)
        factor = in_yuan(Amount("", Decimal(1), entry.unit or ""))
        if printed is not None and budget is not None and factor:
            yield summed(entry, "项目预算", names[0], printed, [budget / factor], [project],
                         what=f"项目“{project.title}”的预算数", part_field="")  # fmt: skip
