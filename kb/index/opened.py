"""An opened index: everything lazily read, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from kb.encoder import Encoder
from kb.errors import EntryNotFound, IndexMismatch, IndexMissing
from kb.exact import ExactTable
from kb.index.bags import WordBags
from kb.index.columns import Columns
from kb.index.manifest import Manifest, current_generation
from kb.index.store import EntryStore
from kb.lexical import LexicalIndex
from kb.model import DocumentInfo, Entry, Filters
from kb.terms import Terms
from kb.vectors import FaissVectors, Floats, Mask

__all__ = ["Index", "open_index"]

Read = TypeVar("Read")

_TRIES = 3  # a build may take the folder away between two reads
# What reading a missing, cut or overwritten file raises.
_DAMAGED = (OSError, ValueError, EOFError, KeyError, BadZipFile)
# Read when first asked for, so that opening must look whether they are there.
LATER = (
    "terms.json", "own.faiss", "words.faiss", "word_rarity.npy", "title_mass.npy", "numbers.npy",
    "named.npz", "said.npz", "vectors.npy", "own.npy", "words.npy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Index:
    """Rows of `entries`, `vectors`, `columns` and both tables are the same entries."""

    folder: Path
    manifest: Manifest
    entries: EntryStore
    columns: Columns
    vectors: FaissVectors
    lexical: LexicalIndex
    exact: ExactTable
    lazy: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def terms(self) -> Terms:
        """The vocabulary with its pinyin."""
        return self._once("terms", lambda: Terms.load(self.folder))

    @property
    def own(self) -> FaissVectors:
        """Vectors of what each entry itself says, without what it stands in."""
        return self._faiss("own")

    @property
    def words(self) -> FaissVectors:
        """Vectors of the terms, in their order."""
        return self._faiss("words")

    @property
    def word_vectors(self) -> Floats:
        """(terms + 1, dim): the vectors of the terms, and zeros for no term."""

        def read() -> Floats:
            every = self.words.vectors(np.arange(len(self.words), dtype=np.int64))
            return np.vstack([every, np.zeros((1, self.manifest.dim))]).astype(np.float32)

        return self._once("word_vectors", read)

    @property
    def word_rarity(self) -> Floats:
        """(terms + 1,): how rare each term is over the entries, 0 for no term."""
        return self._array("word_rarity")

    @property
    def title_mass(self) -> Floats:
        """For each entry the rarity of all pairs of its title, added up."""
        return self._array("title_mass")

    @property
    def numbers(self) -> npt.NDArray[np.floating]:
        """(entries, 2): the number that the value is, as printed and in 元; NaN for none."""
        return self._array("numbers").reshape(-1, 2)

    @property
    def named(self) -> WordBags:
        """The words of titles and paths."""
        return self._once("named", lambda: WordBags.load(self.folder / "named.npz"))

    @property
    def said(self) -> WordBags:
        """All words of each entry."""
        return self._once("said", lambda: WordBags.load(self.folder / "said.npz"))

    def known(self, name: str) -> tuple[FaissVectors, dict[int, int]]:
        """The vectors `vectors`, `own` or `words`, and hash of a text -> the row that has its."""
        saved = self._once(f"{name} hashes", lambda: np.load(self.folder / f"{name}.npy"))
        rows = {int(value): row for row, value in enumerate(saved)}
        return self.vectors if name == "vectors" else self._faiss(name), rows

    def _faiss(self, name: str) -> FaissVectors:
        return self._once(name, lambda: FaissVectors.load(self.folder / f"{name}.faiss"))

    def _array(self, name: str) -> Floats:
        return self._once(name, lambda: np.load(self.folder / f"{name}.npy"))

    def _once(self, name: str, read: Callable[[], Read]) -> Read:
        """What `read` reads, kept for the next time. Raises IndexMismatch when it can't."""
        if name not in self.lazy:
            try:
                self.lazy[name] = read()
            except _DAMAGED as error:
                raise _unreadable(self.folder, error) from error
        value: Read = self.lazy[name]
        return value

    @property
    def documents(self) -> tuple[DocumentInfo, ...]:
        return self.manifest.documents

    def __len__(self) -> int:
        return len(self.entries)

    def row(self, entry_id: str) -> int:
        """Raises EntryNotFound."""
        for row in self.exact.find(f"i:{entry_id}"):
            if self.entries[int(row)].id == entry_id:
                return int(row)
        raise EntryNotFound(f"没有编号为 {entry_id} 的条目；重建索引后请从搜索结果进入。")

    def children(self, entry_id: str) -> tuple[Entry, ...]:
        """The entries enclosed by this one, in reading order."""
        found = [self.entries[int(row)] for row in self.exact.find(f"p:{entry_id}")]
        return tuple(sorted((e for e in found if e.parent == entry_id), key=lambda e: e.order))

    def allowed(self, filters: Filters) -> Mask | None:
        """Which rows the filters let through; None when they limit nothing."""
        docs = [document.doc for document in self.documents]
        chosen = [d.doc for d in self.documents if filters.lets_through(d)]
        return self.columns.allowed(filters, docs, chosen, self.manifest.chapters)


def open_index(index_dir: Path, *, encoder: Encoder | None = None) -> Index:
    """Raises IndexMissing when there is none and IndexMismatch when it does not fit.

    With an `encoder` the index must have been built with the same model and weights.
    """
    for attempt in range(_TRIES):
        try:
            return _open(current_generation(index_dir), encoder)
        except _DAMAGED as error:
            if attempt + 1 == _TRIES:
                raise _unreadable(index_dir, error) from error
        except IndexMissing:
            if attempt + 1 == _TRIES:
                raise
    raise AssertionError("unreachable")


def _unreadable(folder: Path, error: Exception) -> IndexMismatch:
    return IndexMismatch(f"索引文件读不出来（{folder}：{error}）。请重建索引：kb build")


def _open(folder: Path, encoder: Encoder | None) -> Index:
    manifest = Manifest.read(folder)
    if encoder is not None:
        manifest.check_model(encoder)
    missing = [name for name in LATER if not (folder / name).is_file()]
    if missing:
        raise FileNotFoundError(f"缺少 {'、'.join(missing)}")
    index = Index(
        folder,
        manifest,
        EntryStore(folder),
        Columns.load(folder),
        FaissVectors.load(folder / "vectors.faiss"),
        LexicalIndex.load(folder / "lexical"),
        ExactTable.load(folder / "exact"),
    )
    counts = {len(index.entries), len(index.vectors), len(index.columns.docs), manifest.entries}
    if len(counts) > 1 or index.vectors.dim != manifest.dim:
        raise IndexMismatch(f"索引各部分的条数不一致（{folder}）。请重建索引：kb build")
    return index
