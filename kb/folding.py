"""Searched text: what a question and an entry are compared in. Never shown to anybody.

Folded away are width, case, look-alike code points, traditional characters, and blanks that
stand next to a Chinese character; years in Chinese figures become 2025年. Blanks between two
Latin words stay, they part words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from kb.text import mend_lookalikes
from kb.years import in_digits

__all__ = ["fold", "fold_tight", "han_runs", "is_han", "to_simplified"]

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_BLANK_AT_HAN = re.compile(f"(?<=[{_HAN}])\\s+|\\s+(?=[{_HAN}])")
_BLANKS = re.compile(r"\s+")
# Signs that are written in several ways and mean the same; NFKC leaves these apart.
_SIGNS = str.maketrans(
    {
        "〔": "(", "〕": ")", "［": "(", "］": ")", "[": "(", "]": ")", "【": "(", "】": ")",
        "｛": "(", "｝": ")", "{": "(", "}": ")", "〈": "《", "〉": "》",
        "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"',
        "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "～": "~",
        "○": "〇", "◯": "〇", "·": "", "•": "", "\u200b": "", "\ufeff": "",
    }
)  # fmt: skip


def is_han(char: str) -> bool:
    """True when a character is Chinese."""
    return bool(_HAN_RUN.match(char))


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Traditional characters become simplified ones; simplified text stays as it is."""
    return str(_converter().convert(text))


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The form in which texts are compared; idempotent, "" stays ""."""
    if text.isascii():
        return _BLANKS.sub(" ", text.translate(_SIGNS).lower()).strip()
    text = unicodedata.normalize("NFKC", mend_lookalikes(text)).translate(_SIGNS).lower()
    text = in_digits(text)
    # Lower case can take a letter apart (İ), so the composed form is made once more.
    text = to_simplified(unicodedata.normalize("NFKC", text))
    return _BLANKS.sub(" ", _BLANK_AT_HAN.sub("", text)).strip()


def fold_tight(text: str) -> str:
    """Folded text without any blank, for comparing whole titles and phrases."""
    return fold(text).replace(" ", "")


def han_runs(folded: str) -> list[str]:
    """The runs of Chinese characters of a folded text, in order."""
    return _HAN_RUN.findall(folded)
