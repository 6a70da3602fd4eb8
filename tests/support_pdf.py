"""Small PDFs made by hand: Chinese text, rules, pictures, and pages that are wrong on purpose.

The text uses a font that every reader knows by name (STSong-Light, with a Unicode encoding), so
that no font is in the file. Places are points from the top left, as everywhere in this project.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

WIDTH, HEIGHT = 595, 842
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts"
    b"[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)"
    b"/Ordering(GB1)/Supplement 4>>/DW 1000/W[1 95 500]/FontDescriptor<</Type/FontDescriptor"
    b"/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
    b"/Descent -120/CapHeight 880/StemV 80>>>>]>>"
)
# A grey picture of one point, stretched over the page.
_PICTURE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    b"/Length 1>>stream\n\x80\nendstream"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: what is drawn on it in PDF operators, how that is packed, if it has a picture."""

    content: bytes = b""
    picture: bool = False
    packing: bytes = b""


def words(text: str, x: float, top: float, size: float = 10) -> bytes:
    """A line of text whose upper edge is at `top`."""
    code = text.encode("utf-16-be").hex()
    return f"BT /F {size} Tf {x} {HEIGHT - top - 0.88 * size} Td <{code}> Tj ET\n".encode()


def rule(x0: float, top0: float, x1: float, top1: float) -> bytes:
    """A thin line between two points."""
    return f"{x0} {HEIGHT - top0} m {x1} {HEIGHT - top1} l S\n".encode()


def table(
    rows: Sequence[Sequence[str]], x: float, top: float, widths: Sequence[float], height: float = 20
) -> bytes:
    """Rows of text in a ruled frame, a line of print in each cell."""
    xs = list(accumulate(widths, initial=x))
    ys = [top + height * index for index in range(len(rows) + 1)]
    drawn = [rule(xs[0], y, xs[-1], y) for y in ys] + [rule(x, ys[0], x, ys[-1]) for x in xs]
    for row, y in zip(rows, ys, strict=False):
        drawn += [words(text, left + 3, y + 4) for text, left in zip(row, xs, strict=False) if text]
    return b"".join(drawn)


def sideways(content: bytes, *, down: bool = False) -> bytes:
    """What is drawn on a sheet in landscape, laid on its side: print runs up the page, or down."""
    matrix = f"0 -1 1 0 {WIDTH - HEIGHT} {HEIGHT}" if down else f"0 1 -1 0 {HEIGHT} 0"
    return f"q {matrix} cm\n".encode() + content + b"Q\n"


def slow_sheet() -> Sheet:
    """A small page that takes a reader minutes: some two million lines."""
    return Sheet(zlib.compress(b"0 0 m 9 9 l S " * 2_000_000), packing=b"FlateDecode")


def swelling_sheet(size: int = 2 * 1024**3) -> Sheet:
    """A small page that unpacks to `size` bytes of blanks (nought, in PDF)."""
    block = 1024**2
    packer = zlib.compressobj(9)
    packed = packer.compress(bytes(block)) + packer.flush(zlib.Z_FULL_FLUSH)
    # A block behind a full flush stands by itself, so that it can be repeated.
    again = packer.compress(bytes(block)) + packer.flush(zlib.Z_FULL_FLUSH)
    # The end of the stream without data, then Adler-32 of `size` noughts.
    end = b"\x03\x00" + ((size % 65521) << 16 | 1).to_bytes(4, "big")
    return Sheet(packed + again * (size // block - 1) + end, packing=b"FlateDecode")


def write_pdf(path: Path, *sheets: Sheet, trailer: bytes = b"") -> Path:
    """A PDF of these pages; `trailer` goes into the file's trailer."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", _pages(len(sheets)), _FONT, _PICTURE]
    for number, sheet in enumerate(sheets):
        objects += _page(5 + 2 * number, sheet)
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n"
    path.write_bytes(body + end % (size, rows, size, trailer, len(body)) + b"%%EOF\n")
    return path


def _pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(count))
    return b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)


def _page(number: int, sheet: Sheet) -> Iterator[bytes]:
    content = sheet.content
    if sheet.picture:
        content += b"q %d 0 0 %d 0 0 cm /P Do Q\n" % (WIDTH, HEIGHT)
    kind = b"/Filter/" + sheet.packing if sheet.packing else b""
    yield (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
        b"/Resources<</Font<</F 3 0 R>>/XObject<</P 4 0 R>>>>>>" % (WIDTH, HEIGHT, number + 1)
    )
    yield b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), kind, content)


def budget_table(
    name: str = "甲局", total: str = "30.00", *, page: int = 1, rows: int = 6
) -> bytes:
    """A page of a small budget: title, caption, a table of `rows` lines, a page number."""
    lines = [[f"{201 + i}", f"第{i + 1}项支出", f"{i + 1}.00"] for i in range(rows - 1)]
    return b"".join(
        (
            words(f"{name}2025年部门预算支出表", 180, 110, 16),
            words("单位：万元", 480, 140),
            table(
                [["科目编码", "科目名称", "预算数"], ["", "合计", total], *lines],
                60,
                160,
                (100, 250, 120),
            ),
            words(str(page), 295, 800),
        )
    )
