"""The rule that joins dense and lexical scores, and the soft match between them."""

from __future__ import annotations

import numpy as np
import pytest

from kb.embedding.static import StaticEncoder
from kb.encoder import load_encoder
from training.fusion import fuse, standardised
from training.softmatch import TokenSets

NONE = np.zeros(10)


def test_a_literal_match_far_above_the_rest_decides() -> None:
    lexical = np.zeros(50)
    lexical[:5] = 40, 3, 2, 2, 1
    dense = np.linspace(0.55, 0.4, 50)
    dense[0] = 0.52
    assert fuse(dense, lexical, np.zeros(50)).argmax() == 0


def test_where_words_hardly_differ_meaning_decides() -> None:
    lexical = np.array([2.1, 2.0, 1.9, 2.0, 2.05, 1.95])
    dense = np.array([0.2, 0.2, 0.2, 0.8, 0.2, 0.2])
    assert fuse(dense, lexical, NONE[:6]).argmax() == 3


def test_a_side_that_says_nothing_counts_for_nothing() -> None:
    scores, nothing = np.array([0.1, 0.7, 0.3]), np.zeros(3)
    for place in range(3):
        sides = [nothing, nothing, nothing]
        sides[place] = scores
        assert fuse(*sides).argsort().tolist() == scores.argsort().tolist()


def test_scale_and_offset_of_a_side_do_not_matter() -> None:
    dense, lexical, soft = np.array([[0.1, 0.7, 0.3], [3.0, 1.0, 0.0], [0.2, 0.2, 0.9]])
    scaled = fuse(dense * 5 + 2, lexical * 9 - 1, soft / 3)
    assert scaled == pytest.approx(fuse(dense, lexical, soft))


def test_no_candidates_and_one() -> None:
    assert fuse(*np.zeros((3, 0))).shape == (0,)
    assert standardised(np.array([3.0])).tolist() == [0.0]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    loaded = load_encoder()
    assert isinstance(loaded, StaticEncoder)
    return loaded


def test_a_soft_match_is_of_words_and_of_their_like(encoder: StaticEncoder) -> None:
    texts = ["房租补贴按季度发放", "租房补助按季度发放", "污水处理设施", "2080105", ""]
    same, alike, other, *empty = TokenSets.of(encoder, texts).matches(["房租补贴"])[0]
    assert same == pytest.approx(1, abs=1e-6)
    assert 1 > alike > other + 0.2
    assert empty == [0, 0]


def test_a_soft_match_agrees_with_every_pair_of_tokens(encoder: StaticEncoder) -> None:
    question, texts = "看病救助怎么申请", ["医疗救助由本人申请", "住房公积金", "申请公务用车"]
    found = TokenSets.of(encoder, texts).matches([question, "房租"])[0]
    for text, score in zip(texts, found, strict=True):
        asked = sorted(set(encoder.vocabulary.ids(question)))
        rows = encoder.token_vectors(np.array(asked))
        told = encoder.token_vectors(np.array(encoder.vocabulary.ids(text)))
        lengths = np.linalg.norm(rows, axis=1)
        cosines = (rows / lengths[:, None]) @ (told / np.linalg.norm(told, axis=1)[:, None]).T
        expected = (np.maximum(cosines.max(axis=1), 0) * lengths).sum() / lengths.sum()
        assert score == pytest.approx(expected, abs=1e-5)


def test_a_soft_match_without_words_or_texts(encoder: StaticEncoder) -> None:
    assert TokenSets.of(encoder, ["房租补贴"]).matches(["1250"]).tolist() == [[0]]
    assert TokenSets.of(encoder, []).matches(["房租补贴"]).shape == (1, 0)
    assert TokenSets.of(encoder, ["房租补贴"]).matches([]).shape == (0, 1)
