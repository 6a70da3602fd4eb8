"""Evidence for each candidate, field by field, and what it comes to.

Every piece of evidence is one number between 0 and 1 an entry; the score is a weighted sum.
The weights are fitted on `benchmarks/questions/tune.tsv` by `benchmarks/retrieval/fit.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.encoder import Encoder
from kb.fields import Sort
from kb.folding import han_runs, is_han
from kb.index import Index
from kb.index.columns import KINDS
from kb.lexical import FIELDS, pairs, word_tokens
from kb.model import Kind
from kb.query import Concept, Expression, Query
from kb.query.parts import Part, Without
from kb.vectors import Floats, Mask, Rows

__all__ = ["FEATURES", "Evidence", "covers", "gather", "match"]

_COUNTS = (
    Sort.PERSONS | Sort.OCCASIONS | Sort.VOLUMES | Sort.SHEETS | Sort.VEHICLES | Sort.FIRMS
    | Sort.TYPES | Sort.AREA | Sort.LINES | Sort.COPIES | Sort.HOUSEHOLDS
)  # fmt: skip
ASKED = {
    "meaning": Sort.MEANING,
    "count": _COUNTS,
    "time": Sort.TIME,
    "rate": Sort.RATE,
    "share": Sort.SHARE,
    "money": Sort.MONEY,
    "basis": Sort.BASIS,
}

FEATURES = (
    "coverage", "title", "precision", "phrase", "cosine", "bm25",
    "asked", "figure", "named", "path",
    *(f"kind:{kind.value}" for kind in Kind),
    "long", "empty", "unmet", "all", "lacking", "mass", "missing", "whole",
    "meaning", "meaning:name", "about",
    *(f"asked:{name}" for name in ASKED), "money:project", "thing:project",
)  # fmt: skip
# How much a word in the field speaks for the entry: a title names it, a body mentions things.
_FIELD_WEIGHT = {
    "title": 1.0,
    "value": 0.9,
    "path": 0.8,
    "body": 0.7,
    "context": 0.45,
    "document": 0.5,
}
_CANDIDATES = 150  # from each of the two searches
_LONG = 600  # characters: more is a chapter, not an answer
_PART = 0.5  # share of a word's pairs from which it counts as partly there
_PARTLY = 0.6
_TELLING = (
    Sort.MEANING,
    _COUNTS | Sort.TIME,
    Sort.RATE,
    Sort.SHARE | Sort.BASIS,
    Sort.MONEY,
    Sort.FIGURE,
)  # fmt: skip
_MUCH = 12.0  # the weight of two rare words
_COVERED = 0.3  # how far a concept has to be met to count as had


@dataclass(frozen=True, slots=True)
class Evidence:
    """`features` is (rows, len(FEATURES)); `covered` (rows, concepts) says what met each."""

    rows: Rows
    features: Floats
    covered: Floats


def gather(
    query: Query,
    index: Index,
    encoder: Encoder,
    allowed: Mask | None,
    without: Without = frozenset(),
) -> Evidence:
    """Evidence for the candidates of all searches: vectors, words, exact keys."""
    vector = _question_vector(query, encoder)
    if Part.VECTORS in without:
        vector = np.zeros_like(vector)
    fields, covered = _coverage(query.concepts, index)
    total = sum(concept.weight for concept in query.concepts) or 1.0
    weights = np.array([concept.weight / total for concept in query.concepts], np.float32)
    coverage = _weighted(covered, weights)
    words = index.lexical.bm25(_bm25_tokens(query), _mask(allowed))
    worded = coverage + words / (words.max() or 1) / 10
    rows = _candidates(query, index, vector, worded, allowed)
    cosine = _weighted(index.vectors.vectors(rows), vector)
    precision, phrase = _title_precision(query, index, rows), _phrase(query, index, rows)
    columns = index.columns
    sorts = columns.sorts[rows]
    named = np.isin(rows, _named_rows(query))
    unmet = ((covered[rows] < _COVERED) * weights).max(axis=1, initial=0)
    title, path = (_weighted(met, weights) for met in fields)
    kinds = [columns.kinds[rows] == number for number in range(len(KINDS))]
    project = kinds[KINDS.index(Kind.PROJECT)]
    features = np.stack(
        [
            coverage[rows], title[rows], precision, phrase, np.clip(cosine, 0, 1),
            words[rows] / (words.max() or 1),
            _asked(query.asked, sorts), (sorts & Sort.FIGURE) > 0, named, path[rows],
            *kinds,
            columns.lengths[rows] > _LONG, sorts == 0, unmet, unmet == 0,
            _lacking(query.asked, sorts), *_masses(query.concepts, covered[rows]),
            np.isin(rows, [row for named in query.named for row in named.whole]),
            *_meaning(query.concepts, covered[rows], weights, index, encoder, rows, without),
            _about(query, index)[rows],
            *((sorts & int(query.asked & sort)) > 0 for sort in ASKED.values()),
            project & bool(query.asked & Sort.MONEY), project & (query.asked == Sort(0)),
        ],
        axis=1,
    ).astype(np.float32)  # fmt: skip
    return Evidence(rows, features, covered[rows])


def _meaning(
    concepts: Sequence[Concept],
    covered: Floats,
    weights: Floats,
    index: Index,
    encoder: Encoder,
    rows: Rows,
    without: Without,
) -> tuple[Floats, Floats]:
    """How near the question's words are to an entry's words, each to its nearest.

    The sum of a text's vectors blurs many words; here each word of the question counts by
    itself, so 饭碗 meets 就业 in whatever company. What is covered literally is met in full.
    """
    if not concepts or not len(rows) or Part.MEANING in without:
        nothing = np.zeros(len(rows), np.float32)
        return nothing, nothing
    vectors = encoder.encode([concept.said for concept in concepts])
    likeness: Floats = np.einsum("td,cd->tc", index.word_vectors, vectors, optimize=True)
    met = [np.maximum(covered, bags.best(likeness, rows)) for bags in (index.said, index.named)]
    return _weighted(met[0], weights), _weighted(met[1], weights)


def _about(query: Query, index: Index) -> Mask:
    """Entries whose figure lies where the question says, as printed or in 元."""
    found = np.zeros(len(index), bool)
    for about in query.abouts:
        near = (index.numbers >= about.low) & (index.numbers < about.high)
        found |= near.any(axis=1)
    return found


def _weighted(rows: Floats, weights: Floats) -> Floats:
    """Row sums with weights. Not `@`: BLAS reports invalid values it reads beside small arrays."""
    found: Floats = np.einsum("ij,j->i", rows, weights, dtype=np.float32)
    return found


def _question_vector(query: Query, encoder: Encoder) -> Floats:
    """Of the question as typed and as understood; zeros when nothing but codes was typed."""
    texts = list(dict.fromkeys(text for text in (query.folded, query.meant) if text))
    if not texts or not query.meant:
        return np.zeros(encoder.dim, np.float32)
    vector: Floats = encoder.encode(texts).sum(axis=0)
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def _candidates(
    query: Query,
    index: Index,
    vector: Floats,
    words: npt.NDArray[np.floating[Any]],
    allowed: Mask | None,
) -> Rows:
    near = np.zeros(0, np.int64)
    if vector.any():
        near = index.vectors.search(vector, _CANDIDATES, allowed)[0]
    if allowed is not None:
        words = np.where(allowed, words, 0)
    top = np.argpartition(-words, min(_CANDIDATES, len(words) - 1))[:_CANDIDATES]
    about = np.flatnonzero(_about(query, index))
    rows = np.unique(np.concatenate([near, top[words[top] > 0], _named_rows(query), about]))
    rows = rows.astype(np.int64)
    return rows if allowed is None else rows[allowed[rows]]


def _named_rows(query: Query) -> npt.NDArray[np.int64]:
    """Entries that have everything named; when none has all, those that have any."""
    found = [set(named.rows.tolist()) for named in query.named if len(named.rows)]
    if not found:
        return np.zeros(0, np.int64)
    common = set.intersection(*found) or set.union(*found)
    return np.array(sorted(common), np.int64)


def _coverage(concepts: Sequence[Concept], index: Index) -> tuple[list[Floats], Floats]:
    """How far each concept is met: in title and in path, (rows, concepts) each, and anywhere."""
    shape = (len(index), len(concepts))
    title, path, best = (np.zeros(shape, np.float32) for _ in range(3))
    for number, concept in enumerate(concepts):
        for expression in concept.expressions:
            for name in FIELDS:
                found = match(expression, name, index)
                if found is None:
                    continue
                met = found * np.float32(expression.weight)
                if name == "title":
                    np.maximum(title[:, number], met, out=title[:, number])
                if name == "path":
                    np.maximum(path[:, number], met, out=path[:, number])
                np.maximum(best[:, number], met * _FIELD_WEIGHT[name], out=best[:, number])
    return [title, path], best


def covers(concepts: Sequence[Concept], index: Index) -> Mask:
    """Which entries have every one of the concepts, in whatever wording."""
    _, best = _coverage(concepts, index)
    return np.asarray((best > _COVERED).all(axis=1))


def match(expression: Expression, name: str, index: Index) -> Floats | None:
    """For every entry how far its field has the expression: 1 whole, less in part, 0 not.

    None when no entry has any of it, which is the most frequent case by far.
    """
    tokens = _tokens(expression.text)
    found = [rows for token in tokens if len(rows := index.lexical.rows(name, token))]
    if len(found) < len(tokens) * _PART or not found:
        return None
    rows = np.concatenate(found)
    share = np.bincount(rows, minlength=len(index)) / len(tokens)
    part = np.where(share >= _PART, _PARTLY * share**2, 0)
    met: Floats = np.where(share >= 1, 1, part).astype(np.float32)
    return met


def _tokens(text: str) -> list[str]:
    """Pairs of Chinese characters, whole words otherwise."""
    if len(text) < 2 or not any(map(is_han, text)):
        return text.split()
    return list(dict.fromkeys(pair for run in han_runs(text) for pair in pairs(run) or [run]))


def _mask(allowed: Mask | None) -> Floats | None:
    return None if allowed is None else allowed.astype(np.float32)


def _bm25_tokens(query: Query) -> list[str]:
    return word_tokens(query.meant)


def _title_precision(query: Query, index: Index, rows: Rows) -> Floats:
    """How much of each candidate's title was asked for, by the rarity of its pairs."""
    wanted: dict[str, float] = {}
    for concept in query.concepts:
        for expression in concept.expressions:
            for token in _tokens(expression.text):
                wanted[token] = max(wanted.get(token, 0.0), expression.weight)
    for run in han_runs(query.meant):
        wanted.update(dict.fromkeys(pairs(run), 1.0))
    met = np.zeros(len(index), np.float32)
    for token, weight in wanted.items():
        if len(token) > 1 or not is_han(token):
            met[index.lexical.rows("title", token)] += weight * index.lexical.rarity(token)
    mass = index.title_mass[rows]
    found: Floats = np.minimum(1, met[rows] / np.maximum(mass, 1e-6)).astype(np.float32)
    return found


