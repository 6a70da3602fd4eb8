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
_GROUP = re.compile(r"按.{2,8}分")
# Left edges nearer than this share of the print's size are one step.
_STEP = 0.5
# Middles of centred names differ by no more than this share of it.
_CENTRED = 0.2
# A step has this many times the names of a misplaced one beside it.
_RARE = 10
# More steps than this, or one for every few rows, are centred names and no steps.
_MOST_STEPS, _FEWEST_ROWS, _ROWS_PER_STEP = 6, 4, 3


@dataclass(slots=True)
class Indents:
    """The left edges of a column's names in steps (points), and the names now open.

    Within a step their numbers tell: 1. stands under 一、, and a name without a number under
    （一）. In the outermost step such a name ranks as high as any, 上年结转 after 九、其他收入.
    按产业分 heads the names behind it, as it says.
    """

    steps: tuple[float, ...] = ()
    outermost: Level = Level.BODY
    strays: tuple[float, ...] = ()
    _step: int = 0
    _open: list[tuple[tuple[int, Level], str]] = field(default_factory=list)

    @classmethod
    def of(cls, names: Sequence[Sequence[Line]]) -> Indents:
        """Of a column's names; without steps when neither place nor number tells them apart."""
        firsts = [lines[0] for lines in names if lines and not _is_total(lines)]
        steps, strays = _steps(firsts)
        ranks = {number_of(line.orig) for line in firsts} - {Level.BODY}
        outermost = min(ranks, default=Level.BODY)
        if 2 <= len(steps) <= min(_MOST_STEPS, len(firsts) // _ROWS_PER_STEP):
            return cls(steps, outermost, strays)
        grouped = any(_GROUP.fullmatch(compact(line.orig)) for line in firsts)
        return cls(steps[:1], outermost) if grouped or len(ranks) > 1 else cls()

    def above(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """Names that this one stands under, outermost first; it is open from now on."""
        if not self.steps or not lines:
            return ()
        if _is_total(lines):
            self._open.clear()
            return ()
        name = join_wrapped(line.orig for line in lines)
        level = self._level(lines[0], name)
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        names = tuple(above for _, above in self._open)
        self._open.append((level, name))
        return names

    def _level(self, first: Line, name: str) -> tuple[int, Level]:
        """A name that begins where no other does stands beside the one before it."""
        nearest = min((*self.steps, *self.strays), key=lambda edge: abs(edge - first.box.x0))
        if nearest in self.steps:
            self._step = self.steps.index(nearest)
        rank = Level.SECTION if _GROUP.fullmatch(compact(name)) else number_of(name)
        return (self._step, self.outermost if rank is Level.BODY and self._step == 0 else rank)


def _steps(firsts: Sequence[Line]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The left edges, and those between them at which next to no name begins.

    Centred names and recognised print have one edge: they are placed too loosely.
    """
    edges = sorted(line.box.x0 for line in firsts)
    exact = all(line.confidence is None for line in firsts)
    if len(firsts) < _FEWEST_ROWS or not exact or _are_centred(firsts):
        return tuple(edges[:1]), ()
    counts: dict[float, int] = {}
    step = edges[0]
    for edge in edges:
        if edge - step > _STEP * firsts[0].size:
            step = edge
        counts[step] = counts.get(step, 0) + 1
    found = list(counts)
    strays = tuple(
        edge
        for before, edge, after in zip(found, found[1:], found[2:], strict=False)
        if counts[edge] * _RARE <= min(counts[before], counts[after])
    )
    return tuple(edge for edge in found if edge not in strays), strays


def _are_centred(firsts: Sequence[Line]) -> bool:
    """Their middles are all but one."""
    middles = [(line.box.x0 + line.box.x1) / 2 for line in firsts]
    return pstdev(middles) < _CENTRED * firsts[0].size


def _is_total(lines: Sequence[Line]) -> bool:
    return bool(_TOTAL.fullmatch(compact(join_wrapped(line.orig for line in lines))))
