"""The frame round Streamlit: its start page made ours, and headers on every response.

Streamlit sends no security headers, answers any unknown path with its start page, and calls that
page "Streamlit" in English; nothing of this can be set, so it is mended on the way out.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.ui import words
from kb.ui.html import Html, el, join
from kb.ui.routes import asset_tag

# Streamlit's style sheets are written into the page as it runs; nothing else is inline.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# The browser's PDF viewer is a page of its own with its own scripts and styles.
PDF_POLICY = "frame-ancestors 'none'"
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OURS = ("/files/", "/pictures/", "/api/", "/ui/")
STREAMLITS = ("/static/", "/_stcore/", "/media/", "/component/")
SINGLE = frozenset({"/", "/healthz", "/favicon.ico", "/favicon.png", "/manifest.json"})
# Nothing here uploads files or reads metrics, and no program is to drive the page.
CLOSED = ("/_stcore/metrics", "/_stcore/upload_file", "/_stcore/agent")

LOST = "与服务器的连接断开了，正在重新连接。如果一直连不上，请稍后刷新本页。"

_INLINE_SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_LANGUAGE = re.compile(r'<html lang="[^"]*"')
_ICON = re.compile(r'<link rel="shortcut icon"[^>]*>')
# The face that Streamlit preloads has no Chinese, and our font stack does not name it.
_FONT_PRELOAD = re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*>', re.DOTALL)


def start_page(_: Request) -> Response:
    return HTMLResponse(start_page_html(), headers={"Cache-Control": "no-cache"})


@functools.cache
def start_page_html() -> str:
    original = Path(streamlit.__file__).parent / "static" / "index.html"
    return made_ours(original.read_text(encoding="utf-8"))


def made_ours(html: str) -> str:
    """Streamlit's start page in Chinese, with our style and script and no inline script."""
    html = _LANGUAGE.sub('<html lang="zh-CN"', html, count=1)
    html = _INLINE_SCRIPT.sub("", html)
    html = _FONT_PRELOAD.sub("", html)
    html = _ICON.sub("", html)
    html = _TITLE.sub(el("title", words.APP), html, count=1)
    html = html.replace("</head>", f"{_head()}</head>", 1)
    return html.replace("</body>", f"{_waiting()}</body>", 1)


def _head() -> Html:
    css, script, icon = (
        f"./ui/{name}?v={asset_tag(name)}" for name in ("app.css", "app.js", "icon.svg")
    )
    return join(
        el("meta", name="description", content=words.TAGLINE),
        el("meta", name="color-scheme", content="light dark"),
        el("link", rel="icon", type="image/svg+xml", href=icon),
        el("link", rel="stylesheet", href=css),
        el("script", src=script, defer=True),
    )


def _waiting() -> Html:
    """Shown until the page has come, and when the server is lost (in place of Streamlit's own
    dialog); the live region says to screen readers what changed.
    """
    return join(
        el("p", "正在打开……", id="kb-opening"),
        el("noscript", el("p", "本页需要 JavaScript。也可以用命令行：kb search 问题")),
        el("p", LOST, id="kb-lost", role="alert"),
        el("p", id="kb-announcer", class_="unseen", role="status", aria_live="polite"),
    )


def shell_routes() -> list[BaseRoute]:
    return [Route("/", start_page)]


def middleware() -> list[Middleware]:
    return [Middleware(Guard)]


class Guard:
    """Refuses paths that nothing answers, and puts the security headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        policy = PDF_POLICY if path.startswith("/files/") else CONTENT_POLICY

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        app = self.app if is_answered(path) else PlainTextResponse("没有这个页面。", 404)
        await app(scope, receive, send_guarded)


def is_answered(path: str) -> bool:
    if path.startswith(CLOSED):
        return False
    return path in SINGLE or path.startswith((*OURS, *STREAMLITS))
