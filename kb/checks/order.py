"""Numbers that count rows and headings: 一、二、三 without a gap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.checks.ledger import Finding, Line
from kb.folding import fold
from kb.money import chinese_number

__all__ = ["Ordinal", "checks_of_order", "ordinal"]

_HAN = "[一二三四五六七八九十]{1,3}"
_FEWEST_IN_A_ROW = 3
# The order is that of the levels, outermost first.
_SPELLINGS = (
    re.compile(rf"({_HAN})、"),
    re.compile(rf"\(({_HAN})\)"),
    re.compile(r"(\d{1,2})[、.](?!\d)"),
    re.compile(r"\((\d{1,2})\)"),
)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The number in front of a name: 一、 is (0, 1), （二） is (1, 2), 3. is (2, 3)."""

    level: int
    value: int


def ordinal(name: str) -> Ordinal | None:
    """The number that a name begins with; None without one."""
    folded = fold(name).replace(" ", "")
    for level, spelling in enumerate(_SPELLINGS):
        match = spelling.match(folded)
        if match:
            value = int(match[1]) if match[1].isdecimal() else int(chinese_number(match[1]) or 0)
            return Ordinal(level, value)
    return None


def checks_of_order(lines: Sequence[Line]) -> Iterator[Finding]:
    """Outermost numbers of one side of a table: one left out is said, at the row after it.

    Only after several in a row, which show that the table counts what it lists: a table of
    fixed classes (一、货物 三、服务) leaves out those that it has nothing in.
    """
    run: list[tuple[int, Line]] = []
    for line in lines:
        number = ordinal(line.name)
        if number is None or number.level:
            continue
        missing = number.value - run[-1][0] - 1 if run else 0
        if missing > 0 and len(run) >= _FEWEST_IN_A_ROW:
            last = run[-1][1].entry
            text = f"编号从“{last.title}”跳到“{line.entry.title}”，中间缺 {missing} 个编号"
            yield Finding(line.entry, "编号连续", "", False, text, (last,))
        if missing != 0:
            run.clear()
        run.append((number.value, line))
