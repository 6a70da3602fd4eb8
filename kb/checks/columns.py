"""Checks along a row: a total and its columns, differences, shares and growth, price times number.

Which column is what is taken from the heads where they say it. Otherwise it is found out: a
relation that all but a few rows keep is what the table means, and it accuses those few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from kb.checks.ledger import Finding, Line, confirmed, label, off_text, summed
from kb.checks.tree import fields_of
from kb.money import figure, number_text
from kb.sums import agree, tolerance

__all__ = ["checks_of_columns", "checks_of_figures", "rounds_to"]

_TOTAL_LEAF = re.compile(r"(合计|小计|总计)")
_PART_ONLY = re.compile(r"其中")
_SHARE = re.compile(r"([%％]|占.*比|比重|增减|增长|增速)")
_PRICE, _COUNT = re.compile(r"单价"), re.compile(r"数量")
_CONFIRMED, _FEWEST = 0.6, 2
# A relation that no head names must hold for nearly all rows, and for more of them.
_FOUND_OUT, _FEWEST_FOUND = 0.8, 4
_MOST_COLUMNS = 9


def checks_of_columns(lines: Sequence[Line]) -> Iterator[Finding]:
    """All checks of one table's rows, each row by itself."""
    names = list(dict.fromkeys(name for line in lines for name in line.entry.fields))
    amounts = fields_of(lines)
    totals = dict(_total_columns(names, amounts))
    for total, parts in totals.items():
        found = list(_against_columns(lines, total, parts))
        yield from confirmed(found, _CONFIRMED, _FEWEST)
    if len(amounts) <= _MOST_COLUMNS:
        yield from _differences(lines, [name for name in amounts if name not in totals])
    yield from _shares(lines, [name for name in names if _SHARE.search(_leaf(name))], amounts)
    yield from _prices(lines, names)


def checks_of_figures(row: Line, figures: Sequence[Line]) -> Iterator[Finding]:
    """The figures of a row without a name, which are entries of their own: totals and parts."""
    own = {name: line.entry for line in figures for name in line.amounts}
    for total, parts in _total_columns(list(row.entry.fields), list(row.amounts)):
        known = [part for part in parts if part in row.amounts]
        finding = summed(
            own.get(total, row.entry),
            "各栏之和",
            total,
            row.amounts[total],
            [row.amounts[part] for part in known],
            [own[part] for part in known if part in own],
            what="各栏之和",
            part_field="",
        )
        if finding.ok and known:
            yield from (finding,) if total in own else finding.of_parts()


def _leaf(name: str) -> str:
    return name.rpartition("/")[2]


def _up(path: str) -> str:
    return path.rpartition("/")[0]


