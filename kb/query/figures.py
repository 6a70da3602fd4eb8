"""Figures as people write them -> as documents print them, before anything is looked up.

壹仟柒佰元, 71块7毛5, 9万9千, 33,610,000, 1715w and 百分之九十五 become 一千七百元, 71.75元,
9.9万, 33610000, 1715万 and 95%.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kb.money import chinese_number, number_text

__all__ = ["plain_figures"]

_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆", "一二三四五六七八九十百千元")
_IN_CAPITALS = re.compile("[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分]{2,}整?")
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?!\d)")
_TEN_THOUSAND = re.compile(r"(?<=\d)w(?![a-z\d])")
_HAN = "一二两三四五六七八九十百零〇点"
_SHARE = re.compile(rf"百分之([{_HAN}]+|\d+(?:\.\d+)?)")
_COINS = re.compile(
    r"(?<![\d.])(?P<yuan>\d+)(?:块钱?|元)(?P<tenths>\d)(?:[毛角](?:(?P<cents>\d)分?)?|(?![\d万千百]))"
)
_STEPS = re.compile(
    r"(?<![\d.])(?P<high>\d+)(?P<unit>[万亿])零?(?P<low>\d)(?P<step>[千百万])?(?![\d.万千百个])"
)
_STEP = {"千": Decimal(1000), "百": Decimal(100), "万": Decimal(10_000)}
_UNIT = {"万": Decimal(10_000), "亿": Decimal(10**8)}


def plain_figures(folded: str) -> str:
    """The folded text with each figure in the writing that documents use."""
    text = _IN_CAPITALS.sub(_small, folded)
    text = _THOUSANDS.sub(lambda match: match.group().replace(",", ""), text)
    text = _TEN_THOUSAND.sub("万", text)
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
    if step >= unit:
        return match.group()
    value = Decimal(match["high"]) + Decimal(match["low"]) * step / unit
    return f"{number_text(value)}{match['unit']}"
