"""The filters of a question as links with counts: a click adds or removes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kb.model import Answer, DocumentInfo, Filters, Kind
from kb.ui import words
from kb.ui.html import Html, el
from kb.ui.places import Place

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter; `count` is None where it is not counted."""

    label: str
    count: int | None
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class FilterGroup:
    name: str
    options: tuple[Option, ...]


def filter_groups(
    answer: Answer, place: Place, documents: Sequence[DocumentInfo]
) -> tuple[FilterGroup, ...]:
    """Kinds and chapters of the candidates; years and files where there is a choice."""
    chosen = place.filters
    kinds = {Kind(facet.value): facet.count for facet in answer.kinds}
    chapters = {facet.value: facet.count for facet in answer.chapters}
    years = sorted({info.year for info in documents if info.year}, reverse=True)
    titles = {info.doc: info.title for info in documents if info.entries}
    groups = (
        _filter(
            "类别",
            kinds,
            chosen.kinds,
            lambda kind: words.KINDS[kind],
            lambda picked: place.filtered(replace(chosen, kinds=picked)),
        ),
        _filter(
            "章节",
            chapters,
            chosen.chapters,
            str,
            lambda picked: place.filtered(replace(chosen, chapters=picked)),
        ),
        _filter(
            "年度",
            _where_a_choice(years),
            chosen.years,
            str,
            lambda picked: place.filtered(replace(chosen, years=picked)),
        ),
        _filter(
            "文件",
            _where_a_choice(list(titles)),
            chosen.docs,
            lambda doc: titles.get(doc, doc),
            lambda picked: place.filtered(replace(chosen, docs=picked)),
        ),
    )
    return tuple(group for group in groups if group.options)


def _where_a_choice(values: Sequence[Value]) -> dict[Value, int | None]:
    """The values, uncounted; none if there is but one."""
    return dict.fromkeys(values) if len(values) > 1 else {}


def _filter(
    name: str,
    counts: Mapping[Value, int | None],
    chosen: tuple[Value, ...],
    label: Callable[[Value], str],
    picked: Callable[[tuple[Value, ...]], Place],
) -> FilterGroup:
    """What is chosen stays in the list even when nothing has it any more."""
    listed = {**counts, **{value: counts.get(value, 0) for value in chosen}}
    return FilterGroup(
        name,
        tuple(
            Option(label(value), count, value in chosen, picked(toggled(chosen, value)).href)
            for value, count in listed.items()
        ),
    )


def toggled(values: tuple[Value, ...], value: Value) -> tuple[Value, ...]:
    """`values` without `value` if it was among them, with it at the end if not."""
    if value in values:
        return tuple(v for v in values if v != value)
    return (*values, value)


def filters_block(groups: Sequence[FilterGroup], place: Place) -> Html | None:
    if not groups:
        return None
    clear = None
    if place.filters != Filters():
        clear = el(
            "a", "清除筛选", href=place.filtered(Filters()).href, data_nav=True, class_="clear"
        )
    return el(
        "nav", [_group(group) for group in groups], clear, class_="filters", aria_label="筛选"
    )


def _group(group: FilterGroup) -> Html:
    options = [el("li", _option(option)) for option in group.options]
    return el("div", el("h2", group.name), el("ul", options), class_="filter-group")


def _option(option: Option) -> Html:
    return el(
        "a",
        el("span", option.label, class_="option-label"),
        None if option.count is None else el("span", str(option.count), class_="count"),
        href=option.href,
        data_nav=True,
        aria_current="true" if option.chosen else None,
    )
