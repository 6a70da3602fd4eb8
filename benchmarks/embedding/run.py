"""The embedding model before its judges, as Markdown.

    python -m benchmarks.embedding.run TEXT_FOLDER [MODEL_FOLDER ...]
    python -m benchmarks.embedding.run TEXT_FOLDER --weights    # how the fusion's was chosen

Without a model folder the shipped model is judged. The evaluation sets lie in
TEXT_FOLDER/eval; nothing of them is trained on (tests/test_training.py).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from kb.embedding.static import StaticEncoder
from kb.encoder import default_model_folder
from training.evaluate import (
    Floats,
    RetrievalSet,
    bm25_scores,
    dense_scores,
    dev_sets,
    fused,
    mrr,
    read_retrieval,
    read_similarity,
    reciprocal_ranks,
    soft_scores,
    spearman,
)
from training.fusion import Weights
from training.sources import read_forbidden, read_pairs

GRID = [Weights(dense, soft) for soft in (0.0, 0.5, 1.0) for dense in (1.0, 1.5, 2.0, 2.5, 3.0)]


def retrieval_rows(encoder: StaticEncoder, sets: Sequence[RetrievalSet]) -> list[str]:
    """One Markdown row a set: MRR@10 of each way to rank."""
    rows = []
    for data in sets:
        dense, lexical = dense_scores(data, encoder.encode), _lexical(data)
        soft, none = soft_scores(data, encoder), np.zeros_like(dense)
        ways = (
            dense,
            lexical,
            soft,
            reciprocal_ranks(dense, lexical),
            fused(dense, lexical, none),
            fused(dense, lexical, soft),
        )
        rows.append(row(data.name, [mrr(scores, data.answers) for scores in ways]))
    return rows


def weight_rows(encoder: StaticEncoder, sets: Sequence[RetrievalSet]) -> list[str]:
    """One Markdown row a pair of weights: MRR@10 of every held-out set, and their mean."""
    found = []
    for data in sets:
        dense, lexical = dense_scores(data, encoder.encode), _lexical(data)
        soft = soft_scores(data, encoder)
        found.append([mrr(fused(dense, lexical, soft, w), data.answers) for w in GRID])
    return [
        row(f"{w.dense} | {w.soft}", [*values, float(np.mean(values))])
        for w, values in zip(GRID, zip(*found, strict=True), strict=True)
    ]


def similarity_row(encoder: StaticEncoder, folder: Path) -> tuple[list[str], list[float]]:
    pairs = read_similarity(folder / "similarity.jsonl.gz")
    names = sorted(pairs)
    return names, [spearman(pairs[name], encoder.encode) for name in names]


def speed(encoder: StaticEncoder, texts: Sequence[str]) -> str:
    """Best of five runs in processor time, one core: other programs do not count."""
    long = [text for text in texts if 80 <= len(text) <= 120][:2000]
    alone = min(_seconds(encoder, [text]) for text in long[:50])
    return (
        f"{alone * 1000:.3f} ms a text alone, {len(long) / _seconds(encoder, long):,.0f} a second"
    )


def _seconds(encoder: StaticEncoder, texts: Sequence[str]) -> float:
    times = []
    for _ in range(5):
        start = time.process_time()
        encoder.encode(texts)
        times.append(time.process_time() - start)
    return min(times)


@cache
def _lexical(data: RetrievalSet) -> Floats:
    return bm25_scores(data)


def row(name: str, values: Sequence[float]) -> str:
    return f"| {name} | " + " | ".join(f"{value:.3f}" for value in values) + " |"


def head(columns: Sequence[str]) -> str:
    return f"| {' | '.join(columns)} |\n|---|" + "---:|" * (len(columns) - 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("models", type=Path, nargs="*", default=[])
    parser.add_argument("--weights", action="store_true")
    options = parser.parse_args()
    sets = read_retrieval(options.text / "eval" / "retrieval.json.gz")
    if options.weights:
        held = dev_sets(read_pairs(options.text, read_forbidden(options.text))[1])
    for folder in options.models or [default_model_folder()]:
        encoder = StaticEncoder.load(folder)
        print(f"\n`{folder.name}`, revision {encoder.revision}, {encoder.dim} dimensions\n")
        if options.weights:
            names = [data.name for data in held]
            print(head(["dense", "soft", *names, "mean"]))
            print("\n".join(weight_rows(encoder, held)))
            continue
        print(head(["MRR@10", "dense", "BM25", "soft", "RRF", "fused without soft", "fused"]))
        print("\n".join(retrieval_rows(encoder, sets)))
        names, values = similarity_row(encoder, options.text / "eval")
        print("\n" + head(["Spearman, dense", *names]))
        print(row("", values))
        print("\n" + speed(encoder, [doc for data in sets for doc in data.docs]))


if __name__ == "__main__":
    main()
