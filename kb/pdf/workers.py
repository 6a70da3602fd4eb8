"""Reads a file's pages in processes of their own, under limits of time and memory.

A page that hangs, crashes or fills the memory costs that page, never the build: its process
is ended, the page is recorded as unread and reading goes on behind it.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

from kb.errors import PdfError
from kb.model import Problem
from kb.pdf import ocr
from kb.pdf.cells import Page
from kb.pdf.pages import count_pages, read_pages

__all__ = ["Limits", "ReadPages", "prepare", "read_file"]

_SLOW = "slow"
_ADVICE = "该页内容没有收录；请用其他软件打开核对，或换用重新导出的文件"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may use: processes, seconds a page, bytes a process.

    A page read from its picture may take `ocr_seconds`.
    """

    workers: int = 2
    page_seconds: float = 30.0
    ocr_seconds: float = 180.0
    memory_bytes: int = 2 * 1024**3


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
    """Load the parser once for all processes to come, where the system allows it."""
    multiprocessing.set_forkserver_preload(["kb.pdf.pages"])


def read_file(
    path: Path, limits: Limits, on_page: Callable[[int], None] = lambda _: None
) -> ReadPages:
    """Read all pages of a file; `on_page` hears each finished page's number.

    Raises PdfError when the file as a whole can't be read.
    """
    run = _Run(path, limits, on_page)
    run.count = run.ask_count()
    run.read_all()
    pages = tuple(run.pages[number] for number in sorted(run.pages))
    return ReadPages(run.count, pages, tuple(run.problems))


@dataclass(slots=True)
class _Worker:
    """A process and the pages it still has to send, the next one first."""

    process: BaseProcess
    pipe: Connection
    todo: list[int]
    deadline: float


@dataclass(slots=True)
class _Run:
    path: Path
    limits: Limits
    on_page: Callable[[int], None]
    count: int = 0
    pages: dict[int, Page] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def ask_count(self) -> int:
        worker = self._start(_count_pages, [])
        worker.deadline += self.limits.page_seconds
        try:
            if not worker.pipe.poll(worker.deadline - time.monotonic()):
                raise PdfError(f"{self.path.name}：打开文件超时。请换用重新导出的文件。")
            answer = worker.pipe.recv()
        except EOFError:
            raise PdfError(
                f"{self.path.name}：打开文件时出错或内存不足。请换用重新导出的文件。"
            ) from None
        finally:
            _end(worker)
        if isinstance(answer, str):
            raise PdfError(answer)
        return int(answer)

    def read_all(self) -> None:
        workers = [self._start(_send_pages, share) for share in self._shares()]
        try:
            while workers:
                soonest = max(0.0, min(w.deadline for w in workers) - time.monotonic())
                ready = wait([w.pipe for w in workers], timeout=soonest)
                workers = [left for w in workers for left in self._step(w, w.pipe in ready)]
        finally:
            for worker in workers:
                _end(worker)

    def _shares(self) -> list[list[int]]:
        """Every n-th page to each of n workers: long and short pages mix evenly."""
        workers = max(1, min(self.limits.workers, self.count))
        return [list(range(first, self.count + 1, workers)) for first in range(1, workers + 1)]

    def _start(self, target: Callable[..., None], todo: Sequence[int]) -> _Worker:
        context = _context()
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=target,
            args=(self.path, list(todo), self.limits.memory_bytes, theirs),
            daemon=True,
        )
        with _caller_left_out():
            process.start()
        theirs.close()
        return _Worker(process, ours, list(todo), time.monotonic() + self.limits.page_seconds)

    def _step(self, worker: _Worker, has_news: bool) -> Iterator[_Worker]:
        """Take what a worker sent; yield the workers that go on after it."""
        if has_news:
            with suppress(EOFError):
                if self._take(worker, worker.pipe.recv()):
                    worker.deadline = time.monotonic() + self.limits.ocr_seconds
                    yield worker
                elif worker.todo:
                    worker.deadline = time.monotonic() + self.limits.page_seconds
                    yield worker
                else:
                    _end(worker)
                return
            yield from self._give_up_page(worker, "解析时出错退出或内存不足")
        elif time.monotonic() >= worker.deadline:
            yield from self._give_up_page(worker, f"解析超过 {self.limits.page_seconds:.0f} 秒")
        else:
            yield worker

    def _take(self, worker: _Worker, news: Page | tuple[int, str] | str) -> bool:
        """Keep what a worker sent; True when it only says that the next page takes long."""
        if isinstance(news, str):
            return True
        if isinstance(news, Page):
            self.pages[news.number] = news
            number = news.number
        else:
            number, reason = news
            self.problems.append(Problem(self.path.name, number, reason, _ADVICE))
        worker.todo.remove(number)
        self.on_page(number)
        return False

    def _give_up_page(self, worker: _Worker, reason: str) -> Iterator[_Worker]:
        _end(worker)
        number, *rest = worker.todo
        self.problems.append(Problem(self.path.name, number, reason, _ADVICE))
        self.on_page(number)
        if rest:
            yield self._start(_send_pages, rest)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    if worker.process.is_alive():
        worker.process.kill()
    worker.process.join()


def _limit_memory(size: int) -> None:
    """Cap the address space of this process, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _count_pages(path: Path, _: list[int], memory: int, pipe: Connection) -> None:
    """Runs in a process of its own: sends the number of pages, or why there are none."""
    _limit_memory(memory)
    try:
        pipe.send(count_pages(path))
    except PdfError as error:
        pipe.send(str(error))


def _send_pages(path: Path, numbers: list[int], memory: int, pipe: Connection) -> None:
    """Runs in a process of its own: sends each page, or its number and what went wrong."""
    _limit_memory(memory)
    # A page makes a hundred thousand objects and keeps none: looking for cycles among them
    # at Python's usual pace costs a tenth of the time.
    gc.set_threshold(100_000, 20, 20)
    recognise = ocr.recognise if ocr.is_available() else None
    left = list(numbers)
    while left:
        try:
            for page in read_pages(path, left, recognise, lambda _: pipe.send(_SLOW)):
                pipe.send(page)
                left.remove(page.number)
        except MemoryError:
            raise
        except Exception as error:
            if any(isinstance(e, MemoryError) for e in (*error.args, error.__context__)):
                raise
            pipe.send((left.pop(0), f"解析出错（{type(error).__name__}）"))
