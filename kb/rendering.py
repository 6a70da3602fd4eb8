"""A page of a PDF as a picture. The only place that imports pypdfium2."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from kb.errors import PdfError

__all__ = ["POINTS_PER_INCH", "render_page"]

POINTS_PER_INCH = 72
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
            bitmap = document[page - 1].render(scale=dpi / POINTS_PER_INCH)
            return bitmap.to_pil().convert("RGB")
        finally:
            document.close()
