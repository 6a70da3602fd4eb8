"""How well questions with known answers are answered, by kind, against plain searches.

A question's line: kind, question, pages, texts (see `kb eval --help`). A hit answers it when
it is on one of the pages and has one of the texts, blanks aside; with more than 600
characters it never does: half a document is no answer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from kb.errors import KbError
from kb.folding import fold
from kb.lexical import word_tokens
from kb.model import Answer, Entry
from kb.query.parts import Part
from kb.search import Searcher

__all__ = ["Measured", "Question", "Report", "answers", "evaluate", "read_questions"]

LONGEST = 600  # characters
_CUTS = (1, 3, 10)
_NONE = "-"
Search = Callable[[str, int], Answer | Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Question:
    """`file` limits the answer to one document; no `texts`: nothing answers it."""

    kind: str
    text: str
    pages: frozenset[int]
    texts: tuple[str, ...]
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """`rank` of the first answer from 1, 0 when it is not among the results; `strayed` when
    the question is of one document and the answer given is from another."""

    question: Question
    rank: int
    answerable: bool
    first: Entry | None
    strayed: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """One search's replies to all questions, with the means of their measures."""

    name: str
    replies: tuple[Reply, ...]

    def kinds(self) -> list[str]:
        return list(dict.fromkeys(reply.question.kind for reply in self.replies))

    def of(self, kind: str | None) -> dict[str, float]:
        """Means over the answerable questions of a kind, of all kinds for None."""
        chosen = [r for r in self.replies if r.question.texts and kind in (None, r.question.kind)]
        return _measures(chosen)

    def declined(self) -> tuple[int, int, int, int]:
        """Rightly declined, of so many; wrongly declined, of so many."""
        none = [r for r in self.replies if not r.question.texts]
        some = [r for r in self.replies if r.question.texts]
        right = sum(not reply.answerable for reply in none)
        return right, len(none), sum(not reply.answerable for reply in some), len(some)


@dataclass(frozen=True, slots=True)
class Report:
    """The search, the plain searches, and the search without each of its parts."""

    file: Path
    whole: Measured
    baselines: tuple[Measured, ...]
    ablations: tuple[Measured, ...]

    def render(self) -> str:
        """Tables and misses for people, in Chinese."""
        lines = [f"# {self.file.name}", "", *_by_kind(self.whole), ""]
        right, none, wrong, some = self.whole.declined()
        lines += [
            f"无答案的问题：{none} 个，说了没有的 {right} 个；误说没有：{some} 个里 {wrong} 个。",
            "",
        ]
        limited = [reply for reply in self.whole.replies if reply.question.file]
        if limited:
            strayed = sum(reply.strayed for reply in limited)
            lines += [f"问到某个文件的 {len(limited)} 个，拿别的文件作答的 {strayed} 个。", ""]
        lines += [*_compared((self.whole, *self.baselines, *self.ablations)), ""]
        return "\n".join([*lines, *_misses(self.whole)])


def evaluate(searcher: Searcher, file: Path, k: int = 10) -> Report:
    """Runs all questions through the search, plain BM25, plain dense, and every ablation.

    Raises KbError for a file that can't be read.
    """
    questions = read_questions(file)
    whole = _measured("全部", questions, searcher.search, k, searcher)
    plain = (
        _measured("只有 BM25", questions, lambda q, n: _plain_bm25(searcher, q, n), k, searcher),
        _measured("只有向量", questions, lambda q, n: _plain_dense(searcher, q, n), k, searcher),
    )
    ablations = tuple(
        _measured(f"去掉{part}", questions, replace(searcher, without=frozenset({part})).search, k,
                  searcher)
        for part in Part
    )  # fmt: skip
    return Report(file, whole, plain, ablations)


def read_questions(file: Path) -> list[Question]:
    """Lines of four columns, or of five with the document's file name first."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KbError(f"问题文件读不出来：{file}（{error}）。应为 UTF-8 的 .tsv。") from error
    return [_question(file, number, line) for number, line in enumerate(text.splitlines(), 1)
            if line.strip() and not line.startswith("#")]  # fmt: skip


def _question(file: Path, number: int, line: str) -> Question:
    cells = [cell.strip() for cell in line.split("\t")]
    name = cells.pop(0) if len(cells) == 5 else _NONE
    advice = "每行是：种类、问题、页码、文字，用制表符分开"
    if len(cells) != 4:
        raise KbError(f"{file} 第 {number} 行有 {len(cells)} 栏。{advice}。")
    kind, question, pages, texts = cells
    try:
        numbers = frozenset(int(page) for page in pages.split(",") if page != _NONE)
    except ValueError as error:
        raise KbError(f"{file} 第 {number} 行的页码是“{pages}”。{advice}。") from error
    wanted = tuple(_tight(text) for text in texts.split("|")) if texts != _NONE else ()
    return Question(kind, question, numbers, wanted, None if name == _NONE else name)


def answers(entry: Entry, question: Question, file: str | None = None) -> bool:
    """True when the entry answers the question; `file` is that of the entry's document."""
    if question.file is not None and question.file != file:
        return False
    if question.pages and not question.pages & set(entry.pages):
        return False
    said = [text for pair in entry.fields.items() for text in pair] or [entry.text]
    shown = _tight("".join([*entry.path, entry.title, *said, entry.value or ""]))
    return len(shown) <= LONGEST and any(text in shown for text in question.texts)


