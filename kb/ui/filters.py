"""The filters of a question as links with counts: a click adds or removes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from kb.model import Answer, DocumentInfo, Filters, Kind
from kb.ui import words
from kb.ui.html import Html, el, join
from kb.ui.places import Place

Value = TypeVar("Value")

# A longer list shows so many, what is chosen, and the rest on request.
SHOWN_OPTIONS = 6
# What is the same for a whole document: name, field of DocumentInfo, field of Filters.
OF_DOCUMENTS = (
    ("年度", "year", "years"),
    ("部门", "department", "departments"),
    ("文件种类", "report", "reports"),
    ("级别", "level", "levels"),
    ("文件", "doc", "docs"),
)


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
    """Kinds and chapters of the candidates, counted; those of documents where there is a choice."""
    chosen = place.filters
    kinds = {Kind(facet.value): facet.count for facet in answer.kinds}
    chapters = {facet.value: facet.count for facet in answer.chapters}
    read = [info for info in documents if info.entries]
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
        *(_of_documents(*names, place, read) for names in OF_DOCUMENTS),
    )
    return tuple(group for group in groups if group.options)


def _of_documents(
    name: str, told: str, limited: str, place: Place, documents: Sequence[DocumentInfo]
) -> FilterGroup:
    """The values of one field of the documents that the other filters let through."""
    chosen: tuple[Any, ...] = getattr(place.filters, limited)
    others = replace(place.filters, **{limited: ()})
    left = [info for info in documents if others.lets_through(info, by_year=True)]
    values = {getattr(info, told) for info in left} - {None, ""}
    titles = {info.doc: info.title for info in documents}

    def label(value: Any) -> str:
        return titles.get(value, str(value))

    return _filter(
        name,
        _where_a_choice(sorted(values, key=label, reverse=told == "year")),
        chosen,
        label,
        lambda picked: place.filtered(replace(place.filters, **{limited: picked})),
    )


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


def chosen_options(groups: Sequence[FilterGroup]) -> list[tuple[str, Option]]:
    """What is chosen, with the name of its filter; each one's link takes it out."""
    return [(group.name, option) for group in groups for option in group.options if option.chosen]


def filters_block(groups: Sequence[FilterGroup], place: Place) -> Html | None:
    """The filters; the script folds them up on a narrow screen."""
    if not groups:
        return None
    clear = None
    if place.filters != Filters():
        clear = el(
            "a", "清除筛选", href=place.filtered(Filters()).href, data_nav=True, class_="clear"
        )
    listed = el("div", [_group(group) for group in groups], clear, class_="filter-groups")
    folding = el("details", el("summary", "筛选"), listed, open=True)
    return el("nav", folding, class_="filters", aria_label="筛选")


def _group(group: FilterGroup) -> Html:
    first = group.options[:SHOWN_OPTIONS]
    later = group.options[SHOWN_OPTIONS:]
    shown = (*first, *(option for option in later if option.chosen))
    folded = [option for option in later if not option.chosen]
    more = join(el("summary", f"其余 {len(folded)} 个"), _options(folded))
    return el(
        "div",
        el("h2", group.name),
        _options(shown),
        el("details", more, class_="more-options") if folded else None,
        class_="filter-group",
    )


def _options(options: Sequence[Option]) -> Html:
    return el("ul", [el("li", _option(option)) for option in options])


def _option(option: Option) -> Html:
    return el(
        "a",
        el("span", option.label, class_="option-label"),
        None if option.count is None else el("span", str(option.count), class_="count"),
        href=option.href,
        data_nav=True,
        aria_current="true" if option.chosen else None,
    )
