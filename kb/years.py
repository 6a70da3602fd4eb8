"""Years as documents write them: 2025年, 二○二五年 with any of the signs for zero."""

from __future__ import annotations

import re

from kb.text import compact

__all__ = ["YEAR", "years_in"]

YEAR = re.compile(r"(20\d\d|二[〇○Ｏ０O零][一二三四五六七八九〇○零]{2})年")
_DIGITS = str.maketrans("〇○零Ｏ０O一二三四五六七八九", "000000123456789")


def years_in(text: str) -> list[int]:
    """All years that a text names, in order."""
    return [int(year.translate(_DIGITS)) for year in YEAR.findall(compact(text))]
