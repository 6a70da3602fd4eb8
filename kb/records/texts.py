"""Headings, paragraphs, glossary terms, lists of contents -> records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.model import Kind
from kb.pdf.cells import Line
from kb.pdf.document import Contents, Heading, Prose
from kb.pdf.prose import Paragraph
from kb.records.model import Record
from kb.text import clean, compact, join_wrapped

__all__ = ["contents_record", "heading_record", "note_record", "prose_records"]

_GLOSSARY = re.compile(r"(名词|名称|术语|词汇|专业用语).{0,4}(解释|说明|释义)")
_NUMBER = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}(?:[）)、]|[.．](?!\d))\s*")
_TERM = re.compile(r"(?P<term>[^：:。，]{2,40})[：:]\s*(?P<meaning>.+)")
_TERM_BY_VERB = re.compile(r"(?P<term>[^：:。，]{2,30}?)，?(?P<meaning>(?:是指|指的是|指|反映).+)")
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’）)]*|[^。！？!?]+$")
# A found paragraph longer than this is no answer any more (characters).
_LONGEST = 350
# A last sentence shorter than this has its subject in the one before it.
_SHORTEST = 60
# The comma of 21,940.96 ends no clause.
_CLAUSE_END = re.compile(r"(?<=[。；：，:;])|(?<=,)(?!\d{3})")
_TITLE_LENGTH, _ENOUGH_TITLE = 30, 8
# 城镇新增就业人员 5550 人以上； / 零就业家庭帮扶率：98%。
_MEASURE = (
    re.compile(
        r"(?P<name>[^：:。；]{2,40})[：:]\s*(?:支出|收入|预算数?|安排|共计|合计)?"
        r"(?P<value>[^：:。；，①-⑳]{0,10}\d[^：:。；，]{0,12})[；;。]?"
    ),
    re.compile(
        r"(?P<name>[^\d：:。；，]{4,30}?)(?<![（(第])\s*(?P<value>\d[\d.,]*\s*[^\d。；，]{1,6})[；;。]?"
    ),
)


def heading_record(item: Heading) -> Record:
    """A section entry: the heading's words."""
    return Record(
        kind=Kind.SECTION,
        title=item.text.rstrip("：:"),
        path=item.path,
        pages=_pages(item.paragraph.lines),
        own=item.paragraph.lines,
        text=item.text,
    )


def contents_record(item: Contents) -> Record:
    """A table of contents as one section, leader dots left out."""
    lines = tuple(line for paragraph in item.paragraphs for line in paragraph.lines)
    texts = (re.sub(r"[.…·．]{3,}", " ", p.text) for p in item.paragraphs)
    return Record(
        kind=Kind.SECTION,
        title=item.title,
        path=(),
        pages=_pages(lines),
        own=lines,
        text="；".join(clean(text) for text in texts),
    )


def note_record(note: Paragraph, path: tuple[str, ...]) -> Record:
    """A note under a table."""
    return _paragraph(note.text, note.lines, path)


def prose_records(item: Prose) -> Iterator[Record]:
    """A paragraph as one record, or as several when it is too long to be an answer."""
    paragraph = item.paragraph
    if any(_GLOSSARY.search(compact(element)) for element in item.path):
        term = _term(paragraph, item.path)
        if term is not None:
            yield term
            return
    if len(paragraph.text) <= _LONGEST:
        yield _paragraph(paragraph.text, paragraph.lines, item.path)
        return
    for text, lines in _pieces(paragraph):
        yield _paragraph(text, lines, item.path)


def _term(paragraph: Paragraph, path: tuple[str, ...]) -> Record | None:
    plain = _NUMBER.sub("", paragraph.text)
    match = _TERM.fullmatch(plain) or _TERM_BY_VERB.fullmatch(plain)
    if match is None:
        return None
    return Record(
        kind=Kind.TERM,
        title=_unquoted(match["term"]),
        path=path,
        pages=_pages(paragraph.lines),
        fields={"名词": match["term"], "解释": match["meaning"]},
        own=paragraph.lines,
        text=paragraph.text,
    )


def _unquoted(term: str) -> str:
    """Without quotes around the whole; “三公”经费 keeps its own."""
    match = re.fullmatch(r"[“\"]([^“”\"]+)[”\"]", term)
    return match.group(1) if match else term


def _paragraph(text: str, lines: Sequence[Line], path: tuple[str, ...]) -> Record:
    plain = _NUMBER.sub("", text)
    measure = next((m for form in _MEASURE if (m := form.fullmatch(plain))), None)
    fields = {"指标": measure["name"], "指标值": measure["value"].strip()} if measure else {}
    return Record(
        kind=Kind.PARAGRAPH,
        title=measure["name"] if measure else _first_words(plain),
        path=path,
        pages=_pages(lines),
        fields=fields,
        own=tuple(lines),
        text=text,
        value_field="指标值" if measure else None,
    )


def _first_words(text: str) -> str:
    """Whole clauses up to some length: 2025年，我部门… is not called 2025年."""
    words = ""
    for clause in _CLAUSE_END.split(text):
        if len(words) >= _ENOUGH_TITLE:
            break
        words += clause
    words = words.rstrip("。；：，:;,")
    return words if len(words) <= _TITLE_LENGTH else words[: _TITLE_LENGTH - 1] + "…"


def _pages(lines: Sequence[Line]) -> tuple[int, ...]:
    return tuple(sorted({line.box.page for line in lines}))


def _pieces(paragraph: Paragraph) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Whole sentences up to the longest length, each piece with the lines it stands on."""
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(paragraph.text):
        if pieces and len(pieces[-1]) + len(sentence) <= _LONGEST:
            pieces[-1] += sentence
        else:
            pieces.append(sentence)
    if len(pieces) > 1 and len(pieces[-1]) < _SHORTEST:
        pieces[-2:] = ["".join(pieces[-2:])]
    ends = _line_ends(paragraph.lines)
    start = 0
    for piece in pieces:
        stop = start + len(compact(piece))
        touched = tuple(
            line
            for line, (a, b) in zip(paragraph.lines, ends, strict=True)
            if a < stop and b > start
        )
        yield clean(piece), touched
        start = stop


def _line_ends(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Start and end of each line within the paragraph's text without blanks."""
    spans = []
    start = 0
    for line in lines:
        stop = start + len(compact(join_wrapped([line.orig])))
        spans.append((start, stop))
        start = stop
    return spans
