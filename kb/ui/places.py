"""Addresses: what the query parameters of the page mean, and the links that lead there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode

from kb.model import Box, Entry, Filters, Kind

QUESTION_LIMIT = 200
PAGE_SIZE = 10
MOST_RESULTS = 50
MOST_LITERAL = 20
DOCUMENTS_VIEW = "documents"
CHECKS_VIEW = "checks"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the app someone is. An entry's page remembers the search it was reached from.

    `literally` are parts of the question that are to be taken as typed.
    """

    question: str = ""
    filters: Filters = field(default_factory=Filters)
    entry_id: str = ""
    view: str = ""
    results: int = PAGE_SIZE
    literally: tuple[str, ...] = ()

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Place:
        """Reads what `to_params` writes; what makes no sense is left out."""
        return cls(
            question=clean_question(_first(params, "q")),
            filters=Filters(
                docs=tuple(params.get("doc", ())),
                years=tuple(int(y) for y in params.get("year", ()) if _is_year(y)),
                chapters=tuple(params.get("chapter", ())),
                kinds=tuple(Kind(k) for k in params.get("kind", ()) if k in set(Kind)),
                departments=tuple(params.get("department", ())),
                reports=tuple(params.get("report", ())),
                levels=tuple(params.get("level", ())),
            ),
            entry_id=_first(params, "id"),
            view=_first(params, "view"),
            results=_count(_first(params, "n")),
            literally=_each_once(clean_question(said) for said in params.get("as", ())),
        )

    def to_params(self) -> dict[str, list[str]]:
        """The query parameters that lead here; empty ones left out."""
        params = {
            "q": [self.question],
            "as": list(self.literally),
            "kind": [kind.value for kind in self.filters.kinds],
            "chapter": list(self.filters.chapters),
            "year": [str(year) for year in self.filters.years],
            "department": list(self.filters.departments),
            "report": list(self.filters.reports),
            "level": list(self.filters.levels),
            "doc": list(self.filters.docs),
            "n": [str(self.results)] if self.results != PAGE_SIZE else [],
            "id": [self.entry_id],
            "view": [self.view],
        }
        return {name: kept for name, values in params.items() if (kept := [v for v in values if v])}

    @property
    def href(self) -> str:
        """A link to here, relative to the app's address."""
        return "?" + urlencode(self.to_params(), doseq=True, quote_via=quote)

    def asking(self, question: str) -> Place:
        """A new question starts without the filters and the readings of the last one."""
        return Place(question=clean_question(question))

    def at_entry(self, entry_id: str) -> Place:
        return replace(self, entry_id=entry_id, view="")

    def back_to_results(self) -> Place:
        return replace(self, entry_id="", view="")

    def with_more(self) -> Place:
        return replace(self, results=min(MOST_RESULTS, self.results + 2 * PAGE_SIZE))

    def filtered(self, filters: Filters) -> Place:
        """The same question with other filters, from the first results on."""
        return replace(self, filters=filters, results=PAGE_SIZE, entry_id="", view="")

    def taking(self, said: str, *, literally: bool) -> Place:
        """The same question with a part of it taken as typed, or again as it is understood."""
        others = tuple(part for part in self.literally if part != said)
        taken = (*others, said) if literally else others
        return replace(self, literally=taken, results=PAGE_SIZE, entry_id="", view="")


def clean_question(raw: str) -> str:
    """One line without control characters, at most QUESTION_LIMIT characters long."""
    visible = "".join(ch if ch.isprintable() else " " for ch in raw)
    return " ".join(visible.split())[:QUESTION_LIMIT]


def entry_link(entry_id: str) -> str:
    """The lasting link to an entry, which a citation carries."""
    return Place(entry_id=entry_id).href


def pdf_link(file: str, page: int | None = None) -> str:
    """The PDF, opened at `page` (counted from 1) by any viewer that knows `#page=`."""
    link = "files/" + quote(file)
    return link if page is None else f"{link}#page={page}"


def picture_link(entry: Entry, page: int, part: str, sha256: str) -> str:
    """The page's picture with the entry lit, its value most; `part` is "row" or "page".

    The value may be another cell than the entry's own, so its column is named. The tag changes
    with the file and with the boxes, so that the picture may be cached for good.
    """
    column = {"column": entry.value_field} if entry.value_field else {}
    params = {"id": entry.id, **column, "page": page, "v": picture_tag(entry, sha256)}
    return f"pictures/{part}.png?{urlencode(params, quote_via=quote)}"


def picture_tag(entry: Entry, sha256: str) -> str:
    """A short digest of everything a picture of this entry is made from."""
    cells = ((name, box) for name, boxes in sorted(entry.cells.items()) for box in boxes)
    places = [*_place_names(("", box) for box in entry.sources), *_place_names(cells)]
    made_from = "\n".join([sha256, entry.value_field or "", *places])
    return hashlib.sha256(made_from.encode()).hexdigest()[:16]


def _place_names(boxes: Iterable[tuple[str, Box]]) -> list[str]:
    return [f"{name} {box}" for name, box in boxes]


def _first(params: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(params.get(name, ())), "")


def _each_once(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in parts if part))[:MOST_LITERAL]


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        return PAGE_SIZE
    return max(PAGE_SIZE, min(MOST_RESULTS, int(text[:3])))
