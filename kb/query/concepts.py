"""What a question is about: meaning-bearing words, each with the wordings it can be met in."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Concept", "Expression"]


@dataclass(frozen=True, slots=True)
class Expression:
    """One wording of a concept. `weight` 0..1 is how surely it means what was said.

    `how` is shown as the evidence: 原词, 同义, 拼音, 错字, 英文, 相近.
    """

    text: str
    weight: float
    how: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing asked about. `weight` is how much of the question's meaning it carries.

    `thing` is False for verbs and turns of phrase, which an answer can do without.
    """

    said: str
    weight: float
    expressions: tuple[Expression, ...]
    thing: bool = True
