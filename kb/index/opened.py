"""An opened index: everything lazily read, nothing written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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

_TRIES = 3  # a build may take the folder away between two reads


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
        """The vocabulary with its pinyin; read when first asked for."""
        if "terms" not in self.lazy:
            self.lazy["terms"] = Terms.load(self.folder)
        terms: Terms = self.lazy["terms"]
        return terms

    @property
    def words(self) -> FaissVectors:
        """Vectors of the terms, in their order; read when first asked for."""
        if "words" not in self.lazy:
            self.lazy["words"] = FaissVectors.load(self.folder / "words.faiss")
        words: FaissVectors = self.lazy["words"]
        return words

    @property
    def word_vectors(self) -> Floats:
        """(terms + 1, dim): the vectors of the terms, and zeros for no term."""
        if "word_vectors" not in self.lazy:
            every = self.words.vectors(np.arange(len(self.words), dtype=np.int64))
            self.lazy["word_vectors"] = np.vstack([every, np.zeros((1, self.manifest.dim))]).astype(
                np.float32
            )
        vectors: Floats = self.lazy["word_vectors"]
        return vectors

    @property
    def word_rarity(self) -> Floats:
        """(terms + 1,): how rare each term is over the entries, 0 for no term."""
        return self._array("word_rarity")

    @property
    def own(self) -> FaissVectors:
        """Vectors of what each entry itself says, without what it stands in."""
        if "own" not in self.lazy:
            self.lazy["own"] = FaissVectors.load(self.folder / "own.faiss")
        own: FaissVectors = self.lazy["own"]
        return own

    def _array(self, name: str) -> Floats:
        if name not in self.lazy:
            self.lazy[name] = np.load(self.folder / f"{name}.npy")
        array: Floats = self.lazy[name]
        return array

    @property
    def named(self) -> WordBags:
        """The words of titles and paths; read when first asked for."""
        return self._bags("named")

    @property
    def said(self) -> WordBags:
        """All words of each entry; read when first asked for."""
        return self._bags("said")

    def _bags(self, name: str) -> WordBags:
        if name not in self.lazy:
            self.lazy[name] = WordBags.load(self.folder / f"{name}.npz")
        bags: WordBags = self.lazy[name]
        return bags

    @property
    def numbers(self) -> npt.NDArray[np.floating]:
        """(entries, 2): the number that the value is, as printed and in 元; NaN for none."""
        return self._array("numbers").reshape(-1, 2)

    @property
    def title_mass(self) -> Floats:
        """For each entry the rarity of all pairs of its title, added up."""
        return self._array("title_mass")

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
        chosen = [d.doc for d in self.documents if _lets_through(filters, d)]
        return self.columns.allowed(filters, docs, chosen, self.manifest.chapters)

    def hashes(self, name: str) -> dict[int, int]:
        """Hash of a text -> a row that has its vector; `name`: embedded, or own."""
        saved = np.load(self.folder / f"{name}.npy")
        return {int(value): row for row, value in enumerate(saved)}


def _lets_through(filters: Filters, document: DocumentInfo) -> bool:
    limits = (
        (filters.docs, document.doc),
        (filters.departments, document.department),
        (filters.reports, document.report),
        (filters.levels, document.level),
    )
    return all(not wanted or value in wanted for wanted, value in limits)


def open_index(index_dir: Path, *, encoder: Encoder | None = None) -> Index:
    """Raises IndexMissing when there is none and IndexMismatch when it does not fit.

    With an `encoder` the index must have been built with the same model and weights.
    """
    for attempt in range(_TRIES):
        try:
            return _open(current_generation(index_dir), encoder)
        except (OSError, ValueError, EOFError) as error:
            if attempt + 1 == _TRIES:
                raise IndexMismatch(
                    f"索引文件读不出来（{index_dir}：{error}）。请重建索引：kb build"
                ) from error
        except IndexMissing:
            if attempt + 1 == _TRIES:
                raise
    raise AssertionError("unreachable")


def _open(folder: Path, encoder: Encoder | None) -> Index:
    manifest = Manifest.read(folder)
    if encoder is not None:
        manifest.check_model(encoder)
    index = Index(
        folder,
        manifest,
        EntryStore(folder),
        Columns.load(folder),
        _vectors(folder),
        LexicalIndex.load(folder / "lexical"),
        ExactTable.load(folder / "exact"),
    )
    counts = {len(index.entries), len(index.vectors), len(index.columns.docs), manifest.entries}
    if len(counts) > 1 or index.vectors.dim != manifest.dim:
        raise IndexMismatch(f"索引各部分的条数不一致（{folder}）。请重建索引：kb build")
    return index


def _vectors(folder: Path) -> FaissVectors:
    try:
        return FaissVectors.load(folder / "vectors.faiss")
    except RuntimeError as error:  # FAISS raises nothing more precise
        raise OSError(str(error)) from error
