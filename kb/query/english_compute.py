"""English ways of asking for comparisons, as the Chinese that is understood elsewhere."""

from __future__ import annotations

import re
from decimal import Decimal

from kb.money import number_text

__all__ = ["in_chinese"]

_RECORD = r"(?:budget )?(?P<what>projects?|programs?|programmes?|procurements?|purchases?)"
_MOST = "largest|biggest|highest|costliest|most expensive|greatest"
_LEAST = "smallest|lowest|cheapest|least expensive"
_SCALE = {"thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "billion": 10**9}
_AMOUNT = r"(?P<number>\d+(?:\.\d+)?) ?(?P<scale>thousand|million|billion|[km])?"
_PATTERNS = (
    (re.compile(rf"(?:top|{_MOST}) (?P<n>\d+) {_RECORD}"), "最多的{n}个{what}"),
    (re.compile(rf"(?P<n>\d+) (?:{_MOST}) {_RECORD}"), "最多的{n}个{what}"),
    (re.compile(rf"(?P<n>\d+) (?:{_LEAST}) {_RECORD}"), "最少的{n}个{what}"),
    (re.compile(rf"(?:{_MOST}) {_RECORD}"), "最多的{what}"),
    (re.compile(rf"(?:{_LEAST}) {_RECORD}"), "最少的{what}"),
    (re.compile(rf"{_RECORD} (?:has|have|with|is|are)? ?(?:the )?(?:{_MOST})"), "最多的{what}"),
    (re.compile(rf"{_RECORD} (?:has|have|with|is|are)? ?(?:the )?(?:{_LEAST})"), "最少的{what}"),
    (re.compile(rf"{_RECORD} (?:over|above|more than|exceeding) {_AMOUNT}"), "大于{yuan}的{what}"),
    (re.compile(rf"{_RECORD} (?:under|below|less than) {_AMOUNT}"), "低于{yuan}的{what}"),
    (re.compile(rf"how many {_RECORD}"), "一共有多少个{what}"),
    (re.compile(rf"total (?:budget |cost |amount )?(?:of|for) (?:all )?{_RECORD}"),
     "{what}一共多少钱"),
)  # fmt: skip


def in_chinese(folded: str) -> str:
    """The question in Chinese when it is one of these, else as it is."""
    for pattern, chinese in _PATTERNS:
        match = pattern.search(folded)
        if match:
            groups = match.groupdict()
            what = "采购" if groups["what"].startswith(("procure", "purchase")) else "项目"
            said = {"what": what, "n": groups.get("n"), "yuan": _yuan(groups)}
            return chinese.format(**said)
    return folded


def _yuan(groups: dict[str, str | None]) -> str:
    number = groups.get("number")
    if not number:
        return ""
    value = Decimal(number) * _SCALE.get(groups.get("scale") or "", 1)
    return f"{number_text(value)}元"
