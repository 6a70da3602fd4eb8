"""What a question limits itself to: documents by their names, years, kinds of entries.

南昌公交补贴 asks of the documents about 南昌, and of no other: a figure of another place is
no answer. What is recognised is shown and can be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kb.index import Index
from kb.lexical import FIELDS
from kb.model import DocumentInfo, Filters, Kind, Reading
from kb.query.names import (
    DocumentName,
    Span,
    counties_in,
    following_organisation,
    name_of,
    organisations_in,
    places_in,
    sound,
)
from kb.vectors import Mask

__all__ = ["Scope", "scope_of"]

# What follows a figure that counts something: 2000人 is no year.
_MEASURES = "万亿元人名次场期家本册张辆台套亩户条份件项所处间座天个种类平米公里倍度以多余左%‰"
_YEAR = re.compile(rf"(?<![a-z\d.])(?:19|20)\d\d(?=\s*年|\s*$|\s*[^a-z\d.,{_MEASURES}\s])")
_LAST_YEAR = ("上年", "去年")
_OWN_FIELDS = tuple(name for name in FIELDS if name != "document")  # whose year is known
_LATIN = re.compile(r"[a-z][a-z']*(?: (?:city|province|district|county)\b)?")
_LONGEST_SYLLABLE = 6  # letters
# Where a person comes from or is does not say what is asked about.
_COMING = ("从", "在", "由", "离开")
_BEING = re.compile("人(?![才社民员大口均力])|户|籍|来|回|毕业|大学")
_SHORTEST_JOINED = 4  # letters that have to follow a place written together with something
_KINDS = (
    (Kind.TERM, "名词解释", re.compile("的?名词解释")),
    (Kind.PROCUREMENT, "政府采购", re.compile("(?<=采购)(?:清单|明细|目录|品目)")),
    (Kind.INDICATOR, "绩效指标", re.compile("的?(?:绩效|考核)指标")),
)


@dataclass(frozen=True, slots=True)
class Scope:
    """`rest` is the question without the `places` that chose documents. `names` are the words
    by which documents were chosen and which stay in it. `absent` are names that the index
    does not have: nothing in it is an answer. `needed` are names that no document bears: only
    an entry that has them is an answer."""

    rest: str
    places: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    names: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    absent: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()

    def allowed(self, index: Index) -> Mask | None:
        """Which entries it lets through; None when it limits nothing."""
        found = index.allowed(replace(self.filters, years=()))
        if self.filters.years:
            dated = _of_years(self.filters.years, index)
            found = dated if found is None else found & dated
        return found


def scope_of(
    folded: str, index: Index, places: frozenset[str], literally: frozenset[str] = frozenset()
) -> Scope:
    """`places`: names of places in general. What is said `literally` limits nothing."""
    names = _names(index, places)
    known = places | {place for name in names for place in name.places}
    spans = [*places_in(folded, known), *_in_letters(folded, names, places)]
    spans = [s for s in spans if not _taken(_said(folded, s), literally)]
    spans += [s for s in counties_in(folded, spans) if not _taken(_said(folded, s), literally)]
    scope = _documents(folded, spans, names, index, literally)
    scope = _years(scope, index, literally)
    return _kinds(scope, literally)


def _said(folded: str, span: Span) -> str:
    return folded[span.start : span.end]


def _taken(said: str, literally: frozenset[str]) -> bool:
    """Whether it is to be taken literally, alone or as a part of something."""
    return any(said in each for each in literally)


def _names(index: Index, places: frozenset[str]) -> tuple[DocumentName, ...]:
    if "names" not in index.lazy:
        index.lazy["names"] = tuple(name_of(d, places) for d in index.documents if d.entries)
    names: tuple[DocumentName, ...] = index.lazy["names"]
    return names


def _in_letters(
    folded: str, names: Sequence[DocumentName], places: frozenset[str]
) -> Iterable[Span]:
    """Places in Latin letters: huai'an, nanchang city, and nanchangtushuguan."""
    if folded.isascii() or re.search("[a-z]{4}", folded):
        own = {sound(place): place for name in names for place in name.places}
        known = {sound(place.rstrip("市")): place for place in places} | own
        for match in _LATIN.finditer(folded):
            word = match.group().split(" ")[0].replace("'", "")
            told = " " in match.group() or len(word) > _LONGEST_SYLLABLE
            if word in own or (word in known and told):  # xian may be a syllable of something
                yield Span(match.start(), match.end(), known[word])
                continue
            for heard, place in own.items():
                joined = word.startswith(heard) and len(word) >= len(heard) + _SHORTEST_JOINED
                if joined and len(heard) > _SHORTEST_JOINED:
                    yield Span(match.start(), match.start() + len(heard), place)
                    break


