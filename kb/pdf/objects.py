"""What a page draws: characters, rules, whether there are pictures.

Goes over pdfminer's layout once and keeps only what reading needs; pdfplumber's own objects
carry four times as much and cost a fifth of the whole reading time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTLine, LTRect
from pdfminer.utils import apply_matrix_rect

from kb.pdf.content import page_layout
from kb.pdf.typeset import Char

__all__ = ["Objects", "page_objects"]

# White shading larger than this in both directions is a background, not a rule (points).
_SHADING_MIN = 2.0
# So many curves on a page without characters are print turned into outlines.
_FEWEST_OUTLINES = 30
# A page is turned when this share of its print lies on one side.
_MOSTLY = 0.7


@dataclass(frozen=True, slots=True)
class Sheet:
    """The part of a page that is shown, in the coordinates of pdfminer's layout."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def placed(self, item: Any) -> dict[str, Any]:
        """Where an item stands: points from the top left of what is shown."""
        top = self.y1 - item.y1
        return {
            "x0": item.x0 - self.x0,
            "x1": item.x1 - self.x0,
            "y0": item.y0 - self.y0,
            "y1": item.y1 - self.y0,
            "top": top,
            "bottom": self.y1 - item.y0,
            "doctop": top,
            "width": item.width,
            "height": item.height,
        }

    def points(self, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Points of a curve, placed likewise."""
        return [(x - self.x0, self.y1 - y) for x, y in points]


@dataclass(frozen=True, slots=True)
class Objects:
    """`rules` are in pdfplumber's form; lengths are points from the top left of the page.

    A character that does not stand upright has a `turn`: the degrees by which the page has to
    be turned, clockwise, for it to do so.
    """

    chars: list[Char]
    rules: list[dict[str, Any]]
    has_pictures: bool
    width: float
    height: float

    @property
    def turn(self) -> int:
        """By how much the page has to be turned for most of its print to stand upright."""
        turns = Counter(char.get("turn", 0) for char in self.chars if not char["text"].isspace())
        turn, count = turns.most_common(1)[0] if turns else (0, 0)
        return turn if count >= _MOSTLY * turns.total() else 0


def page_objects(page: Any) -> Objects:
    """The objects of a pdfplumber page. Raises what pdfminer raises for a broken page."""
    sheet = _sheet(page.page_obj)
    chars: list[Char] = []
    rules: list[dict[str, Any]] = []
    pictures = outlines = 0
    for item in _items(page_layout(page)):
        if isinstance(item, LTChar):
            chars.append(sheet.placed(item) | _print(item))
        elif isinstance(item, LTRect):
            if not _is_shading(item):
                rules.append(sheet.placed(item) | {"object_type": "rect"})
        elif isinstance(item, LTLine):
            rules.append(sheet.placed(item) | {"object_type": "line"})
        elif isinstance(item, LTCurve):
            outlines += 1
            points = sheet.points(item.pts)
            rules.append(sheet.placed(item) | {"object_type": "curve", "pts": points})
        elif isinstance(item, LTImage):
            pictures += 1
    has_pictures = bool(pictures) or outlines >= _FEWEST_OUTLINES
    return Objects(_visible(sheet, chars), rules, has_pictures, sheet.width, sheet.height)


def _sheet(page: Any) -> Sheet:
    """The crop box as far as it lies on the media box, turned as the page is."""
    x0, y0, x1, y1 = page.mediabox
    turned = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }
    matrix = turned.get(page.rotate, (1, 0, 0, 1, -x0, -y0))
    media = Sheet(*apply_matrix_rect(matrix, page.mediabox))
    crop = Sheet(*apply_matrix_rect(matrix, page.cropbox))
    shown = Sheet(
        max(media.x0, crop.x0),
        max(media.y0, crop.y0),
        min(media.x1, crop.x1),
        min(media.y1, crop.y1),
    )
    return shown if shown.width > 0 and shown.height > 0 else media


def _items(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _print(item: LTChar) -> dict[str, Any]:
    printed = {"text": item.get_text(), "size": item.size, "fontname": item.fontname}
    along, across = item.matrix[:2]
    if abs(across) > abs(along):
        printed["turn"] = 90 if across > 0 else 270
    return printed


def _visible(page: Sheet, chars: Iterable[Char]) -> list[Char]:
    """Characters of which half is on the page at least; printed twice for bold counts once.

    A title that no longer fits is often printed over the edge, and again on the next page.
    """
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for char in chars:
        if not 0 < char["x0"] + char["x1"] < 2 * page.width:
            continue
        if not 0 < char["top"] + char["bottom"] < 2 * page.height:
            continue
        key = (char["text"], round(char["x0"]), round(char["top"]))
        if key not in seen or char["text"].isspace():
            seen.add(key)
            kept.append(char)
    return kept


def _is_shading(rect: LTRect) -> bool:
    if rect.width <= _SHADING_MIN or rect.height <= _SHADING_MIN or rect.stroke:
        return False
    color = rect.non_stroking_color
    values = color if isinstance(color, tuple | list) else (color,)
    shades = [v for v in values if isinstance(v, int | float)]
    if len(shades) != len(values):
        return False
    return all(v >= 0.95 for v in shades) if len(shades) != 4 else not any(shades)