def _phrase(query: Query, index: Index, rows: Rows) -> Floats:
    """The share of the question's neighbouring characters that an entry has next to each other."""
    found = [pair for run in han_runs(query.meant) for pair in pairs(run) if pair in index.lexical]
    total = sum(index.lexical.rarity(pair) for pair in found)
    met = np.zeros(len(index), np.float32)
    for pair in dict.fromkeys(found):
        where = np.unique(np.concatenate([index.lexical.rows(n, pair) for n in FIELDS[:4]]))
        met[where] += index.lexical.rarity(pair)
    return met[rows] / (total or 1)


def _masses(concepts: Sequence[Concept], covered: Floats) -> tuple[Floats, Floats]:
    """What of the question an entry has, and which things of it it has not, in absolute terms.

    A long question with many turns of phrase has a low share of anything; what counts is
    that something rare is met and that no thing is missing.
    """
    weights = np.array([concept.weight for concept in concepts], np.float32)
    things = np.array([concept.thing for concept in concepts], bool)
    missing = _weighted((covered < _COVERED).astype(np.float32), weights * things)
    return np.minimum(1, _weighted(covered, weights) / _MUCH), np.minimum(1, missing / _MUCH)


def _lacking(asked: Sort, sorts: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """A figure is asked for and the entry has none."""
    if not asked & ~(Sort.MEANING | Sort.BASIS | Sort.TIME):
        return np.zeros(len(sorts), bool)
    return np.asarray((sorts & int(Sort.FIGURE)) == 0)


def _asked(asked: Sort, sorts: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Entries of the most telling kind asked for: a rate before money, a count before both."""
    for wanted in _TELLING:
        if asked & wanted:
            return np.asarray((sorts & int(asked & wanted)) > 0)
    return np.zeros(len(sorts), bool)
