"""Writing an index: a new generation beside the old one, then one switch."""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from kb.codes import code_of
from kb.encoder import Encoder
from kb.errors import IndexMismatch
from kb.exact import ExactTable, entry_keys, numbers_of, project_keys
from kb.fields import embedded_text, own_text, searched_fields
from kb.index.bags import NAME_FIELDS, SAID_FIELDS, WordBags
from kb.index.columns import Columns
from kb.index.manifest import CURRENT, SCHEMA, Manifest
from kb.index.opened import Index
from kb.index.store import write_entries
from kb.lexical import LexicalIndex, search_tokens
from kb.model import DocumentInfo, Entry, Kind
from kb.terms import Terms
from kb.vectors import FaissVectors, Floats

__all__ = ["load_libraries", "write_index"]

Progress = Callable[[int, int], None]
_PREFIX, _UNFINISHED = "gen-", ".part"
_BATCH = 512  # texts embedded between two reports of progress


def load_libraries() -> None:
    """Load what writing needs, which takes as long as writing itself: for a thread beside."""
    for name in ("faiss", "bm25s", "rjieba", "pypinyin"):
        importlib.import_module(name)


def write_index(
    index_dir: Path,
    documents: Sequence[DocumentInfo],
    entries: Sequence[Entry],
    encoder: Encoder,
    *,
    previous: Index | None = None,
    settings: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> None:
    """Replaces the index at `index_dir` at once, or, when it fails or is killed, not at all.

    Vectors of texts that `previous` has are taken from it when its model is the same.
    `progress` is called with the entries embedded so far and in all.
    """
    index_dir.mkdir(parents=True, exist_ok=True)
    name = f"{_PREFIX}{uuid.uuid4().hex[:12]}"
    part = index_dir / f"{name}-{os.getpid()}{_UNFINISHED}"
    part.mkdir()
    try:
        _write_generation(part, documents, entries, encoder, previous, settings or {}, progress)
        _sync(part)
        part.rename(index_dir / name)
        replaced = _current(index_dir)
        _switch(index_dir, name)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    _remove_stale(index_dir, {name, replaced})


def _write_generation(
    folder: Path,
    documents: Sequence[DocumentInfo],
    entries: Sequence[Entry],
    encoder: Encoder,
    previous: Index | None,
    settings: Mapping[str, Any],
    progress: Progress | None,
) -> None:
    chapters = tuple(dict.fromkeys(entry.chapter for entry in entries))
    by_id = {entry.id: entry for entry in entries}
    searched = [searched_fields(entry, by_id.get(entry.parent or "")) for entry in entries]
    old = _comparable(previous, encoder)
    texts = [embedded_text(entry) for entry in entries]
    _write_vectors(folder, "vectors", texts, encoder, old, progress)
    _write_vectors(folder, "own", [own_text(entry) for entry in entries], encoder, old)
    words = _write_words(folder, searched, entries)
    _write_vectors(folder, "words", words, encoder, old)
    np.save(folder / "numbers.npy", np.array([numbers_of(entry) for entry in entries]))
    projects = {e.id: project_keys(e) for e in entries if e.kind is Kind.PROJECT}
    keys = [_keys(entry) | projects.get(entry.parent or "", set()) for entry in entries]
    ExactTable.build(keys).save(folder / "exact")
    Columns.of(entries, [d.doc for d in documents], chapters).save(folder)
    write_entries(folder, entries)
    Manifest(
        SCHEMA, encoder.name, encoder.revision, encoder.dim,
        len(entries), tuple(documents), chapters, settings,
    ).write(folder)  # fmt: skip


def _write_words(
    folder: Path, searched: Sequence[Mapping[str, str]], entries: Sequence[Entry]
) -> list[str]:
    """The word index, the vocabulary and what each entry has of it; gives the vocabulary."""
    lexical = LexicalIndex.build(searched)
    lexical.save(folder / "lexical")
    named = {code_of(entry): entry.title for entry in reversed(entries) if entry.title}
    named.pop("", None)
    terms = Terms.build(searched, dict(sorted(named.items())))
    terms.save(folder)
    words = [term.text for term in terms.terms]
    np.save(folder / "word_rarity.npy", np.array([*map(lexical.text_rarity, words), 0], np.float32))
    np.save(folder / "title_mass.npy", _title_mass(lexical, [text["title"] for text in searched]))
    WordBags.build(searched, terms, NAME_FIELDS).save(folder / "named.npz")
    WordBags.build(searched, terms, SAID_FIELDS).save(folder / "said.npz")
    return words


def _title_mass(lexical: LexicalIndex, titles: Sequence[str]) -> Floats:
    tokens = [{t for t in search_tokens(title) if len(t) == 2 or t.isascii()} for title in titles]
    return np.array([sum(map(lexical.rarity, found)) for found in tokens], np.float32)


def _keys(entry: Entry) -> set[str]:
    own = {f"i:{entry.id}"}
    return entry_keys(entry) | own | ({f"p:{entry.parent}"} if entry.parent else set())


def _write_vectors(
    folder: Path,
    name: str,
    texts: Sequence[str],
    encoder: Encoder,
    old: Index | None,
    progress: Progress | None = None,
) -> None:
    """The vectors of the texts, and their hashes by which the next build knows them again."""
    hashes = [_hash(text) for text in texts]
    vectors, known = np.zeros((len(texts), encoder.dim), np.float32), _taken_over(name, old)
    kept = [row for row, value in enumerate(hashes) if value in known]
    for row in kept:
        vectors[row] = known[hashes[row]]
    new = [row for row, value in enumerate(hashes) if value not in known]
    for start in range(0, len(new), _BATCH):
        batch = new[start : start + _BATCH]
        vectors[batch] = encoder.encode([texts[row] for row in batch])
        if progress:
            progress(len(kept) + start + len(batch), len(texts))
    FaissVectors.build(vectors).save(folder / f"{name}.faiss")
    np.save(folder / f"{name}.npy", np.array(hashes, np.uint64))


def _taken_over(name: str, old: Index | None) -> Mapping[int, Floats]:
    """Hash of a text -> its vector in the old index; an index that can't be read has none."""
    if old is None:
        return {}
    try:
        vectors, rows = old.known(name)
    except IndexMismatch:
        return {}
    every = vectors.vectors(np.arange(len(vectors), dtype=np.int64))
    return {value: every[row] for value, row in rows.items() if row < len(every)}


def _comparable(previous: Index | None, encoder: Encoder) -> Index | None:
    """The previous index when its vectors are of the same model."""
    if previous is None:
        return None
    made_by = (previous.manifest.model, previous.manifest.revision, previous.manifest.dim)
    return previous if made_by == (encoder.name, encoder.revision, encoder.dim) else None


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _sync(folder: Path) -> None:
    """All files on the disk before the switch: a power cut leaves the old or the new one."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb+") as handle:
                os.fsync(handle.fileno())


def _switch(index_dir: Path, name: str) -> None:
    new = index_dir / f"{CURRENT}.{os.getpid()}{_UNFINISHED}"
    with new.open("w", encoding="utf-8") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    new.replace(index_dir / CURRENT)


def _current(index_dir: Path) -> str:
    """The name of the generation in use, "" for none."""
    with suppress(OSError):
        return (index_dir / CURRENT).read_text(encoding="utf-8").strip()
    return ""


def _remove_stale(index_dir: Path, kept: Collection[str]) -> None:
    """Older generations, and what killed builds left; those of running builds stay.

    The one just replaced is `kept` too: whoever has it open reads files of it later.
    """
    for path in index_dir.iterdir():
        stale = path.name.startswith(_PREFIX) and path.name not in kept
        if path.name.endswith(_UNFINISHED):
            stale = not _runs(path.name.removesuffix(_UNFINISHED))
        if stale:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _runs(name: str) -> bool:
    """True while the process whose number ends `name` runs."""
    number = name.replace(".", "-").rpartition("-")[2]
    if not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
