"""Pages without a usable text layer -> characters and rules, read from their picture.

The only place that imports rapidocr and OpenCV, which the extra `ocr` installs.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from kb.pdf.open_frames import straight
from kb.pdf.typeset import Char
from kb.rendering import POINTS_PER_INCH, render_page

__all__ = [
    "INSTALL",
    "Recognised",
    "evened",
    "is_available",
    "recognise",
    "with_permille",
    "without_strokes",
]

INSTALL = "pip install 'kb[ocr]'"

_DPI = 200
_POINTS = POINTS_PER_INCH / _DPI
# Longer side, in dots, of the picture in which lines are looked for; and up to which a page is
# no larger than A4.
_SIDE, _SIDE_OF_A3, _LARGEST_A4 = 1088, 1536, 2400
# Rules shorter than this share of the page's width are strokes of characters.
_SHORTEST = 0.03
_FONT = "ocr"
# A stroke of a character is no longer than this, in heights of the print.
_LONGEST_STROKE = 1.5
# Darker than this is ink (0 to 255); a row of dots with more ink than this share is a rule.
_DARK, _RULE = 140, 0.8
# Print may reach out of the engine's box by this share of its height; neighbours into it.
_MORE, _CORE = 0.12, 0.16
# Height of the print as a share of the font's size.
_HAN_HEIGHT, _DIGIT_HEIGHT = 0.93, 0.7
# Print whose height differs by no more than this share is of one size.
_SAME_SIZE = 0.16


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
    side = _SIDE if max(picture.shape[:2]) <= _LARGEST_A4 else _SIDE_OF_A3
    chars = evened(with_permille(list(_chars(_engine(side)(picture), picture))))
    return Recognised(chars, without_strokes(list(_rules(picture)), chars))


def with_permille(chars: list[Char]) -> list[Char]:
    """The same with ‰ where % and a small o were read, right behind each other in one line."""
    found: list[Char] = []
    for char in chars:
        last = found[-1] if found else None
        if last and last["text"] == "%" and char["text"] == "o" and last["top"] == char["top"]:
            found[-1] = last | {"text": "‰", "x1": char["x1"]}
        else:
            found.append(char)
    return found


def evened(chars: list[Char]) -> list[Char]:
    """The same with one size for all print that is nearly as large as most of the page's.

    The boxes of one print differ by a tenth from line to line, which would read as a change
    of the font.
    """
    if not chars:
        return []
    common = median(char["size"] for char in chars)
    size = round(common)
    near = (abs(char["size"] - common) <= _SAME_SIZE * common for char in chars)
    return [
        char | {"size": size} if is_near else char
        for char, is_near in zip(chars, near, strict=True)
    ]


def without_strokes(rules: list[dict[str, Any]], chars: list[Char]) -> list[dict[str, Any]]:
    """Rules that are no strokes of large characters: those are as short as the print is high."""
    return [rule for rule in rules if not any(_is_stroke(rule, char) for char in chars)]


def _is_stroke(rule: dict[str, Any], char: Char) -> bool:
    height = char["bottom"] - char["top"]
    if max(rule["width"], rule["height"]) > _LONGEST_STROKE * height:
        return False
    x, y = (rule["x0"] + rule["x1"]) / 2, (rule["top"] + rule["bottom"]) / 2
    near = height / 2  # a recognised character's box is narrower than its print
    return bool(char["x0"] - near < x < char["x1"] + near and char["top"] < y < char["bottom"])


@cache
def _engine(side: int) -> Any:
    """The recogniser; it looks for lines in a picture whose longer side is `side` dots."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.return_word_box": True,
            # Pages stand upright; telling that line by line turns ≥90% into %06<.
            "Global.use_cls": False,
            # Half the memory and half the time; the same lines are found. What stands in
            # them is read from the full picture, line by line.
            "Det.limit_type": "max",
            "Det.limit_side_len": side,
            "Rec.rec_batch_num": 1,
            # Several processes read at once; more threads would only be in each other's way.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )


def _chars(result: Any, picture: Any) -> Iterator[Char]:
    """Single characters with their boxes; words of Latin letters stay together."""
    import numpy as np

    ink = picture.min(axis=2) < _DARK
    for words in result.word_results or ():
        words = [(text, float(c), np.asarray(box)) for text, c, box in words if text.strip()]
        if words:
            corners = np.concatenate([box for _, _, box in words])
            top, bottom = _extent(ink, corners.min(axis=0), corners.max(axis=0))
            share = _HAN_HEIGHT if any(text >= "\u2e80" for text, _, _ in words) else _DIGIT_HEIGHT
            size = (bottom - top) / share * _POINTS
            for text, confidence, box in words:
                place = (box[:, 0].min(), top, box[:, 0].max(), bottom)
                yield _char(text, confidence, [float(v) * _POINTS for v in place], float(size))


def _extent(ink: Any, upper_left: Any, lower_right: Any) -> tuple[int, int]:
    """Top and bottom of a line's print: the engine's boxes differ by a sixth in height."""
    import numpy as np

    (x0, y0), (x1, y1) = (corner.astype(int) for corner in (upper_left, lower_right))
    more = max(1, round(_MORE * (y1 - y0)))
    first = max(0, y0 - more)
    share = ink[first : y1 + more, max(0, x0) : x1].mean(axis=1)
    rows = np.flatnonzero((share > 0) & (share < _RULE)) + first
    core = _CORE * (y1 - y0)
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    # What the middle of the box does not reach is print of the lines above and below.
    own = [run for run in runs if run.size and run[-1] >= y0 + core and run[0] <= y1 - core]
    if sum(run.size for run in own) < (y1 - y0) / 2:
        return int(y0), int(y1)
    return int(own[0][0]), int(own[-1][-1] + 1)


def _char(text: str, confidence: float, box: Sequence[float], size: float) -> Char:
    x0, top, x1, bottom = box
    return {
        "text": text,
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "size": size,
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
