"""Which rows of a table are the parts of which: by code, number, indent, or by the sums.

`families` reads the structure that is printed. `inferred` reads none: it says which rows are
the exact sum of the rows next to them, so it can only ever confirm a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.checks.ledger import Line
from kb.checks.order import ordinal
from kb.sums import agree

__all__ = ["TOTAL_ROW", "Family", "families", "fields_of", "inferred"]

TOTAL_ROW = re.compile(
    r"(合计|总计|小计|总额|资产总额|.{0,8}(收入|支出)(合计|总计|小计)|.{0,10}总(收入|支出))"
)
_PART_ONLY = re.compile(r"(其中|#|＃)")
_STEP = 2.0  # points; names that begin closer than this stand on one level
_ASKEW = 0.005  # of the rows
_MOST_CHILDREN = 200
_LEAF = 9


@dataclass(frozen=True, slots=True)
class Family:
    """A row and those that should add up to it."""

    parent: Line
    children: tuple[Line, ...]
    what: str


def fields_of(lines: Sequence[Line]) -> list[str]:
    """The columns in which any of these rows has an amount, in order."""
    return list(dict.fromkeys(field for line in lines for field in line.amounts))


def families(lines: Sequence[Line]) -> list[Family]:
    """The families of one side of a table as its own marks give them.

    Where the marks can be read in two ways, the one in which more sums hold is right.
    """
    if sum(bool(line.code) for line in lines) >= 2:
        return list(_by_code(lines))
    readings = [*_by_columns(lines), *_indents(lines)]
    if sum(ordinal(line.name) is not None for line in lines) >= 2:
        readings.insert(0, _number_levels(lines))
    readings = readings or [[0 if _counts(line) else None for line in lines]]
    return max((list(_by_level(lines, levels, "下级")) for levels in readings), key=_held)


def _held(families_: Sequence[Family]) -> int:
    return sum(
        agree(total, [part.amounts.get(field, Decimal(0)) for part in family.children])
        for family in families_
        for field, total in family.parent.amounts.items()
    )


def _counts(line: Line) -> bool:
    return not _PART_ONLY.match(line.name)


def _by_code(lines: Sequence[Line]) -> Iterator[Family]:
    """项 -> 款 -> 类 -> 合计. A code may come again under another unit, so order counts."""
    children: dict[int, list[Line]] = {}
    above: list[int] = []
    tops: list[Line] = []
    for index, line in enumerate(lines):
        if not line.code:
            continue
        while above and not _is_above(lines[above[-1]].code, line.code):
            above.pop()
        if above:
            children.setdefault(above[-1], []).append(line)
        else:
            tops.append(line)
        above.append(index)
    for index, parts in children.items():
        yield Family(lines[index], tuple(parts), "下级")
    totals = [line for line in lines if not line.code and TOTAL_ROW.fullmatch(line.name)]
    loose = [line for line in lines if not line.code and line.amounts and line not in totals]
    if not loose:
        yield from (Family(total, tuple(tops), "各类") for total in totals)


def _is_above(code: str, below: str) -> bool:
    return len(code) < len(below) and below.startswith(code)


def _by_columns(lines: Sequence[Line]) -> list[list[int | None]]:
    """Levels by the column in which a row's name stands, or by 小计 in the second one.

    Where names stand in several columns, the first has the classes, the last the things.
    """
    names = list(dict.fromkeys(name for line in lines for name in line.entry.fields))
    texts = [_texts(line) for line in lines]
    if any("小计" in row[1:] for row in texts):
        return [[1 if "小计" in row else 2 for row in texts]]
    starts = [_first_column(line, names) for line in lines]
    used = sorted({start for start in starts if start is not None})
    if len(used) < 2 or starts.count(used[0]) < 2:
        return []
    return [
        [
            None if start is None else 0 if start == used[0] else 2 if start == used[-1] else 1
            for start in starts
        ]
    ]


def _texts(line: Line) -> list[str]:
    """The cells of a row that are no amounts, the empty ones left out."""
    return [t for name, t in line.entry.fields.items() if t and name not in line.amounts]


def _first_column(line: Line, names: Sequence[str]) -> int | None:
    filled = (n for n, t in line.entry.fields.items() if t and n not in line.amounts)
    first = next(filled, None)
    return None if first is None else names.index(first)


def _number_levels(lines: Sequence[Line]) -> list[int | None]:
    """一、 over （一） over 1. over （1） over rows without a number; None for 其中."""
    levels: list[int | None] = []
    inside = False
    for line in lines:
        number = ordinal(line.name)
        if TOTAL_ROW.fullmatch(line.name):
            inside = False
            levels.append(0)
        elif not _counts(line):
            levels.append(None)
        elif number is not None:
            inside = True
            levels.append(number.level)
        else:
            levels.append(_LEAF if inside else 0)
    return levels


def _indents(lines: Sequence[Line]) -> list[list[int | None]]:
    """Levels by where the names begin; [] when they begin at one place (a ruled cell's).

    A place where hardly any name begins is no level of its own but a name set askew: it is on
    the level of the row before it, or on the nearest.
    """
    lefts = [line.left if _counts(line) else None for line in lines]
    groups: list[list[float]] = []
    for known in sorted(left for left in lefts if left is not None):
        if not groups or known - groups[-1][-1] > _STEP:
            groups.append([])
        groups[-1].append(known)
    few = max(1.0, _ASKEW * len(lines))
    kept = [group for n, group in enumerate(groups) if n == 0 or len(group) > few]
    places = [(group[0], group[-1]) for group in kept]
    if not 2 <= len(places) <= _LEAF:
        return []
    levels: list[int | None] = []
    for left in lefts:
        before = next((level for level in reversed(levels) if level is not None), 0)
        levels.append(None if left is None else _level_at(left, places, before))
    return [levels]


def _level_at(left: float, places: Sequence[tuple[float, float]], before: int) -> int:
    inside = (n for n, (first, last) in enumerate(places) if first <= left <= last)
    passed = sum(first < left for first, _ in places)
    beside = [n for n in (passed - 1, passed) if 0 <= n < len(places)]
    return next(inside, before if before in beside else beside[0])


def _by_level(lines: Sequence[Line], levels: Sequence[int | None], what: str) -> Iterator[Family]:
    """Rows under rows of a lesser level; totals over what stands before them, or behind."""
    above: list[tuple[int, int]] = []
    children: dict[int, list[Line]] = {}
    roots: list[Line] = []
    head: Line | None = None
    for index, (line, level) in enumerate(zip(lines, levels, strict=True)):
        if TOTAL_ROW.fullmatch(line.name):
            if roots:
                yield Family(line, tuple(roots), "以上各项")
                roots = [line]
            elif head is None:
                head = line
            above.clear()
        elif level is not None:
            while above and above[-1][0] >= level:
                above.pop()
            if above:
                children.setdefault(above[-1][1], []).append(line)
            else:
                roots.append(line)
            above.append((level, index))
    if head is not None and len(roots) >= 2:
        yield Family(head, tuple(roots), "以下各项")
    for index, parts in children.items():
        yield Family(lines[index], tuple(parts), what)


def inferred(lines: Sequence[Line]) -> Iterator[Family]:
    """Rows that the rows right behind them, or right before, add up to in every column."""
    yield from _sums_of_next(lines, "以下")
    yield from _sums_of_next(lines[::-1], "以上")


def _sums_of_next(lines: Sequence[Line], where: str) -> Iterator[Family]:
    fields = fields_of(lines)
    only_added = all(value >= 0 for line in lines for value in line.amounts.values())
    trees: list[Line] = []  # nearest last; each stands for the rows under it
    for line in reversed(lines):
        count = _children_of(line, trees, fields, only_added) if line.amounts else 0
        if count:
            parts = tuple(reversed(trees[-count:]))
            del trees[-count:]
            yield Family(line, parts, where)
        trees.append(line)


def _children_of(line: Line, trees: Sequence[Line], fields: Sequence[str], only_added: bool) -> int:
    """How many of the next trees add up to this row in every column; 0 when none do."""
    left = {field: line.amounts.get(field, Decimal(0)) for field in fields}
    filled = 0
    for count, tree in enumerate(reversed(trees[-_MOST_CHILDREN:]), start=1):
        for field in fields:
            left[field] -= tree.amounts.get(field, Decimal(0))
        filled += any(tree.amounts.values())
        if filled >= 2 and not any(left.values()):
            return count if _is_no_accident(line, filled) else 0
        if only_added and any(value < 0 for value in left.values()):
            return 0
    return 0


def _is_no_accident(line: Line, parts: int) -> bool:
    """Small numbers add up by chance; many digits, or several columns at once, do not."""
    digits = [len(str(abs(v)).replace(".", "").strip("0")) for v in line.amounts.values() if v]
    return sum(digits) >= 6 or (max(digits, default=0) >= 3 and parts >= 3)
