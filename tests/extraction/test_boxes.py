"""Boxes of THE document against the page itself, read by another library (PDFium)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from pypdfium2 import raw
from support_reading import Reading, all_records

from kb.model import Box, Entry, Kind
from kb.pdf.cells import Line
from kb.records.model import Record
from kb.text import compact


class Char(NamedTuple):
    """A visible character and its middle, in points from the top left of its page."""

    text: str
    x: float
    y: float


Pages = Mapping[int, list[Char]]


@pytest.fixture(scope="module")
def printed(document_pdf: Path) -> Pages:
    """Every character of every page that is not a blank, in the order of the file."""
    with pypdfium2.PdfDocument(document_pdf) as pdf:
        return {number: list(_chars(pdf[number - 1])) for number in range(1, len(pdf) + 1)}


def _chars(page: pypdfium2.PdfPage) -> Iterable[Char]:
    height, text = page.get_height(), page.get_textpage()
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if not char.isspace() and char.isprintable():
            left, bottom, right, top = text.get_charbox(index)
            yield Char(char, (left + right) / 2, height - (bottom + top) / 2)


def _holds(box: Box, char: Char) -> bool:
    return box.x0 <= char.x <= box.x1 and box.top <= char.y <= box.bottom


def _read(boxes: Iterable[Box], printed: Pages) -> str:
    chars = (char.text for box in boxes for char in printed[box.page] if _holds(box, char))
    return compact("".join(chars))


def test_boxes_of_every_cell_give_the_cell_again(reading: Reading, printed: Pages) -> None:
    cells = [(e, name, boxes) for e in reading.entries for name, boxes in e.cells.items()]
    assert len(cells) > 3000
    for entry, name, boxes in cells:
        assert _read(boxes, printed) == compact(entry.fields[name]), (entry.title, name)


def test_every_filled_field_has_boxes_and_no_empty_one(reading: Reading) -> None:
    own_text = (Kind.PARAGRAPH, Kind.TERM)
    for entry in reading.entries:
        if entry.kind not in own_text:
            assert set(entry.cells) == {name for name, text in entry.fields.items() if text}


def test_sources_give_the_value_again(reading: Reading, printed: Pages) -> None:
    rows = [e for e in reading.entries if e.value is not None and e.cells]
    for entry in rows:
        on_value = {box.page for box in entry.cells[entry.value_field or ""]}
        boxes = [box for box in entry.sources if box.page in on_value]
        assert _read(boxes, printed) == compact(entry.value or ""), entry.title


def test_sources_of_prose_give_its_text_again(reading: Reading, printed: Pages) -> None:
    prose = [e for e in reading.entries if e.kind in (Kind.PARAGRAPH, Kind.TERM)]
    for entry in prose:
        assert compact(entry.text) == _read(entry.sources, printed), entry.title


def test_a_source_for_every_page_on_which_an_entry_has_text(reading: Reading) -> None:
    for entry in reading.entries:
        pages = [box.page for box in entry.sources]
        assert pages == sorted(set(pages)), entry.title
        assert set(pages) <= set(entry.pages), entry.title
        # A table's continuation may have nothing of the table's own but a repeated head.
        if entry.kind is not Kind.SECTION:
            assert pages == list(entry.pages), entry.title


def test_boxes_lie_on_their_page(reading: Reading) -> None:
    sizes = {page.number: (page.width, page.height) for page in reading.pages}
    for entry in reading.entries:
        for box in (*entry.sources, *(box for boxes in entry.cells.values() for box in boxes)):
            width, height = sizes[box.page]
            assert 0 <= box.x0 < box.x1 <= width, entry.title
            assert 0 <= box.top < box.bottom <= height, entry.title


def test_no_cell_is_claimed_twice(reading: Reading, printed: Pages) -> None:
    """A character is in the cells of one entry, or in a merged cell that neighbours share.

    Neighbours share a merged cell as a whole, same boxes, same field, same table.
    """
    claims: dict[int, dict[Box, list[tuple[Entry, str]]]] = defaultdict(lambda: defaultdict(list))
    for entry in reading.entries:
        for name, boxes in entry.cells.items():
            for box in boxes:
                claims[box.page][box].append((entry, name))
    for page, boxes in claims.items():
        for char in printed[page]:
            assert sum(_holds(box, char) for box in boxes) <= 1, (page, char)
        for sharing in boxes.values():
            assert len({(entry.parent, name) for entry, name in sharing}) == 1


def test_all_text_reaches_an_entry_or_furniture(reading: Reading, printed: Pages) -> None:
    """Counted anew: by the characters of the pages, and where each one stands.

    A record's own lines (headings, labels, column heads) belong to it though they are no cell.
    """
    lines = {line for item in reading.result.furniture for line in item.lines}
    for record in all_records(reading.records):
        lines.update(record.own, *record.lines.values())
    by_page: dict[int, list[Box]] = defaultdict(list)
    for line in lines:
        by_page[line.box.page].append(line.box)
    total = lost = 0
    for page, chars in printed.items():
        for char in chars:
            holders = sum(_holds(box, char) for box in by_page[page])
            assert holders <= 1, (page, char)
            total, lost = total + 1, lost + (not holders)
    assert total > 35_000
    assert 1 - lost / total >= 0.995
    assert reading.result.info.coverage == pytest.approx(1 - lost / total, abs=0.005)


def test_no_line_belongs_to_two_records(reading: Reading) -> None:
    """But for merged cells, and lines on which one piece of a long paragraph ends and the
    next begins."""
    owners: dict[Line, list[Record]] = defaultdict(list)
    for item in reading.result.furniture:
        for line in item.lines:
            owners[line] += []
    for record in all_records(reading.records):
        mine = {ln for n, lines in record.lines.items() if n not in record.shared for ln in lines}
        for line in {*record.own, *mine}:
            owners[line].append(record)
    furniture = {line for item in reading.result.furniture for line in item.lines}
    for line, records in owners.items():
        pieces = {(record.kind, record.path) for record in records}
        in_pieces = len(pieces) == 1 and records[0].kind is Kind.PARAGRAPH
        assert len(records) + (line in furniture) == 1 or in_pieces, line


def test_furniture_is_page_numbers_and_what_later_pages_repeat(reading: Reading) -> None:
    reasons = defaultdict(list)
    for item in reading.result.furniture:
        reasons[item.reason] += [compact(line.orig) for line in item.lines]
    assert set(reasons) == {"页码", "续页重复的表题", "续页重复的表头"}
    assert reasons["页码"] == [str(number) for number in range(1, 97)]
    captions = {"316中共石家庄高新技术产业开发区工委组织部", "预算年度：2025", "单位：万元"}
    assert set(reasons["续页重复的表题"]) == captions


def test_ids_are_unique(reading: Reading) -> None:
    ids = [entry.id for entry in reading.entries]
    assert len(set(ids)) == len(ids)


def test_parents_come_before_their_children(reading: Reading) -> None:
    seen: dict[str, Entry] = {}
    for entry in reading.entries:
        if entry.parent is not None:
            assert entry.parent in seen, entry.title
        if entry.kind is Kind.INDICATOR:
            assert seen[entry.parent or ""].kind is Kind.PROJECT
        if entry.kind in (Kind.TABLE_ROW, Kind.PROCUREMENT):
            table = seen[entry.parent or ""]
            assert table.kind is Kind.SECTION
            assert entry.path[: len(table.path) + 1] == (*table.path, table.title)
        seen[entry.id] = entry


def test_json_keeps_every_entry(reading: Reading) -> None:
    for entry in reading.entries:
        assert Entry.from_json(json.loads(json.dumps(entry.to_json()))) == entry
