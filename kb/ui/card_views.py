"""Cards in HTML: the best answer in full, the others in brief, and the source with its pictures."""

from __future__ import annotations

from collections.abc import Sequence

from kb.model import Kind
from kb.ui import words
from kb.ui.cards import Card, Fact, Picture
from kb.ui.check_views import badge, checks_block
from kb.ui.figures import Figure
from kb.ui.html import Html, el, join
from kb.ui.marks import marked, numbers_emphasised, telling_part
from kb.ui.peers import Others
from kb.ui.places import Place
from kb.ui.tables import entry_anchor, form_table, page_link, peers_table, row_table

# Of a long list of peers, so many are shown and the rest on request.
SHOWN_PEERS = 8
CLAMPED = 160  # characters of the text of a further result


def best_card(card: Card, place: Place, label: str) -> Html:
    """The first result: figure, what it is, why, who else has it, the source, and its row."""
    heading = el("h2", entry_anchor(card.entry, place, marked(card.entry.title, card.matched)))
    return el(
        "article",
        el(
            "div",
            eyebrow(card, label),
            heading,
            figure_block(card.figure),
            body_text(card, clamp=True),
            facts_list(card.facts, place),
            why_list(card.why),
            actions(card, place),
            class_="best-main",
        ),
        others_block(card.others, place),
        source_block(card, "h3"),
        row_block(card, "h3"),
        same_block(card, place),
        checks_block(card.entry, card.checks, "h3", place),
        class_="card best",
    )


def brief_card(card: Card, place: Place, *, with_document: bool) -> Html:
    """A further result: what it is on the left, its figure on the right."""
    document = (card.entry.doc_title,) if with_document else ()
    where = " › ".join((*document, *(part for part in card.entry.path if part != card.entry.title)))
    text = body_text(card, clamp=True)
    main = el(
        "div",
        eyebrow(card, "、".join(card.why)),
        el("h3", entry_anchor(card.entry, place, marked(card.entry.title, card.matched))),
        el("p", marked(where, card.matched), class_="where") if where else None,
        text,
        class_="brief-main",
    )
    return el("article", main, figure_block(card.figure, brief=True), class_="card brief")


def eyebrow(card: Card, label: str = "") -> Html:
    """The line over a title: the kind, the page, and a word on it."""
    labels = [el("span", text, class_="label") for text in (card.pages, label) if text]
    ocr = card.entry.ocr
    unsure = None if ocr is None else el("span", words.recognised(ocr), class_="unsure")
    return el(
        "p",
        el("span", card.kind, class_="chip"),
        labels,
        badge(card.entry),
        unsure,
        class_="eyebrow",
    )


def figure_block(figure: Figure | None, *, brief: bool = False) -> Html | None:
    if figure is None:
        return None
    other = "" if brief else figure.other
    value = numbers_emphasised(figure.value) if figure.size == "wordy" else join(figure.value)
    return el(
        "p",
        el("span", figure.label, class_="figure-label") if figure.label else None,
        el("span", value, class_="figure-value"),
        el("span", figure.unit, class_="figure-unit") if figure.unit else None,
        el("span", f"＝ {other}", class_="figure-other") if other else None,
        class_=f"figure {figure.size}",
    )


def body_text(card: Card, *, clamp: bool) -> Html | None:
    """The wording of an entry that is prose and not a row."""
    if card.cells or not card.entry.text or card.entry.text == card.entry.title:
        return None
    text = card.entry.text
    if clamp:
        text = telling_part(text, card.matched, CLAMPED)
    lines = [el("p", marked(line, card.matched)) for line in text.split("\n") if line]
    return el("div", lines, class_="prose clamp" if clamp else "prose")


def facts_list(facts: Sequence[Fact], place: Place) -> Html:
    return el("dl", [_fact(fact, place) for fact in facts], class_="facts")


def _fact(fact: Fact, place: Place) -> Html:
    text: Html = join(fact.text)
    if fact.entry_id:
        text = el("a", fact.text, href=place.at_entry(fact.entry_id).href, data_nav=True)
    return el("div", el("dt", fact.label), el("dd", text))


def why_list(why: Sequence[str]) -> Html | None:
    if not why:
        return None
    reasons = el("ul", [el("li", reason) for reason in why])
    return el("div", el("span", "为什么找到它", class_="label"), reasons, class_="why")


def actions(card: Card, place: Place, *, on_entry_page: bool = False) -> Html:
    """What one can do with an entry; the citation stands there to be selected by hand, too."""
    open_entry = el(
        "a", "查看整条", href=place.at_entry(card.entry.id).href, data_nav=True, class_="button"
    )
    open_pdf = el(
        "a",
        f"打开 PDF {card.pages}".strip(),
        href=card.pdf_href,
        target="_blank",
        class_="button",
    )
    buttons = el(
        "div",
        el("button", "复制引用", type="button", data_copy="citation", class_="button main"),
        None if on_entry_page else open_entry,
        open_pdf if card.pdf_href else None,
        class_="buttons",
    )
    citation = el(
        "details",
        el("summary", "引用文字"),
        el("p", card.citation, class_="citation", tabindex=0),
    )
    return el("div", buttons, citation, class_="actions")


def others_block(others: Others | None, place: Place) -> Html | None:
    """The answer among others that answer as well, its row emphasised."""
    if others is None:
        return None
    shown, folded = others.peers[:SHOWN_PEERS], others.peers[SHOWN_PEERS:]
    more = None
    if folded:
        summary = el("summary", f"其余 {len(folded)} 个")
        more = el("details", summary, peers_table(folded, place, "其余"), class_="more-options")
    table = peers_table(shown, place, others.said, first_is_answer=True)
    return el("section", el("h3", others.said), table, more, class_="others")


def same_block(card: Card, place: Place) -> Html | None:
    """Where else the same figure is printed."""
    if not card.same:
        return None
    items = [
        el(
            "li",
            entry_anchor(peer.entry, place, join(peer.where)),
            page_link(peer),
        )
        for peer in card.same
    ]
    return el("section", el("h3", words.same_heading(card.entry)), el("ul", items), class_="same")


def source_block(card: Card, heading: str) -> Html | None:
    """The pages' pictures with the entry lit, in reading order."""
    if card.pdf_missing:
        told = el(
            "p", "原 PDF 不在数据文件夹中，或已换成别的文件，无法显示原文页面。", class_="missing"
        )
        return el("section", el(heading, "原文"), told, class_="source", aria_label="原文")
    shots = [_shot(picture) for picture in card.pictures]
    return el("section", el(heading, "原文"), shots, class_="source", aria_label="原文图片")


def _shot(picture: Picture) -> Html:
    image = el("img", src=picture.row_href, alt=picture.alt, decoding="async")
    frame = el(
        "div",
        image,
        class_="shot",
        tabindex=0,
        role="region",
        aria_label=f"第 {picture.page} 页图片，可左右滚动",
        data_across=picture.value_across,
    )
    caption = el(
        "figcaption",
        el("span", f"第 {picture.page} 页"),
        el("a", "看整页", href=picture.page_href, target="_blank"),
        el("a", f"在 PDF 中打开第 {picture.page} 页", href=picture.pdf_href, target="_blank"),
    )
    return el("figure", frame, caption)


def row_block(card: Card, heading: str) -> Html | None:
    """The row or the sheet that the figure comes from."""
    if not card.cells:
        return None
    sheet = card.entry.kind is Kind.PROJECT
    name = "项目表" if sheet else "所在行"
    table = (form_table if sheet else row_table)(card.cells, card.matched, name)
    return el("section", el(heading, name), table, class_="row")
