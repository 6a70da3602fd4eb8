"""Pages of a PDF as pictures with everything that was found drawn on them.

    python -m benchmarks.extraction.contact_sheet FILE.pdf OUT_FOLDER [--pages 5-9]

Green: a cell of an entry. Blue: the words of a heading, caption or paragraph. Grey: page
furniture. Text without a frame reached no entry: there should be none.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from kb.model import Box
from kb.read import ReadResult, read_pdf
from kb.rendering import POINTS_PER_INCH, render_page

DPI = 60
COLUMNS, ROWS = 4, 2
GREEN, BLUE, GREY = (0, 130, 60), (30, 80, 200), (140, 140, 140)


def found_boxes(result: ReadResult) -> dict[int, list[tuple[Box, tuple[int, int, int]]]]:
    """Page -> boxes to draw, with their colours."""
    boxes: dict[int, list[tuple[Box, tuple[int, int, int]]]] = defaultdict(list)
    for entry in result.entries:
        cells = [box for cell in entry.cells.values() for box in cell]
        for colour, group in ((BLUE, entry.sources if not cells else ()), (GREEN, cells)):
            for box in group:
                boxes[box.page].append((box, colour))
    for item in result.furniture:
        for line in item.lines:
            boxes[line.box.page].append((line.box, GREY))
    return boxes


def draw(page: Any, boxes: Iterable[tuple[Box, tuple[int, int, int]]]) -> Any:
    """Frames on a page's picture."""
    pen = ImageDraw.Draw(page)
    scale = DPI / POINTS_PER_INCH
    for box, colour in boxes:
        pen.rectangle([v * scale for v in box.bbox], outline=colour)
    return page


def sheets(pictures: Sequence[Any]) -> Iterable[Any]:
    """Several pages on one sheet."""
    size = COLUMNS * ROWS
    for start in range(0, len(pictures), size):
        group = pictures[start : start + size]
        width, height = (max(getattr(p, side) for p in group) for side in ("width", "height"))
        sheet = Image.new("RGB", (width * COLUMNS, height * ROWS), "white")
        for index, picture in enumerate(group):
            sheet.paste(picture, (index % COLUMNS * width, index // COLUMNS * height))
        yield sheet


def page_range(text: str, last: int) -> range:
    """5-9 -> 5..9; "" -> all."""
    first, _, stop = text.partition("-")
    return range(int(first or 1), int(stop or first or last) + 1)


def main() -> None:
    """Read the file and write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", default="")
    args = parser.parse_args()
    result = read_pdf(args.pdf, args.pdf.parent)
    boxes = found_boxes(result)
    numbers = page_range(args.pages, result.info.pages)
    pictures = [draw(render_page(args.pdf, n, DPI), boxes[n]) for n in numbers]
    args.out.mkdir(parents=True, exist_ok=True)
    for index, sheet in enumerate(sheets(pictures), 1):
        sheet.save(args.out / f"{args.pdf.stem}-{index:02}.png")
    print(
        f"收录 {result.info.coverage:.2%}，未读页 {list(result.info.unread_pages)}，见 {args.out}"
    )


if __name__ == "__main__":
    main()
