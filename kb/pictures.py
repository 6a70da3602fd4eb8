"""Pictures of PDF pages, with the cells of an answer lit.

Boxes are PDF points from the top left of the page as shown, as everywhere; pictures are PNG.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from kb.model import Box, Entry
from kb.rendering import POINTS_PER_INCH, render_page

# Multiplied onto the page, so that print under the light stays black.
ROW_LIGHT = (255, 247, 205)
VALUE_LIGHT = (255, 221, 110)
# 4.5:1 against white and more than 3:1 against both lights.
FRAME = (176, 66, 0)
FRAME_POINTS = 1.5
# Boxes are tight round the print; light and frame leave it some air.
AIR = 2.5
# Context kept round the lit row, the page's edges cut off, and the least height a crop has.
CROP_MARGIN = 18.0
CROP_SIDE = 42.0
ROW_DPI = 200
CROP_ABOVE = 40.0
CROP_LEAST_HEIGHT = 190.0
# A cell that spans many rows may have its text far from the row; farther than this, it is lit
# but not a reason to show everything in between.
CROP_LARGEST_GAP = 45.0


@dataclass(frozen=True, slots=True)
class Lit:
    """What is lit on one page: the value's cells strongly, the rest of its row lightly."""

    page: int
    strong: tuple[Box, ...] = ()
    light: tuple[Box, ...] = ()

    @property
    def extent(self) -> Box | None:
        """The smallest box round what is lit close together; None when nothing is lit."""
        boxes = (*self.strong, *self.light)
        if not boxes:
            return None
        top, bottom = _band(self.strong or self.light[:1], boxes)
        near = [box for box in boxes if box.top >= top and box.bottom <= bottom]
        return Box(self.page, min(b.x0 for b in near), top, max(b.x1 for b in near), bottom)


def lit_boxes(entry: Entry, page: int) -> Lit:
    """What to light of `entry` on `page`: the value's cells, or if it has none, its sources.

    A source on a page where the value has no text is the entry's part of that page, and an
    entry without a value is shown as a whole: both are light.
    """
    cells = [box for boxes in entry.cells.values() for box in boxes if box.page == page]
    sources = [box for box in entry.sources if box.page == page]
    value_cells = entry.cells.get(entry.value_field or "", ())
    strong = [box for box in value_cells if box.page == page]
    if entry.value and not value_cells:
        strong = sources
    light = [box for box in (*cells, *sources) if box not in strong]
    return Lit(page, tuple(dict.fromkeys(strong)), tuple(dict.fromkeys(light)))


def _band(core: Sequence[Box], boxes: Sequence[Box]) -> tuple[float, float]:
    """Top and bottom of `core` and of all boxes near it, or near one that is near, and so on."""
    top, bottom = min(b.top for b in core), max(b.bottom for b in core)
    while near := [
        box
        for box in boxes
        if (box.top < top or box.bottom > bottom)
        and box.top - bottom <= CROP_LARGEST_GAP
        and top - box.bottom <= CROP_LARGEST_GAP
    ]:
        top = min(top, *(b.top for b in near))
        bottom = max(bottom, *(b.bottom for b in near))
    return top, bottom


def page_png(pdf: Path, page: int, dpi: int = 150, lit: Lit | None = None) -> bytes:
    """The whole page; raises PdfError when the file or the page can't be shown."""
    return _png(_lighten(render_page(pdf, page, dpi), lit, dpi))


def row_png(pdf: Path, lit: Lit, dpi: int = ROW_DPI) -> bytes:
    """The lit part of a page at the page's full text width, with a little context round it."""
    picture = _lighten(render_page(pdf, lit.page, dpi), lit, dpi)
    if lit.extent is None:
        return _png(picture)
    size = (picture.width * POINTS_PER_INCH / dpi, picture.height * POINTS_PER_INCH / dpi)
    return _png(picture.crop(_pixels(crop_box(lit.extent, *size), dpi)))


def crop_box(extent: Box, width: float, height: float) -> Box:
    """What `row_png` shows of a page of this size (points): `extent` and its surroundings."""
    missing = CROP_LEAST_HEIGHT - (extent.bottom - extent.top) - CROP_ABOVE - CROP_MARGIN
    more = max(0.0, missing) / 2
    top = max(0.0, extent.top - CROP_ABOVE - more)
    bottom = min(height, extent.bottom + CROP_MARGIN + more)
    x1 = max(width - CROP_SIDE, min(width, extent.x1 + CROP_MARGIN))
    return Box(extent.page, crop_left(extent), top, x1, bottom)


def crop_left(extent: Box) -> float:
    """The left edge of a crop. A narrow box alone says little, so nearly all of the width shows."""
    return max(0.0, min(CROP_SIDE, extent.x0 - CROP_MARGIN))


def value_across(lit: Lit, dpi: int = ROW_DPI) -> int:
    """How far from the left edge of `row_png` the middle of the value is, in its pixels."""
    if lit.extent is None or not lit.strong:
        return 0
    middle = (min(b.x0 for b in lit.strong) + max(b.x1 for b in lit.strong)) / 2
    return round((middle - crop_left(lit.extent)) * dpi / POINTS_PER_INCH)


def _lighten(picture: Image.Image, lit: Lit | None, dpi: int) -> Image.Image:
    """The picture with the lights of `lit` multiplied on, and frames round them."""
    if lit is None or lit.extent is None:
        return picture
    light = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(light)
    _fill(draw, lit.light, ROW_LIGHT, dpi)
    _fill(draw, lit.strong, VALUE_LIGHT, dpi)
    shown = ImageChops.multiply(picture, light)
    draw = ImageDraw.Draw(shown)
    _frame(draw, lit.strong or [lit.extent], dpi)
    return shown


def _fill(
    draw: ImageDraw.ImageDraw, boxes: Sequence[Box], colour: tuple[int, int, int], dpi: int
) -> None:
    for box in boxes:
        draw.rectangle(_pixels(box, dpi, AIR), fill=colour)


def _frame(draw: ImageDraw.ImageDraw, boxes: Sequence[Box], dpi: int) -> None:
    width = max(1, round(FRAME_POINTS * dpi / POINTS_PER_INCH))
    for box in boxes:
        draw.rectangle(_pixels(box, dpi, AIR), outline=FRAME, width=width)


def _pixels(box: Box, dpi: int, air: float = 0.0) -> tuple[int, int, int, int]:
    """The box in pixels, `air` points wider on each side."""
    scale = dpi / POINTS_PER_INCH
    x0, top = round((box.x0 - air) * scale), round((box.top - air) * scale)
    return (x0, top, round((box.x1 + air) * scale), round((box.bottom + air) * scale))


def _png(picture: Image.Image) -> bytes:
    """Few colours suffice for print on paper and make the file a third as large."""
    out = io.BytesIO()
    picture.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        out, "PNG", compress_level=6
    )
    return out.getvalue()
