"""Other ways to cut a text into tokens than the model's, for the ablations alone.

A text is rewritten before the model's own rules see it: characters set apart leave no words,
digits written as characters are no numbers any more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from kb.embedding.static import StaticEncoder
from kb.embedding.tokens import HAN, Vocabulary
from training.recipe import Recipe
from training.sources import Material, texts_of
from training.vocabulary import choose_tokens, count_words, make_tokenizer

_HAN_RUN = re.compile(f"[{HAN}]+")
# Ten characters that modern text does not use; they take part as any other character.
_DIGITS = str.maketrans("0123456789０１２３４５６７８９", "㐀㐁㐂㐃㐄㐅㐆㐇㐈㐉" * 2)


def apart(text: str) -> str:
    """公务 → 公 务"""
    return _HAN_RUN.sub(lambda run: f" {' '.join(run[0])} ", text)


def overlapping(text: str) -> str:
    """公务员 → 公 公务 务 务员 员"""
    return _HAN_RUN.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", text)


def _pairs(run: str) -> list[str]:
    return [run[n : n + size] for n in range(len(run)) for size in (1, 2) if n + size <= len(run)]


def digits_kept(text: str) -> str:
    """2025 → four characters, which words around them may join."""
    return text.translate(_DIGITS)


WRITINGS: dict[str, Callable[[str], str]] = {
    "characters alone": apart,
    "characters and overlapping pairs, no words": overlapping,
    "digits kept": digits_kept,
}


@dataclass(frozen=True)
class Rewriting:
    """A tokenizer that rewrites first."""

    inner: Tokenizer
    written: Callable[[str], str]

    def encode_batch_fast(self, texts: Sequence[str], **options: Any) -> list[Any]:
        return list(self.inner.encode_batch_fast([self.written(t) for t in texts], **options))

    def get_vocab(self) -> dict[str, int]:
        return dict(self.inner.get_vocab())


@dataclass(frozen=True)
class RewritingVocabulary:
    known: Vocabulary
    written: Callable[[str], str]

    def ids(self, text: str) -> list[int]:
        return self.known.ids(self.written(text))


def tokenizer_of(name: str, material: Material, recipe: Recipe) -> Rewriting:
    written = WRITINGS[name]
    texts = map(written, texts_of(material))
    if written is digits_kept:
        counts = count_words(texts)
    else:
        counts = Counter(token for text in texts for token in text.lower().split())
        counts = Counter({t: n for t, n in counts.items() if _HAN_RUN.fullmatch(t) or t.isalpha()})
    return Rewriting(make_tokenizer(choose_tokens(counts, recipe.words, recipe.english_from)),
                     written)  # fmt: skip


def rewriting(encoder: StaticEncoder, name: str) -> StaticEncoder:
    """The encoder that serves vectors trained with this writing."""
    vocabulary: Any = RewritingVocabulary(encoder.vocabulary, WRITINGS[name])
    return replace(encoder, vocabulary=vocabulary)


def encoder_of(table: npt.NDArray[np.float32], known: dict[str, int]) -> StaticEncoder:
    """Served from memory, as int8 rows would be within their rounding."""
    return StaticEncoder("", Vocabulary(known), table, np.ones(len(table), np.float32), ())
