"""What of a question an entry has word for word, field by field, in whatever wording."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.fields import TOTALS, is_total, table_topic
from kb.folding import fold_tight, han_runs, is_han
from kb.index import Index
from kb.lexical import FIELDS, pairs
from kb.money import figure
from kb.query import Concept, Expression, Query
from kb.vectors import Floats, Mask, Rows

__all__ = ["COVERED", "coverage", "covers", "match", "title_precision", "total_asked"]

# How much a word in the field speaks for the entry: a title names it, a body mentions things.
_FIELD_WEIGHT = {
    "title": 1.0,
    "value": 0.9,
    "path": 0.8,
    "body": 0.7,
    "context": 0.45,
    "document": 0.5,
}
_PART = 0.5  # share of a word's pairs from which it counts as partly there
_PARTLY = 0.6
COVERED = 0.3  # how far a concept has to be met to count as had


def coverage(concepts: Sequence[Concept], index: Index) -> tuple[Floats, Floats]:
    """How far each concept is met in the title and anywhere, (rows, concepts) each."""
    shape = (len(index), len(concepts))
    title, best = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for number, concept in enumerate(concepts):
        for expression in concept.expressions:
            for name in FIELDS:
                found = match(expression, name, index)
                if found is None:
                    continue
                met = found * np.float32(expression.weight)
                if name == "title":
                    np.maximum(title[:, number], met, out=title[:, number])
                np.maximum(best[:, number], met * _FIELD_WEIGHT[name], out=best[:, number])
    return title, best


def covers(concepts: Sequence[Concept], index: Index) -> Mask:
    """Which entries have every one of the concepts, in whatever wording."""
    _, best = coverage(concepts, index)
    return np.asarray((best > COVERED).all(axis=1))


def match(expression: Expression, name: str, index: Index) -> Floats | None:
    """For every entry how far its field has the expression: 1 whole, less in part, 0 not.

    None when no entry has any of it, which is the most frequent case by far.
    """
    tokens = _tokens(expression.text)
    found = [rows for token in tokens if len(rows := index.lexical.rows(name, token))]
    if len(found) < len(tokens) * _PART or not found:
        return None
    rows = np.concatenate(found)
    share = np.bincount(rows, minlength=len(index)) / len(tokens)
    part = np.where(share >= _PART, _PARTLY * share**2, 0)
    met: Floats = np.where(share >= 1, 1, part).astype(np.float32)
    return met


def _tokens(text: str) -> list[str]:
    """Pairs of Chinese characters, whole words otherwise."""
    if len(text) < 2 or not any(map(is_han, text)):
        return text.split()
    return list(dict.fromkeys(pair for run in han_runs(text) for pair in pairs(run) or [run]))


def title_precision(query: Query, index: Index, rows: Rows) -> Floats:
    """How much of each candidate's title was asked for, by the rarity of its pairs."""
    wanted: dict[str, float] = {}
    for concept in query.concepts:
        for expression in concept.expressions:
            for token in _tokens(expression.text):
                wanted[token] = max(wanted.get(token, 0.0), expression.weight)
    for run in han_runs(query.meant):
        wanted.update(dict.fromkeys(pairs(run), 1.0))
    met = np.zeros(len(index), np.float32)
    for token, weight in wanted.items():
        if len(token) > 1 or not is_han(token):
            met[index.lexical.rows("title", token)] += weight * index.lexical.rarity(token)
    mass = index.title_mass[rows]
    found: Floats = np.minimum(1, met[rows] / np.maximum(mass, 1e-6)).astype(np.float32)
    return found


def total_asked(query: Query, index: Index, rows: Rows) -> Floats:
    """How much of the question names a table's topic and its columns, for rows that add it up:
    the 项目支出 of a department is in the column of that name, in the row 合计."""
    found = np.zeros(len(rows), np.float32)
    meant = query.meant
    for name in query.scope.names:  # of documents, which are chosen already
        meant = meant.replace(name, " ")
    asked = {pair for run in han_runs(meant) for pair in pairs(run)}
    if not asked:
        return found
    adding = np.zeros(len(index), bool)
    for word in TOTALS:
        adding[index.lexical.rows("title", word)] = True
    for place in np.flatnonzero(adding[rows]):
        entry = index.entries[int(rows[place])]
        if is_total(entry):
            columns = (fold_tight(name) for name, text in entry.fields.items() if figure(text))
            named = {pair for text in (table_topic(entry), *columns) for pair in pairs(text)}
            found[place] = len(asked & named) / len(asked)
    return found
