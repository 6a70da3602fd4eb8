"""Checks of prose: figures that stand in tables too, and sums within a paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kb.checks.ledger import Finding, Line, agree
from kb.model import Amount, Entry, Kind
from kb.money import amounts_in, in_yuan

__all__ = ["checks_of_prose"]

_MOST_WITNESSES = 4
_PART_WORDS = ("其中", "包括", "分别")


def checks_of_prose(entries: Sequence[Entry], lines: Sequence[Line]) -> Iterator[Finding]:
    """Every amount of money in a paragraph, against the tables and its neighbours."""
    printed = _amounts_of_tables(lines)
    for entry in entries:
        if entry.kind is not Kind.PARAGRAPH:
            continue
        amounts = [(a, y) for a in amounts_in(entry.text) if (y := in_yuan(a))]
        yield from _in_tables(entry, amounts, printed)
        yield from _sums(entry, amounts)


def _amounts_of_tables(lines: Sequence[Line]) -> dict[Decimal, list[Entry]]:
    """Amount in 元 -> the rows it stands in."""
    found: dict[Decimal, list[Entry]] = defaultdict(list)
    for line in lines:
        for value in set(line.amounts.values()):
            yuan = in_yuan(Amount("", value, line.entry.unit or ""))
            if yuan:
                found[yuan].append(line.entry)
    return found


def _in_tables(
    entry: Entry, amounts: Sequence[tuple[Amount, Decimal]], printed: dict[Decimal, list[Entry]]
) -> Iterator[Finding]:
    seen: set[Decimal] = set()
    for amount, yuan in amounts:
        rows = printed.get(yuan, [])
        if yuan in seen or not rows:
            continue
        seen.add(yuan)
        places = "、".join(dict.fromkeys(f"{row.path[-1]}“{row.title}”" for row in rows[:3]))
        text = f"{amount.raw} 与 {places} 一致"
        yield Finding(
            entry,
            "文表一致",
            "",
            amount.value,
            amount.value,
            tuple(rows[:_MOST_WITNESSES]),
            True,
            text,
        )


def _sums(entry: Entry, amounts: Sequence[tuple[Amount, Decimal]]) -> Iterator[Finding]:
    """A figure that the figures right behind it add up to: 增加 a，其中 b、c."""
    if not any(word in entry.text for word in _PART_WORDS):
        return
    for start, (whole, yuan) in enumerate(amounts):
        for stop in range(start + 3, len(amounts) + 1):
            parts = amounts[start + 1 : stop]
            if agree(yuan / 10000, [part / 10000 for _, part in parts]):
                sums = " + ".join(part.raw for part, _ in parts)
                text = f"{whole.raw} = {sums}"
                computed = sum((part.value for part, _ in parts), Decimal(0))
                yield Finding(entry, "文中之和", "", whole.value, computed, (), True, text)
                break
