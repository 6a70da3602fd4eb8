"""The rule that joins dense and lexical scores."""

from __future__ import annotations

import numpy as np
import pytest

from kb.fusion import fuse, standardised


def test_a_literal_match_far_above_the_rest_decides() -> None:
    lexical = np.array([40.0, 3, 2, 2, 1, 1, 0, 0, 0, 0])
    dense = np.array([0.5, 0.55, 0.52, 0.5, 0.49, 0.48, 0.47, 0.46, 0.45, 0.44])
    assert fuse(dense, lexical).argmax() == 0


def test_where_words_hardly_differ_meaning_decides() -> None:
    lexical = np.array([2.1, 2.0, 1.9, 2.0, 2.05, 1.95])
    dense = np.array([0.2, 0.2, 0.2, 0.8, 0.2, 0.2])
    assert fuse(dense, lexical).argmax() == 3


def test_a_side_that_says_nothing_counts_for_nothing() -> None:
    dense = np.array([0.1, 0.7, 0.3])
    nothing = np.zeros(3)
    assert fuse(dense, nothing).argsort().tolist() == dense.argsort().tolist()
    assert fuse(nothing, dense).argsort().tolist() == dense.argsort().tolist()


def test_scale_and_offset_of_a_side_do_not_matter() -> None:
    dense, lexical = np.array([0.1, 0.7, 0.3]), np.array([3.0, 1.0, 0.0])
    assert fuse(dense * 5 + 2, lexical * 9 - 1) == pytest.approx(fuse(dense, lexical))


def test_no_candidates_and_one() -> None:
    assert fuse(np.zeros(0), np.zeros(0)).shape == (0,)
    assert standardised(np.array([3.0])).tolist() == [0.0]
