"""Figures that check themselves: sums within tables, agreements across them, prose.

A check never repairs a figure. It says that the printed figure agrees, with what; or that it
does not, with what and by how much. Where the structure of a table is not certain, only
agreement is said: a rule accuses a figure only when it holds for most rows of the table.
A figure that no rule reaches has no check; `outcome` tells that apart from having no figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.checks.across import checks_across
from kb.checks.columns import checks_of_figures
from kb.checks.ledger import Finding, lines_of
from kb.checks.outcome import OUTCOMES, Outcome, outcome, unchecked
from kb.checks.projects import checks_of_projects
from kb.checks.prose import checks_of_prose
from kb.checks.targets import checks_of_targets
from kb.checks.within import checks_within
from kb.model import Entry

__all__ = ["OUTCOMES", "Outcome", "check_entries", "outcome", "unchecked"]


def check_entries(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of one document, each with its checks."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in _findings(entries):
        found[finding.entry.id].append(finding)
        for part in finding.of_parts():
            found[part.entry.id].append(part)
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
    named = {line.entry.id: line for line in lines}
    for parent, rows in tables.items():
        own = [lines[index] for index in rows]
        if parent in named:
            yield from checks_of_figures(named[parent], own)
        else:
            yield from checks_within(own)
    yield from checks_across(entries, lines)
    yield from checks_of_projects(entries)
    yield from checks_of_prose(entries, lines)
    yield from checks_of_targets(entries)
