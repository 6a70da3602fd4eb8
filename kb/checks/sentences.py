"""Prose as amounts of money in their sentences: where each stands, and which way it went."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kb.folding import fold
from kb.model import Amount
from kb.money import amounts_with_places, in_yuan, number_text

__all__ = ["Said", "Sentence", "digits_of", "sentences"]

_SENTENCE = re.compile(r"[^。！？]+")
_CHANGE = re.compile(r"(?:(增加|增长|增收|上升|提高)|(减少|下降|降低|压减|减收))了?$")


@dataclass(frozen=True, slots=True)
class Said:
    """An amount of money in a sentence.

    `place` is what its last printed place is worth in 元, `sign` that of a change (增加 1,
    减少 -1), 0 where it is none.
    """

    raw: str
    value: Decimal
    yuan: Decimal
    place: Decimal
    sign: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in its folded form, with its amounts in order."""

    text: str
    amounts: tuple[Said, ...]


def digits_of(amount: Said) -> int:
    """How many digits of an amount tell it from others."""
    return len(number_text(amount.value).replace(".", "").strip("0"))


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a paragraph that name an amount of money."""
    for match in _SENTENCE.finditer(fold(text)):
        amounts = tuple(_amounts(match.group()))
        if amounts:
            yield Sentence(match.group(), amounts)


def _amounts(sentence: str) -> Iterator[Said]:
    for start, amount in amounts_with_places(sentence):
        yuan = in_yuan(amount)
        if yuan is not None:
            change = _CHANGE.search(sentence[:start])
            sign = 0 if change is None else 1 if change[1] else -1
            unit = in_yuan(Amount("", Decimal(1), amount.unit)) or Decimal(1)
            place = unit.scaleb(int(amount.value.as_tuple().exponent))
            end = start + len(amount.raw)
            yield Said(amount.raw, amount.value, yuan, place, sign, start, end)
