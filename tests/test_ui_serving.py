"""The server's settings and its start page."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

from kb.ui.routes import asset_bytes
from kb.ui.serving import OPTIONS, SCRIPT, address_of
from kb.ui.shell import is_answered, made_ours, start_page_html

ROOT = Path(__file__).parent.parent


def flat(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    items: dict[str, object] = {}
    for name, value in table.items():
        path = f"{prefix}{name}"
        items |= flat(value, f"{path}.") if isinstance(value, dict) else {path: value}
    return items


def test_the_settings_file_has_the_same_options_as_serve() -> None:
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert flat(tomllib.loads(text)) == OPTIONS


def test_a_plain_streamlit_run_finds_the_app_with_its_routes() -> None:
    found = discover_asgi_app(ROOT / "streamlit_app.py")
    assert found.is_asgi_app
    assert found.import_string == "streamlit_app:app"


def test_the_script_that_serve_runs_is_part_of_the_package() -> None:
    assert SCRIPT.is_file()


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("0.0.0.0", "http://127.0.0.1:8501"),
        ("::", "http://127.0.0.1:8501"),
        ("::1", "http://[::1]:8501"),
        ("kb.example", "http://kb.example:8501"),
    ],
)
def test_the_address_printed_can_be_opened(host: str, shown: str) -> None:
    assert address_of(host, 8501) == shown


def test_streamlits_start_page_is_made_ours() -> None:
    html = start_page_html()
    assert '<html lang="zh-CN"' in html
    assert "<title>预算公开检索</title>" in html
    assert "Streamlit</title>" not in html
    assert html.count('rel="icon"') == 1
    assert 'rel="shortcut icon"' not in html
    assert 'type="module"' in html, "Streamlit's own script is still there"
    assert "<script>" not in html


def test_a_start_page_without_the_parts_known_is_left_whole() -> None:
    assert made_ours("<html><body>x</body></html>").startswith("<html><body>x")


def test_only_known_paths_are_answered() -> None:
    assert is_answered("/")
    assert is_answered("/_stcore/stream")
    assert not is_answered("/static")
    assert not is_answered("/any/page")
    assert not is_answered("/_stcore/metrics")


@pytest.mark.parametrize("name", ["app.css", "app.js"])
def test_assets_load_nothing_from_outside(name: str) -> None:
    text = asset_bytes(name).decode()
    assert "http:" not in text
    assert "https:" not in text
    assert "@import" not in text
