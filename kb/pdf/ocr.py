"""Pages without a usable text layer -> characters and rules, read from their picture.

The only place that imports rapidocr and OpenCV, which the extra `ocr` installs.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kb.pdf.open_frames import straight
from kb.pdf.typeset import Char
from kb.rendering import POINTS_PER_INCH, render_page

__all__ = ["INSTALL", "Recognised", "is_available", "recognise"]

INSTALL = "pip install 'kb[ocr]'"

_DPI = 200
_POINTS = POINTS_PER_INCH / _DPI
# Rules shorter than this share of the page's width are strokes of characters.
_SHORTEST = 0.03
_FONT = "ocr"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a page's picture shows, in points from its top left."""

    chars: list[Char]
    rules: list[dict[str, Any]]


def is_available() -> bool:
    """True when the extra `ocr` is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def recognise(path: Path, number: int) -> Recognised:
    """Read one page (from 1) from its picture: some ten seconds of one core."""
    import numpy as np

    picture = np.asarray(render_page(path, number, _DPI))
    return Recognised(list(_chars(_engine()(picture))), list(_rules(picture)))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error", "Global.return_word_box": True})


def _chars(result: Any) -> Iterator[Char]:
    """Single characters with their boxes; words of Latin letters stay together."""
    import numpy as np

    for words in result.word_results or ():
        for text, confidence, corners in words:
            if text.strip():
                yield _char(text, float(confidence), np.asarray(corners) * _POINTS)


def _char(text: str, confidence: float, corners: Any) -> Char:
    (x0, top), (x1, bottom) = corners.min(axis=0), corners.max(axis=0)
    # The engine's boxes are the line's height; the print is some four fifths of it.
    margin = 0.1 * (bottom - top)
    return {
        "text": text,
        "x0": float(x0),
        "x1": float(x1),
        "top": float(top + margin),
        "bottom": float(bottom - margin),
        "size": float(bottom - top - 2 * margin),
        "fontname": _FONT,
        "confidence": confidence,
    }


def _rules(picture: Any) -> Iterator[dict[str, Any]]:
    """Long straight strokes, level and upright."""
    import cv2
    import numpy as np

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 10
    )
    length = int(_SHORTEST * picture.shape[1])
    for shape, level in (((length, 1), True), ((1, length), False)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, shape)
        strokes = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
        strokes = cv2.dilate(strokes, np.ones((3, 3), np.uint8))
        contours, _ = cv2.findContours(strokes, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            x, y, width, height = (v * _POINTS for v in cv2.boundingRect(contour))
            if level:
                yield straight(x, y + height / 2, x + width, y + height / 2)
            else:
                yield straight(x + width / 2, y, x + width / 2, y + height)
