"""Codes of the official classifications: the one a row has, and what stands above a code."""

from __future__ import annotations

import re

from kb.model import Entry
from kb.text import compact

__all__ = ["CODE_HEAD", "FUNCTION", "classes_above", "code_of"]

# A column of codes, also one of three for the parts of a code (类 | 款 | 项).
CODE_HEAD = re.compile(r"(编码|代码|科目编号|目录序号)(/[类款项])?$|^[类款项]$|/[类款项]$")
# 208, 20801, 2080101: function and economic classes.
FUNCTION = re.compile(r"\d{3}(?:\d{2}){0,2}")
_CATALOGUE = re.compile(r"[a-z]\d{8}")
_STEP = 2  # digits of a level below the first


def code_of(entry: Entry) -> str:
    """The code of a row or project, its parts put together; "" without."""
    parts = (text for name, text in entry.fields.items() if CODE_HEAD.search(name))
    code = "".join(map(compact, parts))
    return code if any(sign.isdigit() for sign in code) else ""


def classes_above(code: str) -> list[str]:
    """The codes of the classes that a folded code belongs to, the nearest first:
    2080101 -> 20801, 208; a02010105 -> a02010100, a02010000, a02000000."""
    if FUNCTION.fullmatch(code):
        return [code[:end] for end in range(len(code) - _STEP, _STEP, -_STEP)]
    if not _CATALOGUE.fullmatch(code):
        return []
    whole = [code[:end].ljust(len(code), "0") for end in range(len(code) - _STEP, _STEP, -_STEP)]
    return [above for above in dict.fromkeys(whole) if above != code]
