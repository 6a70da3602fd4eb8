"""Every entry of THE document, cell for cell, against the reviewed files of tests/golden.

KB_UPDATE_GOLDEN=1 writes the files anew; review the difference before it is committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kb.model import Entry, Kind
from kb.read import ReadResult

GOLDEN = Path(__file__).parent.parent / "golden"
HAVE_TEXT = (Kind.SECTION, Kind.PARAGRAPH, Kind.TERM)
COUNTS = {
    Kind.SECTION: 54,
    Kind.PARAGRAPH: 125,
    Kind.TABLE_ROW: 246,
    Kind.INDICATOR: 247,
    Kind.PROJECT: 37,
    Kind.PROCUREMENT: 27,
    Kind.TERM: 10,
}


def to_golden(entry: Entry) -> dict[str, Any]:
    """What is compared; the text of rows is but their fields again, and boxes are re-read."""
    golden: dict[str, Any] = {
        "id": entry.id,
        "order": entry.order,
        "pages": list(entry.pages),
        "title": entry.title,
        "value": entry.value,
        "unit": entry.unit,
        "value_field": entry.value_field,
        "path": list(entry.path),
        "fields": dict(entry.fields),
    }
    if entry.kind in HAVE_TEXT:
        golden["text"] = entry.text
    return golden


def render(entries: list[dict[str, Any]]) -> str:
    """An entry a paragraph: its head, then path, fields and text on a line each."""
    blocks = []
    for entry in entries:
        head = {k: v for k, v in entry.items() if k not in ("path", "fields", "text")}
        lines = [json.dumps(head, ensure_ascii=False)[:-1]]
        for name in ("path", "fields", "text"):
            if name in entry:
                lines.append(f' "{name}": {json.dumps(entry[name], ensure_ascii=False)}')
        blocks.append(",\n".join(lines) + "}")
    return "[\n" + ",\n".join(blocks) + "\n]\n"


def golden_path(kind: Kind) -> Path:
    return GOLDEN / f"{kind.value}.json"


@pytest.mark.parametrize("kind", Kind)
def test_entries_are_as_reviewed(kind: Kind, the_document: ReadResult) -> None:
    found = [to_golden(entry) for entry in the_document.entries if entry.kind is kind]
    path = golden_path(kind)
    if os.environ.get("KB_UPDATE_GOLDEN"):
        assert not os.environ.get("CI"), "golden files are reviewed by people, never written in CI"
        path.write_text(render(found), encoding="utf-8")
    expected = json.loads(path.read_text(encoding="utf-8"))
    for was, now in zip(expected, found, strict=False):
        assert now == was
    assert len(found) == len(expected)


@pytest.mark.parametrize("kind", Kind)
def test_golden_files_hold_all_there_is(kind: Kind) -> None:
    """An update that loses entries can't pass as reviewed."""
    text = golden_path(kind).read_text(encoding="utf-8")
    entries = json.loads(text)
    assert len(entries) == COUNTS[kind]
    assert render(entries) == text


def test_what_is_known_of_the_document(the_document: ReadResult) -> None:
    info = the_document.info
    assert info.title == "中共石家庄高新技术产业开发区工委组织部 2025 年部门预算信息公开"
    assert info.department == "中共石家庄高新技术产业开发区工委组织部"
    assert (info.year, info.pages, info.tables) == (2025, 96, 49)
    assert info.entries == len(the_document.entries) == sum(COUNTS.values())
    assert info.joined_rows == 13
    assert info.unread_pages == ()
    assert info.problems == ()


def test_every_entry_says_where_it_is_from(the_document: ReadResult) -> None:
    info = the_document.info
    for entry in the_document.entries:
        assert (entry.doc, entry.doc_title) == (info.doc, info.title)
        assert (entry.year, entry.department) == (info.year, info.department)
    assert [entry.order for entry in the_document.entries] == list(range(info.entries))
