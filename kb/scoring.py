"""Evidence -> score -> probability, by the numbers of weights.json.

They are fitted by benchmarks/retrieval/fit.py, which writes that file.
"""

from __future__ import annotations

from importlib import resources

import numpy as np
import numpy.typing as npt
import orjson

from kb.folding import fold_tight
from kb.model import Hit
from kb.query import Query
from kb.query.parts import Part, Without
from kb.ranking import ASKED, FEATURES, Evidence

__all__ = [
    "CONSTANT",
    "LEAST",
    "LEVEL",
    "ORDER",
    "answerable",
    "nowhere",
    "probabilities",
    "scores",
]

Numbers = npt.NDArray[np.float64]

CONSTANT = "constant"  # the last number of a level: where nothing is known

_CODE_FIRST = 1000.0  # more than all weights together
_FITTED = orjson.loads((resources.files("kb") / "weights.json").read_bytes())
# By the names of FEATURES; what does not stand in the file counts for nothing.
ORDER: Numbers = np.array([_FITTED["order"].get(name, 0.0) for name in FEATURES])
LEVEL: Numbers = np.array([_FITTED["level"].get(name, 0.0) for name in (*FEATURES, CONSTANT)])
LEAST: float = _FITTED["least"]

# Which numbers a part of the search is made of.
_PARTS = {
    Part.TITLE: ("title", "precision", "meaning:name", "precision:name", "weakest:name"),
    Part.ASKED: ("asked", "lacking", "money:project", *(f"asked:{name}" for name in ASKED)),
}


def scores(evidence: Evidence, without: Without = frozenset()) -> Numbers:
    """One number a candidate; only their order within one question means anything.

    What has a code that was asked for comes before anything else, whatever the words say.
    """
    left_out = {name for part in without for name in _PARTS.get(part, ())}
    weights = ORDER * [name not in left_out for name in FEATURES] if left_out else ORDER
    found: Numbers = np.einsum("ij,j->i", evidence.features, weights)
    return np.where(evidence.coded, found + _CODE_FIRST, found)


def probabilities(evidence: Evidence) -> Numbers:
    """How likely each candidate answers the question, 0..1."""
    level = np.einsum("ij,j->i", evidence.features, LEVEL[:-1]) + LEVEL[-1]
    found: Numbers = 1 / (1 + np.exp(-level))
    return found


def nowhere(query: Query) -> bool:
    """True when something that the question names is in no document."""
    return bool(query.scope.absent) or any(not len(named.rows) for named in query.named)


def answerable(hit: Hit, query: Query) -> bool:
    """False when nothing is asked, what is named is nowhere, or the entry is too unlikely."""
    if nowhere(query) or not (query.concepts or query.named or query.abouts):
        return False
    if not query.concepts:  # figures and codes alone: what has them is the answer
        return bool(hit.why)
    entry = hit.entry
    said = fold_tight("".join([entry.doc_title, *entry.path, entry.title, entry.text]))
    return hit.score >= LEAST and all(name in said for name in query.scope.needed)
