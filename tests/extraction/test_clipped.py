"""Print that a clipping path cuts off is not on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from support_pdf import HEIGHT, Sheet, words, write_pdf
from support_reading import read_pages

LINES = [f"第{n}行文字" for n in range(12)]
STEP, TOP = 20, 100


def clip(top: float, bottom: float, end: str = "n") -> bytes:
    return f"60 {HEIGHT - bottom} 400 {bottom - top} re W {end}\n".encode()


def column(top: float) -> bytes:
    return b"".join(words(text, 60, top + STEP * i) for i, text in enumerate(LINES))


def texts(path: Path, *contents: bytes) -> list[list[str]]:
    file = write_pdf(path / "clipped.pdf", *map(Sheet, contents))
    pages = read_pages(file, range(1, len(contents) + 1))
    return [[line.orig for line in page.lines] for page in pages]


def test_a_column_printed_on_two_pages_is_kept_where_it_shows(tmp_path: Path) -> None:
    window = clip(TOP, TOP + 6 * STEP)
    pages = texts(tmp_path, *(b"q " + window + column(top) + b"Q" for top in (TOP, TOP - 120)))
    assert pages == [LINES[:6], LINES[6:]]


def test_a_clip_ends_with_its_state(tmp_path: Path) -> None:
    (page,) = texts(tmp_path, b"q " + clip(TOP, 115) + column(TOP) + b"Q " + column(400))
    assert page == [LINES[0], *LINES]


def test_clips_narrow_each_other(tmp_path: Path) -> None:
    (page,) = texts(tmp_path, clip(TOP, 155) + b"q " + clip(120, 300) + column(TOP) + b"Q")
    assert page == LINES[1:3]


def test_a_clip_is_moved_and_scaled_with_the_page(tmp_path: Path) -> None:
    scaled = b"q 0.5 0 0 0.5 30 421 cm " + clip(TOP, 155) + column(TOP) + b"Q"
    assert texts(tmp_path, scaled) == [LINES[:3]]


@pytest.mark.parametrize("path", [b"", b"h ", b"60 700 400 20 re n "])
def test_a_path_that_is_no_clip_cuts_nothing(tmp_path: Path, path: bytes) -> None:
    assert texts(tmp_path, path + b"W n " + column(TOP)) == [LINES]


def test_a_clip_of_many_parts_cuts_what_is_beyond_them_all(tmp_path: Path) -> None:
    """Only what is surely not shown is left out."""
    parts = f"60 {HEIGHT - 115} 400 15 re 60 {HEIGHT - 195} 400 15 re W* n ".encode()
    assert texts(tmp_path, parts + column(TOP)) == [LINES[:5]]


def test_a_painted_clip_cuts_nothing(tmp_path: Path) -> None:
    (page,) = texts(tmp_path, clip(TOP, 155, "S") + b"60 700 9 9 re n " + column(TOP))
    assert page == LINES
