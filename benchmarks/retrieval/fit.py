"""Fits the weights of kb/scoring.py on the tuning questions and prints them.

    python -m benchmarks.retrieval.fit INDEX=QUESTIONS.tsv [INDEX=QUESTIONS.tsv ...]

The first index is that of THE document, for which `calibration.tsv` says of further questions
whether they have an answer at all.

The order: weights under which the answers of each question come before the other candidates
(softmax over a question's candidates, pulled towards the weights that stand in the code). The
probability: a logistic regression on the evidence of the best entry. Both are checked by
leaving out a fifth of the questions five times.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.evaluation import Question, answers, read_questions
from kb.folding import fold
from kb.query import understand
from kb.query.compute import computation_in
from kb.ranking import FEATURES, gather
from kb.scoring import LEVELS, WEIGHTS, level_features
from kb.search import Searcher

Numbers = npt.NDArray[np.float64]
_STEPS, _RATE = 3000, 0.02
_PULL = 0.004  # towards the weights in the code, a question
_LEVEL_PULL = 0.003
_FOLDS = 5


_CALIBRATION = Path(__file__).with_name("calibration.tsv")


@dataclass(frozen=True, slots=True)
class Example:
    """`features` (candidates, features); `right` one bool a candidate; `lost`: a code that is
    nowhere, declined without looking at the evidence."""

    question: Question
    features: Numbers
    right: npt.NDArray[np.bool_]
    lost: bool


def examples(index_dir: Path, questions: list[Question]) -> list[Example]:
    searcher = Searcher.open(index_dir)
    files = {document.doc: document.file for document in searcher.documents}
    found = []
    for question in questions:
        if computation_in(fold(question.text)):
            continue
        lexicon = searcher.lexicon.current()
        query = understand(question.text, searcher.index, lexicon, searcher.encoder)
        evidence = gather(query, searcher.index, searcher.encoder, None)
        entries = [searcher.index.entries[int(row)] for row in evidence.rows]
        right = [answers(e, question, files[e.doc]) for e in entries]
        lost = any(not len(named.rows) for named in query.named)
        features = evidence.features.astype(np.float64)
        found.append(Example(question, features, np.array(right, bool), lost))
    return found


def calibration() -> list[Question]:
    """Questions of which only is known whether there is an answer."""
    lines = (line.split("\t") for line in _CALIBRATION.read_text("utf-8").splitlines())
    return [
        Question("calibration", cells[1], frozenset(), ("",) if cells[0] == "1" else ())
        for cells in lines
        if len(cells) == 2 and cells[0] in "01"
    ]


def fit_order(data: list[Example]) -> Numbers:
    """Gradient descent with momentum on the mean of -log P(an answer comes first)."""
    start = np.array([WEIGHTS[name] for name in FEATURES])
    usable = [e for e in data if e.right.any() and not e.right.all()]
    weights, speed = start.copy(), np.zeros_like(start)
    for _ in range(_STEPS):
        slope = _PULL * (weights - start)
        for example in usable:
            share = _softmax(example.features @ weights)
            right = share * example.right
            slope += (share - right / max(right.sum(), 1e-12)) @ example.features / len(usable)
        speed = 0.9 * speed - _RATE * slope
        weights += speed
    return weights


def fit_level(data: list[Example], weights: Numbers) -> Numbers:
    """Logistic regression: is there an answer, judged by the best entry?"""
    rows, right = [], []
    for example in data:
        if example.lost or not len(example.features):
            continue
        best = int(np.argmax(example.features @ weights))
        rows.append(level_features(example.features[best : best + 1])[0])
        right.append(bool(example.question.texts))
    x, y = np.array(rows), np.array(right, float)
    # The few questions without an answer weigh as much as the many with one.
    importance = np.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    start = np.array(LEVELS)
    level, speed = start.copy(), np.zeros_like(start)
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-(x @ level)))
        slope = (importance * (p - y)) @ x / len(y) + _LEVEL_PULL * (level - start)
        speed = 0.9 * speed - _RATE * slope
        level += speed
    return level


def _softmax(values: Numbers) -> Numbers:
    shares: Numbers = np.exp(values - values.max())
    return shares / shares.sum()


def first_is_right(data: list[Example], weights: Numbers) -> float:
    usable = [e for e in data if e.question.texts]
    return float(np.mean([bool(e.right[np.argmax(e.features @ weights)]) for e in usable]))


def main(arguments: list[str]) -> None:
    sources = [[Path(part) for part in argument.split("=", 1)] for argument in arguments]
    data = [e for index, file in sources for e in examples(index, read_questions(file))]
    further = examples(sources[0][0], calibration())
    order = np.random.default_rng(7).permutation(len(data))
    before = first_is_right(data, np.array([WEIGHTS[name] for name in FEATURES]))
    left_out = []
    for number in range(_FOLDS):
        test = set(order[number::_FOLDS].tolist())
        weights = fit_order([e for i, e in enumerate(data) if i not in test])
        left_out.append(first_is_right([e for i, e in enumerate(data) if i in test], weights))
    weights = fit_order(data)
    print(f"hit@1 before {before:.3f}, fitted {first_is_right(data, weights):.3f},", end=" ")
    print(f"left out {np.mean(left_out):.3f}")
    print({name: round(float(w), 2) for name, w in zip(FEATURES, weights, strict=True)})
    level = fit_level([*data, *further], weights)
    print([round(float(value), 2) for value in level])
    for name, some in (("tuning", data), ("calibration", further)):
        print(name, *thresholds(some, weights, level), sep="\n")


def thresholds(data: list[Example], weights: Numbers, level: Numbers) -> list[str]:
    """Rightly and wrongly declined at several levels of probability."""
    sure, some = [], []
    for e in data:
        best = int(np.argmax(e.features @ weights)) if len(e.features) else None
        x = None if best is None else level_features(e.features[best : best + 1])[0]
        sure.append(0.0 if e.lost or x is None else 1 / (1 + np.exp(-(x @ level))))
        some.append(bool(e.question.texts))
    p, y = np.array(sure), np.array(some)
    return [
        f"  below {cut:.2f}: {(p[~y] < cut).mean():.3f} of {(~y).sum()} without an answer, "
        f"{(p[y] < cut).mean():.3f} of {y.sum()} with one"
        for cut in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
