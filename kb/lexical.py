"""The seam to the word index. bm25s and rjieba are imported here and nowhere else.

An entry is indexed by field and as a whole. Tokens are words as
rjieba cuts them for search and pairs of neighbouring characters: a question cut otherwise
than the document still meets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from kb.folding import is_han

__all__ = [
    "ALL",
    "FIELDS",
    "UNHEARD_OF",
    "LexicalIndex",
    "add_words",
    "cut",
    "is_organisation",
    "is_place",
    "is_thing",
    "known_word",
    "named_words",
    "pairs",
    "search_tokens",
    "spread",
    "word_tokens",
    "words_within",
]

FIELDS = ("title", "path", "value", "body", "context", "document")
ALL = "all"
_NONE = ""  # first of every text: a field without a word has a length all the same
_PIECE = re.compile(r"[\u3400-\u9fff〇]+|[a-z]+(?:'[a-z]+)?(?![a-z0-9])|[a-z0-9]+(?:\.\d+)?")
# What the dictionary's counts add up to.
_DICTIONARY = 60_101_967
UNHEARD_OF = 8.0  # `spread` of what is no word of the dictionary

Counts = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float32]


@lru_cache(maxsize=1)
def _jieba() -> Any:
    import rjieba  # its own cutter, loaded once: a second one would read the dictionary again

    return rjieba


def add_words(words: Iterable[str]) -> None:
    """Teaches the cutter words of the domain; for the whole process, before any cut."""
    for word in words:
        if not _jieba().has_word(word):
            _jieba().add_word(word, 2000, "n")


def known_word(word: str) -> bool:
    """True when the general dictionary has the word."""
    return bool(_jieba().has_word(word))


def spread(word: str) -> float:
    """How common a word is in general, as -log10 of its share: 的 2.3, 贷款 4, unheard-of 8."""
    if not known_word(word):
        return UNHEARD_OF
    return float(np.log10(_DICTIONARY / max(1, _jieba().suggest_freq(word))))


def is_thing(word: str) -> bool:
    """True for a word that names something, as nouns do; a verb or a figure does not."""
    return any(tag.startswith("n") for _, tag in _jieba().tag(word))


def named_words(text: str) -> list[tuple[str, bool]]:
    """The words of a text, each with whether it can be a part of a name (石家庄|市|公安局).

    Verbs can (监督局), alone they are none; pronouns, particles and adverbs cannot.
    """
    return [(word, tag[:1] in "njvbag") for word, tag in _jieba().tag(text)]


def is_place(word: str) -> bool:
    """True for the name of a place as one word (裕华区), not for a kind of place (城区).

    Districts that the dictionary lacks (徐汇区) the tagger takes for people.
    """
    tagged = _jieba().tag(word)
    return len(tagged) == 1 and (
        tagged[0][1] == "ns" or (tagged[0][1] == "nr" and word[-1] in "区县")
    )


def is_organisation(word: str) -> bool:
    """True for the name of an organisation or a short form (人大, 检察院), as one word."""
    tagged = _jieba().tag(word)
    return len(tagged) == 1 and tagged[0][1] in ("nt", "j")


def cut(folded: str) -> list[str]:
    """Words of a folded text, in order, none inside another; signs are left out.

    Only words of the dictionary: what guessing makes of the rest (爸领, 能领) is no word.
    """
    words: list[str] = []
    for piece in _PIECE.findall(folded):
        words.extend(_jieba().cut(piece, False) if is_han(piece[0]) else [piece])
    return words


def pairs(run: str) -> list[str]:
    """Neighbouring characters: 养老金 -> 养老, 老金."""
    return [run[i : i + 2] for i in range(len(run) - 1)]


def search_tokens(folded: str) -> list[str]:
    """What a text is indexed under: words, words within words, pairs, single characters."""
    tokens: list[str] = []
    for piece in _PIECE.findall(folded):
        if is_han(piece[0]):
            words = [w for w in _jieba().cut_for_search(piece) if len(w) > 2]
            tokens += [*words, *pairs(piece), *piece]
        else:
            tokens.append(piece)
    return tokens


def words_within(word: str) -> list[str]:
    """Shorter words of the dictionary that a long one is made of: 主要职责 -> 主要, 职责."""
    return [w for w in _jieba().cut_for_search(word) if 1 < len(w) < len(word)]


def word_tokens(folded: str) -> list[str]:
    """Words only, the plain BM25 view of a text."""
    tokens: list[str] = []
    for piece in _PIECE.findall(folded):
        tokens += _jieba().cut_for_search(piece) if is_han(piece[0]) else [piece]
    return tokens


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Postings with BM25 weights by field. `vocabulary` maps a token to its column."""

    vocabulary: dict[str, int]
    parts: Mapping[str, Any]
    frequency: Counts = field(repr=False)

    @classmethod
    def build(cls, texts: Sequence[Mapping[str, str]]) -> LexicalIndex:
        """`texts`: for each entry the folded text of each of FIELDS."""
        vocabulary: dict[str, int] = {_NONE: 0}
        ids = {name: [_ids(search_tokens(t[name]), vocabulary) for t in texts] for name in FIELDS}
        ids[ALL] = [_ids([w for n in FIELDS for w in word_tokens(t[n])], vocabulary) for t in texts]
        parts = {name: _bm25(rows, vocabulary) for name, rows in ids.items()}
        frequency = np.zeros(len(vocabulary), np.int32)
        for row in zip(*(ids[name] for name in FIELDS), strict=True):
            frequency[list({token for part in row for token in part})] += 1
        return cls(vocabulary, parts, frequency)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Arrays are mapped, not read."""
        import bm25s

        vocabulary = orjson.loads((folder / "vocabulary.json").read_bytes())
        parts = {
            name: bm25s.BM25.load(folder / name, mmap=True, load_vocab=False, show_progress=False)
            for name in (*FIELDS, ALL)
        }
        for part in parts.values():
            part.vocab_dict = vocabulary
            # Plain arrays over the mapped files: slices of a memmap cost ten times as much.
            part.scores.update(
                {k: np.asarray(part.scores[k]) for k in ("data", "indices", "indptr")}
            )
        return cls(vocabulary, parts, np.load(folder / "frequency.npy"))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "vocabulary.json").write_bytes(orjson.dumps(self.vocabulary))
        np.save(folder / "frequency.npy", self.frequency)
        for name, part in self.parts.items():
            part.vocab_dict = {}  # one vocabulary for all parts is enough
            part.save(folder / name, show_progress=False)
            part.vocab_dict = self.vocabulary

    def __len__(self) -> int:
        return int(self.parts[ALL].scores["num_docs"])

    def __contains__(self, token: str) -> bool:
        return token in self.vocabulary

    def entries_with(self, token: str) -> int:
        """How many entries have the token."""
        column = self.vocabulary.get(token)
        return 0 if column is None else int(self.frequency[column])

    def rarity(self, token: str) -> float:
        """idf of the token over entries, as BM25 has it; a token never seen has the highest."""
        count = self.entries_with(token)
        return float(np.log1p((len(self) - count + 0.5) / (count + 0.5)))

    def text_rarity(self, text: str) -> float:
        """That of its rarest pair of characters, for a longer Chinese text."""
        tokens = pairs(text) if len(text) > 2 and is_han(text[0]) else [text]
        return max(map(self.rarity, tokens), default=0.0)

    def holds(self, text: str) -> bool:
        """True when some field of some entry has the folded text, as far as pairs can tell."""
        tokens = pairs(text) if len(text) > 1 and is_han(text[0]) else [text]
        if not all(token in self.vocabulary for token in tokens):
            return False
        if len(tokens) == 1:
            return True
        for name in FIELDS:
            rows = np.concatenate([self.rows(name, token) for token in set(tokens)])
            if len(rows) and np.bincount(rows).max() >= len(set(tokens)):
                return True
        return False

    def rows(self, name: str, token: str) -> Counts:
        """The entries whose field `name` has the token, ascending."""
        column = self.vocabulary.get(token)
        if column is None:
            return np.zeros(0, np.int32)
        scores = self.parts[name].scores
        found: Counts = scores["indices"][scores["indptr"][column] : scores["indptr"][column + 1]]
        return found

    def bm25(self, tokens: Sequence[str]) -> Scores:
        """Plain BM25 of every entry over its words: what evaluations compare with."""
        ids = [self.vocabulary[token] for token in tokens if token in self.vocabulary]
        if not ids:
            return np.zeros(len(self), np.float32)
        found: Scores = self.parts[ALL].get_scores_from_ids(ids)
        return found


def _ids(tokens: Iterable[str], vocabulary: dict[str, int]) -> list[int]:
    return [0, *(vocabulary.setdefault(token, len(vocabulary)) for token in tokens)]


def _bm25(ids: list[list[int]], vocabulary: dict[str, int]) -> Any:
    import bm25s

    part = bm25s.BM25()
    # bm25s needs one text at least; an index without entries has one without words.
    part.index((ids or [[0]], vocabulary), create_empty_token=False, show_progress=False)
    return part
