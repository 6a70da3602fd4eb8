"""The address is the state of the page: it is read leniently and written the same again."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_ui import RENT, entry_read

from kb.model import Filters, Kind
from kb.ui import places
from kb.ui.places import Place, clean_question

names = st.text(alphabet=st.characters(blacklist_categories=("C",)), min_size=1, max_size=8)


@given(
    question=st.text(max_size=40),
    kinds=st.lists(st.sampled_from(Kind), unique=True),
    chapters=st.lists(names, unique=True),
    years=st.lists(st.integers(1000, 9999), unique=True),
    entry_id=st.sampled_from(["", "ab12"]),
    said=st.lists(names.map(clean_question).filter(bool), unique=True),
)
def test_an_address_read_is_the_place_it_was_made_from(
    question: str,
    kinds: list[Kind],
    chapters: list[str],
    years: list[int],
    entry_id: str,
    said: list[str],
) -> None:
    named = tuple(chapters)
    filters = Filters(named, tuple(years), named, tuple(kinds), named, named, named)
    place = Place(clean_question(question), filters, entry_id, literally=tuple(said[:20]))
    assert Place.from_params(parse_qs(place.href.removeprefix("?"))) == place


@given(
    st.dictionaries(
        st.sampled_from(["q", "kind", "year", "n", "id", "as", "level"]), st.lists(st.text())
    )
)
def test_no_address_breaks_the_page(params: dict[str, list[str]]) -> None:
    place = Place.from_params(params)
    assert places.PAGE_SIZE <= place.results <= places.MOST_RESULTS


def test_what_makes_no_sense_is_left_out() -> None:
    place = Place.from_params({"kind": ["indicator", "nonsense"], "year": ["2025", "x", "²025"]})
    assert place.filters == Filters(kinds=(Kind.INDICATOR,), years=(2025,))


@given(st.text())
def test_a_question_is_one_short_line(raw: str) -> None:
    cleaned = clean_question(raw)
    assert len(cleaned) <= places.QUESTION_LIMIT
    assert "\n" not in cleaned
    assert clean_question(cleaned) == cleaned


def test_a_new_question_drops_filters_and_entry() -> None:
    place = Place("旧", Filters(kinds=(Kind.TERM,)), "ab12")
    assert place.asking(" 新 ") == Place("新")


def test_a_part_of_the_question_is_taken_as_typed_and_back() -> None:
    place = Place("招待费", Filters(kinds=(Kind.TERM,)), "ab12", results=30)
    typed = place.taking("招待费", literally=True)
    assert typed == Place("招待费", Filters(kinds=(Kind.TERM,)), literally=("招待费",))
    assert typed.taking("招待费", literally=True) == typed
    assert typed.taking("招待费", literally=False).literally == ()
    assert typed.asking("会议费").literally == ()


def test_an_entry_remembers_the_search() -> None:
    place = Place("问", Filters(kinds=(Kind.TERM,)))
    assert place.at_entry("ab12").back_to_results() == place


@pytest.mark.parametrize(
    ("file", "page", "link"),
    [
        ("a.pdf", 85, "files/a.pdf#page=85"),
        ("区/预算 #1?.pdf", None, "files/%E5%8C%BA/%E9%A2%84%E7%AE%97%20%231%3F.pdf"),
    ],
)
def test_pdf_links(file: str, page: int | None, link: str) -> None:
    assert places.pdf_link(file, page) == link


def test_a_picture_gets_a_new_address_when_file_or_boxes_change() -> None:
    entry = entry_read(RENT)
    tag = places.picture_tag(entry, "a")
    assert places.picture_tag(entry, "a") == tag
    assert places.picture_tag(entry, "b") != tag
    assert places.picture_tag(replace(entry, sources=entry.sources[:1]), "a") != tag
    assert places.picture_tag(replace(entry, value_field="三级指标"), "a") != tag
