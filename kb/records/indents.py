"""Names set further in stand under the names above them that are set less far in.

Many tables of cities have no codes: 行政运行 stands fifty times in one, and only the indent
says whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import pstdev

from kb.pdf.cells import Line
from kb.pdf.prose import Level, number_of
from kb.text import compact, join_wrapped

__all__ = ["Indents"]

_TOTAL = re.compile(r".{0,12}(合计|总计|小计|总收入|总支出)")
# Left edges nearer than this share of the print's size are one step.
_STEP = 0.5
# Middles of centred names differ by no more than this share of it.
_CENTRED = 0.2
# More steps than this, or one for every few rows, are centred names and no steps.
_MOST_STEPS, _FEWEST_ROWS, _ROWS_PER_STEP = 6, 4, 3


@dataclass(slots=True)
class Indents:
    """The left edges of a column's names in steps (points), and the names now open.

    Names without a number stand under the numbered one of their own step, （一） over 增值税返还,
    but not in the outermost step, where 上年结转 follows 九、其他收入. Text recognition places
    print too loosely for steps.
    """

    steps: tuple[float, ...] = ()
    _open: list[tuple[tuple[int, bool], str]] = field(default_factory=list)

    @classmethod
    def of(cls, names: Sequence[Sequence[Line]]) -> Indents:
        """Of a column's names; without steps where they are centred or all alike."""
        firsts = [lines[0] for lines in names if lines and not _is_total(lines)]
        exact = all(line.confidence is None for line in firsts)
        if len(firsts) < _FEWEST_ROWS or not exact or _are_centred(firsts):
            return cls()
        tolerance = _STEP * firsts[0].size
        steps: list[float] = []
        for edge in sorted(line.box.x0 for line in firsts):
            if not steps or edge - steps[-1] > tolerance:
                steps.append(edge)
        most = min(_MOST_STEPS, len(firsts) // _ROWS_PER_STEP)
        return cls(tuple(steps)) if 2 <= len(steps) <= most else cls()

    def above(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """Names that this one stands under, outermost first; it is open from now on."""
        if not self.steps or not lines:
            return ()
        if _is_total(lines):
            self._open.clear()
            return ()
        name = join_wrapped(line.orig for line in lines)
        step = min(range(len(self.steps)), key=lambda i: abs(self.steps[i] - lines[0].box.x0))
        level = (step, step > 0 and number_of(name) is Level.BODY)
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        names = tuple(above for _, above in self._open)
        self._open.append((level, name))
        return names


def _are_centred(firsts: Sequence[Line]) -> bool:
    """Their middles are all but one."""
    middles = [(line.box.x0 + line.box.x1) / 2 for line in firsts]
    return pstdev(middles) < _CENTRED * firsts[0].size


def _is_total(lines: Sequence[Line]) -> bool:
    return bool(_TOTAL.fullmatch(compact(join_wrapped(line.orig for line in lines))))
