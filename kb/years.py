"""Years as documents write them: 2025年, 二○二五年 with any of the signs for zero."""

from __future__ import annotations

import re

from kb.text import compact

__all__ = ["YEAR", "in_digits", "years_in"]

_ZERO = "〇○零Ｏ０Oo0"
_CHINESE = re.compile(rf"(?:一九|二[{_ZERO}])[一二三四五六七八九{_ZERO}]{{2}}(?=年)")
YEAR = re.compile(rf"(20\d\d|二[{_ZERO}][一二三四五六七八九{_ZERO}]{{2}})年")
_DIGITS = str.maketrans(f"{_ZERO}一二三四五六七八九", f"{'0' * len(_ZERO)}123456789")


def in_digits(text: str) -> str:
    """二○二五年 -> 2025年; what is no year stays as it is."""
    return _CHINESE.sub(lambda year: year.group().translate(_DIGITS), text)


def years_in(text: str) -> list[int]:
    """All years of this century that a text names, in order."""
    return [int(year.translate(_DIGITS)) for year in YEAR.findall(compact(text))]
