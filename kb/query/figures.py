"""Figures as people write them -> as documents print them, before anything is looked up.

壹仟柒佰元, 71块7毛5, 9万9千, 33,610,000, 1715w and 百分之九十五 become 一千七百元, 71.75元,
9.9万, 33610000, 1715万 and 95%.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kb.money import chinese_number, number_text

__all__ = ["About", "abouts_in", "plain_figures"]

_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆", "一二三四五六七八九十百千元")
_IN_CAPITALS = re.compile("[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分]{2,}整?")
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?!\d)")
_TEN_THOUSAND = re.compile(r"(?<![a-z\d.])(\d+(?:\.\d+)?)w(?![a-z\d])")
_HAN = "一二两三四五六七八九十百零〇点"
_SHARE = re.compile(rf"百分之([{_HAN}]+|\d+(?:\.\d+)?)")
_MEASURES = "个人名位次场年月日天张本份条亩户台辆"  # 1250元3个月 are two figures
_COINS = re.compile(
    r"(?<![\d.])(?P<yuan>\d+)(?:块钱?|元)(?P<tenths>\d)"
    rf"(?:[毛角](?:(?P<cents>\d)分?)?|(?![\d万千百{_MEASURES}]))"
)
_STEPS = re.compile(
    r"(?<![\d.])(?P<high>\d+)(?P<unit>[万亿])零?(?P<low>\d)(?P<step>[千百万])?"
    rf"(?![\d.万千百{_MEASURES}])"
)
_STEP = {"千": Decimal(1000), "百": Decimal(100), "万": Decimal(10_000)}
_UNIT = {"万": Decimal(10_000), "亿": Decimal(10**8)}
_SCALE = {"": Decimal(1), "十": Decimal(10), **_STEP, **_UNIT}
# A little more or less; 多 is only more.
_ROUND = ("来", "左右", "上下", "大概", "大约", "约", "差不多")
_A_LITTLE_LESS, _A_LITTLE_MORE = Decimal("0.9"), Decimal("1.1")
_EXACT = 3  # digits of a figure that is meant as it is said: 大概1715万, but not 三百来万
_NEARLY = ("将近", "接近", "近", "快", "不到")  # a little less
_ABOUT = re.compile(
    r"(?P<before>大约|(?<![合节制预公契邀条])约|大概|差不多|将近|接近|(?<![最附就邻临远亲接靠])近"
    r"|(?<![加尽赶愉凉轻])快|(?<![领拿收得找看办])不到)?\s*"
    r"(?<![a-z\d.])(?P<number>\d+(?:\.\d+)?|[一二两三四五六七八九十百千零〇]*[一二两三四五六七八九十百千])"
    r"(?P<some>多(?!少)|来(?![自源])|余(?!额)|几[十百千]?)?(?P<unit>[万亿])?"
    r"(?P<coin>元|块钱?)?(?P<more>多(?!少)|来(?![自源])|余(?!额)|出头|左右|上下)?"
)
_NUMERAL = re.compile(rf"[\d{_HAN}万亿几]")
_TERM = re.compile("岁|年|天|个?工作日|个?月|公里|个小时")
_PLAIN = re.compile(r"\d|[十百千]")
_TOGETHER = re.compile(
    rf"(?<![\d{_HAN}])一块(?:儿|(?=[一共总有是]|多少))"
)  # 加一块儿多少 names no sum of money
_SEVERAL = re.compile("(?:好)?几(?P<tens>[十百千])?(?P<unit>[万亿])")


def plain_figures(folded: str) -> str:
    """The folded text with each figure in the writing that documents use."""
    text = _IN_CAPITALS.sub(_small, _TOGETHER.sub("一起", folded))
    text = _THOUSANDS.sub(lambda match: match.group().replace(",", ""), text)
    text = _TEN_THOUSAND.sub(r"\1万", text)
    text = _SHARE.sub(_percent, text)
    text = _COINS.sub(_yuan, text)
    return _STEPS.sub(_steps, text)


def _small(match: re.Match[str]) -> str:
    said = match.group()
    plain = said.translate(_CAPITALS)
    return said if plain == said else plain.removesuffix("整")


def _percent(match: re.Match[str]) -> str:
    said = match[1]
    if said[0].isdigit():
        return f"{said}%"
    value = chinese_number(said)
    return match.group() if value is None else f"{number_text(value)}%"


def _yuan(match: re.Match[str]) -> str:
    """27块5 -> 27.5元, 71元7角5分 -> 71.75元."""
    return f"{match['yuan']}.{match['tenths']}{match['cents'] or ''}元"


def _steps(match: re.Match[str]) -> str:
    """9万9千 and 9万9 -> 9.9万; 1亿2000万 is left to be read as it is."""
    unit = _UNIT[match["unit"]]
    step = _STEP[match["step"]] if match["step"] else unit / 10
    if match["unit"] == "亿" and match["step"] in ("千", "百"):
        step *= 10_000  # 1亿2千 says 1亿2千万
    if step >= unit:
        return match.group()
    value = Decimal(match["high"]) + Decimal(match["low"]) * step / unit
    return f"{number_text(value)}{match['unit']}"


@dataclass(frozen=True, slots=True)
class About:
    """A figure said of in round numbers: 八万多 is from 80000 up to 90000.

    `plain` is the figure itself where it may be meant (大概1715万), else "". `money`: it is
    said to be a sum, so that it is compared in 元.
    """

    said: str
    low: float
    high: float
    plain: str = ""
    money: bool = False


def abouts_in(folded: str) -> tuple[About, ...]:
    """八万多, 一千一百多万, 十来万, 几十万, and 四百万 as it is spoken: figures that nobody
    expects to the last digit."""
    found = []
    for match in _ABOUT.finditer(folded):
        how = match["some"] or match["more"] or match["before"]
        said = match["number"]
        number = Decimal(said) if said[0].isdigit() else chinese_number(said)
        if match["before"] and _TERM.match(folded, match.end()):
            continue  # 不到60岁 is about the asker
        beside = folded[: match.start()][-1:] + folded[match.end() :][:1]
        alone = not _NUMERAL.search(beside)  # 四十四万 of 四十四万一千四百 is not
        spoken = alone and not said[0].isdigit() and match["unit"] and not _is_exact(number)
        if not (how or spoken) or not number or not (match["unit"] or _PLAIN.search(said)):
            continue  # the 一 of 单一来源 is no figure
        low, high = number, _next_place(number)
        if how in _NEARLY:
            low, high = number * _A_LITTLE_LESS, number
        elif how in _ROUND or not how:
            low, high = number * _A_LITTLE_LESS, number * _A_LITTLE_MORE
        unit = _SCALE[match["unit"] or ""]
        meant = not how or (_is_exact(number) and how in (*_NEARLY, *_ROUND))
        plain = said + (match["unit"] or "") if meant else ""
        money = bool(match["unit"] or match["coin"])
        found.append(About(match.group(), float(low * unit), float(high * unit), plain, money))
    known = [(match.start(), match.end()) for match in _ABOUT.finditer(folded) if match["some"]]
    for match in _SEVERAL.finditer(folded):
        if any(start <= match.start() < end for start, end in known):
            continue
        unit = _SCALE[match["tens"] or ""] * _SCALE[match["unit"]]
        found.append(About(match.group(), float(2 * unit), float(10 * unit), money=True))
    return tuple(found)


def _is_exact(number: Decimal | None) -> bool:
    return number is not None and len(number.normalize().as_tuple().digits) >= _EXACT


def _next_place(number: Decimal) -> Decimal:
    """八万多 ends before 九万, 1200多 before 1300, 12.5多 before 13."""
    whole, place = int(number), 1
    if number != whole:
        return Decimal(whole + 1)
    while whole % (place * 10) == 0:
        place *= 10
    return Decimal(whole + place)
