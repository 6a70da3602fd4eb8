"""Page pictures: the answer's cells are lit, print stays black, crops hold the row."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from support_ui import DATA, PROJECT, RENT, TABLE, entries_read, entry_read

from kb.errors import PdfError
from kb.model import Box
from kb.pictures import (
    FRAME,
    ROW_DPI,
    VALUE_LIGHT,
    Lit,
    crop_box,
    lit_boxes,
    page_png,
    row_png,
    value_across,
)

PDF = DATA / entries_read()[0][0].file


def pixels(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def near(colour: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(colour, wanted, strict=True))


def share(picture: Image.Image, wanted: tuple[int, int, int]) -> float:
    colours = picture.getcolors(1 << 24) or []
    return sum(n for n, colour in colours if near(colour, wanted)) / (
        picture.width * picture.height
    )


def test_the_values_cells_are_strong_on_both_pages() -> None:
    entry = entry_read(RENT)
    first, second = lit_boxes(entry, 85), lit_boxes(entry, 86)
    assert first.strong == (entry.cells["指标值"][0],)
    assert second.strong == (entry.cells["指标值"][1],)
    assert entry.cells["三级指标"][0] in first.light
    assert not set(first.strong) & set(first.light)


def test_an_entry_without_a_value_is_light_as_a_whole() -> None:
    lit = lit_boxes(entry_read(TABLE), 3)
    assert lit.strong == ()
    assert lit.light == entry_read(TABLE).sources


def test_the_lit_cell_is_where_the_box_is() -> None:
    entry = entry_read(PROJECT)
    picture = pixels(page_png(PDF, 85, 144, lit_boxes(entry, 85)))
    box = entry.cells["预算数"][0]
    inside = picture.crop((int(box.x0 * 2), int(box.top * 2), int(box.x1 * 2), int(box.bottom * 2)))
    assert share(inside, VALUE_LIGHT) > 0.5
    assert min(sum(colour) for _, colour in inside.getcolors(1 << 24) or []) < 200, "print is black"
    plain = pixels(page_png(PDF, 85, 144))
    assert share(plain, VALUE_LIGHT) == 0
    assert share(plain, FRAME) == 0


def test_a_crop_holds_the_lit_row_and_is_smaller_than_the_page() -> None:
    lit = lit_boxes(entry_read(RENT), 85)
    crop = pixels(row_png(PDF, lit))
    page = pixels(page_png(PDF, 85, ROW_DPI))
    assert crop.height < page.height / 2
    assert crop.width > page.width * 0.8
    assert share(crop, VALUE_LIGHT) > 0.01
    assert (
        near(crop.getpixel((value_across(lit), crop.height // 2)), VALUE_LIGHT)
        or share(
            crop.crop((value_across(lit) - 60, 0, value_across(lit) + 60, crop.height)), VALUE_LIGHT
        )
        > 0.1
    )


def test_a_crop_stays_on_the_page() -> None:
    assert crop_box(Box(1, 0, 0, 600, 20), 595, 842) == Box(1, 0, 0, 595, crop_bottom(20))
    assert crop_box(Box(1, 60, 830, 500, 842), 595, 842).bottom == 842


def crop_bottom(bottom: float) -> float:
    return crop_box(Box(1, 0, 0, 600, bottom), 595, 842).bottom


def test_a_far_cell_of_a_spanning_header_does_not_stretch_the_crop() -> None:
    value, spanning = Box(1, 300, 500, 350, 512), Box(1, 60, 120, 110, 132)
    extent = Lit(1, (value,), (spanning, Box(1, 120, 490, 170, 520))).extent
    assert extent is not None
    assert (extent.top, extent.bottom) == (490, 520)


def test_nothing_lit_is_the_whole_page() -> None:
    assert pixels(row_png(PDF, Lit(85), 36)).size == pixels(page_png(PDF, 85, 36)).size


@pytest.mark.parametrize("page", [0, 97])
def test_a_page_that_is_not_there_is_an_error_in_words(page: int) -> None:
    with pytest.raises(PdfError, match="没有第"):
        page_png(PDF, page)


def test_a_file_that_is_no_pdf_is_an_error_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(PdfError, match="打不开"):
        page_png(broken, 1)
    with pytest.raises(PdfError, match="打不开"):
        page_png(tmp_path / "没有.pdf", 1)
