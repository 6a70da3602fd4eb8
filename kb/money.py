"""Amounts, as tables print them and as people write them in questions. Decimal throughout."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from kb.folding import fold
from kb.model import Amount

__all__ = [
    "amounts_in",
    "amounts_with_places",
    "cell_unit",
    "chinese_number",
    "figure",
    "in_yuan",
    "number_text",
    "printed_amount",
]

# How many 元 one of the unit is. The longest spelling is tried first.
_YUAN = {
    "万亿元": Decimal(10) ** 12, "万亿": Decimal(10) ** 12,
    "亿元": Decimal(10) ** 8, "亿": Decimal(10) ** 8,
    "千万元": Decimal(10) ** 7, "千万": Decimal(10) ** 7,
    "百万元": Decimal(10) ** 6, "百万": Decimal(10) ** 6,
    "十万元": Decimal(10) ** 5, "十万": Decimal(10) ** 5,
    "万元": Decimal(10) ** 4, "万块": Decimal(10) ** 4, "万": Decimal(10) ** 4,
    "千元": Decimal(1000), "千块": Decimal(1000),
    "元": Decimal(1), "块钱": Decimal(1), "块": Decimal(1),
}  # fmt: skip
_UNIT = "|".join(sorted(_YUAN, key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# In a code, a date or a document number a figure is no amount.
_FIGURE = re.compile(
    rf"(?<![a-z\d.,])(?P<digits>{_DIGITS})(?P<unit>{_UNIT}|w(?![a-z]))?(?![a-z\d])"
)
_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_HAN_POWERS = {"十": 10, "百": 100, "千": 1000}
_SHORT_TAIL = re.compile("([百千万亿])[一二三四五六七八九]$")
_NEXT_LOWER = {"百": "十", "千": "百", "万": "千", "亿": "千万"}
_HAN_FIGURE = re.compile(
    r"(?P<number>[一二两三四五六七八九十](?:[零〇一二两三四五六七八九十百千万亿]|点(?=[零〇一二三四五六七八九]))*)"
    r"(?P<unit>元|块钱|块)?"
)
_WHOLE_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


# Columns whose figures are no amounts of money, whatever unit stands above the table.
_NO_MONEY = re.compile(
    "数量|序号|编码|栏次|月底|人数|个数|日期|(?:起始|开始|终止|结束|到期|建设)年[度份]|^年[度份]$"
)
_SHARE = re.compile("[%‰％]")
_OWN_UNIT = re.compile(r"[(（](?:单位[:：])?(?P<unit>[万亿千百]{0,2}元)[)）]$")


def cell_unit(column: str, unit: str | None) -> str | None:
    """The unit of a column's figures: of money as the table's or its own, % of a share, else
    none."""
    share, own = _SHARE.search(column), _OWN_UNIT.search(column)
    if share:
        return share.group().replace("％", "%")
    if own:
        return own["unit"]
    return None if _NO_MONEY.search(column) else unit


def figure(text: str) -> Decimal | None:
    """The number that `text` as a whole is ("15,776.79"), None when it is anything else."""
    text = fold(text).replace(" ", "")
    if not _WHOLE_NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def printed_amount(text: str, unit: str | None) -> Amount | None:
    """A cell that is a number, with the unit that stands above its table; None for "—" and ""."""
    value = figure(text)
    return None if value is None else Amount(text, value, unit or "")


def number_text(value: Decimal) -> str:
    """One writing for equal numbers: no exponent, no trailing zero ("1715", "0.5", "-3")."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def in_yuan(amount: Amount) -> Decimal | None:
    """The amount in 元, None when its unit is not one of money."""
    factor = _YUAN.get(amount.unit)
    return None if factor is None else amount.value * factor


def chinese_number(text: str) -> Decimal | None:
    """三百万 -> 3000000, 一万二 -> 12000, 二点五万 -> 25000; None when it is no number."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    short = _SHORT_TAIL.search(text)
    if short:  # 一万二 says 一万二千
        text += _NEXT_LOWER[short[1]]
    whole, _, fraction = text.partition("点")
    tail = fraction.lstrip("".join(_HAN_DIGITS))
    decimals = fraction[: len(fraction) - len(tail)]
    for char in whole:
        if char in _HAN_DIGITS:
            digit = Decimal(_HAN_DIGITS[char])
        elif char in _HAN_POWERS:
            section += (Decimal(1) if digit is None else digit) * _HAN_POWERS[char]
            digit = None
        elif char == "万":
            total += (section + (digit or 0)) * 10**4
            section, digit = Decimal(0), None
        elif char == "亿":
            total = (total + section + (digit or 0)) * 10**8
            section, digit = Decimal(0), None
        else:
            return None
    value = total + section + (digit or 0)
    if decimals:
        value += Decimal("0." + "".join(str(_HAN_DIGITS[c]) for c in decimals))
    for char in tail:
        if char not in "十百千万亿":
            return None
        value *= _HAN_POWERS.get(char) or (10**4 if char == "万" else 10**8)
    return value if whole else None


def _latin_amounts(folded: str) -> Iterable[tuple[int, Amount]]:
    for match in _FIGURE.finditer(folded):
        unit = match["unit"] or ""
        unit = "万" if unit == "w" else unit
        value = Decimal(match["digits"].replace(",", ""))
        yield match.start(), Amount(match.group(), value, unit)


def _han_amounts(folded: str) -> Iterable[tuple[int, Amount]]:
    for match in _HAN_FIGURE.finditer(folded):
        number = match["number"]
        # 三公, 一般 and 五个 are words; a multiplier or a unit makes it an amount.
        if not match["unit"] and not re.search("[一二两三四五六七八九十百千][万亿]", number):
            continue
        if match.start() and folded[match.start() - 1].isdigit():
            continue
        value = chinese_number(number)
        if value is not None:
            yield match.start(), Amount(match.group(), value, "元")


def amounts_in(text: str) -> tuple[Amount, ...]:
    """The figures a text names, in order; a figure without a unit has unit ""."""
    return tuple(amount for _, amount in amounts_with_places(_joined(fold(text))))


def amounts_with_places(folded: str) -> list[tuple[int, Amount]]:
    """The same of a text that is folded already, each with where its `raw` begins."""
    found = [*_latin_amounts(folded), *_han_amounts(folded)]
    return sorted(found, key=lambda pair: pair[0])


def _joined(folded: str) -> str:
    """A figure and its unit without the blank that a line wrap left between them."""
    return re.sub(r"(?<=\d) (?=[十百千万亿元块])", "", folded)
