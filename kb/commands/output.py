"""Standard output that is UTF-8 everywhere, and progress that fits where it is shown."""

from __future__ import annotations

import io
import sys
import time
from typing import Any, TextIO

import orjson

__all__ = ["Progress", "json_line", "set_up_streams"]

WIDTH = 30
QUIET_SECONDS = 5.0


def set_up_streams() -> None:
    """UTF-8 whatever LANG says; a line is out as soon as it is whole, so pipes see it."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if isinstance(stream, io.TextIOWrapper):  # not under a test that captures
            stream.reconfigure(encoding="utf-8", errors="replace")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)


def json_line(data: Any) -> str:
    """One JSON object on one line, Chinese as it is."""
    return orjson.dumps(data, default=str).decode()


class Progress:
    """How far a long command is: a bar on a terminal, now and then a line elsewhere.

    A total of 0 means that it is not known.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._bar = self._stream.isatty()
        self._what = ""
        self._said = float("-inf")

    def __call__(self, what: str, done: int, total: int) -> None:
        """`done` of `total` of the step `what`; safe to call as often as one likes."""
        begins, self._what = what != self._what, what
        if self._bar:
            self._write(("\n" if begins and self._said > 0 else "") + _bar(what, done, total))
            self._said = time.monotonic()
        elif begins or done == total or time.monotonic() - self._said >= QUIET_SECONDS:
            self._write(f"{what}：{_share(done, total)}\n")
            self._said = time.monotonic()

    def close(self) -> None:
        """End the bar's line, so that what follows stands on its own."""
        if self._bar and self._what:
            self._write("\n")
        self._what, self._said = "", float("-inf")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _share(done: int, total: int) -> str:
    return f"{done}/{total}" if total else f"{done}"


def _bar(what: str, done: int, total: int) -> str:
    """One line that overwrites itself."""
    filled = WIDTH * done // total if total else 0
    bar = "█" * filled + "·" * (WIDTH - filled) + " " if total else ""
    return f"\r\x1b[K{bar}{what}：{_share(done, total)}"
