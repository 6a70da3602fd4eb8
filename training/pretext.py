"""Questions made from plain text: some clauses of a paragraph ask for the others."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_CLAUSE = re.compile(r"[^，。；：！？,;!?]+[，。；：！？,;!?]*")
_NUMBERING = re.compile(
    r"^(第[一二三四五六七八九十百零]+[章节条]|[（(]?[一二三四五六七八九十\d]+[)）、.．])\s*"
)
_LONGEST = 400  # characters

# What people put around what they ask for: the model has to learn that none of it decides.
_WORDS = json.loads(Path(__file__).with_name("question_words.json").read_text("utf-8"))


def halves(paragraphs: Iterable[str], seed: int, share: float) -> Iterator[tuple[str, str]]:
    """(some neighbouring clauses, the rest), for paragraphs of two clauses and more. A `share`
    of the questions is dressed as people ask."""
    chance = random.Random(seed)
    for paragraph in paragraphs:
        clauses = _CLAUSE.findall(_NUMBERING.sub("", paragraph)[:_LONGEST])
        if len(clauses) < 2 or len(paragraph) < 12:
            continue
        size = chance.randint(1, max(1, min(4, len(clauses) // 2)))
        start = chance.randint(0, len(clauses) - size)
        query = "".join(clauses[start : start + size])
        if chance.random() < share:
            query = dressed(query, chance)
        yield query, "".join(clauses[:start] + clauses[start + size :])


def dressed(topic: str, chance: random.Random) -> str:
    """The topic with a place or an office before and a question's words around it."""
    place = chance.choice(_WORDS["places"]) if chance.random() < 0.5 else ""
    core = topic.rstrip("，。；：！？,;!?")
    return f"{place}{chance.choice(_WORDS['before'])}{core}{chance.choice(_WORDS['after'])}？"
