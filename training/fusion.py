"""The judges' rule that joins dense and lexical evidence, the same for every evaluation set.

The product does not rank by it: `kb.ranking` and `kb/weights.json` do. It shows what a model's
vectors are worth beside words, on sets that have nothing but questions and texts.

Each side's scores are measured in standard deviations from their mean over the candidates.
That is the rule's confidence: where words repeat literally, BM25's best stands many deviations
above the rest and decides; where the words differ, its scores lie close together and the
dense side decides. Ranks (as in reciprocal rank fusion) throw that difference away. Between
the two stands the soft match of `training.softmatch`: words met in other words.

The weights were chosen on questions held out of the training pairs, never on the evaluation
sets; `benchmarks/embedding` has the figures and the command.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]


class Weights(NamedTuple):
    """Of the two semantic sides; BM25 has 1."""

    dense: float
    soft: float


WEIGHTS = Weights(dense=2.5, soft=1.0)


def fuse(
    dense: Floats, lexical: Floats, soft: Floats, weights: Weights = WEIGHTS
) -> npt.NDArray[np.float64]:
    """(n,) fused scores, higher is better; comparable within one question only.

    `dense` holds cosines, `lexical` BM25 scores (0 where no word is shared) and `soft` soft
    matches of the same n candidates, best of all entries that pass the filters: fewer
    candidates of one side only narrow its deviation. A side that says nothing (all scores
    equal) counts for nothing: zeros stand for one that is not there.
    """
    return (
        standardised(lexical)
        + weights.dense * standardised(dense)
        + weights.soft * standardised(soft)
    )


def standardised(scores: Floats) -> npt.NDArray[np.float64]:
    """(n,) in standard deviations from the mean; zeros when all scores are equal."""
    values = np.asarray(scores, dtype=np.float64)
    if values.size == 0:
        return values
    spread = float(values.std())
    if spread < 1e-9:
        return np.zeros_like(values)
    deviations: npt.NDArray[np.float64] = (values - values.mean()) / spread
    return deviations
