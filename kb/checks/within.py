"""Checks within one table: children against parents, subtotals, income against expenditure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kb.checks.columns import checks_of_columns
from kb.checks.ledger import Finding, Line, confirmed, label, summed
from kb.checks.order import checks_of_order
from kb.checks.tree import TOTAL_ROW, Family, families, fields_of, inferred
from kb.model import Kind

__all__ = ["checks_within"]

# A rule accuses a row only when it holds for this share of the sums it applies to in the
# table, and for this many: before that the structure itself is in doubt, not the figure.
# Codes say the structure by themselves, so for them fewer will do.
_CONFIRMED, _FEWEST = 0.75, 3
_CODED, _FEWEST_CODED = 0.5, 1
_SUBTOTAL = re.compile(r"(.+)小计")
_ENDS = (("收入总计", "支出总计"), ("收入合计", "支出合计"), ("总收入", "总支出"))


def checks_within(lines: Sequence[Line]) -> Iterator[Finding]:
    """All checks of the rows of one table."""
    bought = any(line.entry.kind is Kind.PROCUREMENT for line in lines)
    sides: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        sides[line.side].append(line)
    for side in sides.values():
        yield from _sums_of_rows(side, bought)
        yield from checks_of_order(side)
    yield from checks_of_columns(lines)
    yield from _ends_meet(lines)


def _sums_of_rows(lines: Sequence[Line], bought: bool) -> Iterator[Finding]:
    """The printed structure's sums; where they fail, those of any other reading that holds.

    A row whose figures are a sum in one reading and not in another has been checked by the
    first: the second was no reading of it.
    """
    found = confirmed(list(_subtotals(lines)), _CONFIRMED, _FEWEST) if bought else []
    found = found or _settled(families(lines))
    held = {(f.entry.id, f.field) for f in found if f.ok}
    for finding in (f for family in inferred(lines) for f in _of_family(family)):
        if finding.ok and (finding.entry.id, finding.field) not in held:
            held.add((finding.entry.id, finding.field))
            found.append(finding)
    yield from (f for f in found if f.ok or (f.entry.id, f.field) not in held)


def _settled(families_: Sequence[Family]) -> list[Finding]:
    """The sums of a table's families, those in doubt left out.

    A family is certain with most of its table, or when another of its columns adds up.
    """
    by_family = [list(_of_family(family)) for family in families_]
    coded = any(family.parent.code for family in families_)
    share, fewest = (_CODED, _FEWEST_CODED) if coded else (_CONFIRMED, _FEWEST)
    kept = {id(f) for f in confirmed([f for own in by_family for f in own], share, fewest)}
    return [
        finding
        for own in by_family
        for finding in own
        if id(finding) in kept or any(other.ok and _tells(other) for other in own)
    ]


def _tells(finding: Finding) -> bool:
    """A sum of several figures, which does not hold by chance."""
    return len(finding.parts) > 1


def _of_family(family: Family) -> Iterator[Finding]:
    """Each column of a family that its rows say anything in."""
    for field in fields_of((family.parent, *family.children)):
        finding = _in_column(family, field)
        # One row under another need not be the whole of it, but for a code's.
        if finding.ok or family.parent.code or len(family.children) > 1:
            yield finding


def _in_column(family: Family, field: str) -> Finding:
    """An empty cell counts as zero, as it does for who reads the table."""
    parts = [part for part in family.children if part.amounts.get(field)]
    printed = family.parent.amounts.get(field)
    values = [part.amounts[field] for part in parts]
    return summed(
        family.parent.entry,
        "下级之和",
        field,
        Decimal(0) if printed is None else printed,
        values,
        [part.entry for part in parts],
        what=f"{family.what} {len(family.children)} 行之和",
        name=None if printed is not None else f"{label(field)}（空）",
        part_field=field,
    )


def _subtotals(lines: Sequence[Line]) -> Iterator[Finding]:
    """Procurement: rows to the subtotal of their unit, subtotals to the total."""
    subtotals = {m[1]: line for line in lines if (m := _SUBTOTAL.fullmatch(line.name))}
    totals = [line for line in lines if TOTAL_ROW.fullmatch(line.name)]
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line not in totals and line not in subtotals.values():
            own = next((name for name in subtotals if name in line.entry.path), "")
            groups[own].append(line)
    for name, subtotal in subtotals.items():
        yield from _of_subtotal(subtotal, groups.get(name, []), "小计")
    for total in totals if subtotals else ():
        yield from _of_subtotal(total, [*subtotals.values(), *groups.get("", [])], "合计")


def _of_subtotal(total: Line, parts: Sequence[Line], rule: str) -> Iterator[Finding]:
    """Only what the total itself prints: a column of budgets stands once for many rows."""
    for field, printed in total.amounts.items():
        values = [part.amounts.get(field, Decimal(0)) for part in parts]
        entries = [part.entry for part in parts]
        what = f"各项 {len(parts)} 行之和"
        yield summed(total.entry, rule, field, printed, values, entries, what=what,
                     part_field=field)  # fmt: skip


def _ends_meet(lines: Sequence[Line]) -> Iterator[Finding]:
    """收入总计 = 支出总计, in every column that both sides have."""
    for income_name, spent_name in _ENDS:
        incomes = [line for line in lines if line.name.endswith(income_name)]
        spents = [line for line in lines if line.name.endswith(spent_name)]
        if len(incomes) != 1 or len(spents) != 1 or "本年" in incomes[0].name:
            continue
        income, spent = incomes[0], spents[0]
        for field, other in _paired(income, spent):
            yield summed(
                income.entry, "收支相等", field, income.amounts[field], [spent.amounts[other]],
                [spent.entry], what=spent.entry.title, name=income.entry.title, part_field=other,
            )  # fmt: skip
        return


def _paired(income: Line, spent: Line) -> Iterator[tuple[str, str]]:
    """Columns of both sides with the same name, or the main ones of both."""
    leaves = {name.rpartition("/")[2]: name for name in spent.amounts}
    same = [(n, leaves[leaf]) for n in income.amounts if (leaf := n.rpartition("/")[2]) in leaves]
    main = (income.entry.value_field, spent.entry.value_field)
    if same:
        yield from same
    elif main[0] in income.amounts and main[1] in spent.amounts:
        yield (main[0] or "", main[1] or "")
