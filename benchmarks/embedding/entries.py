"""What of an entry to embed, and what the model adds to BM25, on questions about one PDF.

    python -m benchmarks.embedding.entries PDF QUESTIONS.tsv

No query understanding, exact look-up or synonyms: dense vectors and BM25 over the entries alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.embedding.run import head, row
from kb.embedding.static import StaticEncoder
from kb.encoder import load_encoder
from kb.model import Entry
from kb.read import read_pdf
from training.evaluate import (
    RetrievalSet,
    bm25_scores,
    dense_scores,
    fused,
    mrr,
    soft_scores,
)

_LONGEST = 600  # characters; a longer entry is no answer
_KINDS = ("exact", "colloquial", "define", "english", "filter")


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    text: str
    pages: frozenset[int]
    answers: tuple[str, ...]


def read_questions(path: Path) -> list[Question]:
    """Those that have an answer and are asked in words."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [
        Question(kind, text, frozenset(map(int, pages.split(","))), tuple(answers.split("|")))
        for kind, text, pages, answers in (row[:4] for row in rows)
        if kind in _KINDS and pages != "-"
    ]


def whole(entry: Entry) -> str:
    """Everything an entry says."""
    said = [*entry.path, entry.title, *entry.fields.values(), entry.value or "", entry.text]
    return " ".join(dict.fromkeys(part for part in said if part))


def _details(entry: Entry) -> list[str]:
    known = {*entry.path, entry.title, entry.value, ""}
    return [v for v in entry.fields.values() if v not in known] or [entry.text[:200]]


VIEWS: dict[str, Callable[[Entry], str]] = {
    "path, title, details, value": lambda e: " ".join(
        [*e.path, e.title, *_details(e), e.value or ""]
    ),
    "last of path, title, details, value": lambda e: " ".join(
        [*e.path[-1:], e.title, *_details(e), e.value or ""]
    ),
    "title, details, value": lambda e: " ".join([e.title, *_details(e), e.value or ""]),
    "last of path, title": lambda e: " ".join([*e.path[-1:], e.title]),
}


def answered_by(entry: Entry, question: Question) -> bool:
    text = "".join(whole(entry).split())
    return (
        len(text) <= _LONGEST
        and bool(question.pages & set(entry.pages))
        and any("".join(answer.split()) in text for answer in question.answers)
    )


def _set(
    name: str, entries: Sequence[Entry], view: Callable[[Entry], str], questions: Sequence[Question]
) -> RetrievalSet:
    answers = tuple(
        frozenset(place for place, entry in enumerate(entries) if answered_by(entry, question))
        for question in questions
    )
    docs = tuple(view(entry) for entry in entries)
    return RetrievalSet(name, docs, tuple(q.text for q in questions), answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    entries = read_pdf(options.pdf, options.pdf.parent).entries
    asked = read_questions(options.questions)
    asked = [q for q in asked if any(answered_by(entry, q) for entry in entries)]
    encoder = load_encoder()
    assert isinstance(encoder, StaticEncoder)
    lexical = bm25_scores(_set("", entries, whole, asked))
    soft = soft_scores(_set("", entries, whole, asked), encoder)
    ways = {"BM25": lexical, "soft match": soft}
    for name, view in VIEWS.items():
        dense = dense_scores(_set(name, entries, view, asked), encoder.encode)
        ways[f"dense: {name}"] = dense
        ways[f"fused without soft match: {name}"] = fused(dense, lexical, np.zeros_like(dense))
        ways[f"fused: {name}"] = fused(dense, lexical, soft)
    right = _set("", entries, whole, asked).answers
    kinds = [np.array([q.kind == kind for q in asked]) for kind in _KINDS]
    counts = [f"{kind} ({int(mask.sum())})" for kind, mask in zip(_KINDS, kinds, strict=True)]
    print(head([f"MRR@10, {len(entries)} entries", *counts, f"all ({len(asked)})"]))
    for name, scores in ways.items():
        parts = [
            mrr(scores[mask], [a for a, use in zip(right, mask, strict=True) if use])
            for mask in (*kinds, np.ones(len(asked), dtype=bool))
        ]
        print(row(name, parts))


if __name__ == "__main__":
    main()
