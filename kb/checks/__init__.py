"""Figures that check themselves: sums within tables, agreements across them, prose.

A check never repairs a figure. It says that the printed figure agrees, with what; or that it
does not, with what and by how much. Where the structure of a table is not certain, only
agreement is said: a rule accuses a figure only when it holds for most rows of the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.checks.across import checks_across
from kb.checks.ledger import Finding, lines_of
from kb.checks.prose import checks_of_prose
from kb.checks.within import checks_within
from kb.model import Entry

__all__ = ["check_entries"]


def check_entries(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of one document, each with its checks."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in _findings(entries):
        found[finding.entry.id].append(finding)
    return tuple(
        replace(entry, checks=tuple(f.to_json() for f in found[entry.id]))
        if entry.id in found
        else entry
        for entry in entries
    )


def _findings(entries: Sequence[Entry]) -> Iterator[Finding]:
    lines = lines_of(entries)
    tables: dict[str | None, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        tables[line.entry.parent].append(index)
    for rows in tables.values():
        yield from checks_within([lines[index] for index in rows])
    yield from checks_across(entries, lines)
    yield from checks_of_prose(entries, lines)