def _tight(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _measured(
    name: str, questions: Iterable[Question], search: Search, k: int, searcher: Searcher
) -> Measured:
    files = {document.doc: document.file for document in searcher.documents}
    replies = []
    for question in questions:
        found = search(question.text, k)
        entries = [h.entry for h in found.hits] if isinstance(found, Answer) else list(found)
        ranks = (n for n, e in enumerate(entries, 1) if answers(e, question, files.get(e.doc)))
        answerable = found.answerable if isinstance(found, Answer) else bool(entries)
        first = entries[0] if entries else None
        elsewhere = first is not None and question.file not in (None, files.get(first.doc))
        replies.append(Reply(question, next(ranks, 0), answerable, first, answerable and elsewhere))
    return Measured(name, tuple(replies))


def _plain_bm25(searcher: Searcher, question: str, k: int) -> list[Entry]:
    scores = searcher.index.lexical.bm25(word_tokens(fold(question)))
    best = np.argsort(-scores, kind="stable")[:k]
    return [searcher.index.entries[int(row)] for row in best if scores[row] > 0]


def _plain_dense(searcher: Searcher, question: str, k: int) -> list[Entry]:
    vector = searcher.encoder.encode([fold(question)])[0]
    rows, _ = searcher.index.vectors.search(vector, k)
    return [searcher.index.entries[int(row)] for row in rows]


def _measures(replies: Sequence[Reply]) -> dict[str, float]:
    """hit@1, hit@3, hit@10 and MRR by ir_measures; empty for no replies."""
    if not replies:
        return {}
    import ir_measures

    named: dict[str, Any] = {f"hit@{cut}": ir_measures.Success @ cut for cut in _CUTS}
    named["MRR"] = ir_measures.RR @ max(_CUTS)
    qrels = [ir_measures.Qrel(str(n), "answer", 1) for n in range(len(replies))]
    run = [
        ir_measures.ScoredDoc(str(n), "answer" if place == reply.rank else f"other{place}", -place)
        for n, reply in enumerate(replies)
        for place in range(1, max(_CUTS) + 1)
    ]
    values: dict[Any, list[float]] = {}
    for metric in ir_measures.iter_calc(list(named.values()), qrels, run):
        values.setdefault(metric.measure, []).append(metric.value)
    return {name: fmean(values[measure]) for name, measure in named.items()}


def _by_kind(measured: Measured) -> list[str]:
    names = [f"hit@{cut}" for cut in _CUTS] + ["MRR"]
    lines = ["| 种类 | 问题 | " + " | ".join(names) + " |", "|---|---:|" + "---:|" * len(names)]
    for kind in [*measured.kinds(), None]:
        found = measured.of(kind)
        if found:
            chosen = [r for r in measured.replies if kind in (None, r.question.kind)]
            count = sum(bool(reply.question.texts) for reply in chosen)
            cells = " | ".join(f"{found[name]:.3f}" for name in names)
            lines.append(f"| {kind or '合计'} | {count} | {cells} |")
    return lines


def _compared(all_measured: Iterable[Measured]) -> list[str]:
    lines = [
        "| 检索 | hit@1 | hit@3 | hit@10 | MRR | 无答案说对 | 误说没有 |",
        "|---|" + "---:|" * 6,
    ]
    for measured in all_measured:
        found = measured.of(None)
        right, none, wrong, some = measured.declined()
        cells = " | ".join(f"{value:.3f}" for value in found.values())
        lines.append(f"| {measured.name} | {cells} | {right}/{none} | {wrong}/{some} |")
    return lines


def _misses(measured: Measured) -> list[str]:
    """Questions whose first result is no answer, and what came instead."""
    lines = ["没有排在第一的："]
    for reply in measured.replies:
        question, first = reply.question, reply.first
        if question.texts and reply.rank != 1:
            place = f"第 {reply.rank} 条" if reply.rank else "不在结果里"
            came = f"{first.title}（{first.value}，第 {first.pages} 页）" if first else "没有结果"
            lines.append(f"- [{question.kind}] {question.text}：{place}；第一条是 {came}")
        elif question.texts and not reply.answerable:
            lines.append(f"- [{question.kind}] {question.text}：排在第一，但误说没有")
        elif not question.texts and reply.answerable and first:
            lines.append(f"- [{question.kind}] {question.text}：没有答案却答了 {first.title}")
    return lines
