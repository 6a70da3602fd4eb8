"""Changes one printed figure of the tables at a time and counts how often a check notices.

`python -m benchmarks.checks [--index DIR] [--tries N]`: a line for each document of the index.
A figure that nothing else in its document speaks of cannot be noticed by anybody.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from kb.checks import check_entries
from kb.checks.ledger import figures_of_row
from kb.index import open_index
from kb.model import Entry, Kind
from kb.money import figure

SEED = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--tries", type=int, default=200, help="figures changed in each document")
    args = parser.parse_args()
    index = open_index(args.index)
    print("| 文件 | 表中数字 | 改动 | 发现 | 指出的正是这一格 |\n|---|---|---|---|---|")
    for document in index.documents:
        own = [replace(e, checks=()) for e in index.entries if e.doc == document.doc]
        places = list(figures(own))
        tried = random.Random(SEED).sample(places, min(args.tries, len(places)))
        if tried:
            noticed, named = measured(own, tried)
            print(f"| {document.doc} | {len(places)} | {len(tried)} | {noticed} | {named} |")


def figures(entries: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    """Every figure of a table that is not zero: the entry's place and the column."""
    for place, entry in enumerate(entries):
        if entry.kind in (Kind.TABLE_ROW, Kind.PROCUREMENT):
            yield from ((place, name) for name, value in figures_of_row(entry).items() if value)
        elif entry.kind is Kind.PROJECT and entry.value_field and figure(entry.value or ""):
            yield place, entry.value_field


def measured(entries: Sequence[Entry], places: Sequence[tuple[int, str]]) -> tuple[int, int]:
    """How many changes were noticed, and how many of them at the entry itself."""
    before = failures(entries)
    noticed = named = 0
    for place, name in places:
        new = failures([*entries[:place], changed(entries[place], name), *entries[place + 1 :]])
        noticed += bool(new - before)
        named += any(entry_id == entries[place].id for entry_id, *_ in new - before)
    return noticed, named


def failures(entries: Sequence[Entry]) -> set[tuple[str, str, str]]:
    return {
        (entry.id, check["rule"], check["field"])
        for entry in check_entries(entries)
        for check in entry.checks
        if not check["ok"]
    }


def changed(entry: Entry, name: str) -> Entry:
    """The entry with one figure misprinted: 90 more in its last two places."""
    value = figure(entry.fields[name]) or Decimal(0)
    wrong = str(value + Decimal(90).scaleb(int(value.as_tuple().exponent)))
    own = name == entry.value_field
    return replace(entry, fields={**entry.fields, name: wrong}, value=wrong if own else entry.value)


if __name__ == "__main__":
    main()
