"""Targets that a department's text states, against each other and against its projects' sheets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kb.checks.ledger import Finding
from kb.folding import fold_tight
from kb.model import Entry, Kind

__all__ = ["checks_of_targets"]

_BOUND = re.compile(r"(大于|小于|不低于|不少于|不超过|达到|等于|以上|以下|[≥≤<>=])")
_SHORTEST_NAME = 6  # shorter ones (满意度) name another thing in each project


def checks_of_targets(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Stated targets of one name: those of a chapter must be equal, a project's may agree."""
    stated: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind is Kind.PARAGRAPH and _number(entry):
            stated[fold_tight(entry.title)].append(entry)
    measured: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind is Kind.INDICATOR and _number(entry):
            measured[fold_tight(entry.title)].append(entry)
    for name, targets in stated.items():
        if len(name) >= _SHORTEST_NAME:
            yield from _with_each_other(targets)
            yield from _with_projects(targets, measured.get(name, ()))


def _number(entry: Entry) -> str:
    """The target without the words that only say which way it is a bound."""
    value = _BOUND.sub("", fold_tight(entry.value or ""))
    return value if value[:1].isdigit() else ""


def _with_each_other(targets: Sequence[Entry]) -> Iterator[Finding]:
    first, *others = targets
    for other in others:
        if other.chapter == first.chapter:
            ok = _number(other) == _number(first)
            said = "相同" if ok else "不同"
            text = f"{other.value} 与前文同名目标 {first.value} {said}"
            yield Finding(other, "同名目标", other.value_field or "", ok, text, (first,))


def _with_projects(targets: Sequence[Entry], measured: Sequence[Entry]) -> Iterator[Finding]:
    for target in targets:
        for entry in measured:
            if _number(entry) == _number(target):
                text = f"{target.value} 与项目的同名指标 {entry.value} 一致"
                yield Finding(target, "同名目标", target.value_field or "", True, text, (entry,))
                text = f"{entry.value} 与部门的同名目标 {target.value} 一致"
                yield Finding(entry, "同名目标", entry.value_field or "", True, text, (target,))
