"""What the embedding model adds to the search, by kind of question, as Markdown.

    python -m benchmarks.retrieval.model_gain INDEX QUESTIONS.tsv

The search with everything, without all that asks the model, and both again without the word
lists people wrote (synonyms, English), which know many of the same sayings. The weights of the
ranking are the same in all four. `declined` counts answers that were found and called none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.evaluation import Question, answers, read_questions
from kb.query.parts import Part
from kb.search import Searcher

_MODEL = frozenset({Part.VECTORS, Part.MEANING, Part.NEAR_WORDS})
_LISTS = frozenset({Part.SYNONYMS, Part.ENGLISH})
WAYS = {
    "everything": frozenset[Part](),
    "without the model": _MODEL,
    "without word lists": _LISTS,
    "without word lists and model": _LISTS | _MODEL,
}
_MOST = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """`rank` of the first answer from 1, 0 when it is not among the first ten."""

    kind: str
    rank: int
    declined: bool


def replies(searcher: Searcher, questions: Sequence[Question]) -> list[Reply]:
    """For the questions that have an answer."""
    files = {document.doc: document.file for document in searcher.documents}
    found = []
    for question in (q for q in questions if q.texts):
        answer = searcher.search(question.text, _MOST)
        entries = [hit.entry for hit in answer.hits]
        ranks = (n for n, e in enumerate(entries, 1) if answers(e, question, files.get(e.doc)))
        found.append(Reply(question.kind, next(ranks, 0), not answer.answerable))
    return found


def row(name: str, found: Sequence[Reply]) -> str:
    """hit@1, hit@10 and MRR, and how many were declined."""
    measures: list[Callable[[Reply], float]] = [
        lambda reply: reply.rank == 1,
        lambda reply: reply.rank > 0,
        lambda reply: 1 / reply.rank if reply.rank else 0.0,
    ]
    means = " | ".join(f"{sum(map(m, found)) / len(found):.3f}" for m in measures)
    return f"| {name} | {means} | {sum(r.declined for r in found)}/{len(found)} |"


def table(searcher: Searcher, questions: Sequence[Question]) -> list[str]:
    lines = ["| kind, search | hit@1 | hit@10 | MRR | declined |", "|---|---:|---:|---:|---:|"]
    found = {
        name: replies(replace(searcher, without=parts), questions) for name, parts in WAYS.items()
    }
    kinds = list(dict.fromkeys(reply.kind for reply in found["everything"]))
    for kind in kinds:
        for name, given in found.items():
            lines.append(row(f"{kind}, {name}", [r for r in given if r.kind == kind]))
    return [*lines, *(row(f"all, {name}", given) for name, given in found.items())]


def main(arguments: list[str]) -> None:
    if len(arguments) != 2:
        sys.exit(__doc__)
    index, questions = map(Path, arguments)
    print("\n".join(table(Searcher.open(index), read_questions(questions))))


if __name__ == "__main__":
    main(sys.argv[1:])
