"""The index on the disk: identity, refusals, incremental vectors, and replacement at once."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from support_encoder import HashingEncoder
from support_entries import DOC, ENTRIES, OTHER

from kb.errors import EntryNotFound, IndexMismatch, IndexMissing
from kb.fields import embedded_text, own_text, searched_fields
from kb.index import Index, open_index, write_index
from kb.index.bags import NAME_FIELDS, WordBags
from kb.index.manifest import SCHEMA
from kb.index.opened import LATER
from kb.model import Answer, Filters, Kind
from kb.query.lexicon import LexiconFiles
from kb.search import Searcher
from kb.terms import Terms

DOCUMENTS = (DOC, OTHER)


@dataclass
class CountingEncoder:
    """The hashing encoder, remembering what it was asked to encode."""

    name: str = "hashing"
    revision: str = "1"
    dim: int = 64
    seen: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.seen.extend(texts)
        return HashingEncoder().encode(texts)


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    write_index(tmp_path / "index", DOCUMENTS, ENTRIES, HashingEncoder(), settings={"workers": 2})
    return tmp_path / "index"


def test_written_then_opened_is_the_same(index_dir: Path) -> None:
    index = open_index(index_dir, encoder=HashingEncoder())
    assert tuple(index.entries) == ENTRIES
    assert index.documents == DOCUMENTS
    assert index.manifest.settings == {"workers": 2}
    assert index.entries[-1] == ENTRIES[-1]
    assert list(index.entries[2:4]) == list(ENTRIES[2:4])
    with pytest.raises(IndexError):
        index.entries[len(ENTRIES)]


def test_entries_by_id_and_by_parent(index_dir: Path) -> None:
    index = open_index(index_dir)
    assert index.entries[index.row("term")].id == "term"
    assert [e.id for e in index.children("project-1")] == [f"indicator-1-{i}" for i in (1, 2, 3)]
    assert index.children("term") == ()
    with pytest.raises(EntryNotFound, match="没有编号为 nobody 的条目"):
        index.row("nobody")


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(docs=("school-2024",)), {"school"}),
        (Filters(years=(2024,)), {"school"}),
        (Filters(kinds=(Kind.TERM, Kind.PROCUREMENT)), {"term", "procurement"}),
        (Filters(chapters=("五、名词解释",), kinds=(Kind.TERM,)), {"term"}),
        (Filters(years=(1999,)), set()),
    ],
)
def test_filters(index_dir: Path, filters: Filters, ids: set[str]) -> None:
    allowed = open_index(index_dir).allowed(filters)
    assert allowed is not None
    assert {entry.id for entry, kept in zip(ENTRIES, allowed, strict=True) if kept} == ids


def test_no_filter_is_no_mask(index_dir: Path) -> None:
    assert open_index(index_dir).allowed(Filters()) is None


def test_missing_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="kb build"):
        open_index(tmp_path / "nothing")


@pytest.mark.parametrize(
    "encoder", [HashingEncoder(name="other"), HashingEncoder(revision="2"), HashingEncoder(dim=32)]
)
def test_another_model_is_refused(index_dir: Path, encoder: HashingEncoder) -> None:
    with pytest.raises(IndexMismatch, match="kb build"):
        open_index(index_dir, encoder=encoder)


def _generation(index_dir: Path) -> Path:
    return index_dir / (index_dir / "CURRENT").read_text().strip()


def test_another_schema_is_refused(index_dir: Path) -> None:
    manifest = _generation(index_dir) / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"schema": {SCHEMA}', '"schema": 99'))
    with pytest.raises(IndexMismatch, match=r"第 99 版.*kb build"):
        open_index(index_dir)


@pytest.mark.parametrize(
    "name", ["manifest.json", "vectors.faiss", "offsets.npy", "columns.npy", "exact/hashes.npy",
             "lexical/vocabulary.json"]
)  # fmt: skip
def test_a_damaged_file_is_a_clear_refusal(index_dir: Path, name: str) -> None:
    file = _generation(index_dir) / name
    file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(IndexMismatch, match="kb build"):
        open_index(index_dir)


def test_only_new_texts_are_encoded(index_dir: Path) -> None:
    encoder = CountingEncoder()
    changed = (*ENTRIES[:-1], replace(ENTRIES[-1], id="new", title="特殊教育"))
    previous = open_index(index_dir)
    write_index(index_dir, DOCUMENTS, changed, encoder, previous=previous)
    assert embedded_text(changed[-1]) in encoder.seen
    assert not {embedded_text(entry) for entry in ENTRIES} & set(encoder.seen)
    fresh = index_dir.parent / "fresh"
    write_index(fresh, DOCUMENTS, changed, HashingEncoder())
    assert not {own_text(entry) for entry in ENTRIES} & set(encoder.seen)
    for name in ("vectors", "own", "words"):
        taken, hashes = open_index(index_dir).known(name)
        made, same = open_index(fresh).known(name)
        assert hashes == same
        rows = np.arange(len(made))
        np.testing.assert_array_equal(taken.vectors(rows), made.vectors(rows))


def test_another_model_takes_no_old_vectors(index_dir: Path) -> None:
    encoder = CountingEncoder(revision="2")
    write_index(index_dir, DOCUMENTS, ENTRIES, encoder, previous=open_index(index_dir))
    assert {embedded_text(entry) for entry in ENTRIES} <= set(encoder.seen)


def test_progress_and_stale_generations(index_dir: Path) -> None:
    first = _generation(index_dir)
    (index_dir / "gen-dead-99999999.part").mkdir()
    reports: list[tuple[int, int]] = []
    write_index(index_dir, DOCUMENTS, ENTRIES, HashingEncoder(),
                progress=lambda done, total: reports.append((done, total)))  # fmt: skip
    assert reports[-1] == (len(ENTRIES), len(ENTRIES))
    kept = ["CURRENT", first.name, _generation(index_dir).name]
    assert sorted(path.name for path in index_dir.iterdir()) == sorted(kept)


def test_an_opened_index_serves_on_after_the_next_build(index_dir: Path) -> None:
    def answer(index: Index) -> Answer:
        return Searcher(index, HashingEncoder(), LexiconFiles()).search("粮食经营补贴 审核时限")

    first, opened, before = _generation(index_dir), open_index(index_dir), open_index(index_dir)
    expected = answer(before)
    assert expected.hits
    write_index(index_dir, (OTHER,), ENTRIES[-1:], HashingEncoder())
    assert answer(opened) == expected
    assert tuple(opened.entries) == ENTRIES
    assert len(opened.own) == len(opened.title_mass) == len(opened.numbers) == len(ENTRIES)
    assert len(opened.words) == len(opened.terms.terms) == len(opened.word_rarity) - 1
    every = np.arange(len(ENTRIES))
    assert len(opened.said.words(every)[1]) == len(opened.named.words(every)[1]) == len(ENTRIES)
    write_index(index_dir, DOCUMENTS, ENTRIES, HashingEncoder())
    assert not first.exists()


@pytest.mark.parametrize("name", LATER)
def test_a_missing_file_is_told_when_opening(index_dir: Path, name: str) -> None:
    (_generation(index_dir) / name).unlink()
    with pytest.raises(IndexMismatch, match=rf"缺少 {re.escape(name)}.*kb build"):
        open_index(index_dir)


@pytest.mark.parametrize(
    ("name", "used"), [("own.faiss", "own"), ("words.faiss", "words"), ("said.npz", "said"),
                       ("terms.json", "terms"), ("title_mass.npy", "title_mass")]
)  # fmt: skip
def test_a_file_damaged_since_is_a_clear_refusal(index_dir: Path, name: str, used: str) -> None:
    file = _generation(index_dir) / name
    file.write_bytes(file.read_bytes()[:20])
    index = open_index(index_dir)
    with pytest.raises(IndexMismatch, match="kb build"):
        getattr(index, used)


def test_nothing_is_in_a_generation_that_opening_does_not_look_for(index_dir: Path) -> None:
    at_once = {"manifest.json", "entries.jsonl", "offsets.npy", "columns.npy", "vectors.faiss"}
    files = {path.name for path in _generation(index_dir).iterdir() if path.is_file()}
    assert files == at_once | set(LATER)


def test_old_vectors_that_cannot_be_read_are_made_anew(index_dir: Path) -> None:
    previous = open_index(index_dir)
    for name in ("vectors.npy", "own.faiss"):
        (previous.folder / name).unlink()
    encoder = CountingEncoder()
    write_index(index_dir, DOCUMENTS, ENTRIES, encoder, previous=previous)
    assert {embedded_text(entry) for entry in ENTRIES} <= set(encoder.seen)
    assert len(open_index(index_dir).own) == len(ENTRIES)


def test_a_failed_build_leaves_the_old_index(index_dir: Path) -> None:
    class Failing(CountingEncoder):
        def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            raise MemoryError

    before = sorted(path.name for path in index_dir.iterdir())
    with pytest.raises(MemoryError):
        write_index(index_dir, DOCUMENTS, ENTRIES, Failing())
    assert sorted(path.name for path in index_dir.iterdir()) == before
    assert len(open_index(index_dir)) == len(ENTRIES)


def test_bags_of_words_are_read_as_written_and_stay_with_their_entries(tmp_path: Path) -> None:
    searched = [searched_fields(entry, None) for entry in ENTRIES]
    terms = Terms.build(searched, {})
    bags = WordBags.build(searched, terms, NAME_FIELDS)
    bags.save(tmp_path / "bags.npz")
    read = WordBags.load(tmp_path / "bags.npz")
    np.testing.assert_array_equal(read.starts, bags.starts)
    np.testing.assert_array_equal(read.flat, bags.flat)
    rows = np.array([3, 0, 3])
    words, starts = read.words(rows)
    for row, found in zip(rows, np.split(words, starts[1:]), strict=True):
        assert found[0] == len(terms.terms)
        texts = [terms.terms[number].text for number in found[1:]]
        assert texts
        assert all(any(text in searched[row][name] for name in NAME_FIELDS) for text in texts)


def test_an_empty_index_can_be_opened(tmp_path: Path) -> None:
    write_index(tmp_path, (), (), HashingEncoder())
    assert len(open_index(tmp_path)) == 0


_WRITER = """
import sys
from pathlib import Path
from kb.fields import embedded_text
from kb.index import write_index
from kb.index.manifest import SCHEMA
from support_encoder import HashingEncoder
from support_entries import DOC, ENTRIES, OTHER
print("ready", flush=True)
while True:
    write_index(Path(sys.argv[1]), (DOC, OTHER), ENTRIES, HashingEncoder())
"""


def test_killed_at_any_moment_an_index_still_serves(index_dir: Path) -> None:
    tests = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent)])}
    random.seed(5)
    for _ in range(12):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(index_dir)], env=environment, stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(random.uniform(0, 0.5))
        writer.kill()
        writer.communicate()
        assert tuple(open_index(index_dir, encoder=HashingEncoder()).entries) == ENTRIES
    write_index(index_dir, DOCUMENTS, ENTRIES, HashingEncoder())
    assert len(list(index_dir.iterdir())) == 3
