"""What stands around an answer: the same fact elsewhere, other projects' answers, questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kb.fields import adds_up, without_numbering
from kb.folding import fold_tight
from kb.index import Index
from kb.model import Entry, Kind
from kb.money import printed_amount

__all__ = ["Fact", "facts_of", "others_of", "related_questions", "same_figure"]

_MOST_SAME = 12
_MOST_OTHERS = 12
_TELLING_DIGITS = 4  # a shorter figure stands for many things
_MOST_RELATED = 4
_LONGEST_QUESTION = 24  # characters of a related question
_RATED = (Kind.INDICATOR, Kind.PROJECT, Kind.PROCUREMENT)


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry found, its place among the candidates, the place of the surest entry of the
    same fact, and where else that stands."""

    place: int
    entry: Entry
    best: int
    same: tuple[Entry, ...] = ()


def facts_of(found: Sequence[tuple[int, Entry]], asked: str) -> list[Fact]:
    """The same line of several tables once: where it ranks best, or, when nothing but its name
    was `asked` for, where the document has it first."""
    groups: dict[tuple[str, str, str, str | None], list[tuple[int, Entry]]] = {}
    for place, entry in found:
        said = fold_tight(entry.value or entry.text)
        fact = (entry.doc, _name(entry), said, entry.unit)
        groups.setdefault(fact, []).append((place, entry))
    return [_fact(group, asked) for group in groups.values()]


def _fact(group: Sequence[tuple[int, Entry]], asked: str) -> Fact:
    place, entry = group[0]
    if _name(entry) == asked:
        place, entry = min(group, key=lambda found: found[1].order)
    others = [other for at, other in group if at != place]
    return Fact(place, entry, group[0][0], tuple(others[:_MOST_SAME]))


def _name(entry: Entry) -> str:
    return fold_tight(without_numbering(entry.title))


def same_figure(entry: Entry, index: Index) -> tuple[Entry, ...]:
    """Entries of the document whose own value is the same sum of money, under whatever name."""
    amount = printed_amount(entry.value or "", entry.unit)
    if amount is None or len(amount.value.as_tuple().digits) < _TELLING_DIGITS:
        return ()
    found = (index.entries[int(row)] for row in index.exact.find_value(amount))
    alike = (e for e in found if e.doc == entry.doc and e.id != entry.id)
    return tuple(islice(alike, _MOST_SAME))


def others_of(entry: Entry, found: Sequence[Entry]) -> tuple[Entry, ...]:
    """The same indicator of other projects, with another value: each is as good an answer."""
    if entry.kind not in _RATED or not entry.value:
        return ()
    title, value = fold_tight(entry.title), fold_tight(entry.value)
    alike = [
        other
        for other in found
        if other.kind is entry.kind
        and other.parent != entry.parent
        and other.value
        and fold_tight(other.value) != value
        and fold_tight(other.title) == title
    ]
    return tuple(alike[:_MOST_OTHERS])


def related_questions(entry: Entry, index: Index) -> tuple[str, ...]:
    """Questions that the neighbours of an entry answer, the nearest first."""
    return tuple(islice(dict.fromkeys(_asked_of(entry, index)), _MOST_RELATED))


def _asked_of(entry: Entry, index: Index) -> Iterator[str]:
    """Titles of its neighbours, with the project's where it is not too long."""
    if entry.parent is None:
        return
    parent = index.entries[index.row(entry.parent)]
    own = fold_tight(entry.title)
    for sibling in sorted(
        index.children(entry.parent), key=lambda e: (abs(e.order - entry.order), e.order)
    ):
        title = fold_tight(sibling.title)
        if sibling.value and title != own and not adds_up(sibling):
            named = f"{parent.title} {sibling.title}"
            whole = parent.kind is Kind.PROJECT and len(named) <= _LONGEST_QUESTION
            question = named if whole else sibling.title
            if 2 < len(question) <= _LONGEST_QUESTION:
                yield question
