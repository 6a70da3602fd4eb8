"""The kinds of batches: pairs as found, pairs from dictionaries, pairs made from plain text."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from kb.embedding.tokens import RUNS, folded
from training.contrastive import Bags, Task
from training.negatives import hard_negatives
from training.pretext import dressed, halves
from training.recipe import Recipe
from training.sources import Material

_RUN = re.compile(RUNS)
_MADE_UP = ("lawart", "heading")  # groups whose "questions" are headings
_MOST_PAIRS = 6  # of one synonym set
_POOL_SHARE = 0.5  # of the law articles among which hard negatives are looked for
_FREQUENT = 4  # occurrences in the text that make a term worth learning


def make_tasks(
    material: Material, counts: Counter[str], tokenizer: Tokenizer, recipe: Recipe
) -> list[Task]:
    """All kinds of batches with a share above 0."""
    chance = random.Random(recipe.seed)
    pairs = _found_pairs(material, recipe, chance)
    pairs["synonyms"] = _synonym_pairs(material.synonyms, counts, chance)
    pairs["terms"] = [term for term in material.terms if counts[term[0]] >= _FREQUENT]
    pairs["clauses"] = [
        pair
        for seed in (recipe.seed, recipe.seed + 1)  # two ways to cut every paragraph
        for pair in halves(material.text, seed, recipe.dressed)
    ]
    pairs = {name: [pair for pair in rows if _in_words(pair)] for name, rows in pairs.items()}
    return [
        _task(name, pairs[name], tokenizer, _negatives(name, pairs, material, recipe))
        for name, share in recipe.shares.items()
        if share > 0
    ]


def _found_pairs(
    material: Material, recipe: Recipe, chance: random.Random
) -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for pair in material.pairs:
        question = pair.q
        if pair.group in _MADE_UP and chance.random() < recipe.dressed:
            question = dressed(question, chance)
        groups.setdefault(pair.group, []).append((question, pair.a))
    return groups


def _in_words(pair: tuple[str, str]) -> bool:
    """False when a side is all numbers and signs: it would have no vector to train."""
    return all(_RUN.search(folded(side)) for side in pair)


def _synonym_pairs(
    sets: Sequence[tuple[str, ...]], counts: Counter[str], chance: random.Random
) -> list[tuple[str, str]]:
    found = []
    for words in sets:
        known = [word for word in words if counts[word] > 2]
        pairs = [(a, b) for place, a in enumerate(known) for b in known[:place]]
        found += chance.sample(pairs, min(_MOST_PAIRS, len(pairs)))
    return found


def _negatives(
    name: str, pairs: dict[str, list[tuple[str, str]]], material: Material, recipe: Recipe
) -> list[str] | None:
    if name != "question" or not recipe.hard_negatives:
        return None
    chance = random.Random(recipe.seed)
    laws = (pair.a for pair in material.pairs if pair.group == "lawart")
    others = [a for group in ("question", "heading") for _, a in pairs[group]]
    pool = [*others, *(law for law in laws if chance.random() < _POOL_SHARE)]
    questions, answers = zip(*pairs[name], strict=True)
    return hard_negatives(questions, answers, list(dict.fromkeys(pool)), recipe.seed)


def _task(
    name: str,
    pairs: Sequence[tuple[str, str]],
    tokenizer: Tokenizer,
    negatives: list[str] | None,
) -> Task:
    questions, answers = [q for q, _ in pairs], [a for _, a in pairs]
    return Task(
        name,
        Bags.of(questions, tokenizer),
        Bags.of(answers, tokenizer),
        _numbers(questions),
        _numbers(answers),
        Bags.of(negatives, tokenizer) if negatives else None,
    )


def _numbers(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """The same number for the same text."""
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(text, len(seen)) for text in texts], dtype=np.int64)
