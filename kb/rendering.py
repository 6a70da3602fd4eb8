"""A page of a PDF as a picture. The only place that imports pypdfium2."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from kb.errors import PdfError

__all__ = ["POINTS_PER_INCH", "render_page"]

POINTS_PER_INCH = 72
# A3 at 300 dots an inch has 17 million; a sheet of any size must not fill the memory.
_MOST_PIXELS = 100_000_000
# PDFium keeps global state: no two calls into it may run at once.
_PDFIUM = threading.Lock()


def render_page(pdf: Path, page: int, dpi: int) -> Any:
    """The page (from 1) as an RGB PIL picture of `dpi` dots an inch.

    Raises PdfError when the file can't be opened or has no such page.
    """
    import pypdfium2  # takes as long to load as a page to draw: not for those who only read

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except (OSError, pypdfium2.PdfiumError) as error:
            raise PdfError(f"{pdf.name} 打不开，无法显示页面。请确认文件完好。") from error
        try:
            if not 1 <= page <= len(document):
                raise PdfError(f"{pdf.name} 没有第 {page} 页，共 {len(document)} 页。")
            scale = dpi / POINTS_PER_INCH
            width, height = document[page - 1].get_size()
            if not 1 <= width * height * scale**2 <= _MOST_PIXELS:
                raise PdfError(f"{pdf.name} 第 {page} 页的大小不正常，无法显示。请核对文件。")
            return document[page - 1].render(scale=scale).to_pil().convert("RGB")
        except pypdfium2.PdfiumError as error:
            raise PdfError(f"{pdf.name} 第 {page} 页损坏，无法显示。请核对文件。") from error
        finally:
            document.close()
