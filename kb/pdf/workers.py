"""Reads a file's pages in processes of their own, under limits of time and memory.

A page that hangs, crashes or fills the memory costs that page, never the build: its process
is ended, the page is recorded as unread and reading goes on behind it.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from kb.errors import PdfError
from kb.model import Problem
from kb.pdf import ocr
from kb.pdf.cells import Page

if TYPE_CHECKING:
    from kb.pdf.pages import OpenPdf, Recogniser

__all__ = ["Limits", "ReadPages", "prepare", "read_file"]

# The parser is loaded in the processes that read, never in the one that waits for them.
_PARSER = "kb.pdf.pages"
# Pages a process has been told to read: the next one waits there when one is done.
_AHEAD = 2
_ADVICE = "该页内容没有收录；请用其他软件打开核对，或换用重新导出的文件"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may use: processes, seconds a page, bytes a process.

    A page read from its picture may take `ocr_seconds`; without `recognise` none is.
    """

    workers: int = 2
    page_seconds: float = 30.0
    ocr_seconds: float = 180.0
    memory_bytes: int = 2 * 1024**3
    recognise: bool = True


@dataclass(frozen=True, slots=True)
class ReadPages:
    """Pages in order, without those that could not be read, which are problems."""

    count: int
    pages: tuple[Page, ...]
    problems: tuple[Problem, ...]


def _context() -> ForkServerContext | SpawnContext:
    """Fresh processes, never a copy of ours with its threads; cheap ones where possible."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("forkserver")
    return multiprocessing.get_context("spawn")


@contextmanager
def _caller_left_out() -> Iterator[None]:
    """Processes started inside do not load the program that started them a second time.

    Reading needs nothing of it, and a script without a main guard would start itself again.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def prepare() -> None:
    """Begin to load the parser for all processes to come, where the system allows it."""
    multiprocessing.set_forkserver_preload([_PARSER])
    if isinstance(_context(), ForkServerContext):
        forkserver.ensure_running()


