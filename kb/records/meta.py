"""Who and when: title, department and year of a document, as it says itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.catalogue import Corrections
from kb.pdf.document import Contents, Document, Heading, TableBlock
from kb.pdf.prose import Level
from kb.text import clean, compact, join_wrapped

__all__ = ["Identity", "document_identity"]

_YEAR = re.compile(r"(20\d\d|二[〇○Ｏ０O零][一二三四五六七八九〇○零]{2})年")
_BUDGET_YEAR = re.compile(r"(?:预算)?年度[:：]?(20\d\d)|(20\d\d)年度?(?:预算金额|预算数|目标)")
_OFFICE = re.compile(r"\d{3,9}(?!年)([\u4e00-\u9fff（）()]{4,40})")
_CODED_OFFICE = re.compile(r"(\d{3,9})(?!年)[\u4e00-\u9fff（）()]{4,40}")
_LABELLED_OFFICE = re.compile(
    r"(?:编制|填报|预算|预算主管)?(?:部门|单位)(?:名称)?[:：]([\u4e00-\u9fff（）()]{3,40})"
)
_BUDGET = re.compile(r"[预决]算")
# Words that end the name of a public body, before the year in a title.
_TITLE_OFFICE = re.compile(
    r"(?:关于)?([\u4e00-\u9fff（）()]{2,40}?(?:委|局|部|厅|办|院|会|府|室|中心|站|所|学|馆|处|区|县|市|省))"
    r"(?:20\d\d|二[〇○零].{2})年"
)
_TITLE_END = re.compile(r"(信息公开|公开)?(情况)?(说明|目录)$")
_REPORTS = (
    ("决算", re.compile("决算")),
    ("报告", re.compile("执行情况|草案|报告")),
    ("预算", re.compile("预算")),
)
# Innermost first: 上海市普陀区 is a district's. Four cities rank as provinces.
_LEVELS = (
    ("乡镇级", re.compile(r"[^城](镇|乡|街道)(人民)?(政府|办事处)")),
    ("区县级", re.compile(r"开发区|高新区|[\u4e00-\u9fff]{2}(区|县|旗)(?!块)")),
    ("省级", re.compile(r"省|自治区|(北京|上海|天津|重庆)市")),
    ("市级", re.compile(r"市|自治州")),
)
_NOT_OFFICE = re.compile(r"(万元|亿元|^元$|单位|^年|表$)")
_DIGITS = str.maketrans("〇○零Ｏ０O一二三四五六七八九", "000000123456789")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document calls itself; None where it does not say."""

    title: str
    department: str | None
    year: int | None
    code: str | None = None
    report: str | None = None
    level: str | None = None

    def corrected(self, corrections: Corrections) -> Identity:
        """The identity with what an operator says instead."""
        return replace(self, **corrections)  # type: ignore[arg-type]


def document_identity(document: Document, fallback: str) -> Identity:
    """Read title, department and year; `fallback` (the file's name) when it has no title."""
    titles = list(_titles(document))
    captions = list(_captions(document))
    title = _title(titles) or fallback
    department = _department(captions, titles)
    return Identity(
        title,
        department,
        _year(captions, titles),
        _code(captions),
        next((name for name, form in _REPORTS if form.search(compact(title))), None),
        next((n for n, form in _LEVELS if form.search(compact(department or title))), None),
    )


def _titles(document: Document) -> Iterator[str]:
    """Titles in reading order; a cover set in a frame counts as one."""
    for item in document.items:
        if isinstance(item, Heading) and item.paragraph.level in (Level.TITLE, Level.PART):
            yield item.text
        elif isinstance(item, Contents):
            yield item.title
        elif isinstance(item, TableBlock):
            if not item.title and not item.table.rows:
                frame = (*item.table.banner, *item.table.head_lines)
                yield join_wrapped(line.orig for line in frame)
            yield item.title


def _captions(document: Document) -> Iterator[str]:
    """Captions of all tables and labels of forms; 部门： and the name behind it as one."""
    for item in document.items:
        if not isinstance(item, TableBlock):
            continue
        pieces = [compact(line.orig) for line in item.captions]
        yield from pieces
        yield from (a + b for a, b in pairwise(pieces) if a.endswith(("：", ":")))
        yield from (compact(field.label) for field in item.table.form)


def _title(titles: Sequence[str]) -> str | None:
    """The first title that names a body, a year and a budget; else one without the body."""
    budgets = [t for t in titles if _YEAR.search(compact(t)) and _BUDGET.search(t)]
    own = [t for t in budgets if _TITLE_OFFICE.match(compact(t))]
    title = next(iter(own or budgets), None)
    return clean(_TITLE_END.sub(r"\1", title)) if title else None


def _department(captions: Sequence[str], titles: Sequence[str]) -> str | None:
    counts: Counter[str] = Counter()
    for text in captions:
        match = _LABELLED_OFFICE.fullmatch(text) or _OFFICE.fullmatch(text)
        if match and not _NOT_OFFICE.search(match.group(1)):
            counts[match.group(1)] += 1
    if not counts:
        for text in titles:
            match = _LABELLED_OFFICE.fullmatch(compact(text)) or _TITLE_OFFICE.match(compact(text))
            if match:
                counts[match.group(1)] += 1
    return counts.most_common(1)[0][0] if counts else None


def _code(captions: Sequence[str]) -> str | None:
    """The department's code, where captions print it before the name."""
    codes = Counter(m.group(1) for text in captions if (m := _CODED_OFFICE.fullmatch(text)))
    return codes.most_common(1)[0][0] if codes else None


def _year(captions: Sequence[str], titles: Sequence[str]) -> int | None:
    counts: Counter[int] = Counter()
    for text in captions:
        counts.update(int(a or b) for a, b in _BUDGET_YEAR.findall(text))
    if not counts:
        for text in titles:
            found = _YEAR.findall(compact(text)) if _BUDGET.search(text) else []
            counts.update(int(year.translate(_DIGITS)) for year in found)
    return counts.most_common(1)[0][0] if counts else None
