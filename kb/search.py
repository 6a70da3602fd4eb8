"""From a question to its answer: understood, gathered, ranked, or honestly not found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

import numpy as np

from kb.asked_cell import with_asked_cell, with_cell
from kb.choosing import columns_of, named_lines
from kb.comparing import compared, two_of, years_of
from kb.computing import compute
from kb.encoder import Encoder, load_encoder
from kb.folding import fold, fold_tight
from kb.index import Index, open_index
from kb.lines import Line
from kb.matching import covers
from kb.model import Answer, DocumentInfo, Entry, Facet, Filters, Hit, Reading
from kb.money import number_text
from kb.neighbours import Fact, facts_of, others_of, related_questions, same_figure
from kb.query import Query, understand
from kb.query.compute import Computation, Task, computation_in
from kb.query.lexicon import LexiconFiles
from kb.query.parts import Part, Without
from kb.query.typos import wordings_like
from kb.ranking import FEATURES, Evidence, gather
from kb.scoring import LEAST, Numbers, answerable, probabilities, scores
from kb.vectors import Mask

__all__ = ["Searcher"]

_LOOKED_AT = 60  # best candidates that are decoded, folded and counted
_TELLING = 4  # last characters of a name that stand for it in prose
_COMPARED = 24  # candidates for each side of a comparison
_MATCHED = 0.5  # how far a concept has to be met to be named as evidence


@dataclass(frozen=True, slots=True)
class Searcher:
    """Answers questions over one index. Safe to share between threads: nothing changes."""

    index: Index
    encoder: Encoder
    lexicon: LexiconFiles
    without: Without = frozenset()

    @classmethod
    def open(
        cls, index_dir: Path, model: str | None = None, synonyms: Path | None = None
    ) -> Searcher:
        """Raises IndexMissing, IndexMismatch, ModelError, MissingExtra.

        `synonyms` is an operator's own file, read again whenever it changes.
        """
        encoder = load_encoder(model)
        return cls(open_index(index_dir, encoder=encoder), encoder, LexiconFiles(synonyms))

    @property
    def documents(self) -> tuple[DocumentInfo, ...]:
        return self.index.documents

    @property
    def entries(self) -> Sequence[Entry]:
        """Everything the index holds, in reading order."""
        return self.index.entries

    def entry(self, entry_id: str) -> Entry:
        """Raises EntryNotFound."""
        return self.index.entries[self.index.row(entry_id)]

    def children(self, entry_id: str) -> tuple[Entry, ...]:
        """The entries enclosed by this one, in reading order."""
        return self.index.children(entry_id)

    def search(
        self,
        question: str,
        k: int = 10,
        filters: Filters | None = None,
        literally: frozenset[str] = frozenset(),
    ) -> Answer:
        """The `k` best entries, best first, one for each fact; never raises for any text.

        `literally` are parts of the question to be taken as typed (see Reading).
        """
        question = question.encode("utf-8", "replace").decode()  # lone surrogates
        if not len(self.index) or not fold(question):
            return Answer(question, False, ())
        query = self._understood(question, literally)
        allowed = _both(self.index.allowed(filters or Filters()), query.scope.allowed(self.index))
        if allowed is not None and not allowed.any():
            return Answer(question, False, (), _absence(query), readings=query.readings)
        if allowed is not None:
            query = query.within(allowed)
        asked = None if Part.COMPUTING in self.without else computation_in(query.asking)
        computed = asked and self._computed(query, asked, allowed, k, literally)
        return computed or self._found(query, allowed, k)

    def _understood(self, question: str, literally: frozenset[str] = frozenset()) -> Query:
        lexicon = self.lexicon.current()
        return understand(question, self.index, lexicon, self.encoder, self.without, literally)

    def _found(self, query: Query, allowed: Mask | None, k: int) -> Answer:
        evidence, raw = self._ranked(query, allowed)
        order = np.argsort(-raw, kind="stable")[:_LOOKED_AT]
        sure = probabilities(evidence)
        found = [(int(i), self.index.entries[int(evidence.rows[i])]) for i in order]
        facts = facts_of(found, fold_tight(query.meant))
        if Part.FOLDING in self.without:
            facts = [Fact(i, entry, i) for i, entry in found]
        hits = tuple(
            Hit(
                entry := with_asked_cell(fact.entry, query),
                float(sure[fact.best]),
                *_why(query, evidence, fact.place),
                tuple(e for e in fact.same if with_asked_cell(e, query).value == entry.value),
            )
            for fact in facts[:k]
        )
        entries = [fact.entry for fact in facts]
        likely = [fact.entry for fact in facts if sure[fact.best] >= LEAST]
        if hits:
            best = hits[0].entry
            same = {e.id: e for e in (*hits[0].same, *same_figure(best, self.index))}
            others = others_of(best, likely)
            hits = (replace(hits[0], same=tuple(same.values()), others=others), *hits[1:])
        ok = bool(hits) and answerable(hits[0], query)
        return Answer(
            query.text, ok, hits, _absence(query),
            _facets([e.kind.value for e in entries]), _facets([e.chapter for e in entries]),
            (*query.readings, *_reworded(query, hits[0].entry if ok else None)),
            related_questions(hits[0].entry, self.index) if ok else (),
            () if ok else wordings_like(query.folded, self.index.lexical, self.index.terms),
        )  # fmt: skip

    def _ranked(self, query: Query, allowed: Mask | None) -> tuple[Evidence, Numbers]:
        evidence = gather(query, self.index, self.encoder, allowed, self.without)
        return evidence, scores(evidence, self.without)

    def _computed(
        self,
        query: Query,
        asked: Computation,
        allowed: Mask | None,
        k: int,
        literally: frozenset[str],
    ) -> Answer | None:
        """The records in order; None when there is nothing to compare after all."""
        if asked.task is Task.SHARE and _printed(asked, self._sure(query, allowed)):
            return None
        topics = [self._understood(topic, literally) for topic in asked.pair or (asked.topic,)]
        if not topics[0].concepts:  # words of asking limit nothing
            asked = replace(asked, topic="")
        if asked.pair or asked.years:
            two = self._two(asked, topics, allowed)
            found = two and compared(asked.task, *two, self.index)
        else:
            about = partial(self._about, literally=literally)
            similar = [] if asked.records else self._nearest(topics[0], allowed)
            found = compute(asked, self.index, about, similar, allowed)
        if found is None:
            return None
        hits = tuple(
            Hit(
                with_cell(line.entry, line.field),
                0.99,
                (f"比较：{line.field or '数值'} {number_text(line.value)}{line.unit}",),
            )
            for line in found.lines[: max(k, 1)]
        )
        entries = [line.entry for line in found.lines]
        return Answer(
            query.text, bool(hits), hits, found.notes,
            _facets([e.kind.value for e in entries]), _facets([e.chapter for e in entries]),
            _together([query.scope.readings, *(topic.readings for topic in topics)]),
        )  # fmt: skip

    def _two(
        self, asked: Computation, topics: Sequence[Query], allowed: Mask | None
    ) -> tuple[Line, Line] | None:
        """The two things to be laid side by side; None when one of them is not there."""
        if asked.years:
            return years_of(self._sure(topics[0], allowed), asked.years)
        named_so = asked.task is Task.SUM and self.index.lexical.holds(asked.topic)
        if asked.pair is None or named_so:  # 社会保障和就业支出 is one thing
            return None
        two = columns_of(asked.pair, self.index, allowed)
        if two is None:
            first, second = (
                named_lines(name, self._sure(topic, allowed), self.index, allowed)
                for name, topic in zip(asked.pair, topics, strict=True)
            )
            two = two_of(first, second)
        nothing = asked.task is Task.SHARE and two is not None and not two[1].value
        return None if nothing else two

    def _nearest(self, query: Query, allowed: Mask | None) -> list[Entry]:
        evidence, raw = self._ranked(query, allowed)
        order = np.argsort(-raw, kind="stable")[:_LOOKED_AT]
        return [self.index.entries[int(evidence.rows[i])] for i in order]

    def _sure(self, query: Query, allowed: Mask | None) -> list[Entry]:
        """The nearest few that are likely enough to be what is named."""
        evidence, raw = self._ranked(query, allowed)
        sure = probabilities(evidence)
        order = np.argsort(-raw, kind="stable")[:_COMPARED]
        return [self.index.entries[int(evidence.rows[i])] for i in order if sure[i] >= LEAST]

    def _about(self, topic: str, literally: frozenset[str]) -> Mask:
        """Which entries have all of a topic."""
        return covers(self._understood(topic, literally).concepts, self.index)

    def suggest(self, prefix: str, limit: int = 8) -> tuple[str, ...]:
        """Titles and phrases that begin with what is typed, in characters or pinyin; codes
        with their names."""
        typed = fold_tight(prefix)
        if not typed:
            return ()
        codes = self._codes_like(typed, limit) if any(map(str.isdigit, typed)) else ()
        found = [
            term
            for term in self.index.terms.terms
            if len(term.text) > 2 and (term.text.startswith(typed) or term.joined.startswith(typed))
        ]
        found.sort(key=lambda term: (not term.title, -term.count, len(term.text)))
        return (*codes, *(term.text for term in found))[:limit]

    def _codes_like(self, typed: str, limit: int) -> tuple[str, ...]:
        found = (
            f"{code} {name}"
            for code, name in self.index.terms.codes.items()
            if fold_tight(code).startswith(typed)
        )
        return tuple(islice(found, limit))


def _both(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _together(readings: Iterable[Sequence[Reading]]) -> tuple[Reading, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(readings)))


def _reworded(query: Query, best: Entry | None) -> tuple[Reading, ...]:
    """The official words by which the answer was found for what people said otherwise."""
    if best is None:
        return ()
    text = fold_tight(" ".join([*best.path, best.title, best.text, best.department or ""]))
    found = []
    for concept in query.concepts:
        if concept.expressions and concept.expressions[0].how in ("同义", "英文"):
            met = next((e for e in concept.expressions if fold_tight(e.text) in text), None)
            if met is not None:
                found.append(Reading(concept.said, met.text, met.how))
    return tuple(found)


def _absence(query: Query) -> tuple[str, ...]:
    """What the question names and the index does not have; of a code, what it stands for."""
    where = dict.fromkeys(query.scope.absent, "索引的文件里")
    for named in query.named:
        if not len(named.rows):
            where[named.said] = "所选的范围里" if query.limited else "索引的文件里"
    return tuple(f"{place}没有{_explained(name, query)}。" for name, place in where.items())


def _explained(name: str, query: Query) -> str:
    code = query.known_codes.get(name)
    if code is None:
        return f"“{name.upper() if name.isalnum() and name.isascii() else name}”"
    above = f"，在“{code.above.replace(' > ', ' › ')}”之下" if code.above else ""
    return f"编码 {name.upper()}（{code.listed}的“{code.name}”{above}）"


def _why(query: Query, evidence: Evidence, i: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The evidence in words, strongest first, and the wordings to be marked."""
    row = int(evidence.rows[i])
    why = [named.shown for named in query.named if row in named.rows]
    why += [f"属于{named.shown} 的项目" for named in query.named if row in named.under]
    if evidence.features[i, FEATURES.index("about")]:
        why += [f"约数 {about.said}" for about in query.abouts]
    matched = [named.said for named in query.named if row in named.rows]
    groups: dict[str, list[str]] = {}
    for number, concept in enumerate(query.concepts):
        if evidence.covered[i, number] < _MATCHED * 0.5:
            continue
        for expression in concept.expressions[:1]:
            groups.setdefault(expression.how, []).append(expression.text)
        matched += [expression.text for expression in concept.expressions]
    why += [f"{how}：{'、'.join(dict.fromkeys(texts))}" for how, texts in groups.items()]
    cosine = float(evidence.features[i, FEATURES.index("cosine")])
    if cosine >= 0.3:
        why.append(f"语义相近 {cosine:.2f}")
    return tuple(why), tuple(dict.fromkeys(matched))


def _printed(asked: Computation, near: Sequence[Entry]) -> bool:
    """Whether one of these gives the share itself."""
    texts = [fold_tight(f"{entry.title}{entry.text}") for entry in near]
    names = [fold_tight(name)[-_TELLING:] for name in asked.pair or ()]
    return any("%" in text and all(name in text for name in names) for text in texts)


def _facets(values: Sequence[str]) -> tuple[Facet, ...]:
    return tuple(Facet(value, count) for value, count in Counter(values).most_common())
