"""A question -> what it names, what it is about, what kind of answer it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from re import Pattern

import numpy as np

from kb.encoder import Encoder
from kb.folding import fold, han_runs, is_han
from kb.index import Index
from kb.lexical import cut, is_thing, spread, words_within
from kb.model import Reading
from kb.query.asked import asked_sorts
from kb.query.concepts import Concept, Expression
from kb.query.figures import About, abouts_in, plain_figures
from kb.query.lexicon import CodeName, Lexicon, Synonym
from kb.query.named import Named, is_printed, named_in
from kb.query.parts import Part, Without
from kb.query.pinyin import from_initials, from_pinyin
from kb.query.scope import Scope, scope_of
from kb.query.typos import corrections
from kb.sorts import Sort
from kb.terms import Term
from kb.vectors import Mask

__all__ = ["Query", "understand"]

_NEAR = 0.55  # cosine from which another word of the index may mean the same
_MOST_NEAR = 3
_LONGEST_SAID = 12
_COMMON, _RARE = 2.6, 4.4  # spread of a word that says nothing, and of one that says all
_LEAST = 0.15
_SINGLE = 0.6  # a single character means many things
_TURN_OF_PHRASE = 0.4
_NAME = 0.3  # of a document's name: it has chosen the documents already
# 一本, 几类, 每月: how things are counted, not what is counted.
_HYPHEN = re.compile("(?<=[a-z])-(?=[a-z])")
_COUNTING = re.compile(
    "[一两几多每半各][个本人名张份平户亩次件位月季年类种家条台辆项笔批所场期套门回册]"
)


@dataclass(frozen=True, slots=True)
class Query:
    """`meant` is the question in the documents' words, "" when it names only codes.

    `abouts` are figures said in round numbers. `readings` tell people what was understood
    otherwise than typed, `scope` has what the question limits itself to. `known_codes` says
    what the codes named stand for, as far as the official classifications have them. `columns`
    are what the columns are called that it asks for, without naming them. It is
    `limited` when what it names was looked for in a part of the index only.
    """

    text: str
    folded: str
    meant: str
    named: tuple[Named, ...]
    abouts: tuple[About, ...]
    concepts: tuple[Concept, ...]
    asked: Sort
    scope: Scope
    readings: tuple[Reading, ...]
    known_codes: Mapping[str, CodeName] = field(default_factory=dict)
    columns: tuple[Pattern[str], ...] = ()
    limited: bool = False

    def within(self, allowed: Mask) -> Query:
        """The query of a search that lets only these entries through."""
        named = tuple(each.within(allowed) for each in self.named)
        return replace(self, named=named, limited=True)

    @property
    def asking(self) -> str:
        """The folded question without the names that chose the documents."""
        text = self.folded
        for name in (*self.scope.places, *self.scope.names):
            text = text.replace(name, " ", 1)
        return text.strip()


def understand(
    question: str,
    index: Index,
    lexicon: Lexicon,
    encoder: Encoder,
    without: Without = frozenset(),
    literally: frozenset[str] = frozenset(),
) -> Query:
    """Never raises for any text; an empty question has no concepts.

    What is said `literally` is neither corrected nor said otherwise, and limits nothing.
    """
    folded = fold(question)
    rest = plain_figures(_HYPHEN.sub(" ", folded))
    named: list[Named] = []
    abouts: tuple[About, ...] = ()
    if Part.NAMED not in without:
        abouts = tuple(a for a in abouts_in(rest) if not is_printed(a.plain, index.exact))
        for about in abouts:
            rest = rest.replace(about.said, " ", 1)
        named, rest = named_in(rest, index.exact, lexicon.codes)
    scope = Scope(rest)
    if Part.SCOPE not in without:
        scope = scope_of(rest, index, lexicon.places, literally)
    reader = _Reader(index, lexicon, encoder, without, literally, scope.names)
    concepts, meant = reader.read(scope.rest)
    readings = tuple(dict.fromkeys((*scope.readings, *reader.readings)))
    asked = asked_sorts(f"{folded} {meant}")
    if not concepts:  # 2080106是什么 asks which row it is, for no definition
        asked &= ~Sort.MEANING
    codes = {n.said: lexicon.codes[n.said] for n in named if n.said in lexicon.codes}
    columns = tuple(column for how, column in lexicon.columns if how.search(folded))
    return Query(
        question, folded, meant, tuple(named), abouts, tuple(concepts), asked, scope, readings,
        codes, columns,
    )  # fmt: skip


class _Reader:
    """One question's reading; `readings` fill as it goes."""

    def __init__(
        self,
        index: Index,
        lexicon: Lexicon,
        encoder: Encoder,
        without: Without,
        literally: frozenset[str],
        names: Sequence[str],
    ) -> None:
        self.index, self.lexicon, self.encoder = index, lexicon, encoder
        self.without, self.literally, self.names = without, literally, names
        self.readings: list[Reading] = []

    def read(self, text: str) -> tuple[list[Concept], str]:
        concepts: list[Concept] = []
        meant: list[str] = []
        for piece in re.findall(
            r"[\u3400-\u9fff〇]+|[a-z][a-z' ]*[a-z]|[a-z]|\d+(?:\.\d+)?%?", text
        ):
            if is_han(piece[0]):
                found, wording = self._chinese(piece)
            elif piece[0].isalpha():
                found, wording = self._latin(piece)
            else:
                found, wording = self._figure(piece)
            concepts += found
            meant.append(wording)
        return _merged(concepts), " ".join(meant)

    def _figure(self, piece: str) -> tuple[list[Concept], str]:
        digits = piece.rstrip("%")
        weight = self._weight(digits) if len(digits) > 1 else 0.5
        return [Concept(piece, weight, (Expression(digits, 1.0, "原词"),))], piece

    # Chinese ---------------------------------------------------------------------------

    def _chinese(self, run: str) -> tuple[list[Concept], str]:
        words = cut(run)
        known = [self._known(word) for word in words]
        if not all(known) and Part.TYPOS not in self.without:
            run, words = self._corrected(run, words, known)
        words = self._whole_or_parts(words)
        concepts: list[Concept] = []
        place = 0
        while place < len(words):
            taken, concept = self._concept_at(words, place)
            place += taken
            if concept is not None:
                concepts.append(concept)
        return concepts, run

    def _known(self, word: str) -> bool:
        return (
            (self._in_index(word) if len(word) > 1 else False)
            or word in self.lexicon.stopwords
            or bool(self._official(word))
        )

    def _whole_or_parts(self, words: list[str]) -> list[str]:
        """Long words that nobody has, as the shorter words they are made of."""
        found: list[str] = []
        for word in words:
            parts = words_within(word) if len(word) > 3 and not self._known(word) else []
            found += parts or [word]
        return found

    def _corrected(self, run: str, words: list[str], known: list[bool]) -> tuple[str, list[str]]:
        fixes = corrections(run, words, known, self.index.lexical, self.index.terms)
        fixes = [fix for fix in fixes if run[fix.start : fix.end] not in self.literally]
        for fix in sorted(fixes, key=lambda fix: -fix.start):
            self.readings.append(Reading(run[fix.start : fix.end], fix.meant, "错字"))
            run = run[: fix.start] + fix.meant + run[fix.end :]
        return (run, cut(run)) if fixes else (run, words)

    def _concept_at(self, words: list[str], place: int) -> tuple[int, Concept | None]:
        """The longest known expression at a word; how many words it takes."""
        for end in range(len(words), place, -1):
            said = "".join(words[place:end])
            if len(said) > _LONGEST_SAID or (end - place > 1 and not self._official(said)):
                continue
            if said in self.lexicon.stopwords or _COUNTING.fullmatch(said):
                return end - place, None
            return end - place, self._concept(said)
        return 1, None

    def _concept(self, said: str) -> Concept:
        expressions = [Expression(said, 1.0, "原词")] if self._in_index(said) else []
        for synonym in self._official(said):
            if self._in_index(synonym.text):
                expressions.append(Expression(synonym.text, synonym.weight, "同义"))
        if not expressions and not self._official(said):
            expressions = self._near(said)
        weight = self._weight(said, expressions)
        if not expressions and len(said) > 2:
            expressions = [Expression(said, 1.0, "原词")]  # may be there in part
        # What the lexicon knows and the documents do not have (电话, 怎么申请) is missing.
        thing = len(said) > 1 and (is_thing(said) or bool(self._official(said)))
        if any(said in name for name in self.names):
            return Concept(said, weight * _NAME, tuple(expressions), False)
        return Concept(said, weight, tuple(expressions), thing)

    def _official(self, said: str) -> tuple[Synonym, ...]:
        if Part.SYNONYMS in self.without or said in self.literally:
            return ()
        return self.lexicon.official(said)

    def _near(self, said: str) -> list[Expression]:
        """Words of the index that the vectors hold for the same."""
        left_out = Part.NEAR_WORDS in self.without or said in self.literally
        if len(said) < 2 or left_out or not len(self.index.words):
            return []
        rows, cosines = self.index.words.search(self.encoder.encode([said])[0], _MOST_NEAR)
        found = [
            (self.index.terms.terms[int(row)].text, float(cosine))
            for row, cosine in zip(rows, cosines, strict=True)
            if cosine >= _NEAR
        ]
        # A part of a name is another thing: 财政 is not 财政局, 保险 not 保险金.
        return [Expression(t, c * 0.8, "相近") for t, c in found if t not in said]

    def _in_index(self, text: str) -> bool:
        return all(self.index.lexical.holds(run) for run in han_runs(text) or [text])

    def _weight(self, said: str, meant: Sequence[Expression] = ()) -> float:
        """How much of the meaning a word carries: rare in the documents, and in general.

        Said for something the documents have, it is as rare as that; nowhere in them, it is a
        thing that is missing, or a turn of phrase that is not missed.
        """
        if not is_han(said[0]):
            return self._rarity(said)
        general = (spread(said) - _COMMON) / (_RARE - _COMMON)
        weight = float(np.clip(general, _LEAST, 1.0)) * (_SINGLE if len(said) == 1 else 1.0)
        if not self._in_index(said) and meant:
            return weight * max(self._rarity(expression.text) for expression in meant)
        if not meant and self._official(said):
            return self._rarity(said)
        missed = bool(meant) or is_thing(said)
        return weight * self._rarity(said) * (1.0 if missed else _TURN_OF_PHRASE)

    def _rarity(self, text: str) -> float:
        return self.index.lexical.text_rarity(text)

    # Latin letters ---------------------------------------------------------------------

    def _latin(self, piece: str) -> tuple[list[Concept], str]:
        words = piece.split()
        if piece in self.literally:
            return self._english([((word,), ()) for word in words])
        terms = self.lexicon.english_terms(words)
        if Part.ENGLISH in self.without:
            terms = [((word,), ()) for word in words]
        if Part.PINYIN in self.without:
            return self._english(terms)
        if not any(chinese for _, chinese in terms) or len(words) == 1:
            spoken = self._spoken(words)
            if spoken:
                self.readings.append(Reading(piece, spoken, "拼音"))
                return self._chinese(spoken)
        if len(words) == 1 and not terms[0][1]:
            initials = from_initials(piece, self.index.terms)
            if initials:
                return self._initials(piece, initials)
        return self._english(terms)

    def _spoken(self, words: list[str]) -> str:
        """The Chinese that these words are the pinyin of; "" when they are none."""
        if any(word in self.lexicon.english for word in words):
            return ""
        found = from_pinyin("".join(words), self.index.terms, self.lexicon.spoken)
        return "".join(term.text for term in found or [])

    def _initials(self, piece: str, terms: list[Term]) -> tuple[list[Concept], str]:
        self.readings.append(Reading(piece, terms[0].text, "拼音首字母"))
        expressions = tuple(
            Expression(term.text, 1.0 - 0.1 * place, "拼音") for place, term in enumerate(terms)
        )
        return [Concept(piece, self._weight(terms[0].text), expressions)], terms[0].text

    def _english(
        self, terms: list[tuple[tuple[str, ...], tuple[str, ...]]]
    ) -> tuple[list[Concept], str]:
        concepts: list[Concept] = []
        meant: list[str] = []
        for words, chinese in terms:
            said = " ".join(words)
            if said in self.lexicon.stopwords:
                continue
            present = [text for text in chinese if self._in_index(text)]
            expressions = [
                Expression(text, 1.0 - 0.15 * place, "英文") for place, text in enumerate(present)
            ] or self._near(said)
            if said in self.index.lexical:
                expressions.insert(0, Expression(said, 1.0, "原词"))
            weight = self._weight(present[0]) if present else self._weight(said)
            concepts.append(Concept(said, weight, tuple(expressions)))
            meant.append(present[0] if present else said)
        return concepts, " ".join(meant)


def _merged(concepts: list[Concept]) -> list[Concept]:
    """Each thing said once."""
    return list({concept.said: concept for concept in concepts}.values())
