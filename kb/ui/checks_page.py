"""The page of all checks: what was not read of each file, what disagrees, what agrees with what."""

from __future__ import annotations

from collections.abc import Sequence

from kb.checks import OUTCOMES, Outcome, outcome
from kb.model import DocumentInfo, Entry
from kb.ui import words
from kb.ui.check_views import HOW, SIGNS
from kb.ui.html import Html, el, join
from kb.ui.places import Place

TITLE = "数字核对"
# Longer lists are cut here; the command line gives them whole.
MOST_LISTED = 300


def checks_page(documents: Sequence[DocumentInfo], entries: Sequence[Entry], place: Place) -> Html:
    """Every document with its problems and its figures by outcome, disagreements open."""
    own: dict[str, list[Entry]] = {document.doc: [] for document in documents}
    for entry in entries:
        own.setdefault(entry.doc, []).append(entry)
    sheets = [_document(document, own[document.doc], place) for document in documents]
    return join(el("h1", TITLE), el("p", HOW, class_="label"), sheets)


def _document(document: DocumentInfo, entries: Sequence[Entry], place: Place) -> Html:
    found: dict[Outcome, list[Entry]] = {kind: [] for kind in Outcome}
    for entry in entries:
        verdict = outcome(entry)
        if verdict is not None:
            found[verdict].append(entry)
    counts = "，".join(f"{name} {len(found[kind])} 条" for kind, name in OUTCOMES.items())
    return el(
        "article",
        el("h2", document.title),
        el("p", counts, class_="label"),
        _problems(document),
        _group(Outcome.DISAGREES, found[Outcome.DISAGREES], place, is_open=True),
        _group(Outcome.AGREES, found[Outcome.AGREES], place),
        _group(Outcome.UNCHECKED, found[Outcome.UNCHECKED], place),
        class_="card document checks",
    )


def _problems(document: DocumentInfo) -> Html | None:
    """Files and pages that could not be read, each with its reason and what to do."""
    if not document.problems:
        return None
    items = [el("li", el("p", str(problem)), class_="fails") for problem in document.problems]
    return el("section", el("h3", f"没有读到（{len(items)}）"), el("ul", items))


def _group(
    kind: Outcome, entries: Sequence[Entry], place: Place, *, is_open: bool = False
) -> Html | None:
    if not entries:
        return None
    items = [_entry(entry, kind, place) for entry in entries[:MOST_LISTED]]
    more = len(entries) - len(items)
    rest = (
        el("p", f"另有 {more} 条，用 kb check --all 列出全部。", class_="label") if more else None
    )
    name = join(el("span", SIGNS[kind], aria_hidden="true"), f" {OUTCOMES[kind]}（{len(entries)}）")
    return el("details", el("summary", name), el("ul", items), rest, open=is_open or None)


def _entry(entry: Entry, kind: Outcome, place: Place) -> Html:
    link = el("a", entry.title, href=place.at_entry(entry.id).href, data_nav=True)
    pages = el("span", words.page_numbers(entry.pages), class_="label")
    said = [
        el("p", f"{check.get('rule', '')}：{check['text']}")
        for check in entry.checks
        if bool(check["ok"]) == (kind is Outcome.AGREES)
    ]
    value = el("p", f"{entry.value} {entry.unit or ''}") if not said and entry.value else None
    fails = "fails" if kind is Outcome.DISAGREES else None
    return el("li", el("div", el("p", link, " ", pages), said, value), class_=fails)
