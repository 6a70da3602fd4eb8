"""Checks of prose: figures that stand in tables too, sums in a sentence, growth in per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kb.checks.columns import rounds_to
from kb.checks.ledger import Finding, Line
from kb.checks.sentences import Said, Sentence, digits_of, sentences
from kb.checks.spoken import Tables, against_tables
from kb.model import Entry, Kind
from kb.money import number_text
from kb.sums import agree, tolerance

__all__ = ["checks_of_prose"]

_PART_WORDS = re.compile(r"(其中|包括|分别|由.{0,12}(组成|构成)|其?构成[是为:如])")
_FEWEST_DIGITS = 4  # of a sum whose parts nothing announces
_PART_BEGINS = re.compile(r"[,，;；。]?(其中|包括)[:：]?")
_AGAINST = re.compile(r"(比|较|同比|与).{0,24}$")
_PERCENT = re.compile(
    r"[,、(]?(同比)?(?:增加|增长|增收|上升|提高|减少|下降|降低|压减|增幅|降幅|减幅)(?:为|约|了)?"
    r"(\d+(?:\.\d+)?)%"
)


def checks_of_prose(entries: Sequence[Entry], lines: Sequence[Line]) -> Iterator[Finding]:
    """Every amount of money in a paragraph, against the tables and its neighbours."""
    tables = Tables.of(lines)
    for entry in (entry for entry in entries if entry.kind is Kind.PARAGRAPH):
        seen: set[Decimal] = set()
        for sentence in sentences(entry.text):
            for amount in sentence.amounts:
                if amount.yuan not in seen:
                    seen.add(amount.yuan)
                    yield from against_tables(entry, sentence, amount, tables)
            yield from _sums(entry, sentence)
            yield from _growth(entry, sentence)


def _sums(entry: Entry, sentence: Sentence) -> Iterator[Finding]:
    """Figures that the figures behind them add up to: 增加 a，其中 b；c, also one in another."""
    if not _PART_WORDS.search(sentence.text):
        return
    trees: list[Said] = []
    for whole in reversed(sentence.amounts):
        count = _parts_of(whole, trees)
        if count and _is_no_accident(sentence, whole, trees[-1]):
            parts = trees[-count:][::-1]
            trees = trees[:-count]
            yield _sum(entry, whole, parts)
        elif trees and _is_too_large(sentence, whole, trees[-1]):
            yield _too_large(entry, whole, trees[-1])
        trees.append(whole)


def _is_no_accident(sentence: Sentence, whole: Said, first: Said) -> bool:
    """The parts are announced, or the figure has more digits than add up by chance."""
    announced = _PART_WORDS.search(sentence.text, whole.end, first.start)
    return bool(announced) or digits_of(whole) >= _FEWEST_DIGITS


def _share(whole: Said, part: Said) -> Decimal:
    """A part of a change counts against it when it goes the other way."""
    return part.yuan * (-1 if whole.sign * part.sign < 0 else 1)


def _parts_of(whole: Said, trees: Sequence[Said]) -> int:
    """How many of the next amounts add up to this one; those of zero are parts as well."""
    added: list[Decimal] = []
    best = 0
    for count, part in enumerate(reversed(trees), start=1):
        added.append(_share(whole, part) / 10000)
        if whole.yuan and sum(map(bool, added)) >= 2 and agree(whole.yuan / 10000, added):
            best = count
    return best


def _sum(entry: Entry, whole: Said, parts: Sequence[Said]) -> Finding:
    signed = [(_share(whole, part), part) for part in parts if part.yuan]
    shown = "".join(f" {'+' if yuan > 0 else '-'} {part.raw}" for yuan, part in signed)
    text = f"{whole.raw} = {shown.removeprefix(' + ').strip()}"
    factor = whole.yuan / whole.value
    values = [yuan / factor for yuan, _ in signed]
    numbers = (whole.value, sum(values, Decimal(0)), tolerance((whole.value, *values)))
    return Finding(entry, "文中之和", "", True, text, (), numbers)


def _is_too_large(sentence: Sentence, whole: Said, part: Said) -> bool:
    """A part named right behind the whole (，其中) that is more than the whole."""
    between = sentence.text[whole.end : part.start]
    like = bool(whole.sign) == bool(part.sign)
    return bool(_PART_BEGINS.match(between)) and like and part.yuan > whole.yuan > 0


def _too_large(entry: Entry, whole: Said, part: Said) -> Finding:
    off = number_text((part.yuan - whole.yuan) / 10000)
    text = f"其中的 {part.raw} 大于总数 {whole.raw}，多 {off} 万元"
    numbers = (part.value, whole.yuan * part.value / part.yuan, Decimal(0))
    return Finding(entry, "文中之和", "", False, text, (), numbers)


def _growth(entry: Entry, sentence: Sentence) -> Iterator[Finding]:
    """a，比上年增加 b，增长 c%: c is b of what a was before."""
    for whole, change in zip(sentence.amounts, sentence.amounts[1:], strict=False):
        between = sentence.text[whole.end : change.start]
        percent = _PERCENT.match(sentence.text, change.end)
        if change.sign and change.yuan and percent and _AGAINST.search(between[:-2]):
            yield from _grown(entry, whole, change, percent)


def _grown(entry: Entry, whole: Said, change: Said, percent: re.Match[str]) -> Iterator[Finding]:
    printed, now, sign = Decimal(percent[2]), whole.value, change.sign
    by = change.yuan * whole.value / whole.yuan if whole.yuan else change.yuan / 10000
    if now == sign * by:
        return
    ok, computed, allowed = rounds_to(printed, now, by, lambda a, b: abs(b / (a - sign * b) * 100))
    text = (
        f"{percent[2]}% {'=' if ok else '≠'} {change.raw} ÷ "
        f"（{whole.raw} {'-' if sign > 0 else '+'} {change.raw}）= {number_text(computed)}%"
    )
    yield Finding(entry, "增减幅度", "", ok, text, (), (printed, computed, allowed))
