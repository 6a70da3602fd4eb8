"""Tables in HTML: a row as it stands under its headers, a form, and the rows of a table.

Headers are header paths (本年收入, 小计) and become spanning cells again. On a narrow screen the
style sheet shows each row as a list, for which every cell carries its header; the ARIA roles
keep it a table for those who can't see it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.model import Entry
from kb.ui import words
from kb.ui.cards import Cell, columns_of
from kb.ui.html import Html, el, join
from kb.ui.marks import marked
from kb.ui.peers import Peer
from kb.ui.places import Place

HeaderPath = tuple[str, ...]

# A code or a figure, which must not be broken over lines.
_UNBROKEN = re.compile(r"[A-Z]?[\d.,%—-]{1,12}")


def row_table(cells: Sequence[Cell], matched: Sequence[str], caption: str) -> Html:
    """One row under its headers, the value's cell emphasised."""
    shown = [
        _cell(cell.header, cell.text, marked(cell.text, matched), cell.is_value) for cell in cells
    ]
    return _table(caption, [cell.header for cell in cells], [shown])


def form_table(cells: Sequence[Cell], matched: Sequence[str], caption: str) -> Html:
    """Name and content side by side, a line each: for a project's sheet. Empty ones left out."""
    lines = [
        el(
            "tr",
            el("th", " › ".join(cell.header), scope="row"),
            el("td", marked(cell.text, matched), class_="is-value" if cell.is_value else None),
        )
        for cell in cells
        if cell.text
    ]
    caption_element = el("caption", caption, class_="unseen")
    return el("table", caption_element, el("tbody", lines), class_="form")


def entries_table(entries: Sequence[Entry], place: Place, caption: str) -> Html:
    """Rows of one table in the document's order, each with a link to its entry and its page."""
    names = columns_of([entry.fields for entry in entries])
    headers: list[HeaderPath] = [*(tuple(name.split("/")) for name in names), ("页",)]
    return _table(caption, headers, [_printed_row(row, names, place) for row in sides(entries)])


def peers_table(
    peers: Sequence[Peer], place: Place, caption: str, *, first_is_answer: bool = False
) -> Html:
    """Entries that answer the same question, a line each: whose, what, how much, on which page."""
    named_alike = len({peer.entry.title for peer in peers}) == 1
    headers = [("所在",), *([] if named_alike else [("名称",)]), ("数值",), ("页",)]
    rows = []
    for number, peer in enumerate(peers):
        value, page = _value_text(peer.entry), page_link(peer)
        where = _cell(("所在",), peer.where, entry_anchor(peer.entry, place, join(peer.where)))
        name = _cell(("名称",), peer.entry.title, join(peer.entry.title))
        figure = _cell(("数值",), value, join(value), first_is_answer and number == 0)
        named = [where] if named_alike else [where, name]
        rows.append([*named, figure, _cell(("页",), peer.pages, page)])
    return _table(caption, headers, rows)


def _value_text(entry: Entry) -> str:
    return f"{entry.value or ''} {entry.unit or ''}".strip()


def page_link(peer: Peer) -> Html:
    if not peer.pdf_href:
        return join(peer.pages)
    return el("a", peer.pages, href=peer.pdf_href, target="_blank")


def sides(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries by printed row: the two sides of a table (收入 | 支出) stand in one row again.

    Sides agree on the fields they share (序号), and each has fields that the other lacks.
    """
    rows: list[list[Entry]] = []
    for entry in entries:
        if rows and len(rows[-1]) == 1 and _is_other_side(rows[-1][0], entry):
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return rows


def _is_other_side(left: Entry, right: Entry) -> bool:
    shared = left.fields.keys() & right.fields.keys()
    both_have_own = len(shared) < min(len(left.fields), len(right.fields))
    return both_have_own and all(left.fields[name] == right.fields[name] for name in shared)


def _printed_row(row: Sequence[Entry], names: Sequence[str], place: Place) -> list[Html]:
    linked = {_naming_field(entry): entry for entry in row}
    cells = []
    for name in names:
        text = next((entry.fields[name] for entry in row if name in entry.fields), "")
        content = entry_anchor(linked[name], place, join(text)) if name in linked else join(text)
        is_value = any(name == entry.value_field for entry in row)
        cells.append(_cell(tuple(name.split("/")), text, content, is_value))
    pages = sorted({page for entry in row for page in entry.pages})
    numbers = words.page_numbers(pages).removeprefix("第 ").removesuffix(" 页")
    return [*cells, _cell(("页",), numbers, join(numbers))]


def _naming_field(entry: Entry) -> str:
    """The field that names the row: the one with its title, or else the first that has text."""
    filled = [name for name, text in entry.fields.items() if text]
    return next((n for n in filled if entry.fields[n] == entry.title), filled[0] if filled else "")


def entry_anchor(entry: Entry, place: Place, content: Html) -> Html:
    """A link to an entry's page that remembers the search."""
    return el("a", content, href=place.at_entry(entry.id).href, data_nav=True)


def _table(
    caption: str,
    headers: Sequence[HeaderPath],
    rows: Sequence[Sequence[Html]],
) -> Html:
    body = [el("tr", row, role="row") for row in rows]
    table = el(
        "table",
        el("caption", caption, class_="unseen"),
        el("thead", _header_rows(headers), role="rowgroup"),
        el("tbody", body, role="rowgroup"),
        class_="rows",
        role="table",
    )
    return el("div", table, class_="scroll", tabindex=0, role="region", aria_label=caption)


def _cell(header: HeaderPath, text: str, content: Html, is_value: bool = False) -> Html:
    states = {
        "is-value": is_value,
        "is-empty": not text,
        "is-number": bool(_UNBROKEN.fullmatch(text)),
    }
    return el(
        "td",
        el("span", content) if text else None,
        role="cell",
        class_=" ".join(name for name, on in states.items() if on) or None,
        data_label=" › ".join(header),
    )


def _header_rows(paths: Sequence[HeaderPath]) -> list[Html]:
    depth = max((len(path) for path in paths), default=0)
    return [el("tr", _header_cells(paths, level, depth), role="row") for level in range(depth)]


def _header_cells(paths: Sequence[HeaderPath], level: int, depth: int) -> list[Html]:
    """The header cells that begin at this level: a leaf goes down, a group goes across."""
    cells: list[Html] = []
    start = 0
    while start < len(paths):
        path = paths[start]
        end = start + 1
        if len(path) > level + 1:
            group = path[: level + 1]
            while (
                end < len(paths)
                and len(paths[end]) > level + 1
                and paths[end][: level + 1] == group
            ):
                end += 1
        if len(path) > level:
            leaf = len(path) == level + 1
            cells.append(
                el(
                    "th",
                    path[level],
                    role="columnheader",
                    scope="col" if leaf else "colgroup",
                    colspan=end - start if end - start > 1 else None,
                    rowspan=depth - level if leaf and depth - level > 1 else None,
                )
            )
        start = end
    return cells
