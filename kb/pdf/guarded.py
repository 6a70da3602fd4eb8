"""Processes of their own for work on files that may hang, crash or fill the memory."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from types import ModuleType
from typing import Any

__all__ = ["answer_of", "caller_left_out", "limit_memory", "process_context"]


def process_context() -> ForkServerContext | SpawnContext:
    """Fresh processes, never a copy of ours with its threads; cheap ones where possible."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("forkserver")
    return multiprocessing.get_context("spawn")


@contextmanager
def caller_left_out() -> Iterator[None]:
    """Processes started inside do not load the program that started them a second time.

    Reading needs nothing of it, and a script without a main guard would start itself again.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def limit_memory(size: int) -> None:
    """Cap the address space of this process, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def answer_of(function: Callable[..., Any], *given: Any, seconds: float, memory: int) -> Any:
    """What a function of a module returns, called in a process of its own; None when that has
    no answer within the time and memory it may use.
    """
    context = process_context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_answer, args=(function, given, memory, theirs), daemon=True)
    with caller_left_out():
        process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(seconds) else None
    except (EOFError, OSError):
        return None
    finally:
        ours.close()
        process.kill()
        process.join()


def _answer(
    function: Callable[..., Any], given: tuple[Any, ...], memory: int, pipe: Connection
) -> None:
    limit_memory(memory)
    with suppress(Exception):  # the one who asked is told by the silence
        pipe.send(function(*given))
