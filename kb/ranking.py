"""Evidence for each candidate, field by field, and what it comes to.

Every piece of evidence is one number between 0 and 1 an entry; the score is a weighted sum.
The weights are fitted on the tuning questions by `benchmarks/retrieval/fit.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.encoder import Encoder
from kb.index import Index
from kb.index.columns import KINDS
from kb.matching import COVERED, coverage, title_precision, total_asked
from kb.meaning import NAMES, question_vector, word_evidence
from kb.model import Kind
from kb.query import Concept, Named, Query
from kb.query.parts import Part, Without
from kb.sorts import Sort
from kb.vectors import Floats, Mask, Rows

__all__ = ["FEATURES", "Evidence", "gather"]

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
    "duty": Sort.DUTY,
    "reason": Sort.REASON,
    "past": Sort.PAST,
}
# Asked for and not there: says little of the order, much of whether there is an answer.
_UNANSWERED = ASKED | {
    "procedure": Sort.PROCEDURE,
    "place": Sort.PLACE,
    "names": Sort.NAMES,
}

FEATURES = (
    "coverage", "title", "precision", "cosine", "cosine:own", *NAMES, "asked", "named",
    *(f"kind:{kind.value}" for kind in Kind),
    "empty", "unmet", "all", "lacking", "mass", "missing", "whole", "about",
    *(f"asked:{name}" for name in ASKED), "money:project", "total",
    *(f"unanswered:{name}" for name in _UNANSWERED), "residual", "narrower",
    "counted",
)  # fmt: skip
_MEASURE = re.compile(
    "(?:多少|几|一|每)个?([吨套床座亩户辆台件把张本册份条项家种类间所处名位次场期公平米棵株头只羽栋幢届批天月年季生])"
)
# Other X and X of the city's own level are not what is meant by X.
_RESTRICTING = {"其他": ("title",), "本级": ("title", "path")}
_CANDIDATES = 150  # from each of the two searches
_TELLING = (
    Sort.MEANING,
    Sort.DUTY | Sort.REASON,
    _COUNTS | Sort.TIME,
    Sort.RATE,
    Sort.SHARE | Sort.BASIS,
    Sort.MONEY,
    Sort.FIGURE,
)  # fmt: skip
_CLASS = 3  # digits of a class; in a sentence they may be anything
_MUCH = 12.0  # the weight of two rare words


@dataclass(frozen=True, slots=True)
class Evidence:
    """`features` is (rows, len(FEATURES)); `covered` (rows, concepts) says what met each.

    `coded` (rows,) are those that have a code or a document number that the question names.
    """

    rows: Rows
    features: Floats
    covered: Floats
    coded: Mask


def gather(
    query: Query,
    index: Index,
    encoder: Encoder,
    allowed: Mask | None,
    without: Without = frozenset(),
) -> Evidence:
    """Evidence for the candidates of all searches: vectors, words, exact keys."""
    vector = question_vector(query, encoder)
    if Part.VECTORS in without:
        vector = np.zeros_like(vector)
    title, covered = coverage(query.concepts, index)
    total = sum(concept.weight for concept in query.concepts) or 1.0
    weights = np.array([concept.weight / total for concept in query.concepts], np.float32)
    share = _weighted(covered, weights)
    rows = _candidates(query, index, vector, share, allowed)
    covered = covered[rows]
    words = np.zeros((len(rows), len(NAMES)), np.float32)
    if Part.MEANING not in without:
        words = word_evidence(query.concepts, covered, weights, index, encoder, rows)
    sorts = index.columns.sorts[rows]
    kinds = [index.columns.kinds[rows] == number for number in range(len(KINDS))]
    unmet = ((covered < COVERED) * weights).max(axis=1, initial=0)
    features = np.stack(
        [
            share[rows], _weighted(title, weights)[rows], title_precision(query, index, rows),
            np.clip(_weighted(index.vectors.vectors(rows), vector), 0, 1),
            np.clip(_weighted(index.own.vectors(rows), vector), 0, 1),
            *words.T, _asked(query.asked, sorts), np.isin(rows, _named_rows(query)),
            *kinds,
            sorts == 0, unmet, unmet == 0, _lacking(query.asked, sorts),
            *_masses(query.concepts, covered),
            np.isin(rows, [row for named in query.named for row in named.whole]),
            _about(query, index)[rows],
            *((sorts & int(query.asked & sort)) > 0 for sort in ASKED.values()),
            kinds[KINDS.index(Kind.PROJECT)] & bool(query.asked & Sort.MONEY),
            total_asked(query, index, rows),
            *(_unanswered(query.asked & sort, sorts) for sort in _UNANSWERED.values()),
            *(_unasked(word, where, query, index, rows) for word, where in _RESTRICTING.items()),
            _counted(query, index, rows),
        ],
        axis=1,
    ).astype(np.float32)  # fmt: skip
    return Evidence(rows, features, covered, np.isin(rows, _coded(query, index, title)))


def _coded(query: Query, index: Index, title: Floats) -> list[int]:
    """Entries that have a code or a document number that is asked for, and those under its
    project which have something of the question that the project has not: a word in the
    title, or the kind of answer. `title` (entries, concepts) says what titles have.
    """
    found: list[int] = []
    sorts = index.columns.sorts & int(query.asked)
    for named in query.named:
        telling = len(named.said) > _CLASS or not query.concepts
        if named.how == "文号" or (named.how == "编码" and telling):
            rows, under = named.rows, named.under
            more = (title[under] > title[rows].max(axis=0, initial=COVERED)).any(axis=1)
            more |= (sorts[under] & ~np.bitwise_or.reduce(sorts[rows])) > 0
            found += [*rows.tolist(), *under[more].tolist()]
    return found


def _about(query: Query, index: Index) -> Mask:
    """Entries whose figure lies where the question says: in 元 when it is said to be a sum and
    the entry's is one, else as printed too."""
    found = np.zeros(len(index), bool)
    for about in query.abouts:
        near = (index.numbers >= about.low) & (index.numbers < about.high)
        if about.money:
            near[:, 0] &= np.isnan(index.numbers[:, 1])
        found |= near.any(axis=1)
    return found


