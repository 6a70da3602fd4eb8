"""The words people say for the words documents use: readable files, read again when changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from re import Pattern

from kb.errors import KbError
from kb.folding import fold_tight, han_runs
from kb.lexical import add_words
from kb.terms import Term, syllables_of

__all__ = ["CodeName", "Lexicon", "LexiconFiles", "Synonym"]

_OPERATORS_WEIGHT = 0.9
_LONGEST = 12  # characters of an everyday expression
_LONGEST_ENGLISH = 4  # words of an English term


@dataclass(frozen=True, slots=True)
class Synonym:
    """An official wording for something said; `weight` 0..1, 1 is the same thing."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class CodeName:
    """What a code of the official classifications stands for, in documents or not.

    `listed` says in which classification, `above` under which names, the widest first.
    """

    name: str
    listed: str
    above: str


@dataclass(frozen=True)
class Lexicon:
    """`synonyms`: folded everyday expression -> official ones. `english`: term -> Chinese.

    `places` are names of places in general, in the index or not. `codes` are folded.
    `columns`: a way of asking -> the columns that it asks for, the first that a row has.
    """

    synonyms: Mapping[str, tuple[Synonym, ...]]
    english: Mapping[str, tuple[str, ...]]
    stopwords: frozenset[str]
    places: frozenset[str]
    codes: Mapping[str, CodeName]
    columns: tuple[tuple[Pattern[str], Pattern[str]], ...] = ()

    def official(self, said: str) -> tuple[Synonym, ...]:
        return self.synonyms.get(said, ())

    @cached_property
    def spoken(self) -> tuple[Term, ...]:
        """All Chinese words of the lexicon with their sounds: a question in pinyin has them."""
        words = [w for w in (*self.stopwords, *self.synonyms) if han_runs(w) == [w]]
        return tuple(Term(word, 0, False, syllables_of(word)) for word in words)

    def english_terms(self, words: list[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Cuts English words into the longest known terms: (words, Chinese or nothing)."""
        terms: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
        place = 0
        while place < len(words):
            for length in range(min(_LONGEST_ENGLISH, len(words) - place), 0, -1):
                run = tuple(words[place : place + length])
                found = self.english.get(" ".join(run), ())
                if found or length == 1:
                    terms.append((run, found))
                    place += length
                    break
        return terms


class LexiconFiles:
    """The shipped files and an operator's own; `current` reads again what has changed."""

    def __init__(self, operators_synonyms: Path | None = None) -> None:
        shipped = Path(str(resources.files("kb"))) / "lexicon"
        self._synonyms = [shipped / "synonyms.tsv"]
        if operators_synonyms is not None:
            self._synonyms.append(operators_synonyms)
        self._english, self._stopwords = shipped / "english.tsv", shipped / "stopwords.txt"
        self._places, self._codes = shipped / "places.tsv", shipped / "codes.tsv"
        self._columns = shipped / "columns.tsv"
        self._read: tuple[tuple[float, ...], Lexicon] | None = None

    def current(self) -> Lexicon:
        """The lexicon as the files are now; one `stat` a file when nothing changed."""
        files = [*self._synonyms, self._english, self._stopwords, self._places, self._codes,
                 self._columns]  # fmt: skip
        stamp = tuple(_changed(file) for file in files)
        if self._read is None or self._read[0] != stamp:
            self._read = (stamp, self._load())
        return self._read[1]

    def _load(self) -> Lexicon:
        synonyms: dict[str, tuple[Synonym, ...]] = {}
        for file in self._synonyms:
            for said, official, *rest in _rows(file):
                weight = _weight(rest[0] if rest else "")
                new = tuple(Synonym(fold_tight(o), weight) for o in official.split("|") if o)
                key = fold_tight(said)
                synonyms[key] = (*new, *synonyms.get(key, ()))
        english = {
            said.strip().lower(): tuple(fold_tight(o) for o in official.split("|") if o)
            for said, official, *_ in _rows(self._english)
        }
        stopwords = frozenset(
            fold_tight(word) for line in _lines(self._stopwords) for word in line.split()
        )
        places = frozenset(fold_tight(row[3]) for row in _rows(self._places))
        # The file is written folded but for the case of its codes: it is ours, and long.
        codes = {
            code.lower(): CodeName(name, listed, above)
            for code, name, listed, above in map(_padded, _rows(self._codes))
        }
        names = (known.name for known in codes.values())
        # The cutter has to keep what the lexicon knows in one piece.
        add_words(name for name in names if han_runs(name) == [name] and 1 < len(name) <= _LONGEST)
        add_words(word for word in synonyms if 1 < len(word) <= _LONGEST)
        add_words(word for word in sorted(stopwords) if len(word) > 1 and not word.isascii())
        add_words(sorted(places))
        columns = tuple((_pattern(how), _pattern(name)) for how, name, *_ in _rows(self._columns))
        return Lexicon(synonyms, english, stopwords, places, codes, columns)


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _lines(file: Path) -> Iterable[str]:
    """Lines that are no remarks; a file that is not there has none."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError:
        return []
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _rows(file: Path) -> Iterable[list[str]]:
    """The columns of each line that has two at least."""
    rows = ([cell.strip() for cell in line.split("\t")] for line in _lines(file))
    return [row for row in rows if len(row) > 1 and row[0] and row[1]]


def _padded(row: list[str]) -> list[str]:
    """Four columns: a class that stands under nothing has its last one empty."""
    return [*row, "", ""][:4]


def _pattern(text: str) -> Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise KbError(f"columns.tsv 里的“{text}”不是正则表达式（{error}），请改正。") from error


def _weight(text: str) -> float:
    """A weight between 0 and 1; what an operator left out or misspelt is a good synonym."""
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return _OPERATORS_WEIGHT
