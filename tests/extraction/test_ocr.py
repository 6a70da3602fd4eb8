"""A page without a text layer is read from its picture: the same table comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from support_reading import read_pages

from kb.model import Kind
from kb.pdf import ocr
from kb.pdf.cells import Page
from kb.pdf.open_frames import straight
from kb.read import read_pdf
from kb.rendering import POINTS_PER_INCH, render_page
from kb.text import compact

THE_DOCUMENT = next((Path(__file__).parents[2] / "data").glob("*.pdf"))
SMALL_TABLE_PAGE = 23
DPI = 150
# A landscape table whose row 2080150 the page end cuts inside the code.
CUT_ROW_PAGES = (5, 6)
needs_ocr = pytest.mark.skipif(not ocr.is_available(), reason=f"需要：{ocr.INSTALL}")


def scanned(path: Path, *numbers: int) -> Path:
    """Pages of THE document as pictures only, like a scanner makes them."""
    document = pypdfium2.PdfDocument.new()
    for number in numbers:
        picture = render_page(THE_DOCUMENT, number, DPI)
        width, height = (side * POINTS_PER_INCH / DPI for side in picture.size)
        page = document.new_page(width, height)
        image = pypdfium2.PdfImage.new(document)
        image.set_bitmap(pypdfium2.PdfBitmap.from_pil(picture))
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        page.insert_obj(image)
        page.gen_content()
    document.save(path)
    document.close()
    return path


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scanned(tmp_path_factory.mktemp("scan") / "scan.pdf", SMALL_TABLE_PAGE)


def test_a_scanned_page_is_told_from_an_empty_one(scan: Path) -> None:
    (page,) = read_pages(scan, [1])
    assert page.fault == "没有文字层（多为扫描图片）"
    empty = Page(1, 595, 842, (), (), chars=0, readable=0, has_pictures=False)
    assert empty.fault is None


def char(text: str, x: float, top: float, size: float) -> dict[str, Any]:
    place = {"x0": x, "x1": x + 0.8 * size, "top": top, "bottom": top + size}
    return {"text": text, "size": size, "fontname": "ocr", "confidence": 0.9} | place


def test_recognised_print_of_nearly_one_size_has_one() -> None:
    chars = [char("预", 10, 10, size) for size in (14.4, 15.0, 15.6, 24.0)]
    assert [c["size"] for c in ocr.evened(chars)] == [15, 15, 15, 24.0]


def test_a_per_mille_sign_is_read_as_two() -> None:
    line = [char(text, 10 + 5 * i, 10, 15) for i, text in enumerate("4.5%o，%")]
    below = char("o", 45, 40, 15)
    found = ocr.with_permille([*line, below])
    assert "".join(c["text"] for c in found) == "4.5‰，%o"
    assert (found[3]["x0"], found[3]["x1"]) == (line[3]["x0"], line[4]["x1"])


def test_strokes_of_large_characters_are_no_rules() -> None:
    title = [char("执", 100, 100, 18)]
    stroke = straight(98, 100, 98, 120)
    column = straight(98, 80, 98, 140)
    assert ocr.without_strokes([stroke, column], title) == [column]


@needs_ocr
@pytest.mark.timeout(280)
def test_a_scanned_table_has_the_rows_of_the_printed_one(scan: Path) -> None:
    result = read_pdf(scan, scan.parent)
    rows = [e for e in result.entries if e.kind is Kind.TABLE_ROW]
    assert [e.fields["序号"] for e in rows] == [str(n) for n in range(1, 9)]
    assert {e.unit for e in rows if e.value} == {"万元"}
    found = {compact(e.title): e.value for e in rows}
    assert found["三、公务接待费"] == "9.90"
    assert found["合计"] == "9.90"
    assert result.info.unread_pages == ()


@needs_ocr
@pytest.mark.timeout(280)
def test_recognised_text_is_marked_with_its_confidence(scan: Path) -> None:
    result = read_pdf(scan, scan.parent)
    assert all(entry.ocr is not None and 0 < entry.ocr <= 1 for entry in result.entries)


@needs_ocr
@pytest.mark.timeout(280)
def test_a_row_cut_by_a_page_end_is_whole_in_a_scan_too(tmp_path: Path) -> None:
    result = read_pdf(scanned(tmp_path / "scan.pdf", *CUT_ROW_PAGES), tmp_path)
    (row,) = [e for e in result.entries if len(e.pages) == 2 and e.kind is Kind.TABLE_ROW]
    assert [text for name, text in row.fields.items() if name.endswith("科目编码")] == ["2080150"]
    assert result.info.tables == 1
