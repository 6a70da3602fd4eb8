"""Sample questions drawn from the index, so that each of them has an answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kb.model import Filters, Kind
from kb.ui.seams import SearcherLike

# Asked of nearly every budget disclosure; shown only where this index answers them.
GENERAL = ("公务接待费", "政府采购预算", "机关运行经费是什么", "一般公共预算拨款收入")
# A kind, what finds entries of it, and how many of them become questions.
DRAWN = ((Kind.PROJECT, "项目 预算数", 2), (Kind.INDICATOR, "补贴 标准", 2))
SHORTEST_SAMPLE, LONGEST_SAMPLE = 6, 16
LOOKED_AT = 30


def sample_questions(searcher: SearcherLike) -> tuple[str, ...]:
    """Up to eight questions: titles of projects and indicators, then general ones."""
    drawn = [
        title
        for kind, question, count in DRAWN
        for title in islice(_titles(searcher, kind, question), count)
    ]
    general = [question for question in GENERAL if searcher.search(question, 1).answerable]
    return tuple(dict.fromkeys((*drawn, *general)))


def _titles(searcher: SearcherLike, kind: Kind, question: str) -> Iterator[str]:
    """Titles of this kind that say enough to find their own entry first."""
    hits = searcher.search(question, LOOKED_AT, Filters(kinds=(kind,))).hits
    for title in dict.fromkeys(hit.entry.title for hit in hits):
        if SHORTEST_SAMPLE <= len(title) <= LONGEST_SAMPLE:
            answer = searcher.search(title, 1)
            if answer.answerable and answer.hits[0].entry.title == title:
                yield title
