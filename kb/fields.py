"""What of an entry is searched, and where: the fields of the word index, the embedded text.

Shown, embedded and cited are three things. The words that every entry of a template carries
(年度工作计划, 满意度指标) tell nothing apart; in the word index their rarity says so, from the
embedded text they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntFlag

from kb.folding import fold, fold_tight
from kb.model import Entry, Kind

__all__ = [
    "COUNTED",
    "Sort",
    "embedded_text",
    "own_text",
    "searched_fields",
    "sorts_of",
    "without_numbering",
]

_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十百\d]+(?:[、.．)）]|(?=、))\s*")
_TABLE_TAIL = re.compile(r"(?:绩效目标表|情况表|明细表)$")
# Fields that say where a figure comes from or when money flows; not what the entry is about.
_NOT_EMBEDDED = ("序号", "栏次", "依据", "月底", "编码", "单价", "数量", "一级指标", "二级指标")
_LONGEST_BODY = 400
_SHORTEST_PURPOSE = 8  # characters; what is shorter are codes and figures


class Sort(IntFlag):
    """What kind of answer a value is; one value can be several. Counted things have their own."""

    FIGURE = 1
    MONEY = 2
    RATE = 4
    SHARE = 8
    TIME = 16
    WORDS = 32
    BASIS = 64
    MEANING = 128
    PERSONS = 256
    OCCASIONS = 512
    VOLUMES = 1024
    SHEETS = 2048
    VEHICLES = 4096
    FIRMS = 8192
    TYPES = 16384
    AREA = 32768
    LINES = 65536
    COPIES = 131072
    HOUSEHOLDS = 262144


# What is counted: the measure words after a figure, and the words for it in a title.
COUNTED = (
    (Sort.PERSONS, "人名位", "人数|人员|人次"),
    (Sort.OCCASIONS, "次场回期班", "次数|场次|班次"),
    (Sort.VOLUMES, "本册", "册数|本数"),
    (Sort.SHEETS, "张", "张数"),
    (Sort.VEHICLES, "辆台", "车辆"),
    (Sort.FIRMS, "家", "家数"),
    (Sort.TYPES, "种类", "种类"),
    (Sort.AREA, "亩㎡", "面积$"),
    (Sort.LINES, "条", "条数"),
    (Sort.COPIES, "份", "份数"),
    (Sort.HOUSEHOLDS, "户", "户数"),
)
_DIGIT = re.compile(r"\d")
_SORTS = (
    (Sort.MONEY, re.compile(r"\d\s*[万亿百千]?元|\d\s*万$|\d\s*/\s*人")),
    (
        Sort.RATE,
        re.compile(r"\d[^,;，；。]{0,6}?/[^,;，；。]{0,4}?[\u3400-\u9fff]|[一二三四]分之|\d/\d"),
    ),
    (Sort.SHARE, re.compile(r"[%％‰]|\d/\d(?!\d)|分之")),
    (
        Sort.TIME,
        re.compile(
            r"\d\s*个?(?:工作日|天|日|小时|年|月(?!\d))|当[日天]|及时|[月年]底|前$|按[月季]"
        ),
    ),
    (Sort.BASIS, re.compile(r"《.+》|号")),
    *((sort, re.compile(rf"\d\s*(?:余|多)?个?[{words}]")) for sort, words, _ in COUNTED),
    (Sort.AREA, re.compile(r"\d\s*平方米")),
)
# What a name says of its figure. A cost of one, or a standard, is a rate.
_COUNTED_NAMES = tuple((sort, re.compile(names)) for sort, _, names in COUNTED)
_NAMED_SORTS = (
    (Sort.RATE, re.compile(r"每(?:平|人|个|本|亩|户|月|年|名)|单位成本|单本|单价|人均|标准")),
    (Sort.TIME, re.compile(r"时限|时间|期限|日期|及时")),
)
_LAST_LEVELS = ("三级指标", "绩效指标描述", "指标")


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
        "title": fold(without_numbering(entry.title)),
        "path": fold(" ".join(without_numbering(part) for part in entry.path)),
        "value": fold(f"{entry.value or ''} {entry.unit or ''}"),
        "body": fold(" ".join(body)),
        "context": fold(_purpose(parent)) if parent else "",
        "document": fold(f"{entry.doc_title} {entry.department or ''} {entry.year or ''}"),
    }


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
    return fold(f"{entry.title} {' '.join(said)[:_LONGEST_BODY]}")


def sorts_of(entry: Entry) -> Sort:
    """What kinds of answer the entry's value can be."""
    if entry.kind is Kind.TERM:
        return Sort.MEANING
    value = fold_tight(entry.value or "")
    if not value and entry.kind is Kind.PARAGRAPH:
        value = fold_tight(entry.text)
    if not value:
        return Sort(0)
    found = Sort.FIGURE if _DIGIT.search(value) else Sort.WORDS
    unit = fold_tight(entry.unit or "") if _DIGIT.search(value[-1]) else ""
    for sort, pattern in _SORTS:
        if pattern.search(value + unit):
            found |= sort
    named = [entry.title, *(entry.fields.get(name, "") for name in _LAST_LEVELS)]
    # A share of people is no number of people.
    names = _NAMED_SORTS if found & Sort.SHARE else (*_NAMED_SORTS, *_COUNTED_NAMES)
    for sort, pattern in names:
        if any(pattern.search(text) for text in named):
            found |= sort
    return found
