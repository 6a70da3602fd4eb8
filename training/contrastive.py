"""Contrastive training of token vectors: a question's vector must be nearest to its answer's
among all answers of the batch, and the other way round."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from training.recipe import Recipe

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Bags:
    """Token ids of many texts: text n has `flat[starts[n]:starts[n + 1]]`."""

    flat: Ints
    starts: Ints

    @classmethod
    def of(cls, texts: Sequence[str], tokenizer: Tokenizer) -> Bags:
        rows: list[list[int]] = []
        for start in range(0, len(texts), 20_000):
            block = list(texts[start : start + 20_000])
            rows += [e.ids for e in tokenizer.encode_batch_fast(block, add_special_tokens=False)]
        return cls.from_rows([[token for token in row if token] or [0] for row in rows])

    @classmethod
    def from_rows(cls, rows: Sequence[Sequence[int]]) -> Bags:
        starts = np.cumsum([0] + [len(row) for row in rows])
        flat = np.fromiter((token for row in rows for token in row), np.int64, int(starts[-1]))
        return cls(flat, starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: Ints) -> tuple[Ints, Ints]:
        """The ids of these texts one after the other, and where each begins."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(lengths)
        begins = ends - lengths
        steps = np.arange(int(ends[-1])) - np.repeat(begins, lengths)
        return self.flat[np.repeat(self.starts[rows], lengths) + steps], begins


@dataclass(frozen=True)
class Task:
    """One kind of batch. `asked` and `told` are equal where two questions or answers are the
    same: such pairs are no negatives of each other. `negatives` has for every question a text
    that BM25 wrongly takes for its answer."""

    name: str
    questions: Bags
    answers: Bags
    asked: Ints
    told: Ints
    negatives: Bags | None = None


class TokenVectors(nn.Module):
    """A token's vector: exp(weight) * (its own row + `share` * the rows of the tokens inside
    it / the square root of their number)."""

    def __init__(
        self, start: npt.NDArray[np.float32], weights: Tensor, parts: Bags, share: float
    ) -> None:
        super().__init__()
        self.rows = nn.Parameter(torch.from_numpy(start))
        self.log_weights = nn.Parameter(weights)
        self.parts = parts
        self.share = share

    def composed(self, tokens: Ints) -> Tensor:
        """(len(tokens), dim)"""
        ids, begins = self.parts.take(tokens)
        lengths = np.diff(np.append(begins, len(ids)))
        shares = np.repeat(self.share / np.sqrt(np.maximum(lengths - 1, 1)), lengths)
        shares[begins] = 1.0
        sums = F.embedding_bag(
            torch.from_numpy(ids),
            self.rows,
            torch.from_numpy(begins),
            mode="sum",
            per_sample_weights=torch.from_numpy(shares.astype(np.float32)),
        )
        return sums * torch.exp(self.log_weights[torch.from_numpy(tokens)])[:, None]

    def table(self) -> npt.NDArray[np.float32]:
        """(tokens, dim): every token composed, the unknown one zero."""
        with torch.no_grad():
            blocks = np.array_split(np.arange(len(self.rows)), 16)
            table: npt.NDArray[np.float32] = torch.cat(list(map(self.composed, blocks))).numpy()
        table[0] = 0
        return table

    def forward(self, bags: Sequence[tuple[Ints, Ints]]) -> list[Tensor]:
        """One (n, dim) matrix a bag, not normalised; every token is composed once."""
        tokens, places = np.unique(np.concatenate([ids for ids, _ in bags]), return_inverse=True)
        vectors = self.composed(tokens)
        results, done = [], 0
        for ids, begins in bags:
            local = torch.from_numpy(places[done : done + len(ids)])
            done += len(ids)
            results.append(F.embedding_bag(local, vectors, torch.from_numpy(begins), mode="sum"))
        return results


def train(
    model: TokenVectors, tasks: Sequence[Task], recipe: Recipe, log: Callable[[str], None]
) -> None:
    """Changes the model. Batches are of one task each, drawn in an order fixed by the seed."""
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    chance = np.random.default_rng(recipe.seed)
    batches = [b for _ in range(recipe.epochs) for b in _epoch(tasks, recipe, chance)]
    optimizer = torch.optim.Adam(
        [
            {"params": [model.rows], "lr": recipe.rate},
            {"params": [model.log_weights], "lr": recipe.rate if recipe.learnt_weights else 0.0},
        ],
        betas=(0.9, 0.99),
        fused=True,
    )
    decay = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / 50) * max(0.02, 1 - step / max(len(batches), 1)),
    )
    started, losses = time.monotonic(), []
    for step, (task, rows) in enumerate(batches):
        optimizer.zero_grad(set_to_none=True)
        loss = _loss(model, task, rows, recipe, chance)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        decay.step()
        losses.append(float(loss.detach()))
        if step % 100 == 99:
            pace = (time.monotonic() - started) / (step + 1)
            log(f"{step + 1}/{len(batches)} loss {np.mean(losses[-100:]):.3f} {pace:.2f} s/step")


def _epoch(
    tasks: Sequence[Task], recipe: Recipe, chance: np.random.Generator
) -> list[tuple[Task, Ints]]:
    size, batches = recipe.batch, []
    for task in tasks:
        count = round(len(task.questions) * recipe.shares[task.name])
        rounds = max(1, -(-count // len(task.questions)))
        order = np.concatenate([chance.permutation(len(task.questions)) for _ in range(rounds)])
        batches += [
            (task, order[start : start + size])
            for start in range(0, count, size)
            if start == 0 or count - start >= size // 4
        ]
    return [batches[number] for number in chance.permutation(len(batches))]


def _thinned(
    ids: Ints, begins: Ints, dropped: float, chance: np.random.Generator
) -> tuple[Ints, Ints]:
    """Texts without a share of their tokens, so that none can be learnt by a single word;
    the first token of each stays."""
    keep = chance.random(len(ids)) >= dropped
    keep[begins] = True
    return ids[keep], (np.cumsum(keep) - 1)[begins]


def _loss(
    model: TokenVectors, task: Task, rows: Ints, recipe: Recipe, chance: np.random.Generator
) -> Tensor:
    """InfoNCE in both directions, for the whole vectors and their first dimensions."""
    bags = [task.questions, task.answers, *([task.negatives] if task.negatives else [])]
    sides = [_thinned(*bag.take(rows), recipe.dropped, chance) for bag in bags]
    questions, *others = model(sides)
    asked, told = torch.from_numpy(task.asked[rows]), torch.from_numpy(task.told[rows])
    twins = (asked[:, None] == asked[None, :]) | (told[:, None] == told[None, :])
    twins.fill_diagonal_(False)
    target = torch.arange(len(rows))
    total = torch.zeros(())
    for dim in (questions.shape[1], *recipe.matryoshka):
        a = F.normalize(questions[:, :dim], dim=1)
        scores = [recipe.scale * a @ F.normalize(b[:, :dim], dim=1).T for b in others]
        scores[0] = scores[0].masked_fill(twins, -1e4)
        loss = F.cross_entropy(torch.cat(scores, 1), target)
        loss = loss + F.cross_entropy(scores[0].T, target)
        total = total + loss / (2 * (1 + len(recipe.matryoshka)))
    return total
