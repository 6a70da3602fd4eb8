"""What of a question an entry has by meaning: vectors of whole texts and of single words.

The sum of a text's vectors blurs many words. Beside it each word of the question counts by
itself, so 饭碗 meets 就业 in whatever company, and each word of an entry's name, so that a
name of which nothing was said is not the nearest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.encoder import Encoder
from kb.index import Index
from kb.query import Concept, Query
from kb.vectors import Floats, Rows

__all__ = ["NAMES", "question_vector", "word_evidence"]

NAMES = ("meaning", "meaning:name", "precision:name", "weakest", "weakest:name")


_WORDINGS = 2  # of each thing said
_SMALL = np.float32(1e-6)


def question_vector(query: Query, encoder: Encoder) -> Floats:
    """Of the question as typed and as understood; zeros when nothing but codes was typed."""
    texts = list(dict.fromkeys(text for text in (query.folded, query.meant) if text))
    if not texts or not query.meant:
        return np.zeros(encoder.dim, np.float32)
    vector: Floats = encoder.encode(texts).sum(axis=0)
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def word_evidence(
    concepts: Sequence[Concept],
    covered: Floats,
    weights: Floats,
    index: Index,
    encoder: Encoder,
    rows: Rows,
) -> Floats:
    """(rows, len(NAMES)): the question's words met by an entry's words and by its name's, each
    by the nearest, and the name's words met by the question's.

    `covered` is (rows, concepts): what is there literally is met in full.
    """
    if not concepts or not len(rows):
        return np.zeros((len(rows), len(NAMES)), np.float32)
    said = [concept.said for concept in concepts]
    meant = [w.text for concept in concepts for w in concept.expressions[:_WORDINGS]]
    asked = encoder.encode([*said, *(text for text in meant if text not in said)])
    bags = [bag.words(rows) for bag in (index.said, index.named)]
    there = np.zeros(len(index.word_vectors), bool)
    for words, _ in bags:
        there[words] = True
    place = np.cumsum(there) - 1  # of a term among those that the candidates have
    likeness: Floats = np.einsum("td,cd->tc", index.word_vectors[there], asked, optimize=True)
    own = likeness[:, : len(said)]
    met = [
        np.maximum(covered, np.maximum.reduceat(own[place[words]], begins, axis=0))
        for words, begins in bags
    ]
    things = np.array([concept.thing for concept in concepts], bool)
    weakest = [np.where(things, each, 1).min(axis=1) for each in met]
    names, begins = bags[1]
    rarity = index.word_rarity[names]
    nearest = np.maximum(likeness, 0).max(axis=1)[place[names]]
    total = np.maximum(np.add.reduceat(rarity, begins), _SMALL)
    precision = np.add.reduceat(nearest * rarity, begins) / total
    # Not `@`: BLAS reports invalid values that it reads beside small arrays.
    shares = [np.einsum("ij,j->i", each, weights) for each in met]
    found: Floats = np.stack([*shares, precision, *weakest], axis=1)
    return found
