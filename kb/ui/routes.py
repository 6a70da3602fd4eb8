"""What the server answers beside Streamlit's page: PDFs, page pictures, JSON, the app's assets."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from kb.asked_cell import with_cell
from kb.errors import EntryNotFound, KbError, PdfError
from kb.pictures import lit_boxes, page_png, row_png
from kb.ui import library
from kb.ui.files import inside, original
from kb.ui.places import Place, clean_question, picture_tag

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
PICTURES_KEPT = 256
ASSETS = {"app.css": "text/css", "app.js": "text/javascript", "icon.svg": "image/svg+xml"}

# Whether a problem is the visitor's (404) or the operator's (503).
_STATUS = ((EntryNotFound, 404), (PdfError, 404), (KbError, 503))


def routes() -> list[BaseRoute]:
    """Matched before Streamlit's own routes."""
    return [
        Route("/files/{name:path}", _plain(pdf_file)),
        Route("/pictures/{part}.png", _plain(picture)),
        Route("/api/search", _json(search)),
        Route("/api/suggest", _json(suggest)),
        Route("/api/entry", _json(entry)),
        Route("/healthz", _json(health)),
        Route("/ui/{name}", asset),
        Route("/favicon.ico", icon),
    ]


def pdf_file(request: Request) -> Response:
    """A PDF of the data folder, in the browser's own viewer; parts of it on request."""
    path = inside(library.shared().settings.data, request.path_params["name"])
    if path is None:
        return PlainTextResponse("没有这个文件。", 404)
    return FileResponse(
        path,
        media_type="application/pdf",
        filename=path.name,
        content_disposition_type="inline",
        headers={"Cache-Control": ASK_AGAIN},
    )


@dataclass(frozen=True, slots=True)
class PictureKey:
    """Everything that decides how a picture looks."""

    pdf: Path
    sha256: str
    entry_id: str
    column: str
    page: int
    part: str
    tag: str


def picture(request: Request) -> Response:
    """The row or the whole page with the entry lit, drawn once and then kept."""
    part = request.path_params["part"]
    if part not in ("row", "page"):
        return PlainTextResponse("没有这种图片。", 404)
    shelf = library.shared()
    column = request.query_params.get("column", "")
    found = with_cell(shelf.searcher().entry(request.query_params.get("id", "")), column)
    document = shelf.document(found.doc)
    pdf = original(shelf.settings.data, document) if document else None
    number = request.query_params.get("page", "")
    if document is None or pdf is None:
        return PlainTextResponse("原 PDF 不在数据文件夹中，或已换成别的文件。", 404)
    if not (number.isascii() and number.isdigit() and int(number) in found.pages):
        return PlainTextResponse("该条目不在这一页。", 404)
    tag = picture_tag(found, document.sha256)
    if request.headers.get("if-none-match") == f'"{tag}"':
        return Response(status_code=304)
    column = found.value_field or ""
    png = _draw(PictureKey(pdf, document.sha256, found.id, column, int(number), part, tag))
    current = request.query_params.get("v") == tag
    headers = {"Cache-Control": FOR_GOOD if current else ASK_AGAIN, "ETag": f'"{tag}"'}
    return Response(png, media_type="image/png", headers=headers)


@functools.lru_cache(maxsize=PICTURES_KEPT)
def _draw(key: PictureKey) -> bytes:
    lit = lit_boxes(
        with_cell(library.shared().searcher().entry(key.entry_id), key.column), key.page
    )
    if key.part == "row":
        return row_png(key.pdf, lit)
    return page_png(key.pdf, key.page, lit=lit)


def search(request: Request) -> object:
    """The same JSON as `kb search --json`; parameters as in the page's address."""
    place = place_of(request)
    searcher = library.shared().searcher()
    literally = frozenset(place.literally)
    answer = searcher.search(place.question, place.results, place.filters, literally)
    return answer.to_json()


def suggest(request: Request) -> object:
    """Completions of what has been typed so far."""
    typed = clean_question(request.query_params.get("q", ""))
    return list(library.shared().searcher().suggest(typed, 8)) if typed else []


def entry(request: Request) -> object:
    """An entry and what is under it, in order."""
    searcher = library.shared().searcher()
    found = searcher.entry(request.query_params.get("id", ""))
    return {**found.to_json(), "children": [e.to_json() for e in searcher.children(found.id)]}


def health(request: Request) -> object:
    """Answers 200 when questions can be answered, 503 with the reason when not."""
    documents = library.shared().searcher().documents
    entries = sum(document.entries for document in documents)
    return {"status": "ok", "documents": len(documents), "entries": entries}


def place_of(request: Request) -> Place:
    params = request.query_params
    return Place.from_params({name: params.getlist(name) for name in params})


def asset(request: Request) -> Response:
    """The app's own style, script and icon; addressed with their hash, so kept for good."""
    name = request.path_params["name"]
    if name not in ASSETS:
        return PlainTextResponse("没有这个文件。", 404)
    current = request.query_params.get("v") == asset_tag(name)
    headers = {"Cache-Control": FOR_GOOD if current else ASK_AGAIN}
    return Response(asset_bytes(name), media_type=ASSETS[name], headers=headers)


def icon(_: Request) -> Response:
    """What browsers ask for beside a PDF or a picture."""
    return Response(asset_bytes("icon.svg"), media_type=ASSETS["icon.svg"])


@functools.cache
def asset_bytes(name: str) -> bytes:
    return (resources.files("kb.ui") / "static" / name).read_bytes()


@functools.cache
def asset_tag(name: str) -> str:
    return sha256(asset_bytes(name)).hexdigest()[:16]


def _plain(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """An endpoint whose errors are answered in words."""

    @functools.wraps(endpoint)
    def answering(request: Request) -> Response:
        try:
            return endpoint(request)
        except KbError as error:
            return PlainTextResponse(str(error), status_of(error))

    return answering


def _json(endpoint: Callable[[Request], object]) -> Callable[[Request], Response]:
    """An endpoint whose result, or error, is answered as JSON."""

    @functools.wraps(endpoint)
    def answering(request: Request) -> Response:
        headers = {"Cache-Control": ASK_AGAIN}
        try:
            return JSONResponse(endpoint(request), headers=headers)
        except KbError as error:
            return JSONResponse({"error": str(error)}, status_of(error), headers)

    return answering


def status_of(error: KbError) -> int:
    return next(status for kind, status in _STATUS if isinstance(error, kind))
