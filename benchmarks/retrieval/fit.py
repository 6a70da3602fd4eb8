"""Fits the weights of the ranking on the tuning questions and writes kb/weights.json.

    python -m benchmarks.retrieval.fit INDEX=QUESTIONS.tsv [INDEX=QUESTIONS.tsv ...]

The first index is that of the PDF in data/, for which `calibration.tsv` says of further questions
whether they have an answer at all.

The order: weights under which the answers of each question come before the other candidates
(softmax over a question's candidates, drawn towards 0). The level: a logistic regression on
the evidence of the best entry. Both are checked by leaving out a fifth of the questions five
times; the level from which a question counts as answered is chosen on those left out, so that
few are declined wrongly: what is declined shows its nearest entries all the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from kb.evaluation import Question, answers, read_questions
from kb.query import understand
from kb.query.compute import computation_in
from kb.ranking import FEATURES, gather
from kb.scoring import CONSTANT, nowhere
from kb.search import Searcher

Numbers = npt.NDArray[np.float64]
_PULL, _LEVEL_PULL = 0.0005, 0.0003  # towards 0, a question
_FOLDS = 5
_DECLINED = 0.03  # of the questions with an answer, that the level may decline
_CALIBRATION = Path(__file__).with_name("calibration.tsv")
_WEIGHTS = Path(__file__).parents[2] / "kb" / "weights.json"


@dataclass(frozen=True, slots=True)
class Example:
    """`features` (candidates, features); `right` one bool a candidate; `lost`: something named
    is nowhere, declined without looking at the evidence."""

    question: Question
    features: Numbers
    right: npt.NDArray[np.bool_]
    lost: bool


def examples(index_dir: Path, questions: list[Question]) -> list[Example]:
    """The evidence for each question that is not a computation."""
    searcher = Searcher.open(index_dir)
    files = {document.doc: document.file for document in searcher.documents}
    lexicon = searcher.lexicon.current()
    found = []
    for question in questions:
        query = understand(question.text, searcher.index, lexicon, searcher.encoder)
        if computation_in(query.asking):
            continue
        allowed = query.scope.allowed(searcher.index)
        evidence = gather(query, searcher.index, searcher.encoder, allowed)
        entries = [searcher.index.entries[int(row)] for row in evidence.rows]
        right = [answers(e, question, files[e.doc]) for e in entries]
        features = evidence.features.astype(np.float64)
        found.append(Example(question, features, np.array(right, bool), nowhere(query)))
    return found


def calibration() -> list[Question]:
    """Questions of which only is known whether there is an answer."""
    lines = (line.split("\t") for line in _CALIBRATION.read_text("utf-8").splitlines())
    return [
        Question("calibration", cells[1], frozenset(), ("",) if cells[0] == "1" else ())
        for cells in lines
        if len(cells) == 2 and cells[0] in "01"
    ]


def fit_order(data: Sequence[Example]) -> Numbers:
    """Minimises the mean of -log P(an answer comes first)."""
    usable = [e for e in data if e.right.any() and not e.right.all()]
    most = max(len(e.features) for e in usable)
    x = np.zeros((len(usable), most, len(FEATURES)), np.float32)
    there, right = (np.zeros(x.shape[:2], bool) for _ in range(2))
    for row, example in enumerate(usable):
        size = len(example.features)
        x[row, :size], there[row, :size], right[row, :size] = example.features, True, example.right

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = np.where(there, x @ weights.astype(np.float32), -1e9)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        first = (shares * right).sum(axis=1) + 1e-12
        slope = np.einsum("qc,qcf->f", shares - shares * right / first[:, None], x) / len(x)
        value = -np.log(first).mean() + _PULL * (weights**2).sum() / 2
        return float(value), slope + _PULL * weights

    found: Numbers = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x
    return found


def best_evidence(data: Sequence[Example], order: Numbers) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """The evidence of the first entry of each question, with a 1 behind, and whether there is
    an answer; without questions that are declined anyway."""
    kept = [e for e in data if not e.lost and len(e.features)]
    first = [e.features[int(np.argmax(e.features @ order))] for e in kept]
    x = np.column_stack([np.array(first), np.ones(len(kept))])
    return x, np.array([bool(e.question.texts) for e in kept])


def fit_level(data: Sequence[Example], order: Numbers) -> Numbers:
    """Logistic regression: is there an answer, judged by the best entry?"""
    x, y = best_evidence(data, order)
    # The fewer questions without an answer weigh as much as those with one.
    importance = np.where(y, 0.5 / y.mean(), 0.5 / (1 - y.mean()))

    def loss(level: Numbers) -> tuple[float, Numbers]:
        margin = np.where(y, 1, -1) * (x @ level)
        wrong = 1 / (1 + np.exp(margin))
        value = (importance * np.logaddexp(0, -margin)).mean()
        slope = -(importance * np.where(y, 1, -1) * wrong) @ x / len(y)
        return float(value + _LEVEL_PULL * (level**2).sum() / 2), slope + _LEVEL_PULL * level

    found: Numbers = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def first_is_right(data: Sequence[Example], order: Numbers) -> float:
    usable = [e for e in data if e.question.texts]
    firsts = [len(e.right) and e.right[int(np.argmax(e.features @ order))] for e in usable]
    return float(np.mean(firsts))


def folds(size: int) -> list[set[int]]:
    mixed = np.random.default_rng(7).permutation(size)
    return [set(mixed[number::_FOLDS].tolist()) for number in range(_FOLDS)]


def left_out(data: list[Example], further: list[Example]) -> tuple[float, Numbers, Numbers]:
    """hit@1, and the probabilities of questions with and without an answer, each judged by
    weights fitted without it."""
    hits, some, none = [], [], []
    for out, out_further in zip(folds(len(data)), folds(len(further)), strict=True):
        kept = [e for i, e in enumerate(data) if i not in out]
        order = fit_order(kept)
        hits.append(first_is_right([data[i] for i in out], order))
        rest = [e for i, e in enumerate(further) if i not in out_further]
        level = fit_level([*kept, *rest], order)
        x, y = best_evidence([*(data[i] for i in out), *(further[i] for i in out_further)], order)
        sure = 1 / (1 + np.exp(-(x @ level)))
        some.append(sure[y])
        none.append(sure[~y])
    return float(np.mean(hits)), np.concatenate(some), np.concatenate(none)


def main(arguments: list[str]) -> None:
    if not arguments or any("=" not in argument for argument in arguments):
        sys.exit(__doc__)
    sources = [[Path(part) for part in argument.split("=", 1)] for argument in arguments]
    data = [e for index, file in sources for e in examples(index, read_questions(file))]
    further = examples(sources[0][0], calibration())
    hits, some, none = left_out(data, further)
    order = fit_order(data)
    level = fit_level([*data, *further], order)
    print(f"hit@1 fitted {first_is_right(data, order):.3f}, left out {hits:.3f}")
    for cut in np.arange(0.2, 0.75, 0.05):
        print(f"below {cut:.2f}: {(none < cut).mean():.3f} of {len(none)} without an answer, "
              f"{(some < cut).mean():.3f} of {len(some)} with one")  # fmt: skip
    least = round(float(np.quantile(some, _DECLINED)), 2)
    fitted = {
        "order": _named(order, FEATURES),
        "level": _named(level, (*FEATURES, CONSTANT)),
        "least": least,
    }
    _WEIGHTS.write_text(json.dumps(fitted, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"written to {_WEIGHTS.name}, answered from {least}")


def _named(numbers: Numbers, names: Sequence[str]) -> dict[str, float]:
    return {name: round(float(value), 3) for name, value in zip(names, numbers, strict=True)}


if __name__ == "__main__":
    main(sys.argv[1:])
