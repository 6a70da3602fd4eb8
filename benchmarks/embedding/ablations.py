"""What each choice of the recipe is worth: short runs that differ in one thing, as Markdown.

    python -m benchmarks.embedding.ablations TEXT_FOLDER [NAME ...]

Every run sees each kind of pair a quarter as often as one run of the shipped model (about 310
batches), so the figures compare with each other, not with the shipped model's. Choices are
made on the questions held out of training; the evaluation sets are shown, not chosen on.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.embedding.run import row
from benchmarks.embedding.writings import WRITINGS, encoder_of, rewriting, tokenizer_of
from kb.embedding.static import StaticEncoder
from training.build import Prepared, changed, prepare, started, trained
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
    soft_scores,
    spearman,
)
from training.recipe import Recipe
from training.sources import Material, read_material

VARIANTS: dict[str, list[str]] = {
    "short run of the recipe": [],
    "seed 2": ["seed=2"],
    "seed 3": ["seed=3"],
    "no everyday sayings": ["shares.everyday=0"],
    "not trained (start vectors, IDF)": ["epochs=0"],
    "random start": ["start=random"],
    "random start, not trained": ["start=random", "epochs=0"],
    "words alone, no parts": ["parts_share=0"],
    "parts count a quarter": ["parts_share=0.25"],
    **{name: [] for name in WRITINGS},
    "IDF, weights not learnt": ["learnt_weights=false"],
    "no pairs from plain text": ["shares.clauses=0"],
    "made-up questions not dressed": ["dressed=0"],
    "hard negatives by BM25": ["hard_negatives=true"],
    "headings (weak pairs) half as often": ["shares.lawart=0.25", "shares.heading=0.5"],
    "headings of laws twice as often": ["shares.lawart=1"],
    "no headings": ["shares.lawart=0", "shares.heading=0"],
    "no synonyms, no glosses": ["shares.synonyms=0", "shares.definition=0"],
    "no English": ["shares.english=0", "shares.terms=0"],
    "all tokens kept": ["dropped=0"],
    "Matryoshka (128)": ["matryoshka=[128]"],
    "128 dimensions": ["dim=128"],
    "256 dimensions": ["dim=256"],
    "512 dimensions": ["dim=512"],
}
_CUT = 128  # dimensions kept of the models cut down after training
_CUT_DOWN = ("short run of the recipe", "Matryoshka (128)")
_SEEDS = ("short run of the recipe", "seed 2", "seed 3")  # from one start, so they can be averaged
_MEAN = "mean of the three seeds' vectors"
_REMADE = ("words", "english_from", "dressed", "hard_negatives")  # change what prepare makes


@dataclass
class Runs:
    """The text is prepared, and the start vectors made, once for all runs that share them."""

    material: Material
    base: Recipe
    shared: Prepared
    starts: dict[tuple[str, int], Floats] = field(default_factory=dict)
    seeds: list[Floats] = field(default_factory=list)

    def encoders(self, name: str) -> Iterator[tuple[str, StaticEncoder]]:
        """The variant's model, and those made of it."""
        recipe = changed(self.base, [_halved(setting) for setting in VARIANTS[name]])
        prepared = self._prepared(name, recipe)
        table = trained(prepared, recipe, self._start(prepared, recipe))
        known = {token: number for number, token in enumerate(prepared.tokens)}
        encoder = encoder_of(table, known)
        yield name, rewriting(encoder, name) if name in WRITINGS else encoder
        if name in _CUT_DOWN:
            yield f"{name}, first {_CUT} of its dimensions", encoder_of(table[:, :_CUT], known)
        if name in _SEEDS:
            self.seeds.append(table)
            if len(self.seeds) == len(_SEEDS):
                yield _MEAN, encoder_of(np.mean(self.seeds, axis=0), known)

    def _prepared(self, name: str, recipe: Recipe) -> Prepared:
        if name in WRITINGS:
            tokenizer: Any = tokenizer_of(name, self.material, recipe)
            return prepare(self.material, recipe, tokenizer)
        alike = all(getattr(recipe, choice) == getattr(self.base, choice) for choice in _REMADE)
        return self.shared if alike else prepare(self.material, recipe)

    def _start(self, prepared: Prepared, recipe: Recipe) -> Floats:
        """The same for all seeds."""
        made = replace(recipe, seed=self.base.seed)
        if prepared is not self.shared:
            return started(prepared, made)
        which = (recipe.start, recipe.dim)
        if which not in self.starts:
            self.starts[which] = started(prepared, made)
        return self.starts[which]


def _halved(setting: str) -> str:
    name, value = setting.split("=")
    return f"{name}={float(value) / 2}" if name.startswith("shares.") else setting


@dataclass(frozen=True)
class Judges:
    """`held` are the questions held out of training, `sets` those of the evaluation."""

    held: list[RetrievalSet]
    sets: list[RetrievalSet]
    lexical: dict[str, Floats]
    similar: tuple[list[str], list[str], list[float]]

    @classmethod
    def of(cls, material: Material, folder: Path) -> Judges:
        held, sets = dev_sets(material.dev), read_retrieval(folder / "retrieval.json.gz")
        lexical = {data.name: bm25_scores(data) for data in (*held, *sets)}
        similar = read_similarity(folder / "similarity.jsonl.gz")["STSB/test"]
        return cls(held, sets, lexical, similar)

    def columns(self) -> list[str]:
        names = ["held out", *(data.name for data in self.sets)]
        return [*(f"{name} dense | fused" for name in names), "STS-B"]

    def values(self, encoder: StaticEncoder) -> list[float]:
        """Dense and fused MRR@10, the mean of the held-out sets first, then STS-B test."""
        held = np.mean([self._both(encoder, data) for data in self.held], axis=0)
        shown = [value for data in self.sets for value in self._both(encoder, data)]
        return [*held.tolist(), *shown, spearman(self.similar, encoder.encode)]

    def _both(self, encoder: StaticEncoder, data: RetrievalSet) -> tuple[float, float]:
        dense = dense_scores(data, encoder.encode)
        joined = fused(dense, self.lexical[data.name], soft_scores(data, encoder))
        return mrr(dense, data.answers), mrr(joined, data.answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("names", nargs="*", default=list(VARIANTS))
    options = parser.parse_args()
    material = read_material(options.text)
    judges = Judges.of(material, options.text / "eval")
    base = Recipe(epochs=1)
    base = changed(base, [f"shares.{name}={share / 2}" for name, share in base.shares.items()])
    runs = Runs(material, base, prepare(material, base))
    print("| | " + " | ".join(judges.columns()) + " |")
    print("|---|" + "---:|" * (2 * len(judges.sets) + 3))
    for name in options.names:
        for told, encoder in runs.encoders(name):
            print(row(told, judges.values(encoder)), flush=True)


if __name__ == "__main__":
    main()
