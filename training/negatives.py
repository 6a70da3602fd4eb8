"""Hard negatives: texts that share a question's words and are not its answer."""

from __future__ import annotations

import random
from collections.abc import Sequence

import bm25s
import numpy as np

from training.evaluate import lexical_tokens
from training.leaks import folded

_FIRST, _LAST = 3, 30  # ranks; the very first are too often right answers nobody marked


def hard_negatives(
    questions: Sequence[str], answers: Sequence[str], pool: Sequence[str], seed: int
) -> list[str]:
    """One text of the pool a question, drawn from BM25's ranks; the answer itself when every
    candidate is an answer or quotes it."""
    retriever = bm25s.BM25()
    retriever.index([lexical_tokens(text) for text in pool], show_progress=False)
    right: dict[str, set[str]] = {}
    for question, answer in zip(questions, answers, strict=True):
        right.setdefault(question, set()).add(answer)
    chance = random.Random(seed)
    found = []
    for question, answer in zip(questions, answers, strict=True):
        known = [t for t in dict.fromkeys(lexical_tokens(question)) if t in retriever.vocab_dict]
        scores = retriever.get_scores(known) if known else np.zeros(len(pool))
        best = np.argpartition(-scores, min(_LAST, len(pool) - 1))[:_LAST]
        ranked = best[np.argsort(-scores[best])][_FIRST:]
        plain = folded(answer)
        wrong = [
            pool[number]
            for number in ranked
            if pool[number] not in right[question] and folded(pool[number])[8:40] not in plain
        ]
        found.append(chance.choice(wrong) if wrong else answer)
    return found
