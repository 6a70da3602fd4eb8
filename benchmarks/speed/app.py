"""How long the app takes, as a person in a browser sees it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
READY_S = 60.0


@dataclass(frozen=True, slots=True)
class AppTimes:
    """Seconds: start of `kb serve` to its port answering, to the first answer drawn in the
    browser, and from Enter to the answer drawn for each later question."""

    listening: float
    first_answer: float
    reruns: tuple[float, ...]


def app_times(index: Path, data: Path, questions: Sequence[str]) -> AppTimes:
    """The browser is open before the server starts; the first question comes by link."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page()
        begun = time.perf_counter()
        with _server(index, data) as address:
            listening = time.perf_counter() - begun
            page.goto(f"{address}/?q={quote(questions[0])}")
            _wait_for(page, questions[0])
            first = time.perf_counter() - begun
            reruns = tuple(_ask(page, question) for question in questions[1:])
        browser.close()
    return AppTimes(listening, first, reruns)


def _ask(page: Page, question: str) -> float:
    box = page.locator(".stTextInput input")
    box.fill(question)
    begun = time.perf_counter()
    box.press("Enter")
    _wait_for(page, question)
    return time.perf_counter() - begun


def _wait_for(page: Page, question: str) -> None:
    """Until the page drawn is the answer to this question."""
    heading = page.locator("#content h1", has_text=f"“{question}”")
    heading.wait_for(state="attached", timeout=READY_S * 1000)


@contextmanager
def _server(index: Path, data: Path) -> Iterator[str]:
    port = _free_port()
    command = [
        sys.executable, "-m", "kb.cli", "serve", "--port", str(port),
        "--index", str(index), "--data", str(data),
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_up(address)
        yield address
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(address: str) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"no server at {address} after {READY_S} s")
