"""What of an entry is searched, and where: the fields of the word index, the embedded text.

Shown, embedded and cited are three things. The words that every entry of a template carries
(年度工作计划, 满意度指标) tell nothing apart; in the word index their rarity says so, from the
embedded text they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.folding import fold, fold_tight
from kb.model import Entry, Kind

__all__ = [
    "TOTALS",
    "adds_up",
    "embedded_text",
    "is_total",
    "own_text",
    "searched_fields",
    "table_topic",
    "without_numbering",
]

_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十百\d]+(?:[、.．)）]|(?=、))\s*")
TOTALS = ("合计", "总计", "小计")
_TOTAL = re.compile(rf"(?:收入|支出|本年)?(?:{'|'.join(TOTALS)})")
_SUMS = re.compile(rf".*(?:{'|'.join(TOTALS)}|总收入|总支出|总额)")
_HEADING = re.compile("表|情况")
_TABLE_TAIL = re.compile(r"(?:绩效目标表|情况表|明细表)$")
# What a table's heading has besides what the table is about.
_TABLE_WORDS = re.compile(
    r"^[\d○〇零一二三四五六七八九]{4}年度?|(?:预算|决算)?(?:执行|平衡)?(?:情况|总|明细)?表?$"
)
# Fields that say where a figure comes from or when money flows; not what the entry is about.
_NOT_EMBEDDED = ("序号", "栏次", "依据", "月底", "编码", "单价", "数量", "一级指标", "二级指标")
_LONGEST_BODY = 400
_DIGIT = re.compile(r"\d")
_SHORTEST_PURPOSE = 8  # characters; what is shorter are codes and figures


def without_numbering(text: str) -> str:
    """三、公务接待费 -> 公务接待费."""
    return _NUMBERING.sub("", text.strip())


def searched_fields(entry: Entry, parent: Entry | None = None) -> Mapping[str, str]:
    """The folded text of each field of the word index.

    What a project is for is said once, of the project; its indicators are found by it too.
    """
    body = [
        name if text == entry.value else f"{name} {text}"
        for name, text in entry.fields.items()
        if text
    ]
    if not entry.fields:
        body = [entry.text]
    return {
        "title": fold(_name(entry)),
        "path": fold(" ".join(without_numbering(part) for part in entry.path)),
        "value": fold(f"{entry.value or ''} {entry.unit or ''}"),
        "body": fold(" ".join(body)),
        "context": fold(_purpose(parent)) if parent else "",
        "document": fold(f"{entry.doc_title} {entry.department or ''} {entry.year or ''}"),
    }


def _name(entry: Entry) -> str:
    """What an entry is called; 合计 is a total of what its table is about."""
    title = without_numbering(entry.title)
    return f"{table_topic(entry)} {title}" if is_total(entry) else title


def is_total(entry: Entry) -> bool:
    """True for the row that adds up a table, which has no name of its own."""
    return bool(entry.path and _TOTAL.fullmatch(fold_tight(without_numbering(entry.title))))


def adds_up(entry: Entry) -> bool:
    """True for every row that is a sum of others: 合计, 一般公共预算总收入, and the one row
    without a name, which has its table's."""
    title = fold_tight(entry.title)
    nameless = bool(entry.path) and entry.title == entry.path[-1] and _HEADING.search(title)
    return bool(_SUMS.fullmatch(title) or nameless)


def table_topic(entry: Entry) -> str:
    """What the table of a row is about, folded: 2025年全市一般公共支出预算执行情况 is about
    全市一般公共支出."""
    return _TABLE_WORDS.sub("", fold_tight(without_numbering(entry.path[-1])))


def _purpose(parent: Entry) -> str:
    if parent.kind is not Kind.PROJECT:
        return ""
    return " ".join(text for text in parent.fields.values() if len(text) > _SHORTEST_PURPOSE)


def embedded_text(entry: Entry) -> str:
    """What the vector of an entry is made of: its name, what it belongs to, what it says."""
    path = [_TABLE_TAIL.sub("", without_numbering(part)) for part in entry.path]
    named = [entry.title, *(part for part in reversed(path) if part and part != entry.title)]
    said: list[str] = []
    for name, text in entry.fields.items():
        if text and text not in named and not any(word in name for word in _NOT_EMBEDDED):
            said.append(text if _DIGIT.search(text) is None else f"{name} {text}")
    if not entry.fields and entry.text != entry.title:
        said = [entry.text]
    return fold(
        f"{' '.join(dict.fromkeys(named[:4]))} {' '.join(dict.fromkeys(said))[:_LONGEST_BODY]}"
    )


def own_text(entry: Entry) -> str:
    """What an entry itself says, without the project and the headings it stands under."""
    said = [
        text
        for name, text in entry.fields.items()
        if text and text != entry.title and not any(word in name for word in _NOT_EMBEDDED)
    ]
    if not entry.fields:
        said = [entry.text]
    return fold(f"{_name(entry)} {' '.join(said)[:_LONGEST_BODY]}")