def _documents(
    folded: str,
    spans: Sequence[Span],
    names: Sequence[DocumentName],
    index: Index,
    literally: frozenset[str],
) -> Scope:
    chosen, met = _by_place(spans, names)
    organised = _by_organisation(folded, chosen, literally)
    if organised:
        chosen = [name for name, _ in organised]
    said = _together([*met, *(span for _, span in organised[:1])], folded)
    foreign = [*_foreign_places(folded, spans, met), *_foreign_organisations(folded, met, chosen)]
    absent = tuple(dict.fromkeys(said for said, name in foreign if not index.lexical.holds(name)))
    needed = tuple(dict.fromkeys(name for _, name in foreign))
    full = {span for _, span in organised if _follows(span, met, folded)}
    rest = folded
    for span in sorted({*met, *full}, key=lambda s: -s.start):
        rest = f"{rest[: span.start]} {rest[span.end :]}"
    kept = tuple(span.name for _, span in organised if span not in full)
    taken = tuple(_said(folded, span) for span in (*met, *full))
    scope = Scope(rest.strip(), taken, names=kept, absent=absent, needed=needed)
    if not said or len(chosen) == len(names):
        return scope
    docs = tuple(name.doc for name in chosen)
    titles = [d for d in index.documents if d.doc in docs]
    readings = tuple(Reading(word, _shown(titles), "文件") for word in dict.fromkeys(said))
    return replace(scope, filters=Filters(docs=docs), readings=readings)


def _follows(organisation: Span, places: Sequence[Span], folded: str) -> bool:
    """江苏省检察院 is the name of a document and of nothing that is asked about."""
    return any(
        place.end <= organisation.start and not folded[place.end : organisation.start].strip()
        for place in places
    )


def _together(spans: Sequence[Span], folded: str) -> list[str]:
    """What is said of the documents; names that follow each other are one."""
    said: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: s.start):
        if said and not folded[said[-1][1] : span.start].strip():
            said[-1] = (said[-1][0], max(span.end, said[-1][1]))
        else:
            said.append((span.start, span.end))
    return [folded[start:end] for start, end in said]


def _shown(documents: Sequence[DocumentInfo]) -> str:
    first = documents[0].department or documents[0].title
    return first if len(documents) == 1 else f"{first}等 {len(documents)} 个文件"


def _by_place(
    spans: Sequence[Span], names: Sequence[DocumentName]
) -> tuple[list[DocumentName], list[Span]]:
    """The documents with most of the places, all when none is named; the spans they have."""
    counts = [sum(span.name in name.places for span in spans) for name in names]
    most = max(counts, default=0)
    if not most:
        return list(names), []
    chosen = [name for name, count in zip(names, counts, strict=True) if count == most]
    return chosen, [s for s in spans if any(s.name in name.places for name in chosen)]


def _by_organisation(
    folded: str, names: Sequence[DocumentName], literally: frozenset[str]
) -> list[tuple[DocumentName, Span]]:
    """The documents whose organisation is named at greatest length."""
    found = [
        (name, span)
        for name in names
        for span in organisations_in(folded, name.organisation)
        if not _taken(span.name, literally)
    ]
    longest = max((len(span.name) for _, span in found), default=0)
    best = {name.doc: (name, span) for name, span in found if len(span.name) == longest}
    return list(best.values())


def _foreign_places(
    folded: str, spans: Sequence[Span], met: Sequence[Span]
) -> Iterable[tuple[str, str]]:
    """As said, and the name; neither chose a document."""
    return (
        (_said(folded, span), span.name)
        for span in spans
        if span not in met
        and not folded[: span.start].endswith(_COMING)
        and not _BEING.match(folded, span.end)
    )


def _foreign_organisations(
    folded: str, met: Sequence[Span], chosen: Sequence[DocumentName]
) -> Iterable[tuple[str, str]]:
    """石家庄市公安局 when the documents about 石家庄 are of others."""
    starts = {span.start for span in met}
    for span in met:
        if span.end in starts:  # 石家庄|高新区: the next place is looked at itself
            continue
        said = following_organisation(folded, span.end)
        if said and not any(organisations_in(said, name.organisation) for name in chosen):
            yield f"{_said(folded, span)}{said}", said


def _years(scope: Scope, index: Index, literally: frozenset[str]) -> Scope:
    """A year limits where the documents are not all of it; of none, it is absent."""
    said = [year for year in _YEAR.findall(scope.rest) if year not in literally]
    wanted = tuple(dict.fromkeys(int(year) for year in said))
    if not wanted:
        return scope
    held = {d.year for d in index.documents if d.entries}
    if not _of_years(wanted, index).any():
        return replace(scope, absent=(*scope.absent, *(f"{year}年" for year in said)))
    if held <= set(wanted):
        return scope
    readings = tuple(Reading(str(year), f"{year} 年", "年度") for year in wanted)
    return replace(
        scope,
        filters=replace(scope.filters, years=wanted),
        readings=(*scope.readings, *readings),
    )


def _of_years(years: Sequence[int], index: Index) -> Mask:
    """Entries of documents of these years, those that name one, and next year's look back."""
    found: Mask = np.isin(index.columns.years, years)
    for year in years:
        for name in _OWN_FIELDS:
            found[index.lexical.rows(name, str(year))] = True
        next_year = index.columns.years == year + 1
        for word in _LAST_YEAR:
            for name in FIELDS:
                rows = index.lexical.rows(name, word)
                found[rows[next_year[rows]]] = True
    return found


def _kinds(scope: Scope, literally: frozenset[str]) -> Scope:
    """采购清单 asks for entries of a kind, when something else is asked for besides."""
    for kind, meant, pattern in _KINDS:
        match = pattern.search(scope.rest)
        if match is None or match.group() in literally or match.group() == scope.rest:
            continue
        rest = scope.rest.replace(match.group(), " ", 1).strip()
        return replace(
            scope,
            rest=rest,
            filters=replace(scope.filters, kinds=(kind,)),
            readings=(*scope.readings, Reading(match.group(), meant, "种类")),
        )
    return scope
