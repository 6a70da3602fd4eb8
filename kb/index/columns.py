"""What is known of every entry without decoding it: for filters, facets and ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.model import Entry, Filters, Kind
from kb.sorts import sorts_of

__all__ = ["KINDS", "Columns"]

KINDS = tuple(Kind)
_FILE = "columns.npy"


@dataclass(frozen=True, slots=True)
class Columns:
    """One number an entry. `docs` and `chapters` count through the manifest's; year 0: none."""

    docs: npt.NDArray[np.int32]
    chapters: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.int32]
    years: npt.NDArray[np.int32]
    sorts: npt.NDArray[np.int32]

    @classmethod
    def of(cls, entries: Sequence[Entry], docs: Sequence[str], chapters: Sequence[str]) -> Columns:
        doc_number = {doc: number for number, doc in enumerate(docs)}
        chapter_number = {chapter: number for number, chapter in enumerate(chapters)}
        return cls(
            np.array([doc_number[e.doc] for e in entries], np.int32),
            np.array([chapter_number[e.chapter] for e in entries], np.int32),
            np.array([KINDS.index(e.kind) for e in entries], np.int32),
            np.array([e.year or 0 for e in entries], np.int32),
            np.array([int(sorts_of(e)) for e in entries], np.int32),
        )

    def allowed(
        self,
        filters: Filters,
        docs: Sequence[str],
        chosen: Sequence[str],
        chapters: Sequence[str],
    ) -> npt.NDArray[np.bool_] | None:
        """Which entries the filters let through; None when they limit nothing.

        `chosen` are those of the `docs` that pass the filters of documents.
        """
        masks = []
        if len(chosen) < len(docs):
            masks.append(np.isin(self.docs, [i for i, d in enumerate(docs) if d in chosen]))
        if filters.chapters:
            wanted = [i for i, c in enumerate(chapters) if c in filters.chapters]
            masks.append(np.isin(self.chapters, wanted))
        if filters.kinds:
            masks.append(np.isin(self.kinds, [KINDS.index(kind) for kind in filters.kinds]))
        if filters.years:
            masks.append(np.isin(self.years, filters.years))
        return np.logical_and.reduce(masks) if masks else None

    def save(self, folder: Path) -> None:
        columns = [getattr(self, column.name) for column in fields(self)]
        np.save(folder / _FILE, np.array(columns, np.int32).reshape(len(columns), -1))

    @classmethod
    def load(cls, folder: Path) -> Columns:
        return cls(*np.load(folder / _FILE))