def read_file(
    path: Path, limits: Limits, on_page: Callable[[int], None] = lambda _: None
) -> ReadPages:
    """Read all pages of a file; `on_page` hears each finished page's number.

    Raises PdfError when the file as a whole can't be read.
    """
    run = _Run(path, limits, on_page)
    run.read_all()
    pages = tuple(run.pages[number] for number in sorted(run.pages))
    problems = sorted(run.problems, key=lambda problem: problem.page or 0)
    return ReadPages(run.count or 0, pages, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A process has the file open."""

    count: int


@dataclass(frozen=True, slots=True)
class _Refused:
    """The file can't be read, and why, for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Slow:
    """The page being read takes long, for a good reason."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """A page could not be read, and why."""

    number: int
    reason: str


_News = _Opened | _Refused | _Slow | _Failed | Page


@dataclass(slots=True, eq=False)
class _Worker:
    """A process and the pages it has been told to read, the one it is at first."""

    process: BaseProcess
    pipe: Connection
    deadline: float
    todo: deque[int] = field(default_factory=deque)


@dataclass(slots=True)
class _Run:
    """Reading one file. `waiting` are pages that no process has been told to read."""

    path: Path
    limits: Limits
    on_page: Callable[[int], None]
    count: int | None = None
    pages: dict[int, Page] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    waiting: deque[int] = field(default_factory=deque)
    workers: list[_Worker] = field(default_factory=list)

    def read_all(self) -> None:
        try:
            for _ in range(max(1, self.limits.workers)):
                self._start()
            while self.count is None or self.waiting or any(w.todo for w in self.workers):
                soonest = min(worker.deadline for worker in self.workers)
                ready = wait([w.pipe for w in self.workers], max(0.0, soonest - time.monotonic()))
                for worker in list(self.workers):
                    self._step(worker, worker.pipe in ready)
        finally:
            for worker in list(self.workers):
                self._end(worker)

    def _start(self) -> None:
        context = _context()
        ours, theirs = context.Pipe()
        arguments = (self.path, self.limits.memory_bytes, self.limits.recognise, theirs)
        process = context.Process(target=_serve_pages, args=arguments, daemon=True)
        with _caller_left_out():
            process.start()
        theirs.close()
        worker = _Worker(process, ours, time.monotonic() + 2 * self.limits.page_seconds)
        self.workers.append(worker)
        self._hand_out(worker)

    def _end(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.pipe.close()
        if worker.process.is_alive():
            worker.process.kill()
        worker.process.join()

    def _hand_out(self, worker: _Worker) -> None:
        while self.waiting and len(worker.todo) < _AHEAD:
            number = self.waiting.popleft()
            worker.todo.append(number)
            with suppress(OSError):  # it has ended: its pages come back when that is noticed
                worker.pipe.send(number)

    def _step(self, worker: _Worker, has_news: bool) -> None:
        """Take what a worker sent, or end one that has been silent for too long."""
        if not has_news:
            if time.monotonic() >= worker.deadline:
                self._lose(worker, "打开文件超时", f"解析超过 {self.limits.page_seconds:.0f} 秒")
            return
        try:
            news: _News = worker.pipe.recv()
        except (EOFError, OSError):
            self._lose(worker, "打开文件时出错或内存不足", "解析时出错退出或内存不足")
            return
        self._take(worker, news)

    def _take(self, worker: _Worker, news: _News) -> None:
        seconds = self.limits.page_seconds
        if isinstance(news, _Refused):
            raise PdfError(news.reason)
        if isinstance(news, _Slow):
            seconds = self.limits.ocr_seconds
        elif isinstance(news, _Opened):
            if self.count is None:
                self.count = news.count
                self.waiting.extend(range(1, news.count + 1))
        elif isinstance(news, _Failed):
            self._done(worker, news.number)
            self._report(news.number, news.reason)
        else:
            self._done(worker, news.number)
            self.pages[news.number] = news
        worker.deadline = time.monotonic() + seconds
        self._hand_out(worker)
        if not worker.todo and self.count is not None:
            self._end(worker)

    def _done(self, worker: _Worker, number: int) -> None:
        worker.todo.remove(number)
        self.on_page(number)

    def _report(self, number: int, reason: str) -> None:
        self.problems.append(Problem(self.path.name, number, reason, _ADVICE))

    def _lose(self, worker: _Worker, opening: str, reading: str) -> None:
        """A worker is gone: with it the page it was at, not the ones behind."""
        self._end(worker)
        if self.count is None:
            raise PdfError(f"{self.path.name}：{opening}。请换用重新导出的文件。")
        if worker.todo:
            number, *rest = worker.todo
            self._done(worker, number)
            self._report(number, reading)
            self.waiting.extendleft(reversed(rest))
        if self.waiting:
            self._start()


def _limit_memory(size: int) -> None:
    """Cap the address space of this process, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _serve_pages(path: Path, memory: int, pictures: bool, pipe: Connection) -> None:
    """Runs in a process of its own: opens the file, then reads the pages it is told to."""
    from kb.pdf.pages import open_pdf

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits for us
    _limit_memory(memory)
    # A page makes a hundred thousand objects and keeps none: looking for cycles among them
    # at Python's usual pace costs a tenth of the time.
    gc.set_threshold(100_000, 20, 20)
    recognise = ocr.recognise if pictures and ocr.is_available() else None
    with suppress(EOFError, ConnectionError):  # nobody waits for more
        try:
            with open_pdf(path) as pdf:
                pipe.send(_Opened(pdf.count))
                while True:
                    pipe.send(_read_page(pdf, pipe.recv(), recognise, pipe))
        except PdfError as error:
            pipe.send(_Refused(str(error)))


def _read_page(
    pdf: OpenPdf, number: int, recognise: Recogniser | None, pipe: Connection
) -> Page | _Failed:
    try:
        return pdf.read(number, recognise, lambda _: pipe.send(_Slow()))
    except MemoryError:
        raise
    except Exception as error:
        if any(isinstance(e, MemoryError) for e in (*error.args, error.__context__)):
            raise
        return _Failed(number, f"解析出错（{type(error).__name__}）")
