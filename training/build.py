"""From the training text to the model folder: `python -m training.build TEXT_FOLDER OUT_FOLDER`.

Seeds are fixed; the whole takes about ten minutes on one core. `--set name=value`
changes a choice of the recipe (`--set start=random --set shares.terms=0`), for ablations.
`--without-statutes` leaves out every text that quotes a statute of the evaluation's STARD pool.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from training.contrastive import Bags, Task, TokenVectors, train
from training.export import save_model
from training.recipe import Recipe
from training.sources import Material, read_material, texts_of
from training.start import Translation, start_vectors, translations_of, with_english
from training.tasks import make_tasks
from training.vocabulary import choose_tokens, count_words, make_tokenizer, parts_of

_WORD_LISTS = ("terms", "english", "synonyms")
_STARTED = time.monotonic()


@dataclass(frozen=True)
class Prepared:
    """The training text as token ids; `translations` are for the start vectors."""

    tokenizer: Tokenizer
    tokens: list[str]
    tasks: list[Task]
    text: Bags
    translations: list[Translation]


def build(material: Material, recipe: Recipe, out: Path) -> None:
    """Trains and writes the model folder (without the card, which people write)."""
    prepared = prepare(material, recipe)
    start = started(prepared, recipe)
    seeds = range(recipe.seed, recipe.seed + recipe.runs)
    tables = [trained(prepared, replace(recipe, seed=seed), start) for seed in seeds]
    save_model(np.mean(tables, axis=0), prepared.tokenizer, out)
    _log(f"written to {out}")


def prepare(material: Material, recipe: Recipe, tokenizer: Tokenizer | None = None) -> Prepared:
    """Counts words, chooses tokens unless given, makes and tokenises the batches' pairs."""
    counts = count_words(
        [
            *texts_of(material),
            *(word for words in material.synonyms for word in words),
            *(side for term in material.terms for side in term),
        ]
    )
    if tokenizer is None:
        tokenizer = make_tokenizer(choose_tokens(counts, recipe.words, recipe.english_from))
    vocabulary = tokenizer.get_vocab()
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    _log(f"{len(tokens)} tokens")
    tasks = make_tasks(material, counts, tokenizer, recipe)
    _log("; ".join(f"{task.name} {len(task.questions)}" for task in tasks))
    sentences = [(pair.q, pair.a) for pair in material.pairs if pair.group == "english"]
    translations = translations_of(material.terms, sentences, counts)
    return Prepared(tokenizer, tokens, tasks, Bags.of(material.text, tokenizer), translations)


def trained(
    prepared: Prepared, recipe: Recipe, start: npt.NDArray[np.float32] | None = None
) -> npt.NDArray[np.float32]:
    """(tokens, dim), the finished vectors; with no epochs, those that training starts from."""
    rarity = _rarity(prepared)
    weights = torch.from_numpy(np.log(rarity / rarity.mean() + 0.05).astype(np.float32))
    parts = Bags.from_rows(parts_of(prepared.tokens))
    rows = started(prepared, recipe) if start is None else start.copy()
    model = TokenVectors(rows, weights, parts, recipe.parts_share)
    train(model, [task for task in prepared.tasks if recipe.shares[task.name]], recipe, _log)
    return model.table()


def started(prepared: Prepared, recipe: Recipe) -> npt.NDArray[np.float32]:
    """(tokens, dim), the rows before training; they depend on start, dim and seed alone."""
    size = len(prepared.tokens)
    if recipe.start == "random":
        normal = np.random.default_rng(recipe.seed).normal(0, 0.1, (size, recipe.dim))
        return normal.astype(np.float32)
    rows = start_vectors(prepared.text, size, recipe.dim, recipe.seed)
    words, rarity = prepared.tokens, _rarity(prepared)
    rows = with_english(rows, prepared.translations, prepared.tokenizer, words, rarity)
    _log("start vectors made")
    return rows


def _rarity(prepared: Prepared) -> npt.NDArray[np.float64]:
    """(tokens,) inverse document frequency of every token over the answers."""
    answers = [task.answers for task in prepared.tasks if task.name not in _WORD_LISTS]
    size = len(prepared.tokens)
    found, texts = np.zeros(size), 0
    for bags in answers:
        owner = np.repeat(np.arange(len(bags)), np.diff(bags.starts))
        found += np.bincount(np.unique(owner * size + bags.flat) % size, minlength=size)
        texts += len(bags)
    rarity: npt.NDArray[np.float64] = np.log((texts + 1) / (found + 1))
    return rarity


def changed(recipe: Recipe, settings: Sequence[str]) -> Recipe:
    """The recipe with `name=value` settings; values are JSON, else plain words."""
    for setting in settings:
        name, _, text = setting.partition("=")
        value: Any = _value(text)
        if name.startswith("shares."):
            name, value = "shares", recipe.shares | {name.removeprefix("shares."): float(value)}
        change: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value}
        recipe = replace(recipe, **change)
    return recipe


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _log(message: str) -> None:
    print(f"[{time.monotonic() - _STARTED:5.0f} s] {message}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path, help="folder of pairs.jsonl.gz, text.txt.gz and others")
    parser.add_argument("out", type=Path, help="where the model folder is written")
    parser.add_argument("--without-statutes", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args()
    material = read_material(options.text, with_statutes=not options.without_statutes)
    _log(f"{len(material.pairs)} pairs, {len(material.text)} paragraphs")
    build(material, changed(Recipe(), options.set), options.out)


if __name__ == "__main__":
    main()
