"""The pages of the app in HTML, made of cards, tables and filters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kb.model import Answer, DocumentInfo, Entry, Kind, Problem
from kb.ui import places, words
from kb.ui.card_views import (
    actions,
    best_card,
    body_text,
    brief_card,
    eyebrow,
    facts_list,
    figure_block,
    row_block,
    source_block,
)
from kb.ui.cards import Card
from kb.ui.check_views import checks_block
from kb.ui.conditions import conditions_block
from kb.ui.filters import FilterGroup, filters_block
from kb.ui.html import Html, el, join
from kb.ui.places import CHECKS_VIEW, DOCUMENTS_VIEW, Place
from kb.ui.tables import entries_table, entry_anchor


def masthead(home: bool) -> Html:
    """The name of the app; on the front page with what it is for."""
    name = el("a", words.APP, href="./", data_nav=True)
    tagline = el("p", words.TAGLINE, class_="tagline") if home else None
    skip = el("a", "跳到内容", href="#content", class_="skip")
    documents = el("a", "收录文件", href=Place(view=DOCUMENTS_VIEW).href, data_nav=True)
    checks = el("a", "数字核对", href=Place(view=CHECKS_VIEW).href, data_nav=True)
    title = el("h1" if home else "p", name, class_="site")
    return el(
        "header",
        skip,
        el("div", title, el("nav", documents, checks, aria_label="站内"), class_="bar"),
        tagline,
        class_="masthead home" if home else "masthead",
    )


def page(content: Html, announce: str = "") -> Html:
    """What stands below the search box. When it has come, the script moves the focus to it and
    tells screen readers `announce`, or else its heading.
    """
    return el(
        "div",
        content,
        id="content",
        class_="page",
        tabindex=-1,
        data_announce=announce or None,
    )


def home_page(samples: Sequence[str], documents: Sequence[DocumentInfo]) -> Html:
    asked = el("section", el("h2", "可以这样问"), questions_list(samples)) if samples else None
    return page(join(asked, _holdings(documents)))


def questions_list(questions: Sequence[str]) -> Html:
    """Questions to click."""
    links = [el("a", asked, href=Place(asked).href, data_nav=True) for asked in questions]
    return el("ul", [el("li", link) for link in links], class_="samples")


def _holdings(documents: Sequence[DocumentInfo]) -> Html:
    read = [info for info in documents if info.entries]
    pages, entries = sum(info.pages for info in read), sum(info.entries for info in read)
    counted = f"已收录 {len(read)} 份文件，{pages:,} 页，{entries:,} 个可查条目。"
    unread = len(documents) - len(read)
    told = f"另有 {unread} 份没能读取。" if unread else None
    link = el("a", "查看收录文件", href=Place(view=DOCUMENTS_VIEW).href, data_nav=True)
    return el("p", counted, told, link, class_="holdings")


def results_page(
    place: Place,
    cards: Sequence[Card],
    *,
    answer: Answer,
    groups: Sequence[FilterGroup],
    documents: Sequence[DocumentInfo],
) -> Html:
    """The answer, or that there is none, with the nearest entries; filters beside it."""
    found = answer.answerable and bool(cards)
    many = sum(bool(info.entries) for info in documents) > 1
    missing = "所收录的文件中未找到" if many else "本文件中未找到"
    announce = f"找到 {len(cards)} 条结果" if found else missing
    heading = el("h1", f"“{place.question}”的查找结果", class_="unseen")
    notes = [el("li", note) for note in answer.notes]
    rest, called = (cards[1:], "其他结果") if found else (cards, "最接近的条目，供参考")
    listing = el(
        "div",
        el("ul", notes, class_="notes") if notes else None,
        _instead(answer.instead) if found else _not_found(place, missing, answer.instead),
        best_card(cards[0], place, "最相符") if found else None,
        _related(answer.related),
        _further(place, rest, called, many),
        class_="listing",
    )
    conditions = conditions_block(place, answer.readings, groups)
    content = el("div", filters_block(groups, place), listing, class_="results")
    return page(join(heading, conditions, content), announce)


def _not_found(place: Place, missing: str, instead: Sequence[str]) -> Html:
    said = f"没有能回答“{place.question}”的内容。可以换个说法，或用文件里的名称、编码、金额来查。"
    told = join(el("h2", missing), el("p", said), _instead(instead))
    return el("div", told, class_="card none-found")


def _instead(instead: Sequence[str]) -> Html | None:
    """What may have been meant."""
    if not instead:
        return None
    links = [el("a", meant, href=Place(meant).href, data_nav=True) for meant in instead]
    said = [link if number == 0 else join("、", link) for number, link in enumerate(links)]
    return el("p", "您要找的是：", said, "？", class_="instead")


def _related(related: Sequence[str]) -> Html | None:
    if not related:
        return None
    return el("section", el("h2", "相关问题"), questions_list(related), class_="related")


def _further(place: Place, cards: Sequence[Card], heading: str, many: bool) -> Html | None:
    """The results after the first; `many` says that the files have to be told apart."""
    if not cards:
        return None
    items = [el("li", brief_card(card, place, with_document=many)) for card in cards]
    shown_all = len(cards) + 1 < place.results or place.results >= places.MOST_RESULTS
    more = el("a", "显示更多", href=place.with_more().href, data_nav=True, class_="button more")
    return el(
        "section",
        el("h2", heading),
        el("ol", items, class_="briefs"),
        None if shown_all else more,
    )


def entry_page(place: Place, card: Card, children: Sequence[Entry]) -> Html:
    """The whole row, project or section, its source, and everything under it in order."""
    entry = card.entry
    back = el("a", "← 返回查找结果", href=place.back_to_results().href, data_nav=True)
    trail = " › ".join(part for part in entry.path if part != entry.title)
    main = el(
        "div",
        eyebrow(card),
        el("h1", entry.title),
        figure_block(card.figure),
        body_text(card, clamp=False),
        facts_list(card.facts, place),
        actions(card, place, on_entry_page=True),
        class_="best-main",
    )
    whole = el(
        "article",
        main,
        source_block(card, "h2"),
        row_block(card, "h2"),
        checks_block(card.entry, card.checks, "h2", place),
        class_="card best entry",
    )
    content = join(
        el("p", back, class_="back") if place.question else None,
        el("p", trail, class_="trail") if trail else None,
        whole,
        children_blocks(children, place),
    )
    return page(content)


def children_blocks(children: Sequence[Entry], place: Place) -> list[Html]:
    """What is under an entry, kinds that follow each other together: rows as a table."""
    blocks = []
    for kind, group in groupby(children, key=lambda child: child.kind):
        entries = list(group)
        heading = f"{words.CHILDREN[kind]}（{len(entries)}）"
        tabular = kind not in (Kind.SECTION, Kind.PARAGRAPH, Kind.TERM, Kind.PROJECT)
        content = (
            entries_table(entries, place, heading)
            if tabular and any(entry.fields for entry in entries)
            else el("ul", [el("li", _line(entry, place)) for entry in entries], class_="lines")
        )
        blocks.append(el("section", el("h2", heading), content, class_="card children"))
    return blocks


def _line(entry: Entry, place: Place) -> Html:
    text = entry.text if entry.kind in (Kind.PARAGRAPH, Kind.TERM) else ""
    return join(
        el("span", entry_anchor(entry, place, join(entry.title)), class_="line-title"),
        el("span", text, class_="line-text") if text and text != entry.title else None,
        el("span", f"{entry.value}{entry.unit or ''}", class_="line-value")
        if entry.value
        else None,
        el("span", words.page_numbers(entry.pages), class_="label"),
    )


def documents_page(documents: Sequence[DocumentInfo]) -> Html:
    said = f"共 {len(documents)} 份。数字与文字只取自这些文件，没有收录的文件查不到。"
    content = join(el("h1", "收录文件"), el("p", said), [_document(info) for info in documents])
    return page(content)


def _document(info: DocumentInfo) -> Html:
    year = f"{info.year} 年" if info.year else ""
    about = (info.department, info.code, year, info.level, info.report)
    origin = " · ".join(part for part in about if part)
    link = el("a", "打开 PDF", href=places.pdf_link(info.file), target="_blank", class_="button")
    return el(
        "article",
        el("h2", info.title),
        el("p", origin, class_="label") if origin else None,
        _counts(info) if info.entries else None,
        problems_list(info.problems),
        el("div", link, class_="buttons"),
        class_="card document",
    )


def _counts(info: DocumentInfo) -> Html:
    counts = {
        "页数": f"{info.pages:,}",
        "表": f"{info.tables:,}",
        "可查条目": f"{info.entries:,}",
        "跨页接回的行": f"{info.joined_rows:,}",
        "文字收录率": f"{info.coverage:.2%}",
        "未能读取的页": "、".join(map(str, info.unread_pages)) or "无",
    }
    listed = [el("div", el("dt", name), el("dd", text)) for name, text in counts.items()]
    return el("dl", listed, class_="facts wide")


def problems_list(problems: Sequence[Problem]) -> Html | None:
    if not problems:
        return None
    items = [el("li", str(problem)) for problem in problems]
    return el(
        "section", el("h3", f"读取时的问题（{len(items)}）"), el("ul", items), class_="problems"
    )


def message_page(title: str, text: str, command: str = "") -> Html:
    """A state in which there is nothing to show: what is the matter and what to do."""
    told = el(
        "div",
        el("h1", title),
        el("p", text),
        el("pre", el("code", command)) if command else None,
        el("p", el("a", "回到首页", href="./", data_nav=True)),
        class_="card message",
        role="status",
    )
    return page(told)
