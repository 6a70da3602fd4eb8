"""What the checks found of an entry's figures, as plain data: each with the cells it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.errors import EntryNotFound
from kb.model import Entry
from kb.ui import words

# Of a long sum only the first witnesses are named, and of a card only so many in all.
MOST_WITNESSES, MOST_NAMED = 4, 16


@dataclass(frozen=True, slots=True)
class Witness:
    """Another cell that was compared: what it is called, and its entry."""

    label: str
    entry_id: str


@dataclass(frozen=True, slots=True)
class Check:
    """A sum or an agreement that was recomputed; `said` is what was compared, in words.

    `allowed` is the tolerance in words, `more` how many witnesses are not named.
    """

    ok: bool
    said: str
    rule: str = ""
    allowed: str = ""
    witnesses: tuple[Witness, ...] = ()
    more: int = 0


def checks_of(entry: Entry, find: Callable[[str], Entry]) -> tuple[Check, ...]:
    """What was checked of this entry, failures first; `find` gives the entries they name."""
    named: dict[str, Witness] = {}
    checks = []
    for check in sorted(entry.checks, key=lambda check: bool(check["ok"])):
        ids = list(check.get("with", ()))
        witnesses = [w for i in ids[:MOST_WITNESSES] if (w := _witness(i, find, named))]
        allowed = check.get("tolerance", "")
        checks.append(
            Check(
                ok=bool(check["ok"]),
                said=str(check["text"]),
                rule=str(check.get("rule", "")),
                allowed=f"允许尾差 {allowed}" if allowed not in ("", "0") else "",
                witnesses=tuple(witnesses),
                more=len(ids) - len(witnesses),
            )
        )
    return tuple(checks)


def _witness(
    entry_id: str, find: Callable[[str], Entry], named: dict[str, Witness]
) -> Witness | None:
    if entry_id not in named and len(named) < MOST_NAMED:
        try:
            entry = find(entry_id)
        except EntryNotFound:
            return None
        pages = words.page_numbers(entry.pages)
        named[entry_id] = Witness(f"{pages} {entry.title}".strip(), entry_id)
    return named.get(entry_id)
