"""What the app asks of the rest of the program, so that a test can put a stand-in there."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kb.model import Answer, DocumentInfo, Entry, Filters


class SearcherLike(Protocol):
    """What the app asks of kb.search.Searcher."""

    @property
    def documents(self) -> tuple[DocumentInfo, ...]: ...

    def search(
        self,
        question: str,
        k: int = 10,
        filters: Filters | None = None,
        literally: frozenset[str] = frozenset(),
    ) -> Answer: ...

    def entry(self, entry_id: str) -> Entry: ...

    def children(self, entry_id: str) -> tuple[Entry, ...]: ...

    def suggest(self, prefix: str, limit: int = 8) -> tuple[str, ...]: ...


class SettingsLike(Protocol):
    """What the app asks of kb.settings.Settings."""

    @property
    def data(self) -> Path: ...

    @property
    def index(self) -> Path: ...

    @property
    def model(self) -> str | None: ...
