"""File -> pages: lines of text and ruled grids, nothing interpreted yet.

The only place that imports pdfplumber.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pdfplumber
from pdfminer.pdfpage import PDFPage
from pdfplumber.table import TableFinder

from kb.errors import PdfError
from kb.pdf.cells import Grid, Page
from kb.pdf.objects import Objects, page_objects
from kb.pdf.open_frames import missing_ends, missing_sides, split_rows
from kb.pdf.typeset import Char, chars_to_grid, chars_to_lines
from kb.text import compact

if TYPE_CHECKING:
    from kb.pdf.ocr import Recognised

__all__ = ["OpenPdf", "Recogniser", "open_pdf"]

Recogniser = Callable[[Path, int], "Recognised"]

# Fonts missing a bounding box and the like: thousands of lines about nothing we use.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# What a page of a budget document consists of: Chinese, figures, or else Latin words. A text
# layer without a Unicode map shows neither in bulk.
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u2e80-\u2fdf\d.,，。、：；（）《》%％—-]")
_LATIN = re.compile(r"[A-Za-z]")
_TABLE_SETTINGS = {
    "vertical_strategy": "explicit",
    "horizontal_strategy": "explicit",
    "snap_tolerance": 3,
    "join_tolerance": 3,
    "intersection_tolerance": 3,
}


class _Page(PDFPage):
    """A page whose faults cost itself and not the file: they are raised when it is read."""

    def __init__(self, *given: Any) -> None:
        self.fault: Exception | None = None
        try:
            super().__init__(*given)
        except MemoryError:
            raise
        except Exception as error:
            self.fault = error


class OpenPdf:
    """An open file; its pages can be read in any order."""

    def __init__(self, path: Path, pdf: Any) -> None:
        self.path = path
        self._pdf = pdf
        self._pages = cast(list[_Page], list(_Page.create_pages(pdf.doc)))

    @property
    def count(self) -> int:
        return len(self._pages)

    def read(
        self,
        number: int,
        recognise: Recogniser | None = None,
        on_slow: Callable[[int], None] = lambda _: None,
    ) -> Page:
        """Read the page with this number (from 1).

        A page without a usable text layer is read by `recognise` from its picture, which
        takes long: `on_slow` hears its number before.
        """
        found = self._pages[number - 1]
        if found.fault is not None:
            raise found.fault
        page = pdfplumber.page.Page(self._pdf, found, number)
        objects = page_objects(page)
        turn = objects.turn
        if turn:
            lying = copy(found)
            lying.rotate = (found.rotate + turn) % 360
            page = pdfplumber.page.Page(self._pdf, lying, number)
            objects = page_objects(page)
        read = _to_page(page, objects, turn)
        if read.fault and recognise is not None:
            on_slow(number)
            shown = recognise(self.path, number)
            rules = objects.rules or shown.rules
            read = _to_page(page, replace(objects, chars=shown.chars, rules=rules))
        return read


@contextmanager
def open_pdf(path: Path) -> Iterator[OpenPdf]:
    """Open a file; raises PdfError, in Chinese, when it is not a readable PDF."""
    if path.stat().st_size == 0:
        raise PdfError(f"{path.name}：文件是空的（0 字节）。请重新下载或导出后再放入 data/。")
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            raise PdfError(f"{path.name}：不是 PDF 文件。请确认下载的是 PDF 而不是网页或压缩包。")
        opened = _opened(path, file)
        if opened.count == 0:
            raise PdfError(f"{path.name}：文件里没有页面，可能在传输中损坏。请重新获取完整的文件。")
        yield opened


def _opened(path: Path, file: BufferedReader) -> OpenPdf:
    try:
        return OpenPdf(path, pdfplumber.open(file))
    except MemoryError:
        raise
    except Exception as error:
        raise PdfError(f"{path.name}：{_why_unreadable(error)}") from error


def _why_unreadable(error: Exception) -> str:
    names = {type(e).__name__ for e in (error, error.__cause__, *error.args) if e is not None}
    if names & {"PDFPasswordIncorrect", "PDFEncryptionError"}:
        return "文件加了密码。请用不带密码的版本替换。"
    return "文件损坏或不完整，无法打开（可能没有下载完）。请重新获取完整的文件。"


def _to_page(page: Any, objects: Objects, turn: int = 0) -> Page:
    text = compact("".join(c["text"] for c in objects.chars))
    grids, outside = _grids(page, objects)
    size = float(objects.width), float(objects.height)
    width, height = reversed(size) if turn else size
    return Page(
        number=page.page_number,
        width=width,
        height=height,
        lines=tuple(chars_to_lines(page.page_number, outside)),
        grids=tuple(grids),
        chars=len(text),
        readable=max(len(_CHINESE.findall(text)), len(_LATIN.findall(text))),
        has_pictures=objects.has_pictures,
        turn=turn,
    )


def _grids(page: Any, objects: Objects) -> tuple[list[Grid], Sequence[Char]]:
    """Grids with their characters, and the characters that lie in none."""
    chars: Sequence[Char] = objects.chars
    rules = objects.rules
    if len(rules) < 2:
        return [], chars
    sides = missing_sides(rules, objects.width)
    settings = {
        **_TABLE_SETTINGS,
        "explicit_vertical_lines": [*rules, *sides],
        "explicit_horizontal_lines": [*rules, *missing_ends(rules)],
    }
    found = [t for t in TableFinder(page, settings).tables if len(t.cells) > 1]
    grids = []
    for table in sorted(found, key=lambda t: (t.bbox[1], t.bbox[0])):
        grid, chars = chars_to_grid(page.page_number, table.cells, chars)
        if any(cell.lines for cell in grid.cells):
            grids.append(split_rows(grid, is_open=bool(sides)))
    return grids, chars
