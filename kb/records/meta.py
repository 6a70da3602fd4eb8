"""Who and when: title, department and year of a document, as it says itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.catalogue import Corrections
from kb.pdf.document import Contents, Document, Heading, Prose, TableBlock
from kb.pdf.prose import Level
from kb.records.places import place_in_file_name
from kb.text import clean, compact, join_wrapped
from kb.years import YEAR, years_in

__all__ = ["Identity", "document_identity"]

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
# A body by itself on a line: the signature under a title, or the first line of a cover.
_BODY = re.compile(
    r"[\u4e00-\u9fff（）()]{3,30}"
    r"(委员会|委|局|厅|办公室|政府|法院|检察院|大学|学院|学校|医院|中心|总队|支队|研究院|部)(机关|本级)?"
)
_PLACE = re.compile(r"(?:中共)?([\u4e00-\u9fff]{2,4}?(?:市|自治州|县|区|省))")
_BARE_PLACE = re.compile(r"[\u4e00-\u9fff]{2,12}?(市|县|区|省|州|盟)")
_REPORTS = (
    ("决算", re.compile("决算")),
    ("报告", re.compile("执行情况|草案|报告|公报")),
    ("预算", re.compile("预算|绩效目标")),
)
# Innermost first: 上海市普陀区 is a district's. Four cities rank as provinces.
_LEVELS = (
    ("乡镇级", re.compile(r"[^城](镇|乡|街道)(人民)?(政府|办事处)")),
    ("区县级", re.compile(r"开发区|高新区|[\u4e00-\u9fff]{2}((?<!自治)(?<!地)区|县|旗)(?!块)")),
    ("省级", re.compile(r"省|自治区|(北京|上海|天津|重庆)市")),
    ("市级", re.compile(r"市|自治州|地区|盟")),
)
_NOT_OFFICE = re.compile(r"(万元|亿元|^元$|单位|^年|表$)")
_FORM_OFFICE = re.compile(r"(主管|实施|用款|项目|预算)(部门|单位)(及代码|名称)?")
_DOCUMENT = re.compile(r"[预决]算|公报|报告|公告")
_FILE_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
# A title that stands over so many tables, and over this share of them, is the document's.
_FEWEST_ALIKE, _SHARE_ALIKE = 3, 0.6
_FIRST_PAGES, _LONGEST_LINE = 2, 40


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


def document_identity(document: Document, file_name: str) -> Identity:
    """Read title, department and year; `file_name` helps out where the document is silent."""
    cover = list(_cover(document))
    titles = [*_joined(cover), *_titles(document)]
    captions = list(_captions(document))
    title = _title(titles) or _common_title(document)
    department = (
        _department(captions, titles, cover)
        or _place_of_offices(document)
        or place_in_file_name(file_name)
    )
    kinds = compact(title or file_name)
    return Identity(
        title or file_name,
        department,
        _year(captions, titles) or _year_of_file(file_name),
        _code(captions),
        next((name for name, form in _REPORTS if form.search(kinds)), None),
        next((n for n, form in _LEVELS if form.search(compact(department or kinds))), None),
    )


def _titles(document: Document) -> Iterator[str]:
    """Titles in reading order, then running heads; a cover set in a frame counts as one."""
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
    heads = (line.orig for item in document.furniture for line in item.lines)
    yield from (text for text in dict.fromkeys(map(clean, heads)) if _BUDGET.search(text))


def _cover(document: Document) -> Iterator[str]:
    """Short lines of the first pages: titles, and who signs."""
    for item in document.items:
        if not isinstance(item, Heading | Prose):
            continue
        paragraph = item.paragraph
        if paragraph.lines[0].box.page > _FIRST_PAGES:
            return
        if len(compact(paragraph.text)) <= _LONGEST_LINE:
            yield paragraph.text


def _joined(cover: Sequence[str]) -> Iterator[str]:
    """某市教育局 | 2025年部门预算: a body, and on the next line what it publishes."""
    for body, text in pairwise(cover):
        if _BODY.fullmatch(compact(body)) and _BUDGET.search(text) and YEAR.match(compact(text)):
            yield body + text


def _captions(document: Document) -> Iterator[str]:
    """Captions of all tables and labels of forms; 部门： and the name behind it as one."""
    for item in document.items:
        if not isinstance(item, TableBlock):
            continue
        pieces = [compact(line.orig) for line in (*item.captions, *item.table.banner)]
        yield from pieces
        yield from (a + b for a, b in pairwise(pieces) if a.endswith(("：", ":")))
        yield from (compact(field.label) for field in item.table.form)


def _title(titles: Sequence[str]) -> str | None:
    """The first title that names a body, a year and a budget; else one with less of these."""
    dated = [t for t in titles if YEAR.search(compact(t))]
    budgets = [t for t in dated if _BUDGET.search(t)]
    own = [t for t in budgets if _TITLE_OFFICE.match(compact(t))]
    others = [t for t in dated if _DOCUMENT.search(t)]
    title = next(iter(own or budgets or others), None)
    return clean(_TITLE_END.sub(r"\1", title)) if title else None


def _common_title(document: Document) -> str | None:
    """The title that nearly all tables of the document have."""
    tables = Counter(item.title for item in document.items if isinstance(item, TableBlock))
    if not tables:
        return None
    title, count = tables.most_common(1)[0]
    alike = count >= _FEWEST_ALIKE and count >= _SHARE_ALIKE * tables.total()
    return title if title and alike else None


def _department(captions: Sequence[str], titles: Sequence[str], cover: Sequence[str]) -> str | None:
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
    if not counts:
        return next((text for text in map(compact, cover) if _BODY.fullmatch(text)), None)
    name = counts.most_common(1)[0][0]
    return _signature(name, cover) or name if _BARE_PLACE.fullmatch(name) else name


def _signature(place: str, cover: Sequence[str]) -> str | None:
    """The body of a place that signs under the title: 张家界市 -> 张家界市统计局."""
    lines = map(compact, cover)
    return next((t for t in lines if t.startswith(place) and _BODY.fullmatch(t)), None)


def _place_of_offices(document: Document) -> str | None:
    """The one office that the forms name, or the place that most of their offices are of."""
    offices = Counter(
        compact(field.text)
        for item in document.items
        if isinstance(item, TableBlock)
        for field in item.table.form
        if _FORM_OFFICE.fullmatch(compact(field.label)) and field.lines
    )
    if len(offices) == 1:
        return next(iter(offices))
    places: Counter[str] = Counter()
    for office, count in offices.items():
        places.update({match[1]: count for match in [_PLACE.match(office)] if match})
    if not places:
        return None
    place, count = places.most_common(1)[0]
    return place if 2 * count >= offices.total() else None


def _code(captions: Sequence[str]) -> str | None:
    """The department's code, where captions print it before the name."""
    codes = Counter(m.group(1) for text in captions if (m := _CODED_OFFICE.fullmatch(text)))
    return codes.most_common(1)[0][0] if codes else None


def _year(captions: Sequence[str], titles: Sequence[str]) -> int | None:
    """The year captions name; else the one of titles that name a budget; else of a title."""
    counts: Counter[int] = Counter()
    for text in captions:
        counts.update(int(a or b) for a, b in _BUDGET_YEAR.findall(text))
    for form in (_BUDGET, _DOCUMENT):
        for text in titles if not counts else ():
            counts.update(years_in(text) if form.search(text) else ())
    return counts.most_common(1)[0][0] if counts else None


def _year_of_file(name: str) -> int | None:
    years = {int(year) for year in _FILE_YEAR.findall(name)}
    return years.pop() if len(years) == 1 else None
