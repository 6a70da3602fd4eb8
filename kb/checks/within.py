"""Checks within one table: children against parents, columns against totals, sides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kb.checks.ledger import Finding, Line, agree
from kb.model import Kind
from kb.money import number_text

__all__ = ["checks_within"]

# A rule accuses a row only when it holds for this share of the rows it applies to.
_CONFIRMED = 0.6
_TOTAL_ROW = re.compile(r"(合计|总计|支出合计|收入合计|资产总额|总额)")
_TOTAL_LEAF = re.compile(r"(合计|小计|总计)")
_PART_ONLY = re.compile(r"其中")
_SUBTOTAL = re.compile(r"(.+)小计")
_ITEM = re.compile(r"\d{1,2}、")


def checks_within(lines: Sequence[Line]) -> Iterator[Finding]:
    """All checks of the rows of one table."""
    yield from _confirmed(_children(lines))
    yield from _confirmed(_columns(lines))
    yield from _confirmed(_subtotals(lines))
    yield from (f for f in _items(lines) if f.ok)
    yield from _sides(lines)


def _confirmed(findings: Iterable[Finding]) -> list[Finding]:
    """Findings of one rule: all when it mostly holds, else only those that agree."""
    found = list(findings)
    holds = sum(finding.ok for finding in found)
    return found if holds >= _CONFIRMED * len(found) else [f for f in found if f.ok]


def _finding(rule: str, line: Line, field: str, parts: Sequence[Line], what: str) -> Finding:
    printed = line.amounts.get(field, Decimal(0))
    values = [part.amounts.get(field, Decimal(0)) for part in parts]
    computed = sum(values, Decimal(0))
    ok = agree(printed, values)
    sign = "=" if ok else "≠"
    text = (
        f"{field} {number_text(printed)} {sign} {what} {len(parts)} 行之和 {number_text(computed)}"
    )
    entries = tuple(part.entry for part in parts)
    return Finding(line.entry, rule, field, printed, computed, entries, ok, text)


def _children(lines: Sequence[Line]) -> Iterator[Finding]:
    """项 -> 款 -> 类 -> 合计, in every column."""
    coded = [line for line in lines if line.code]
    children: dict[str, list[Line]] = defaultdict(list)
    codes = {line.code for line in coded}
    for line in coded:
        above = (line.code[:end] for end in (5, 3) if end < len(line.code))
        children[next((code for code in above if code in codes), "")].append(line)
    totals = [x for x in lines if not x.code and coded and _TOTAL_ROW.fullmatch(x.name)]
    for line in (*coded, *totals):
        parts = children.get(line.code, [])
        for field in _fields((line, *parts)) if parts else ():
            yield _finding("下级之和", line, field, parts, "下级")


def _fields(lines: Iterable[Line]) -> list[str]:
    return list(dict.fromkeys(field for line in lines for field in line.amounts))


def _subtotals(lines: Sequence[Line]) -> Iterator[Finding]:
    """Procurement: rows to the subtotal of their unit, subtotals to the total."""
    if not any(line.entry.kind is Kind.PROCUREMENT for line in lines):
        return
    groups: dict[str, list[Line]] = defaultdict(list)
    subtotals: dict[str, Line] = {}
    items: list[Line] = []
    for line in lines:
        match = _SUBTOTAL.fullmatch(line.name)
        if match:
            subtotals[match.group(1)] = line
        elif not _TOTAL_ROW.fullmatch(line.name):
            items.append(line)
    for item in items:
        groups[next((name for name in subtotals if name in item.entry.path), "")].append(item)
    for name, line in subtotals.items():
        for field in line.amounts:
            yield _finding("小计", line, field, groups.get(name, []), "各项")
    for line in lines:
        if _TOTAL_ROW.fullmatch(line.name) and subtotals:
            for field in line.amounts:
                yield _finding("合计", line, field, list(subtotals.values()), "各小计")


def _items(lines: Sequence[Line]) -> Iterator[Finding]:
    """A total over items numbered 1、 2、 3、 with no codes."""
    items = [line for line in lines if _ITEM.match(line.name)]
    for line in lines:
        if len(items) >= 2 and _TOTAL_ROW.search(line.name) and line not in items:
            for field in line.amounts:
                yield _finding("各项之和", line, field, items, "各项")


def _columns(lines: Sequence[Line]) -> Iterator[Finding]:
    """A total column against the columns it sums, row by row."""
    names = list(dict.fromkeys(name for line in lines for name in line.entry.fields))
    amounts = set(_fields(lines))
    for total, parts in _total_columns(names, amounts):
        for line in lines:
            values = [line.amounts[part] for part in parts if part in line.amounts]
            printed = line.amounts.get(total)
            if printed is None or not values:
                continue
            ok = agree(printed, values)
            sums = " + ".join(number_text(value) for value in values)
            text = f"{total} {number_text(printed)} {'=' if ok else '≠'} {sums}"
            computed = sum(values, Decimal(0))
            yield Finding(line.entry, "各栏之和", total, printed, computed, (), ok, text)


def _total_columns(names: Sequence[str], amounts: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Each total column with the columns beside it, groups by their own total."""
    for total in names:
        prefix, _, leaf = total.rpartition("/")
        if total not in amounts or not _TOTAL_LEAF.fullmatch(leaf):
            continue
        parts = []
        for name in names[names.index(total) + 1 :]:
            inside, _, last = name.rpartition("/")
            if inside == prefix or (_TOTAL_LEAF.fullmatch(last) and _up(inside) == prefix):
                parts.append(name)
        if len(parts) >= 2 and not any(_PART_ONLY.search(part) for part in parts):
            yield total, [part for part in parts if part in amounts]


def _up(path: str) -> str:
    return path.rpartition("/")[0]


def _sides(lines: Sequence[Line]) -> Iterator[Finding]:
    """收入总计 = 支出总计."""
    income = next((line for line in lines if line.name == "收入总计"), None)
    spent = next((line for line in lines if line.name == "支出总计"), None)
    if income is None or spent is None or not income.entry.value_field:
        return
    printed = income.amounts.get(income.entry.value_field)
    computed = spent.amounts.get(spent.entry.value_field or "")
    if printed is None or computed is None:
        return
    ok = agree(printed, [computed])
    text = f"收入总计 {number_text(printed)} {'=' if ok else '≠'} 支出总计 {number_text(computed)}"
    for line, other in ((income, spent), (spent, income)):
        field = line.entry.value_field or ""
        yield Finding(line.entry, "收支相等", field, printed, computed, (other.entry,), ok, text)
