"""What a page draws: characters, rules, whether there are pictures.

Goes over pdfminer's layout once and keeps only what reading needs; pdfplumber's own objects
carry four times as much and cost a fifth of the whole reading time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTLine, LTRect

from kb.pdf.content import page_layout
from kb.pdf.typeset import Char

__all__ = ["Objects", "page_objects"]

# White shading larger than this in both directions is a background, not a rule (points).
_SHADING_MIN = 2.0
# So many curves on a page without characters are print turned into outlines.
_FEWEST_OUTLINES = 30


@dataclass(frozen=True, slots=True)
class Objects:
    """`rules` are in pdfplumber's form; lengths are points from the top left of the page."""

    chars: list[Char]
    rules: list[dict[str, Any]]
    has_pictures: bool


def page_objects(page: Any) -> Objects:
    """The objects of a pdfplumber page. Raises what pdfminer raises for a broken page."""
    chars: list[Char] = []
    rules: list[dict[str, Any]] = []
    pictures = outlines = 0
    for item in _items(page_layout(page)):
        if isinstance(item, LTChar):
            chars.append(_placed(page, item) | _print(item))
        elif isinstance(item, LTRect):
            rect = _placed(page, item) | {"object_type": "rect"}
            if not _is_shading(item):
                rules.append(rect)
        elif isinstance(item, LTLine):
            rules.append(_placed(page, item) | {"object_type": "line"})
        elif isinstance(item, LTCurve):
            outlines += 1
            rules.append(page.process_object(item))
        elif isinstance(item, LTImage):
            pictures += 1
    return Objects(_visible(page, chars), rules, bool(pictures) or outlines >= _FEWEST_OUTLINES)


def _items(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _placed(page: Any, item: Any) -> dict[str, Any]:
    """Where an item stands on the page as shown; pdfminer counts from the media box's corner."""
    left, upper = page.mediabox[:2]
    top = page.height - item.y1 + upper
    return {
        "x0": item.x0 + left,
        "x1": item.x1 + left,
        "y0": item.y0,
        "y1": item.y1,
        "top": top,
        "bottom": page.height - item.y0 + upper,
        "doctop": top,
        "width": item.width,
        "height": item.height,
    }


def _print(item: LTChar) -> dict[str, Any]:
    return {"text": item.get_text(), "size": item.size, "fontname": item.fontname}


def _visible(page: Any, chars: Iterable[Char]) -> list[Char]:
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
