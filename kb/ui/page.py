"""The page that Streamlit runs for every visitor and click: the only calls into streamlit.

The address is the state. The search box follows the address (back and forward, links), and the
address follows the search box (a new question).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from kb.errors import EntryNotFound, IndexMismatch, IndexMissing, KbError
from kb.model import Answer, Entry
from kb.ui import checks_page, library, views, words
from kb.ui.cards import Card, card_of
from kb.ui.files import with_pdf
from kb.ui.filters import filter_groups
from kb.ui.html import Html
from kb.ui.library import Library
from kb.ui.places import CHECKS_VIEW, DOCUMENTS_VIEW, QUESTION_LIMIT, Place
from kb.ui.seams import SearcherLike

QUESTION = "question"
SUBMIT = "submit"
ADDRESS_SEEN = "question_in_address"


def render() -> None:
    """Draws the page for the address it is at."""
    st.set_page_config(page_title=words.APP, layout="wide", initial_sidebar_state="collapsed")
    place = _place_asked_for()
    st.html(views.masthead(place == Place()))
    _search_box()
    shelf = library.shared()
    # A spinner for a few milliseconds costs more than it tells.
    with nullcontext() if shelf.is_open else st.spinner("正在打开索引……", show_time=False):
        title, content = content_of(place, shelf, _address())
    if title:
        st.set_page_config(page_title=f"{title} · {words.APP}")
    st.html(content)


def _place_asked_for() -> Place:
    """Where the address leads, or the question just asked; both say the same afterwards.

    What was typed and clicked is known before the widgets are drawn.
    """
    place = Place.from_params({name: st.query_params.get_all(name) for name in st.query_params})
    if st.session_state.get(ADDRESS_SEEN) != place.question:
        st.session_state[QUESTION] = place.question
    asked = place.asking(st.session_state.get(QUESTION, place.question))
    if asked.question != place.question:
        place = asked
    elif st.session_state.get(SUBMIT):
        place = place.back_to_results()
    st.session_state[ADDRESS_SEEN] = place.question
    _write_address(place)
    return place


def _search_box() -> None:
    with st.container(key="search", horizontal=True):
        st.text_input(
            words.SEARCH_LABEL,
            key=QUESTION,
            max_chars=QUESTION_LIMIT,
            placeholder=words.SEARCH_HINT,
            label_visibility="collapsed",
        )
        st.button("搜索", key=SUBMIT, type="primary")


def _write_address(place: Place) -> None:
    params = place.to_params()
    if params != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(params)


def _address() -> str:
    """The app's own address as the visitor has it, without parameters."""
    url = (st.context.url or "").partition("?")[0]
    return url if not url or url.endswith("/") else f"{url}/"


def content_of(place: Place, shelf: Library, address: str) -> tuple[str, Html]:
    """The title and the content for a place; every error is a page of its own."""
    try:
        searcher = shelf.searcher()
        if place.entry_id:
            entry = searcher.entry(place.entry_id)
            card = card_maker(searcher, shelf.settings.data, address, (entry,))(entry)
            return entry.title, views.entry_page(place, card, searcher.children(entry.id))
        if place.view == DOCUMENTS_VIEW:
            return "收录文件", views.documents_page(searcher.documents)
        if place.view == CHECKS_VIEW:
            checked = checks_page.checks_page(searcher.documents, searcher.entries, place)
            return checks_page.TITLE, views.page(checked, checks_page.TITLE)
        if place.question:
            return place.question, _results(place, searcher, shelf.settings.data, address)
        return "", views.home_page(shelf.samples(), searcher.documents)
    except EntryNotFound as error:
        return "没有这个条目", views.message_page("没有这个条目", str(error))
    except IndexMissing as error:
        return "还没有索引", views.message_page("还没有索引", str(error), "kb build")
    except IndexMismatch as error:
        return "索引需要重建", views.message_page("索引需要重建", str(error), "kb build")
    except KbError as error:
        return "暂时无法查询", views.message_page("暂时无法查询", str(error))


def card_maker(
    searcher: SearcherLike, data: Path, address: str, entries: Sequence[Entry]
) -> Callable[..., Card]:
    """Makes cards of these entries and of those beside them."""
    shown = with_pdf(searcher.documents, data, entries)
    return partial(card_of, documents=shown, find=searcher.entry, address=address)


def _results(place: Place, searcher: SearcherLike, data: Path, address: str) -> Html:
    answer = searcher.search(
        place.question, place.results, place.filters, frozenset(place.literally)
    )
    entries = [e for hit in answer.hits for e in (hit.entry, *hit.same, *hit.others)]
    make = card_maker(searcher, data, address, entries)
    counted = uncounted_by_itself(answer, place, searcher)
    return views.results_page(
        place,
        [make(hit.entry, hit=hit) for hit in answer.hits],
        answer=answer,
        groups=filter_groups(counted, place, searcher.documents),
        documents=searcher.documents,
    )


def uncounted_by_itself(answer: Answer, place: Place, searcher: SearcherLike) -> Answer:
    """The answer with each filter counted as if it were off, so that another can be picked."""

    def without(**limits: tuple[()]) -> Answer:
        filters = replace(place.filters, **limits)
        return searcher.search(place.question, 1, filters, frozenset(place.literally))

    if place.filters.kinds:
        answer = replace(answer, kinds=without(kinds=()).kinds)
    if place.filters.chapters:
        answer = replace(answer, chapters=without(chapters=()).chapters)
    return answer
