"""The table of what the embedding model adds, on an index small enough to check by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from support_encoder import HashingEncoder
from support_entries import DOC, ENTRIES, OTHER

from benchmarks.retrieval.model_gain import WAYS, Reply, replies, row, table
from kb.evaluation import read_questions
from kb.index import open_index, write_index
from kb.query.lexicon import LexiconFiles
from kb.search import Searcher


@dataclass(frozen=True)
class Turned:
    """The vectors of other texts."""

    name: str = "hashing"
    revision: str = "1"
    dim: int = 64

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return HashingEncoder().encode([text[::-1] + "别的" for text in texts])


def test_a_row_has_the_means_of_its_replies() -> None:
    found = [Reply("a", 1, False), Reply("a", 4, True), Reply("a", 0, True)]
    assert row("a", found) == "| a | 0.333 | 0.667 | 0.417 | 2/3 |"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.tsv"
    lines = ("exact\t病虫害控制\t2\t320.00", "code\t2130101\t2\t1287.48", "none\t股票\t-\t-")
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_every_kind_is_told_for_every_way(tmp_path: Path, questions: Path) -> None:
    write_index(tmp_path / "index", (DOC, OTHER), ENTRIES, HashingEncoder())
    searcher = Searcher(open_index(tmp_path / "index"), HashingEncoder(), LexiconFiles())
    lines = table(searcher, read_questions(questions))
    assert len(lines) == 2 + 3 * len(WAYS)  # exact, code and all; what has no answer is left out
    assert lines[2] == "| exact, everything | 1.000 | 1.000 | 1.000 | 0/1 |"
    assert lines[-1].startswith("| all, without word lists and model | ")
    assert [r.rank for r in replies(searcher, read_questions(questions))] == [1, 1]


@pytest.mark.parametrize("name", WAYS)
def test_without_the_model_its_vectors_change_nothing(tmp_path: Path, name: str) -> None:
    write_index(tmp_path / "index", (DOC, OTHER), ENTRIES, HashingEncoder())
    index = open_index(tmp_path / "index")
    told, other = (
        Searcher(index, encoder, LexiconFiles(), WAYS[name]).search("病虫害防治花了多少钱").hits
        for encoder in (HashingEncoder(), Turned())
    )
    assert told
    assert (told == other) == ("without" in name and "model" in name)