def _weighted(rows: Floats, weights: Floats) -> Floats:
    """Row sums with weights. Not `@`: BLAS reports invalid values it reads beside small arrays."""
    found: Floats = np.einsum("ij,j->i", rows, weights, dtype=np.float32)
    return found


def _candidates(
    query: Query,
    index: Index,
    vector: Floats,
    share: Floats,
    allowed: Mask | None,
) -> Rows:
    """Rows near by vector, those that have most of the words, and those named exactly."""
    near = np.zeros(0, np.int64)
    if vector.any():
        near = index.vectors.search(vector, _CANDIDATES, allowed)[0]
    worded = share if allowed is None else np.where(allowed, share, 0)
    top = np.argpartition(-worded, min(_CANDIDATES, len(worded) - 1))[:_CANDIDATES]
    about = np.flatnonzero(_about(query, index))
    rows = np.unique(np.concatenate([near, top[worded[top] > 0], _named_rows(query), about]))
    rows = rows.astype(np.int64)
    return rows if allowed is None else rows[allowed[rows]]


def _named_rows(query: Query) -> npt.NDArray[np.int64]:
    """Entries that have everything named; when none has all, those that have any; when nothing
    named is anywhere, those of the class that a code belongs to."""
    found = [set(_having(named, query)) for named in query.named if len(named.rows)]
    found = found or [set(named.near.tolist()) for named in query.named if len(named.near)]
    if not found:
        return np.zeros(0, np.int64)
    common = set.intersection(*found) or set.union(*found)
    return np.array(sorted(common), np.int64)


def _unasked(word: str, where: Sequence[str], query: Query, index: Index, rows: Rows) -> Mask:
    """Entries whose name, or whose table's, has a word that makes less of it and is not said."""
    found = np.zeros(len(index), bool)
    if word not in query.folded:
        for name in where:
            found[index.lexical.rows(name, word)] = True
    return np.asarray(found[rows])


def _counted(query: Query, index: Index, rows: Rows) -> Mask:
    """Entries whose value is in the measure that is asked for: 多少套, 一吨."""
    found = np.zeros(len(index), bool)
    for measure in _MEASURE.findall(query.folded):
        found[index.lexical.rows("value", measure)] = True
    return np.asarray(found[rows])


def _having(named: Named, query: Query) -> list[int]:
    """Entries that have what is named; when something else is asked, what is under them too."""
    under = named.under.tolist() if query.concepts else []
    return [*named.rows.tolist(), *under]


def _masses(concepts: Sequence[Concept], covered: Floats) -> tuple[Floats, Floats]:
    """What of the question an entry has, and which things of it it has not, in absolute terms.

    A long question with many turns of phrase has a low share of anything; what counts is
    that something rare is met and that no thing is missing.
    """
    weights = np.array([concept.weight for concept in concepts], np.float32)
    things = np.array([concept.thing for concept in concepts], bool)
    missing = _weighted((covered < COVERED).astype(np.float32), weights * things)
    return np.minimum(1, _weighted(covered, weights) / _MUCH), np.minimum(1, missing / _MUCH)


def _lacking(asked: Sort, sorts: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """A figure is asked for and the entry has none."""
    if not asked & ~(Sort.MEANING | Sort.BASIS | Sort.TIME):
        return np.zeros(len(sorts), bool)
    return np.asarray((sorts & int(Sort.FIGURE)) == 0)


def _unanswered(asked: Sort, sorts: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    return np.asarray((sorts & int(asked)) == 0) & bool(asked)


def _asked(asked: Sort, sorts: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Entries of the most telling kind asked for: a rate before money, a count before both."""
    for wanted in _TELLING:
        if asked & wanted:
            return np.asarray((sorts & int(asked & wanted)) > 0)
    return np.zeros(len(sorts), bool)
