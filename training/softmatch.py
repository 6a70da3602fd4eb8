"""Words met in other words: 补助 in a question meets 补贴 in a text, as far as they are alike.

One vector a text mixes all its words; here every token of the question looks for its nearest
token in the text. The mean over the question, weighted by how much each token says (the length
of its vector), lies between the exact words of BM25 and the meaning of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.embedding.static import StaticEncoder, normalised

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_NOTHING = 0  # the unknown token: its vector is zero, so its cosine is the floor


@dataclass(frozen=True)
class TokenSets:
    """The distinct tokens of many texts: text n has `places[starts[n]:starts[n + 1]]`, each a
    row of `directions`, (distinct tokens, dim), unit vectors."""

    encoder: StaticEncoder
    directions: Floats
    places: Ints
    starts: Ints

    @classmethod
    def of(cls, encoder: StaticEncoder, texts: Sequence[str]) -> TokenSets:
        known = encoder.vocabulary
        rows = [np.unique([_NOTHING, *known.ids(text)]) for text in texts]
        flat = np.concatenate(rows) if rows else np.zeros(0, np.int64)
        tokens, places = np.unique(flat, return_inverse=True)
        starts = np.cumsum([0, *map(len, rows)])[:-1]
        return cls(encoder, normalised(encoder.token_vectors(tokens)), places, starts)

    def matches(self, questions: Sequence[str]) -> Floats:
        """(questions, texts) 0..1: 1 where every token of the question is in the text."""
        found = np.zeros((len(questions), len(self.starts)), np.float32)
        rows = [np.unique(self.encoder.vocabulary.ids(question)) for question in questions]
        flat = np.concatenate([np.zeros(0), *rows]).astype(np.int64)
        owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        says = np.linalg.norm(self.encoder.token_vectors(flat), axis=1)
        shares = says / np.maximum(np.bincount(owners, says, len(rows))[owners], 1e-12)
        for token in np.unique(flat) if len(self.starts) else ():
            best, there = self._nearest(token), flat == token
            found[owners[there]] += shares[there, None] * best
        return found

    def _nearest(self, token: int) -> Floats:
        """(texts,) the best cosine of the token with any of each text."""
        direction = normalised(self.encoder.token_vectors(np.array([token])))[0]
        best: Floats = np.maximum.reduceat((self.directions @ direction)[self.places], self.starts)
        return best
