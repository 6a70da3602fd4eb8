"""Lines that a clipping path cuts off are not on the page."""

from __future__ import annotations

import os
from pathlib import Path

import pypdfium2
import pytest
from support_reading import read_pages

import kb.pdf.hidden
from kb.pdf.hidden import without_hidden

LINES = [f"clipped line number {n}" for n in range(12)]
STEP, TOP = 20, 700
MEMORY = 2 * 1024**3


@pytest.fixture
def clipped(tmp_path: Path) -> Path:
    """Twelve lines over two pages, all twelve on both, each page showing six."""
    contents = [content(shift=0, low=590), content(shift=120, low=590)]
    path = tmp_path / "clipped.pdf"
    path.write_bytes(pdf(contents))
    return path


def content(shift: int, low: int) -> bytes:
    """Text moved up by `shift`, clipped to what stands between `low` and TOP + STEP."""
    lines = [f"q 0 {low} 600 {TOP + STEP - low} re W n BT /F 12 Tf"]
    for number, text in enumerate(LINES):
        lines.append(f"1 0 0 1 60 {TOP - number * STEP + shift} Tm ({text}) Tj")
    return "\n".join([*lines, "ET Q"]).encode()


def pdf(contents: list[bytes]) -> bytes:
    """A file of pages with these content streams."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for index, stream in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {5 + 2 * index} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + tail


def test_the_file_really_has_all_lines_twice(clipped: Path) -> None:
    assert len(pypdfium2.PdfDocument(clipped)) == 2
    assert sum(len(page.lines) for page in read_pages(clipped, [1, 2])) > len(LINES)


def test_each_line_is_kept_where_it_shows(clipped: Path) -> None:
    pages = without_hidden(clipped, list(read_pages(clipped, [1, 2])), MEMORY)
    assert [line.orig for line in pages[0].lines] == LINES[:6]
    assert [line.orig for line in pages[1].lines] == LINES[6:]
    assert sum(page.chars for page in pages) == len("".join(LINES).replace(" ", ""))


def crash(*_: object) -> None:
    """What a picture of a broken page can do to the process that draws it."""
    os._exit(139)


def test_a_page_that_cannot_be_drawn_keeps_its_lines(
    clipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb.pdf.hidden, "inked_areas", crash)
    pages = list(read_pages(clipped, [1, 2]))
    assert without_hidden(clipped, pages, MEMORY) == pages
