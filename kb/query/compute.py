"""Questions that compare or add up records, told from questions that only sound so.

最高能发到多少 asks for a printed limit; 预算最高的项目 asks to compare. Only the second is
computed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kb.lexical import cut
from kb.money import amounts_in, chinese_number, in_yuan
from kb.query.english_compute import in_chinese
from kb.query.figures import abouts_in

__all__ = ["Computation", "Task", "computation_in"]

_HAN_NUMBER = "一二两三四五六七八九十"
_UNIT = "个|项(?!目)|笔|条|家|名|类|款|种|样"
_MOST = r"最(?P<end>多|高|大|贵|长|少|低|小|便宜|短|花钱|费钱|烧钱|省钱|值钱)"
_SUPERLATIVES = (
    re.compile(rf"(?P<n>[\d{_HAN_NUMBER}]+)(?:{_UNIT}){_MOST}的"),
    re.compile(rf"{_MOST}的(?:前)?(?P<n>[\d{_HAN_NUMBER}]+)?(?:{_UNIT})?"),
    re.compile(rf"(?:哪(?:一)?(?:{_UNIT})?|谁|什么|哪些)(?P<keep>.*?){_MOST}(?:的)?$"),
    re.compile(rf"(?P<keep>.*?){_MOST}(?:的)?(?:是|有)(?:哪|什么|谁)(?:些|一|几)?(?:{_UNIT})?"),
    re.compile(
        rf"(?:排名?)?(?:(?<=项目)|(?<![学提目之以年会从]))前(?P<n>[\d{_HAN_NUMBER}]+)"
        rf"(?:(?:大|位|名|{_UNIT})(?![月季年工])(?:的)?|的|$)"
    ),
    re.compile(
        rf"(?P<end>倒)数(?:前|第)?(?P<n>[\d{_HAN_NUMBER}]+)(?:{_UNIT}|位|名)?(?:的)?"
    ),
)  # fmt: skip
_IMPLIED = {"大": "平方米", "小": "平方米"}
_ROOM = re.compile("租|房|室|场地|面积|楼")
_LEAST = set("少低小便短省倒")
_OVER, _UNDER = "(?<!不)(?:大于|超过|高于|多于|超)", "(?<!不)(?:小于|低于|少于)|不到|不足"
_ABOVE = rf"(?:(?P<strict>{_OVER})|不少于|不低于|不小于|至少)"
_BELOW = rf"(?:(?P<strict>{_UNDER})|不超过|不超|不高于|不多于|不大于|至多)"
_UPWARDS = re.compile("上([十百千]?[万亿])(?=元?的)")
_RECORDS = re.compile(r"项目|采购|projects?")
_SUM = re.compile(
    r"(?:一共|总共|共计|合计|加起来|[加在]?一块儿|拢共|统共|总额|总和)(?:是|要|花|有)?(?:多少(?:钱|万|元)?|几[万块元]?)?"
)
_PAIRS = (
    re.compile(
        r"(?P<a>.{2,}?)(?:和|与|跟|还是|或)(?P<b>.{2,}?)(?:哪个|哪项|哪一个|谁|哪边)(?:的?(?:钱|花|花得|预算|经费|数))?(?:更|比较)?(?:多|高|大|贵|少|低|小)"
    ),
    re.compile(r"(?P<a>.{2,}?)比(?P<b>.{2,}?)(?:多|高|大|少|低|小)(?:了|出)?(?:多少|几)"),
    re.compile(r"(?P<a>.{2,}?)(?:和|与|跟)(?P<b>.{2,}?)(?:相差|差|差了|差额是?)(?:多少|几)"),
)
_SHARE = re.compile(r"(?P<a>.{2,}?)占(?P<b>.{2,}?)的?(?:多少|几成|百分之?几|比例|比重|百分比|多大)")
_ADDED = re.compile(r"(?P<a>.{2,}?)(?:和|与|跟|加上?|、)(?P<b>.{2,})")
_TWO_YEARS = re.compile(
    r"(?P<first>20\d\d)年?度?(?P<topic>.*?)[比和与跟](?P<second>20\d\d)年?度?(?P<rest>.*?)(?:相比|相差|[多少增减涨降差]).*?(?:多少|几)"
)
# Years are compared in the text, not by rows.
_YEARS = re.compile(r"去年|上年|今年|往年|\d{4}")
_COUNT = re.compile(
    r"(?:一共|总共|共)?(?:有)?(?:多少|几)(?:个|项)(?=项目|采购)|(?:项目|采购)(?:一共|总共|共)?有(?:多少|几)(?:个|项)"
)
_ASKING = re.compile(
    r"(?:下面|里面|里头|当中|其中)|花得|用得|哪一?[个些项笔家]|几个?|[一两二三四五六七八九十\d]+个|什么|多少|钱|预算|金额"
    r"|列出|列举|所有|全部|[这那]一?[批些]|名[称字]里?[带有含]"
)
_PARTICLES = frozenset("的是有在里中花排")  # as words: not those of 高中, 排水, 国有
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SHOWN = 5
_PROJECTS = "项目"
_WHICH = re.compile("之间|有哪些|哪些|有几个|有多少个")


class Task(StrEnum):
    """What is done with the records."""

    LARGEST = "从大到小"
    SMALLEST = "从小到大"
    RANGE = "筛选"
    SUM = "合计"
    COUNT = "计数"
    PAIR = "比较"
    SHARE = "占比"


@dataclass(frozen=True, slots=True)
class Computation:
    """`low` and `high` in 元, included unless `strict`; `topic` limits the records.

    `unit` is the one that the wording implies (最大 of an office is 平方米), "" for any.

    `pair` are the two things of a comparison, a share or a sum, `years` the two that the topic
    is compared in.
    `records` is 项目, 采购 or "" when the question names a column or a thing instead.
    """

    task: Task
    topic: str
    records: str
    count: int = _SHOWN
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    pair: tuple[str, str] | None = None
    strict: bool = False
    years: tuple[str, str] | None = None

    def includes(self, yuan: Decimal) -> bool:
        """Whether a sum lies between the limits."""
        if self.strict and yuan in (self.low, self.high):
            return False
        return (self.low is None or yuan >= self.low) and (self.high is None or yuan <= self.high)


def computation_in(folded: str) -> Computation | None:
    """What a folded question asks to compute; None when it asks for something printed."""
    folded = _UPWARDS.sub(r"一\1以上", in_chinese(folded))
    return (
        _two_years(folded)
        or _pair(folded)
        or _range(folded)
        or _superlative(folded)
        or _total(folded)
        or _sum(folded)
        or _share(folded)
    )


def _two_years(folded: str) -> Computation | None:
    """学前教育2025年比2024年多多少."""
    match = _TWO_YEARS.search(folded)
    if match is None or match["first"] == match["second"]:
        return None
    topic = _topic(f"{folded[: match.start()]}{match['topic']}{match['rest']}")
    years = (match["first"], match["second"])
    return Computation(Task.PAIR, topic, "", 2, years=years) if topic else None


def _pair(folded: str) -> Computation | None:
    """基本工资和绩效工资哪个多, 办公费比印刷费多多少."""
    for pattern in _PAIRS:
        match = pattern.search(folded)
        if match and not _YEARS.search(match["a"]) and not _YEARS.search(match["b"]):
            return Computation(Task.PAIR, "", "", 2, pair=_both_named(match["a"], match["b"]))
    return None


def _both_named(first: str, second: str) -> tuple[str, str]:
    """中央和省级就业补助资金, 中央就业补助比省级: what both are stands once."""
    if len(first) + 1 < len(second):
        first += second[len(first) :]
    elif len(second) + 1 < len(first):
        second += first[len(second) :]
    return first, second


def _range(folded: str) -> Computation | None:
    """大于500万的项目, 100万到300万之间的项目, 5万以下的采购."""
    if not (_RECORDS.search(folded) or _WHICH.search(folded)):
        return None
    amounts = [(a.raw, in_yuan(a)) for a in amounts_in(folded)]
    money = [(raw, value) for raw, value in amounts if value is not None]
    between = re.search(r"到|至|-|~|和|与", folded)
    if money and len(amounts) == 2 and between and re.search(r"之间|到|至|-|~", folded):
        low, high = _both(amounts, money)
        rest = folded.replace(amounts[0][0], "").replace(amounts[1][0], "")
        return _limited(re.sub(r"到|至|-|~|之间|介于", "", rest), low, high)
    return _above_or_below(folded, money) or _roughly(folded)


def _roughly(folded: str) -> Computation | None:
    """三百来万的项目."""
    for about in abouts_in(folded):
        if about.money and not about.plain and f"{about.said}的" in folded.replace("元的", "的"):
            low, high = Decimal(str(about.low)), Decimal(str(about.high))
            return _limited(folded.replace(about.said, " ", 1), low, high)
    return None


def _above_or_below(folded: str, money: list[tuple[str, Decimal]]) -> Computation | None:
    """One limit, or both (100万以上200万以下)."""
    rest, strict = folded, False
    low: Decimal | None = None
    high: Decimal | None = None
    for raw, value in money:
        quoted = re.escape(raw)
        above = re.search(rf"{_ABOVE}(?:等于)?{quoted}|{quoted}元?(?:及?以上|起)", rest)
        below = re.search(rf"{_BELOW}{quoted}|{quoted}元?(?:及?以下|以内)", rest)
        said = above or below
        if said is None:
            continue
        low, high = (value, high) if above else (low, value)
        strict = strict or said["strict"] is not None
        rest = rest.replace(said.group(), "")
    if low is None and high is None:
        return None
    return _limited(rest, low, high, strict)


def _both(
    amounts: list[tuple[str, Decimal | None]], money: list[tuple[str, Decimal]]
) -> tuple[Decimal, Decimal]:
    """In 100到300万 the first figure has the unit of the second."""
    values = [value for _, value in amounts]
    if values[0] is None:
        factor = money[0][1] / amounts_in(money[0][0])[0].value
        values[0] = amounts_in(amounts[0][0])[0].value * factor
    first, second = (value or money[0][1] for value in values)
    return min(first, second), max(first, second)


def _limited(
    rest: str, low: Decimal | None, high: Decimal | None, strict: bool = False
) -> Computation:
    records = _records(rest) or _PROJECTS
    rest = _SUM.sub(" ", rest)  # what they come to is said with them
    return Computation(Task.RANGE, _topic(rest), records, 10, "", low, high, strict=strict)


def _superlative(folded: str) -> Computation | None:
    for pattern in _SUPERLATIVES:
        match = pattern.search(folded)
        if match is None:
            continue
        groups = match.groupdict()
        task = Task.SMALLEST if (groups.get("end") or "")[:1] in _LEAST - {""} else Task.LARGEST
        rest = folded[: match.start()] + (groups.get("keep") or "") + folded[match.end() :]
        room = _ROOM.search(rest) and not _RECORDS.search(rest)
        unit = _IMPLIED.get(groups.get("end") or "", "") if room else ""
        topic = _topic(f"{rest} 面积" if unit else rest)
        # 预算前十, 最大的一笔钱: with nothing else said it is the projects that are compared.
        records = _records(rest) or ("" if topic else _PROJECTS)
        return Computation(task, topic, records, _number(groups.get("n")), unit)
    return None


def _total(folded: str) -> Computation | None:
    """Only over 项目 and 采购: anything else has its total printed."""
    if not _RECORDS.search(folded):
        return None
    for task, pattern in ((Task.COUNT, _COUNT), (Task.SUM, _SUM)):
        match = pattern.search(folded)
        if match:
            rest = folded[: match.start()] + folded[match.end() :]
            if _records(folded):
                return Computation(task, _topic(rest), _records(folded), 10)
    return None


def _sum(folded: str) -> Computation | None:
    """办公费和印刷费一共多少, C23090199一共多少钱: of two things, or of all of one name."""
    match = _SUM.search(folded)
    if match is None:
        return None
    rest = folded[: match.start()] + folded[match.end() :]
    added = _ADDED.fullmatch(rest)
    pair = _both_named(added["a"], added["b"]) if added else None
    return Computation(Task.SUM, _topic(rest), "", 10, pair=pair)


def _share(folded: str) -> Computation | None:
    """工资福利支出占基本支出多少."""
    match = _SHARE.search(folded)
    return match and Computation(Task.SHARE, "", "", 2, pair=(match["a"], match["b"]))


def _number(text: str | None) -> int:
    if not text:
        return _SHOWN
    value = Decimal(text) if text.isdigit() else chinese_number(text)
    return max(1, min(100, int(value or _SHOWN)))


def _records(text: str) -> str:
    if "采购" in text or "procurement" in text:
        return "采购"
    return _PROJECTS if re.search(r"项目(?!支出)|projects?", text) else ""


def _topic(rest: str) -> str:
    """What is left of the question that limits the records."""
    # The year has chosen the documents already.
    rest = re.sub(r"(?:19|20)\d\d年度?|政府采购|采购|类?项目(?!支出)上?|projects?", " ", rest)
    rest = _HAN.sub(lambda run: _without_particles(run.group()), _ASKING.sub(" ", rest))
    return rest.strip(" ,。?！、")


def _without_particles(run: str) -> str:
    return "".join(word if word not in _PARTICLES else " " for word in cut(run))
