"""What kind of answer an entry can be: a figure, a share, a time, a meaning, a reason.

A question asks for a kind too (`kb.query.asked`); the two meet in the ranking.
"""

from __future__ import annotations

import re
from enum import IntFlag

from kb.folding import fold_tight
from kb.model import Entry, Kind

__all__ = ["COUNTED", "Sort", "sorts_of"]


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
    DUTY = 524288
    REASON = 1048576
    PAST = 2097152
    # Asked for often, printed by no budget: no entry has these.
    PROCEDURE = 4194304
    PLACE = 8388608
    NAMES = 16777216


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
_DUTIES = re.compile(r"职责|职能|机构设置|内设机构|机构情况")
_REASONS = re.compile(r"主要是|原因|由于|因为|用于|主要为")
_CHANGES = re.compile(r"增加|减少|增长|下降|提高|降低|持平|上升|不变")
_EARLIER = re.compile(r"上年|去年|上一?年度|年初|往年")
_DONE = re.compile(r"执行(?:情况|[数额])|决算|公报|完成[数额]")
_PLANNED = re.compile(r"草案|预算安排|重点工作|主要措施|(?:\n|/)(?:年初|调整)?预算[数额]")
_LAST_LEVELS = ("三级指标", "绩效指标描述", "指标")


def sorts_of(entry: Entry) -> Sort:
    """What kinds of answer the entry's value can be."""
    if entry.kind is Kind.TERM:
        return Sort.MEANING
    value = fold_tight(entry.value or "")
    found = Sort(0)
    if not value and entry.kind is Kind.PARAGRAPH:
        value = fold_tight(entry.text)
        found = _told(entry, value)
    if not value:
        return found
    found |= Sort.FIGURE if _DIGIT.search(value) else Sort.WORDS
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
    if _EARLIER.search(f"{entry.title} {entry.value_field or ''}") or _carried_out(entry):
        found |= Sort.PAST
    return found


def _carried_out(entry: Entry) -> bool:
    """Tells what has been: of a final account, a bulletin, a report on how a budget was kept,
    but not of the next one's plan in the same report."""
    under = "\n".join((*entry.path, entry.value_field or ""))
    return bool(_DONE.search(f"{entry.doc_title}\n{under}")) and not _PLANNED.search(under)


def _told(entry: Entry, text: str) -> Sort:
    """What prose tells besides figures: who has to do something, why a figure has changed."""
    found = Sort(0)
    if any(_DUTIES.search(part) for part in entry.path):
        found |= Sort.DUTY
    if _CHANGES.search(text):
        found |= Sort.REASON if _REASONS.search(text) else Sort(0)
    if _EARLIER.search(text) or _carried_out(entry):
        found |= Sort.PAST
    return found
