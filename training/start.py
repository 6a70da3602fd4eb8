"""Where training starts: vectors of tokens from the company they keep in the text.

Positive pointwise mutual information within five tokens, factorised; English words, of which
the text has none, start at the mean of their Chinese translations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse  # type: ignore[import-untyped]
from sklearn.utils.extmath import randomized_svd  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from training.contrastive import Bags

Floats = npt.NDArray[np.float32]

_CONTEXTS = 30_000  # the most frequent tokens serve as contexts
_WINDOW = 5
_LENGTH = 1.6  # of a row; 0.1 a dimension at 256, what Adam's steps of 0.01 suit
_COMMON = 0.9  # share of the mean direction taken out


@dataclass(frozen=True, slots=True)
class Translation:
    """Chinese and English for the same; `weight` by how sure and how frequent."""

    chinese: str
    english: str
    weight: float


def start_vectors(text: Bags, size: int, dim: int, seed: int) -> Floats:
    """(size, dim), rows of about _LENGTH; tokens without company get random rows."""
    left, _, _ = randomized_svd(_ppmi(text, size), dim, n_iter=2, random_state=seed)
    lengths = np.linalg.norm(left, axis=1, keepdims=True)
    known = lengths > 1e-6
    rows = np.where(known, left / np.maximum(lengths, 1e-9), 0.0)
    rows -= _COMMON * rows.mean(axis=0)
    noise = np.random.default_rng(seed).normal(0, 0.03, rows.shape)
    return (rows * _LENGTH + noise * np.where(known, 1, 3)).astype(np.float32)


def _ppmi(text: Bags, size: int) -> sparse.csr_matrix:
    """(size, _CONTEXTS), co-occurrence within a paragraph weighted by 1 / distance."""
    contexts = min(_CONTEXTS, size)
    counts = sparse.csr_matrix((size, contexts), dtype=np.float32)
    owner = np.repeat(np.arange(len(text)), np.diff(text.starts))
    for distance in range(1, _WINDOW + 1):
        same = owner[:-distance] == owner[distance:]
        first, second = text.flat[:-distance][same], text.flat[distance:][same]
        for row, column in ((first, second), (second, first)):
            use = (column < contexts) & (row > 0) & (column > 0)
            ones = np.full(int(use.sum()), 1 / distance, dtype=np.float32)
            pairs = (ones, (row[use], column[use]))
            counts = counts + sparse.coo_matrix(pairs, shape=(size, contexts)).tocsr()
    found = counts.tocoo()
    rows = np.asarray(counts.sum(axis=1)).ravel()
    columns = np.asarray(counts.sum(axis=0)).ravel() ** 0.75  # rare contexts count for less
    expected = rows[found.row] * columns[found.col] / columns.sum()
    information = np.log(found.data / np.maximum(expected, 1e-12))
    keep = information > 0
    places = (found.row[keep], found.col[keep])
    return sparse.csr_matrix((information[keep], places), shape=counts.shape)


def with_english(
    rows: Floats,
    translations: Sequence[Translation],
    tokenizer: Tokenizer,
    tokens: Sequence[str],
    importance: npt.NDArray[np.floating],
) -> Floats:
    """English tokens' rows replaced by the weighted mean of what they translate."""
    latin = np.array([token.isascii() and token.isalpha() for token in tokens])
    sums, total = np.zeros_like(rows), np.zeros(len(rows))
    chinese = _ids(tokenizer, [pair.chinese for pair in translations])
    english = _ids(tokenizer, [pair.english for pair in translations])
    for pair, source, target in zip(translations, chinese, english, strict=True):
        meant = [token for token in source if token and not latin[token]]
        words = [token for token in target if latin[token]]
        if meant and words:
            vector = (rows[meant] * importance[meant, None]).sum(axis=0)
            share = pair.weight / len(words) ** 1.5
            sums[words] += share * vector / (np.linalg.norm(vector) + 1e-9)
            total[words] += share
    told = latin & (total > 0)
    lengths = np.linalg.norm(sums[told], axis=1, keepdims=True)
    started = rows.copy()
    started[told] = _LENGTH * sums[told] / (lengths + 1e-9) + 0.3 * rows[told]
    return started


def _ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    return [e.ids for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


def translations_of(
    terms: Sequence[tuple[str, str]], sentences: Sequence[tuple[str, str]], counts: Counter[str]
) -> list[Translation]:
    """Dictionary terms by how frequent the Chinese is, short sentences with a small weight."""
    known = [(chinese, english) for chinese, english in terms if counts[chinese] > 2]
    return [
        *(Translation(c, e, min(float(np.log1p(counts[c])), 6.0)) for c, e in known),
        *(Translation(c, e, 0.3) for e, c in sentences if len(c) < 25),
    ]
