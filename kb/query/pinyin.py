"""Pinyin -> the index's own words: whole, joined, or initials."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.terms import Term, Terms, coarse

__all__ = ["from_initials", "from_pinyin"]

_LONGEST_SOUND = 40  # letters of one term
_MOST_INITIALS = 3
_INITIALS = re.compile(r"[bcdfghjklmnpqrstwxyzaeo]{3,12}")


def from_pinyin(letters: str, terms: Terms, spoken: Sequence[Term] = ()) -> list[Term] | None:
    """The fewest terms whose sounds make up `letters` exactly; None when none do.

    `spoken` are words of questions (多少, 标准) that may stand between. The more frequent of
    terms that sound alike is taken.
    """
    letters = coarse(letters)
    by_sound = dict(terms.by_sound)
    for term in spoken:
        by_sound.setdefault(coarse(term.joined), [term])
    best: list[tuple[float, list[Term]] | None] = [None] * (len(letters) + 1)
    best[0] = (0.0, [])
    for start in range(len(letters)):
        reached = best[start]
        if reached is None:
            continue
        for end in range(start + 2, min(len(letters), start + _LONGEST_SOUND) + 1):
            found = by_sound.get(letters[start:end])
            if not found:
                continue
            cost = reached[0] + 1 + 1 / (1 + found[0].count) + (len(found[0].text) < 2)
            rival = best[end]
            if rival is None or cost < rival[0]:
                best[end] = (cost, [*reached[1], found[0]])
    last = best[-1]
    return last[1] if last else None


def from_initials(letters: str, terms: Terms) -> list[Term]:
    """Terms whose syllables begin with these letters, titles and frequent ones first."""
    if not _INITIALS.fullmatch(letters):
        return []
    found = terms.by_initials.get(letters, [])
    return sorted(found, key=lambda term: (not term.title, -term.count))[:_MOST_INITIALS]
