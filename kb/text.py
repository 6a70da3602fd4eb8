"""Shown text: what was printed, with only typesetting damage mended.

Mended are line wraps, blanks between Chinese characters that mean nothing, and look-alike
code points (Kangxi radicals and their supplement). Full-width punctuation stays. Text that is
searched is folded further, elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["clean", "compact", "join_wrapped", "mend_lookalikes"]

# Radicals for which Unicode gives no compatibility mapping, or not the mainland form, but which
# PDF writers use for the whole character (Unicode charts, Kangxi Radicals and their Supplement).
_RADICALS = str.maketrans(
    "⼾⾭⿈⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "户青黄民虎西见角贝车長长门青韦页风飞食马鬼鱼鸟卤麦黄齐齿龙龟",
)
_LOOKALIKE = re.compile("[\u2e80-\u2fdf]")
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Between these a blank is typesetting, never a word boundary.
_CJK = _HAN + "〇○、。，；：！？“”‘’（）《》〈〉【】〔〕…—·％"
_MEANINGLESS_BLANK = re.compile(
    f"(?<=[{_CJK}])[ \u3000\xa0]+(?=[{_CJK}])|[ \u3000\xa0]+(?=[。，；：、）》])"
)
_BLANKS = re.compile(r"[ \u3000\xa0\t]+")
_ANY_BLANK = re.compile(r"\s+")
_WORDS_MEET = re.compile(r"[A-Za-z,;:.!?]$")
# Characters with no visible form that PDF writers leave in the text layer.
_INVISIBLE = dict.fromkeys(
    [*range(0x00, 0x09), *range(0x0E, 0x20), 0xAD, 0xFEFF, *range(0x200B, 0x2010)]
)


def mend_lookalikes(text: str) -> str:
    """Radical code points become the characters they stand for; idempotent."""
    if not _LOOKALIKE.search(text):
        return text
    text = text.translate(_RADICALS)
    return _LOOKALIKE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def clean(text: str) -> str:
    """One line of printed text as people are shown it; idempotent."""
    text = mend_lookalikes(text.translate(_INVISIBLE))
    text = _BLANKS.sub(" ", text.replace("\n", " ")).strip()
    return _MEANINGLESS_BLANK.sub("", text)


def compact(text: str) -> str:
    """`text` without any blank: the form in which printed and found text are compared."""
    return _ANY_BLANK.sub("", mend_lookalikes(text))


def join_wrapped(lines: Sequence[str] | Iterable[str]) -> str:
    """Lines of one cell or paragraph as one: codes and figures without a blank, words with one.

    A break after a Latin word is a blank only when a Latin word follows; `208010` + `1` and
    `15776.` + `79` are one token.
    """
    result = ""
    for line in (clean(line) for line in lines):
        if not line:
            continue
        blank = bool(_WORDS_MEET.search(result)) and line[0].isascii() and line[0].isalpha()
        result += (" " if blank else "") + line
    return clean(result)
