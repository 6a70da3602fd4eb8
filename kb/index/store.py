"""The entries of an index: JSON lines, mapped, each decoded when it is asked for."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload

import numpy as np
import orjson

from kb.model import Entry

__all__ = ["EntryStore", "write_entries"]

_LINES, _OFFSETS = "entries.jsonl", "offsets.npy"
_KEPT = 4096  # decoded entries held in memory


def write_entries(folder: Path, entries: Iterable[Entry]) -> None:
    """One line an entry, and where each line starts."""
    offsets = [0]
    with (folder / _LINES).open("wb") as file:
        for entry in entries:
            line = orjson.dumps(entry.to_json()) + b"\n"
            file.write(line)
            offsets.append(offsets[-1] + len(line))
    np.save(folder / _OFFSETS, np.array(offsets, np.int64))


class EntryStore(Sequence[Entry]):
    """A lazy sequence over the written entries; safe to read from several threads."""

    def __init__(self, folder: Path) -> None:
        self._offsets = np.load(folder / _OFFSETS)
        with (folder / _LINES).open("rb") as file:
            empty = len(self._offsets) < 2
            self._bytes = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._decoded = lru_cache(maxsize=_KEPT)(self._decode)

    def _decode(self, row: int) -> Entry:
        line = self._bytes[self._offsets[row] : self._offsets[row + 1]]
        return Entry.from_json(orjson.loads(line))

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, row: int) -> Entry: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Entry]: ...

    def __getitem__(self, row: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        count = len(self)
        if not -count <= row < count:
            raise IndexError(row)
        return self._decoded(int(row) % count)
