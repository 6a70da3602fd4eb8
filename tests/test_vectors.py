"""FAISS against NumPy brute force: the same rows, the same cosines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support_encoder import HashingEncoder
from support_entries import ENTRIES

from kb.vectors import FaissVectors, Floats


@pytest.fixture(scope="module")
def vectors() -> Floats:
    return HashingEncoder().encode([entry.text for entry in ENTRIES])


@pytest.mark.parametrize("question", ["种粮补贴一亩多少钱", "病虫害", "住房公积金", "办公用品采购"])
@pytest.mark.parametrize("limited", [False, True])
def test_same_as_brute_force(vectors: Floats, question: str, limited: bool) -> None:
    query = HashingEncoder().encode([question])[0]
    allowed = np.arange(len(vectors)) % 3 != 0 if limited else None
    rows, cosines = FaissVectors.build(vectors).search(query, 5, allowed)
    expected = vectors @ query
    if allowed is not None:
        expected[~allowed] = -2
        assert allowed[rows].all()
    np.testing.assert_allclose(cosines, np.sort(expected)[::-1][:5], atol=1e-6)
    np.testing.assert_allclose(expected[rows], cosines, atol=1e-6)


def test_fewer_allowed_than_asked(vectors: Floats) -> None:
    index = FaissVectors.build(vectors)
    allowed = np.zeros(len(vectors), bool)
    assert len(index.search(vectors[0], 5, allowed)[0]) == 0
    allowed[[2, 4]] = True
    assert set(index.search(vectors[0], 5, allowed)[0]) == {2, 4}


def test_saved_and_loaded_is_the_same(vectors: Floats, tmp_path: Path) -> None:
    index = FaissVectors.build(vectors)
    index.save(tmp_path / "v.faiss")
    loaded = FaissVectors.load(tmp_path / "v.faiss")
    np.testing.assert_array_equal(loaded.vectors(np.arange(len(vectors))), vectors)
    for found, kept in zip(loaded.search(vectors[1], 4), index.search(vectors[1], 4), strict=True):
        np.testing.assert_array_equal(found, kept)


def test_no_vectors() -> None:
    index = FaissVectors.build(np.zeros((0, 8), np.float32))
    assert len(index.search(np.ones(8, np.float32), 3)[0]) == 0
    assert index.vectors(np.zeros(0, np.int64)).shape == (0, 8)
