"""The one index that all visitors share: opened in the background, reopened when it changes.

Streamlit runs the page's code anew for every visitor and click, and the picture and file routes
run outside of it; what they share lives here.
"""

from __future__ import annotations

import contextlib
import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kb.errors import KbError
from kb.model import DocumentInfo
from kb.ui.samples import sample_questions
from kb.ui.seams import SearcherLike, SettingsLike

# The first question of a process loads dictionaries; it is asked before anybody does.
WARMING_QUESTION = "预算"
# How long the answer "the index has not changed" is believed, in seconds.
RECHECK_SECONDS = 2.0


Opener = Callable[[SettingsLike], SearcherLike]


def open_searcher(settings: SettingsLike) -> SearcherLike:
    from kb.search import Searcher  # takes long to import: not before the server listens

    return Searcher.open(settings.index, settings.model, settings.synonyms_file)


class Library:
    """Opens the index once, for all threads; an error is kept until the index changes."""

    def __init__(self, settings: SettingsLike, opener: Opener = open_searcher) -> None:
        self.settings = settings
        self._opener = opener
        self._lock = threading.Lock()
        self._searcher: SearcherLike | None = None
        self._samples: tuple[SearcherLike, tuple[str, ...]] | None = None
        self._error: KbError | None = None
        self._stamp: int | None = None
        self._checked = float("-inf")

    def prewarm(self) -> threading.Thread:
        """Opens the index in the background, so that the first visitor need not wait."""
        thread = threading.Thread(target=self._warm_up, name="kb-open-index", daemon=True)
        thread.start()
        return thread

    @property
    def is_open(self) -> bool:
        """Whether a question can be answered without waiting."""
        return self._searcher is not None

    def searcher(self) -> SearcherLike:
        """The open index; waits while it is being opened, raises KbError when it can't be."""
        with self._lock:
            self._refresh()
            if self._searcher is None:
                raise self._error or KbError("索引没有打开。")
            return self._searcher

    def samples(self) -> tuple[str, ...]:
        """Questions that this index answers, for the front page; found once for an index."""
        searcher = self.searcher()
        if self._samples is None or self._samples[0] is not searcher:
            self._samples = (searcher, sample_questions(searcher))
        return self._samples[1]

    def document(self, doc: str) -> DocumentInfo | None:
        return next((info for info in self.searcher().documents if info.doc == doc), None)

    def _warm_up(self) -> None:
        with contextlib.suppress(KbError):  # kept, and shown to whoever asks
            self.searcher().search(WARMING_QUESTION, 1)

    def _refresh(self) -> None:
        """Opens the index if that has not been tried since it last changed."""
        if time.monotonic() - self._checked < RECHECK_SECONDS:
            return
        stamp = index_stamp(self.settings.index)
        first = self._checked == float("-inf")
        self._checked = time.monotonic()
        if first or stamp != self._stamp:
            self._stamp = stamp
            self._open()

    def _open(self) -> None:
        try:
            self._searcher, self._error = self._opener(self.settings), None
        except KbError as error:
            self._searcher, self._error = None, error
        # What has been loaded stays: no later collection need look through it again.
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def index_stamp(index: Path) -> int | None:
    """Changes whenever a build replaces the index; None where there is none."""
    try:
        return (index / "CURRENT").stat().st_mtime_ns
    except OSError:
        return None


_shared: Library | None = None
_shared_lock = threading.Lock()


def configure(settings: SettingsLike, opener: Opener = open_searcher) -> Library:
    """Makes the index of these settings the one that this process serves."""
    global _shared
    with _shared_lock:
        _shared = Library(settings, opener)
        return _shared


def shared() -> Library:
    """The index that this process serves; by default the one of the settings found here."""
    global _shared
    with _shared_lock:
        if _shared is None:
            from kb.settings import Settings

            _shared = Library(Settings.load())
        return _shared