def _total_columns(names: Sequence[str], amounts: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each total column with the columns beside it, groups by their own total."""
    for total in names:
        prefix = _up(total)
        if total not in amounts or not _TOTAL_LEAF.fullmatch(_leaf(total)):
            continue
        parts = []
        for name in names[names.index(total) + 1 :]:
            inside = _up(name)
            if inside == prefix or (_TOTAL_LEAF.fullmatch(_leaf(name)) and _up(inside) == prefix):
                parts.append(name)
        if len(parts) >= 2 and not any(_PART_ONLY.search(part) for part in parts):
            yield total, [part for part in parts if part in amounts]


def _against_columns(lines: Sequence[Line], total: str, parts: Sequence[str]) -> Iterator[Finding]:
    for line in lines:
        values = [line.amounts[part] for part in parts if part in line.amounts]
        printed = line.amounts.get(total)
        if printed is not None and values:
            yield summed(line.entry, "各栏之和", total, printed, values, (), what="各栏之和")


def _differences(lines: Sequence[Line], names: Sequence[str]) -> Iterator[Finding]:
    """c = a + b and c = a - b between columns, where the rows themselves show it."""
    said: set[str] = set()
    for c, a, b in permutations(names, 3):
        for sign in (1, -1):
            if c in said or (sign == 1 and names.index(a) > names.index(b)):
                continue
            rows = [line for line in lines if line.amounts.get(a) and line.amounts.get(b)]
            found = [_difference(line, c, a, b, sign) for line in rows if c in line.amounts]
            held = sum(finding.ok for finding in found)
            if held >= max(_FEWEST_FOUND, _FOUND_OUT * len(found)):
                said |= {c, a, b} if sign == 1 else {c}
                yield from found


def _difference(line: Line, c: str, a: str, b: str, sign: int) -> Finding:
    values = [line.amounts[a], sign * line.amounts[b]]
    what = f"{label(a)}{'+' if sign > 0 else '-'}{label(b)}"
    return summed(line.entry, "各栏关系", c, line.amounts[c], values, (), what=what)


Ratio = Callable[[Decimal, Decimal], Decimal]
_RATIOS: tuple[tuple[str, str, Ratio], ...] = (
    ("占比", "{b}占{a}的百分比", lambda a, b: b / a * 100),
    ("增减", "{b}比{a}增减的百分比", lambda a, b: (b - a) / a * 100),
)


def _shares(
    lines: Sequence[Line], shares: Sequence[str], amounts: Sequence[str]
) -> Iterator[Finding]:
    """Columns in per cent, against the two columns whose share or growth they are."""
    if len(amounts) > _MOST_COLUMNS:
        return
    for share in shares:
        best: list[Finding] = []
        for a, b in permutations(amounts, 2):
            for _, wording, ratio in _RATIOS:
                what = wording.format(a=label(a), b=label(b))
                found = list(_of_share(lines, share, (a, b), ratio, what))
                if sum(f.ok for f in found) > sum(f.ok for f in best):
                    best = found
        held = sum(finding.ok for finding in best)
        if held >= max(_FEWEST_FOUND, _FOUND_OUT * len(best)):
            yield from best


def _of_share(
    lines: Sequence[Line], share: str, pair: tuple[str, str], ratio: Ratio, what: str
) -> Iterator[Finding]:
    for line in lines:
        printed = figure(line.entry.fields.get(share, "").rstrip("%％"))
        base, part = line.amounts.get(pair[0]), line.amounts.get(pair[1])
        if printed is None or not base or part is None:
            continue
        ok, computed, allowed = rounds_to(printed, base, part, ratio)
        head = f"{label(share)} {number_text(printed)}"
        text = f"{head} {'=' if ok else '≠'} {what} {number_text(computed)}"
        text += "" if ok else f"，{off_text(printed - computed)}"
        yield Finding(line.entry, "百分比", share, ok, text, (), (printed, computed, allowed))


def rounds_to(
    printed: Decimal, base: Decimal, part: Decimal, ratio: Ratio
) -> tuple[bool, Decimal, Decimal]:
    """Whether a printed percentage is the ratio of two figures that were rounded themselves:
    also the ratio to the printed place, and how far off it may be.
    """
    exact = ratio(base, part)
    wide = tolerance([base]), tolerance([part])
    ends = [
        ratio(base + x * wide[0], part + y * wide[1])
        for x in (-1, 1)
        for y in (-1, 1)
        if base + x * wide[0]
    ]
    last = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    allowed = max(abs(end - exact) for end in ends) + last / 2 if ends else last / 2
    return abs(printed - exact) <= allowed, exact.quantize(last), allowed.quantize(last / 100)


def _prices(lines: Sequence[Line], names: Sequence[str]) -> Iterator[Finding]:
    """数量 x 单价, against the amount of the row."""
    price = next((name for name in names if _PRICE.search(_leaf(name))), None)
    count = next((name for name in names if _COUNT.search(_leaf(name))), None)
    if price is None or count is None:
        return
    found = []
    for line in lines:
        fields, total = line.entry.fields, line.entry.value_field or ""
        each, many = figure(fields.get(price, "")), figure(fields.get(count, ""))
        printed = line.amounts.get(total)
        if printed is None or each is None or many is None:
            continue
        ok = agree(printed, [each * many])
        sign, off = ("=", "") if ok else ("≠", f"，{off_text(printed - each * many)}")
        text = (
            f"{label(total)} {number_text(printed)} {sign} "
            f"数量 {number_text(many)} × 单价 {number_text(each)}{off}"
        )
        numbers = (printed, each * many, tolerance((printed, each * many)))
        found.append(Finding(line.entry, "数量乘单价", total, ok, text, (), numbers))
    yield from confirmed(found, _CONFIRMED, _FEWEST)
