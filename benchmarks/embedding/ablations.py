"""What each choice of the recipe is worth: short runs that differ in one thing, as Markdown.

    python -m benchmarks.embedding.ablations TEXT_FOLDER [NAME ...]

Every run sees each kind of pair half as often as the shipped model's one epoch (about 320
batches), so the figures compare with each other, not with the shipped model's.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np

from kb.embedding.static import StaticEncoder
from training.build import Prepared, changed, prepare, trained
from training.evaluate import (
    RetrievalSet,
    bm25_scores,
    dense_scores,
    fused,
    mrr,
    read_retrieval,
    read_similarity,
    soft_scores,
    spearman,
)
from training.export import save_model
from training.recipe import Recipe
from training.sources import Material, read_material

VARIANTS: dict[str, list[str]] = {
    "short run of the recipe": [],
    "not trained (start vectors, IDF)": ["epochs=0"],
    "random start": ["start=random"],
    "random start, not trained": ["start=random", "epochs=0"],
    "words alone, no parts": ["parts_share=0"],
    "parts count a quarter": ["parts_share=0.25"],
    "IDF, weights not learnt": ["learnt_weights=false"],
    "no pairs from plain text": ["shares.clauses=0"],
    "made-up questions not dressed": ["dressed=0"],
    "hard negatives by BM25": ["hard_negatives=true"],
    "heading -> text as often as in full": ["shares.lawart=1"],
    "no heading -> text": ["shares.lawart=0", "shares.heading=0"],
    "no synonyms, no glosses": ["shares.synonyms=0", "shares.definition=0"],
    "no English": ["shares.english=0", "shares.terms=0"],
    "all tokens kept": ["dropped=0"],
    "Matryoshka (64)": ["matryoshka=[64]"],
    "128 dimensions": ["dim=128"],
    "256 dimensions": ["dim=256"],
    "seed 2": ["seed=2"],
}
_REMADE = ("words", "english_from", "dressed", "hard_negatives")  # change what prepare makes


def runs(material: Material, names: list[str]) -> Iterator[tuple[str, Prepared, Recipe]]:
    """The text is prepared once for all runs that can share it."""
    base = Recipe(epochs=1)
    base = changed(base, [f"shares.{name}={share / 2}" for name, share in base.shares.items()])
    shared = prepare(material, base)
    for name in names:
        recipe = changed(base, [_halved(setting) for setting in VARIANTS[name]])
        alike = all(
            getattr(recipe, f.name) == getattr(base, f.name)
            for f in fields(recipe)
            if f.name in _REMADE
        )
        yield name, shared if alike else prepare(material, recipe), recipe


def _halved(setting: str) -> str:
    name, value = setting.split("=")
    return f"{name}={float(value) / 2}" if name.startswith("shares.") else setting


def judged(encoder: StaticEncoder, sets: list[RetrievalSet], folder: Path) -> list[float]:
    """Dense and fused MRR@10 of every set, then STS-B test."""
    values = []
    for data in sets:
        dense = dense_scores(data, encoder.encode)
        ranks = fused(dense, bm25_scores(data), soft_scores(data, encoder))
        values += [mrr(dense, data.answers), mrr(ranks, data.answers)]
    pairs = read_similarity(folder / "similarity.jsonl.gz")["STSB/test"]
    return [*values, spearman(pairs, encoder.encode)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("names", nargs="*", default=list(VARIANTS))
    options = parser.parse_args()
    folder = options.text / "eval"
    sets = read_retrieval(folder / "retrieval.json.gz")
    print("| | " + " | ".join(f"{data.name} dense | fused" for data in sets) + " | STS-B |")
    print("|---|" + "---:|" * (2 * len(sets) + 1))
    for name, prepared, recipe in runs(read_material(options.text), options.names):
        with tempfile.TemporaryDirectory() as place:
            save_model(trained(prepared, recipe), prepared.tokenizer, Path(place))
            values = judged(StaticEncoder.load(Path(place)), sets, folder)
        cells = " | ".join(f"{value:.3f}" for value in np.round(values, 3))
        print(f"| {name} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
