"""The judges: retrieval by dense vectors, BM25 and both fused; similarity by Spearman."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
import rjieba
from scipy.stats import spearmanr  # type: ignore[import-untyped]

from kb.embedding.static import StaticEncoder
from training.fusion import WEIGHTS, Weights, fuse
from training.leaks import folded
from training.softmatch import TokenSets
from training.sources import DevSet

Floats = npt.NDArray[np.float32]
_MOST_QUESTIONS, _MOST_DOCS = 500, 4000
Encode = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Questions with the numbers of the documents that answer them."""

    name: str
    docs: tuple[str, ...]
    queries: tuple[str, ...]
    answers: tuple[frozenset[int], ...]


def read_retrieval(path: Path) -> list[RetrievalSet]:
    sets = json.loads(gzip.decompress(path.read_bytes()))
    return [
        RetrievalSet(
            name,
            tuple(data["docs"]),
            tuple(query for query, _ in data["queries"]),
            tuple(frozenset([a] if isinstance(a, int) else a) for _, a in data["queries"]),
        )
        for name, data in sorted(sets.items())
    ]


def dev_sets(dev: dict[str, DevSet]) -> list[RetrievalSet]:
    """The questions held out of training, in the judges' form, at most _MOST_QUESTIONS of a
    set among at most _MOST_DOCS texts."""
    chance = np.random.default_rng(0)
    found = []
    for name, held in sorted(dev.items()):
        asked = held.queries
        if len(asked) > _MOST_QUESTIONS:
            picked = sorted(chance.choice(len(asked), _MOST_QUESTIONS, replace=False))
            asked = tuple(asked[number] for number in picked)
        docs = _pool(held, asked)
        place = {number: new for new, number in enumerate(docs)}
        found.append(
            RetrievalSet(
                f"dev {name}",
                tuple(held.docs[number] for number in docs),
                tuple(query for query, _ in asked),
                tuple(frozenset(place[number] for number in right) for _, right in asked),
            )
        )
    return found


def _pool(held: DevSet, asked: Sequence[tuple[str, tuple[int, ...]]]) -> list[int]:
    """The numbers of all answers, and of others up to _MOST_DOCS."""
    if len(held.docs) <= _MOST_DOCS:
        return list(range(len(held.docs)))
    answers = sorted({number for _, right in asked for number in right})
    others = np.setdiff1d(np.arange(len(held.docs)), answers)
    more = np.random.default_rng(0).choice(others, _MOST_DOCS - len(answers), replace=False)
    return sorted([*answers, *more.tolist()])


def read_similarity(path: Path) -> dict[str, tuple[list[str], list[str], list[float]]]:
    """{source/split: (one side, other side, judged similarity)}"""
    found: dict[str, tuple[list[str], list[str], list[float]]] = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        row = json.loads(line)
        a, b, y = found.setdefault(f"{row['src']}/{row['split']}", ([], [], []))
        a.append(row["a"])
        b.append(row["b"])
        y.append(float(row["y"]))
    return found


def lexical_tokens(text: str) -> list[str]:
    """rjieba words and character pairs, the baseline's tokens."""
    plain = folded(text)
    words = [word for word in rjieba.cut(text.lower()) if word.strip() and folded(word)]
    return words + [plain[i : i + 2] for i in range(len(plain) - 1)]


def bm25_scores(data: RetrievalSet) -> Floats:
    """(queries, docs)"""
    retriever = bm25s.BM25()
    retriever.index([lexical_tokens(doc) for doc in data.docs], show_progress=False)
    rows = []
    for query in data.queries:
        known = [token for token in lexical_tokens(query) if token in retriever.vocab_dict]
        rows.append(retriever.get_scores(known) if known else np.zeros(len(data.docs)))
    return np.stack(rows).astype(np.float32)


def dense_scores(data: RetrievalSet, encode: Encode) -> Floats:
    """(queries, docs), cosines"""
    return encode(data.queries) @ encode(data.docs).T


def mrr(scores: Floats, answers: Sequence[frozenset[int]], k: int = 10) -> float:
    """Mean of 1 / rank of the first right document, 0 below rank k; ties count against."""
    total = 0.0
    for row, right in zip(scores, answers, strict=True):
        places = list(right)
        others = np.delete(row, places)
        rank = 1 + int((others >= row[places].max()).sum())
        total += 1 / rank if rank <= k else 0.0
    return total / len(answers)


def soft_scores(data: RetrievalSet, encoder: StaticEncoder) -> Floats:
    """(queries, docs), soft matches"""
    return TokenSets.of(encoder, data.docs).matches(data.queries)


def fused(dense: Floats, lexical: Floats, soft: Floats, weights: Weights = WEIGHTS) -> Floats:
    """(queries, docs) by the project's own rule."""
    rows = [fuse(*sides, weights) for sides in zip(dense, lexical, soft, strict=True)]
    return np.stack(rows).astype(np.float32)


def reciprocal_ranks(first: Floats, second: Floats, k: int = 60) -> Floats:
    """Reciprocal rank fusion with equal weights, the plain baseline."""
    ranks = [np.argsort(np.argsort(-s, axis=1, kind="stable"), axis=1) for s in (first, second)]
    return sum((1 / (k + rank + 1) for rank in ranks), np.zeros_like(first)).astype(np.float32)


def spearman(pairs: tuple[list[str], list[str], list[float]], encode: Encode) -> float:
    """Between cosines and judged similarities."""
    a, b, judged = pairs
    return float(spearmanr((encode(a) * encode(b)).sum(axis=1), judged).statistic)
