"""Evidence -> score -> probability. The numbers are fitted, see benchmarks/retrieval/fit.py."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kb.folding import fold_tight
from kb.model import Hit
from kb.query import Query
from kb.query.parts import Part, Without
from kb.ranking import FEATURES, Evidence

__all__ = ["LEAST", "answerable", "probabilities", "scores"]

Numbers = npt.NDArray[np.float64]

WEIGHTS: dict[str, float] = {
    "coverage": 8.5, "title": -0.61, "precision": 6.01, "phrase": 3.44, "cosine": 5.35,
    "bm25": 2.75, "asked": 5.44, "figure": 0.0, "named": 13.32, "path": 2.66,
    "kind:section": -3.61, "kind:paragraph": 0.78, "kind:table_row": -0.32,
    "kind:indicator": 1.44, "kind:project": 1.43, "kind:procurement": -2.01, "kind:term": 0.67,
    "long": -2.01, "empty": 0.18, "unmet": -1.12, "all": 2.36, "lacking": -0.78, "mass": 0.0,
    "missing": -0.83, "whole": 3.04,
}  # fmt: skip
_LEVEL_NAMES = (
    "coverage", "cosine", "named", "unmet", "phrase", "precision", "asked", "lacking", "all",
    "mass", "missing",
)  # fmt: skip
LEVELS = (3.74, 3.93, 10.0, -2.43, 0.03, 2.38, 2.07, -2.8, 0.89, 2.03, 0.05, -6.03)
LEAST = 0.35
_PLACE = {name: place for place, name in enumerate(FEATURES)}
_VECTOR = np.array([WEIGHTS[name] for name in FEATURES], np.float64)


# Which numbers a part of the search is made of.
_PARTS = {
    Part.VECTORS: ("cosine",),
    Part.BM25: ("bm25",),
    Part.TITLE: ("title", "precision"),
    Part.PHRASE: ("phrase",),
    Part.ASKED: ("asked", "figure"),
}


def scores(evidence: Evidence, without: Without = frozenset()) -> Numbers:
    """One number a candidate; only their order within one question means anything."""
    left_out = {name for part in without for name in _PARTS.get(part, ())}
    weights = _VECTOR * [name not in left_out for name in FEATURES] if left_out else _VECTOR
    found: Numbers = np.einsum("ij,j->i", evidence.features, weights)
    return found


def level_features(x: Numbers) -> Numbers:
    """What the probability is made of, (rows, len(LEVELS)); the last column is 1."""
    columns = [x[:, _PLACE[name]] for name in _LEVEL_NAMES]
    return np.stack([*columns, np.ones(len(x))], axis=1)


def probabilities(evidence: Evidence) -> Numbers:
    """How likely each candidate answers the question, 0..1."""
    parts = level_features(evidence.features.astype(np.float64))
    level = np.einsum("ij,j->i", parts, np.array(LEVELS))
    found: Numbers = 1 / (1 + np.exp(-level))
    return found


def answerable(hit: Hit, query: Query) -> bool:
    """False when what is named is nowhere, or the entry too unlikely."""
    if query.scope.absent or any(not len(named.rows) for named in query.named):
        return False
    entry = hit.entry
    said = fold_tight("".join([entry.doc_title, *entry.path, entry.title, entry.text]))
    return hit.score >= LEAST and all(name in said for name in query.scope.needed)
