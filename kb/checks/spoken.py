"""Amounts said in prose against those printed in tables, by figure and by name.

By figure only agreement can be said. By name (公务接待费 9.90 万元) a difference can be, but
only where prose names a line of the tables in full and says nothing else of the amount: no
other year, no change, no part of a whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from kb.checks.ledger import Finding, Line, off_text
from kb.checks.sentences import Said, Sentence, digits_of
from kb.folding import fold_tight
from kb.model import Amount, Entry
from kb.money import in_yuan

__all__ = ["Tables", "against_tables"]

_MOST_WITNESSES = 4
_FEWEST_DIGITS = 4  # of an amount that was rounded: fewer agree by chance
_SHORTEST_NAME = 4
_ORDINAL = re.compile(r"^(\(?[一二三四五六七八九十]{1,3}\)?[、.]?|\(?\d{1,2}\)?[、.]?)")
# Words between the name of a line and its amount that leave the name's meaning as it is.
_LINK = re.compile(
    r"(年初)?(预算)?(财政拨款)?(安排|数|金额|总额|共计|合计|总计|共|为|是|计|[:：\"]|预算)*$"
)
# Many things are counted by place: the name alone does not say which of them is meant.
_PLACE = re.compile(r"[区县市省]$")
_CLAUSE = re.compile(r"[,，;；:：。、]")
_YEAR = re.compile(r"(\d{4})年|(上年|去年|上一年)")


@dataclass(frozen=True, slots=True)
class Tables:
    """The amounts of a document's tables in 元: by what they round to, and by the line's name.

    `names` has the amounts of every line of a name; an empty line stands for zero.
    """

    amounts: dict[Decimal, list[Entry]]
    names: dict[str, dict[Decimal, Entry]]
    rounded: dict[Decimal, dict[Decimal, list[Entry]]] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Tables:
        amounts: dict[Decimal, list[Entry]] = defaultdict(list)
        names: dict[str, dict[Decimal, Entry]] = defaultdict(dict)
        for line in lines:
            named = names[_plain(line.name)]
            for value in set(line.amounts.values()):
                yuan = in_yuan(Amount("", value, line.entry.unit or ""))
                if yuan is not None:
                    named.setdefault(abs(yuan), line.entry)
                    amounts[abs(yuan)].append(line.entry)
            if not line.amounts and not line.entry.value:
                named.setdefault(Decimal(0), line.entry)
        return cls(amounts, names)

    def rows_with(self, amount: Said) -> list[Entry]:
        """Rows in which the amount stands, as printed or rounded to the place it is said to."""
        exact = self.amounts.get(amount.yuan, [])
        if exact or digits_of(amount) < _FEWEST_DIGITS:
            return exact if amount.yuan else []
        if amount.place not in self.rounded:
            by_place: dict[Decimal, list[Entry]] = defaultdict(list)
            for yuan, rows in self.amounts.items():
                by_place[_to_place(yuan, amount.place)].extend(rows)
            self.rounded[amount.place] = by_place
        return self.rounded[amount.place].get(amount.yuan, [])


def _to_place(yuan: Decimal, place: Decimal) -> Decimal:
    return (yuan / place).quantize(Decimal(1), ROUND_HALF_UP) * place


def _plain(name: str) -> str:
    """A line's name without its number and its bracketed note."""
    return _ORDINAL.sub("", fold_tight(name)).strip('":')


def against_tables(
    entry: Entry, sentence: Sentence, amount: Said, tables: Tables
) -> Iterator[Finding]:
    """What the tables say of one amount of a paragraph; nothing when they do not name it."""
    named = _named(sentence, amount, tables, entry.year)
    values = tables.names.get(named, {})
    same = [row for yuan, row in values.items() if _to_place(yuan, amount.place) == amount.yuan]
    rows = same or tables.rows_with(amount)
    numbers = (amount.value, amount.value, Decimal(0))
    if rows:
        first = [row for row in rows if _plain(row.title) == named] or rows
        witnesses = list({row.id: row for row in first}.values())[:_MOST_WITNESSES]
        places = "、".join(dict.fromkeys(f"{r.path[-1]}“{r.title}”" for r in witnesses[:3]))
        text = f"{amount.raw} 与 {places} 一致"
        yield Finding(entry, "文表一致", "", True, text, tuple(witnesses), numbers)
        sure = same or (rows if len(rows) == 1 and digits_of(amount) > _FEWEST_DIGITS else [])
        yield from (_of_row(row, entry, amount) for row in witnesses if row in sure)
    elif len(values) == 1:
        ((yuan, row),) = values.items()
        yield _differing(entry, amount, yuan, row)


def _of_row(row: Entry, entry: Entry, amount: Said) -> Finding:
    """The same agreement as the row has it."""
    text = f"与正文“{entry.title}”中的 {amount.raw} 一致"
    numbers = (amount.value, amount.value, Decimal(0))
    return Finding(row, "文表一致", row.value_field or "", True, text, (entry,), numbers)


def _differing(entry: Entry, amount: Said, yuan: Decimal, row: Entry) -> Finding:
    unit = amount.yuan / amount.value if amount.value else Decimal(10000)
    there = yuan / unit
    text = (
        f"{amount.raw} ≠ {row.path[-1]}“{row.title}” {row.value or '（空）'}"
        f"{row.unit or ''}，{off_text(amount.value - there)}"
    )
    numbers = (amount.value, there, amount.place / unit / 2)
    return Finding(entry, "文表一致", "", False, text, (row,), numbers)


def _named(sentence: Sentence, amount: Said, tables: Tables, year: int | None) -> str:
    """The name of the line that prose gives this amount to; "" when it does not say plainly."""
    before = sentence.text[: amount.start]
    clause = _CLAUSE.split(before)[-1].replace(" ", "") or before.replace(" ", "")
    years = {match[1] or "" for match in _YEAR.finditer(before)}
    if amount.sign or years - {str(year or "")}:
        return ""
    words = _ORDINAL.sub("", _YEAR.sub("", clause))
    for name in (words, _LINK.sub("", words)):
        if len(name) >= _SHORTEST_NAME and name in tables.names and not _PLACE.search(name):
            return name
    return ""
