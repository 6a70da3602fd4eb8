"""Answers and entries as text for a terminal. Pure: no printing, no reading."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kb.checks import OUTCOMES, Outcome, outcome
from kb.model import Answer, Entry, Hit, Kind, Reading
from kb.ui.marks import telling_part
from kb.ui.words import KINDS, LIMITS, apart, header_name, page_numbers, recognised, same_heading

__all__ = ["answer_text", "check_text", "entry_text", "figure_text"]

SNIPPET = 120
LISTED_OTHERS = 5
LISTED = 3  # so many hits are a list to look around in
NOT_FOUND = "未找到：索引的文件里没有回答这个问题的内容。"
EMPTY = "（空）"
_PROSE = (Kind.PARAGRAPH, Kind.TERM, Kind.SECTION)


def answer_text(answer: Answer, *, with_related: bool = True) -> str:
    """The whole reply: how it was read; "未找到" where nothing answers; the nearest entries.

    Questions that neighbours answer close a list; who asks for one or two hits wants these alone.
    """
    lines = [*answer.notes, *(_reading_text(reading) for reading in answer.readings)]
    if not answer.answerable:
        lines.append(NOT_FOUND)
        lines += _questions("您要找的是", answer.instead)
        if answer.hits:
            lines.append("最接近的内容（不是答案）：")
    blocks = [_hit_text(number, hit) for number, hit in enumerate(answer.hits, 1)]
    if with_related and len(answer.hits) >= LISTED:
        blocks += _questions("可以再问", answer.related)
    return "\n\n".join(["\n".join(lines), *blocks] if lines else blocks)


def _reading_text(reading: Reading) -> str:
    if reading.how in LIMITS:
        return f"只看{reading.how}：{_one_line(reading.meant)}（“{reading.said}”）"
    return f"已按“{reading.meant}”查找（“{reading.said}”，{reading.how}）"


def _questions(head: str, questions: Sequence[str]) -> list[str]:
    return [f"{head}：{'、'.join(questions)}"] if questions else []


def _hit_text(number: int, hit: Hit) -> str:
    entry = hit.entry
    lines = [
        f"{_one_line(figure_text(entry) or _snippet(entry, hit.matched))}",
        f"{entry.title}（{_what(entry)}）",
        " › ".join(part for part in entry.path if part != entry.title),
        _where(entry),
        *_others(hit),
        *_same(hit),
        f"符合：{'；'.join(hit.why)}" if hit.why else "",
        f"编号：{entry.id}",
    ]
    head, *rest = (line for line in lines if line)
    return "\n".join([f"{number:>2}. {head}", *(f"    {line}" for line in rest)])


def _others(hit: Hit) -> Iterator[str]:
    """Who else has the item, each in a line: none is to be taken for the only one."""
    if not hit.others:
        return
    yield f"另有 {len(hit.others)} 处有同名项，内容不同："
    together = (hit.entry, *hit.others)
    for other in hit.others[:LISTED_OTHERS]:
        said = _one_line(figure_text(other) or _snippet(other))
        yield f"  {apart(other, together)}：{said}（{_page_of(other, hit.entry)}）"
    if len(hit.others) > LISTED_OTHERS:
        yield "  ……"


def _same(hit: Hit) -> Iterator[str]:
    if hit.same:
        places = (
            f"{_page_of(other, hit.entry)} {other.path[-1] if other.path else other.title}"
            for other in hit.same
        )
        yield f"{same_heading(hit.entry)}：" + "；".join(dict.fromkeys(places))


def _page_of(other: Entry, entry: Entry) -> str:
    """Where another entry stands, with its document if that is another."""
    document = "" if other.doc == entry.doc else f"《{other.doc_title}》"
    return f"{document}{page_numbers(other.pages)}"


def figure_text(entry: Entry) -> str:
    """The value with its unit; "" for prose and empty cells."""
    if entry.kind in _PROSE or not entry.value:
        return ""
    return f"{entry.value} {entry.unit}" if entry.unit else entry.value


def _snippet(entry: Entry, matched: Sequence[str] = ()) -> str:
    return telling_part(_one_line(entry.text), matched, SNIPPET)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _what(entry: Entry) -> str:
    shown = KINDS[entry.kind]
    named = figure_text(entry) and entry.value_field
    return f"{shown}，{header_name(entry.value_field or '')}" if named else shown


def _where(entry: Entry) -> str:
    year = f"{entry.year} 年" if entry.year else ""
    ocr = "" if entry.ocr is None else recognised(entry.ocr)
    # 《项目绩效目标表》 alone does not say whose.
    whose = entry.department or ""
    title = f"{'' if whose in entry.doc_title else whose}《{entry.doc_title}》"
    parts = (page_numbers(entry.pages), year, title, ocr)
    return "，".join(part for part in parts if part)


def entry_text(entry: Entry, children: Sequence[Entry]) -> str:
    """Everything known of one entry, and what it encloses in reading order."""
    figure = figure_text(entry)
    lines = [
        f"{entry.title}（{_what(entry)}）",
        *([figure] if figure else []),
        " › ".join(entry.path),
        _where(entry),
    ]
    blocks = ["\n".join(line for line in lines if line)]
    if entry.kind in _PROSE:
        blocks.append(entry.text)
    else:
        cells = ((header_name(name), text or EMPTY) for name, text in entry.fields.items())
        blocks += _listed("各栏", _columns(cells))
    boxes = ((f"第 {b.page} 页", " ".join(f"{v:.1f}" for v in b.bbox)) for b in entry.sources)
    blocks += _listed("原文位置（磅，从页面左上角起：左 上 右 下）", _columns(boxes))
    blocks += _listed("核对", _checked(entry))
    rows = ((child.id, "：".join(filter(None, _said(child)))) for child in children)
    blocks += _listed(f"包含 {len(children)} 条", _columns(rows))
    return "\n\n".join(block for block in blocks if block)


def _said(entry: Entry) -> tuple[str, str]:
    return entry.title, figure_text(entry)


def _listed(head: str, lines: Iterable[str]) -> list[str]:
    """A block under a heading, or none when there is nothing to list."""
    rows = [f"  {line}" for line in lines]
    return ["\n".join([f"{head}：", *rows])] if rows else []


def _columns(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Two columns, the first as wide as its widest text on a terminal."""
    rows = [(name, _one_line(text)) for name, text in pairs]
    widest = max((width(name) for name, _ in rows), default=0)
    return (f"{name}{' ' * (widest - width(name))}  {text}".rstrip() for name, text in rows)


def width(text: str) -> int:
    """Cells of a terminal that `text` takes: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def _checked(entry: Entry) -> list[str]:
    if outcome(entry) is Outcome.UNCHECKED:
        return [f"{OUTCOMES[Outcome.UNCHECKED]}：文件里没有可以比较的数字"]
    return [check_text(check) for check in entry.checks]


def check_text(check: Mapping[str, Any]) -> str:
    """One check in words: its outcome, its rule, and what was compared."""
    said = OUTCOMES[Outcome.AGREES if check["ok"] else Outcome.DISAGREES]
    return f"{said}（{check['rule']}）：{check['text']}"
