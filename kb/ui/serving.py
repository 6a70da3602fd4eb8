"""Starting the app: the server's settings, and the parts of its ASGI app."""

from __future__ import annotations

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from kb.errors import SettingsError
from kb.ui import library, routes, shell
from kb.ui.library import Opener, open_searcher
from kb.ui.seams import SettingsLike

SCRIPT = Path(__file__).with_name("script.py")
FONT = (
    "'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Source Han Sans SC', 'WenQuanYi Micro Hei', system-ui, sans-serif"
)
# The same as .streamlit/config.toml, which a plain `streamlit run` reads; a test compares them.
OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.showSidebarNavigation": False,
    "global.disableWidgetStateDuplicationWarning": True,
    "logger.hideWelcomeMessage": True,
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
    "server.address": "127.0.0.1",
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 1,
    "server.port": 8501,
    "server.showEmailPrompt": False,
    "theme.font": FONT,
    "theme.light.primaryColor": "#1b4f8a",
    "theme.light.backgroundColor": "#f4f6f8",
    "theme.light.secondaryBackgroundColor": "#ffffff",
    "theme.light.textColor": "#17222e",
    "theme.light.linkColor": "#1b4f8a",
    "theme.dark.primaryColor": "#2f6fb3",
    "theme.dark.backgroundColor": "#11161c",
    "theme.dark.secondaryBackgroundColor": "#1a2129",
    "theme.dark.textColor": "#e7ecf1",
    "theme.dark.linkColor": "#8dbdf0",
}


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    """The socket listens already: what a visitor asks now is answered when the server is up."""
    library.shared().prewarm()
    address = address_of(st.get_option("server.address") or "", st.get_option("server.port"))
    print(f"网页已就绪：{address}（按 Ctrl-C 停止）", flush=True)
    yield


def app_parts() -> dict[str, Any]:
    """The arguments of streamlit.App: routes, headers, and the index opened at the start."""
    return {
        "lifespan": _lifespan,
        "routes": [*shell.shell_routes(), *routes.routes()],
        "middleware": shell.middleware(),
    }


def serve(
    settings: SettingsLike,
    host: str = "127.0.0.1",
    port: int = 8501,
    opener: Opener = open_searcher,
) -> None:
    """Serves the app until it is interrupted, and prints where.

    The index should have been built; without one the page says what to run. Raises
    SettingsError when the port is taken.
    """
    require_free_port(host, port)
    library.configure(settings, opener)
    # Streamlit looks for settings beside the running program; ours are OPTIONS.
    sys.argv = [str(SCRIPT)]
    app = st.App(SCRIPT, **app_parts())
    try:
        app.run(config={**OPTIONS, "server.address": host, "server.port": port})
    except KeyboardInterrupt:  # the server has closed in good order and passes the signal on
        print("网页已停止。", flush=True)


def require_free_port(host: str, port: int) -> None:
    """Raises SettingsError when nothing can be served there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"不能在 {host}:{port} 提供网页（{error.strerror}）。"
                f"请换一个端口，例如 kb serve --port {port + 1}。"
            ) from None


def address_of(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    shown = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
