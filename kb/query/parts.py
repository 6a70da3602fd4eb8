"""The parts of the search that can be left out, to measure what each is worth."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Part", "Without"]


class Part(StrEnum):
    """Named as an evaluation prints them."""

    SYNONYMS = "同义词"
    NEAR_WORDS = "向量里的近义词"
    TYPOS = "错字"
    PINYIN = "拼音"
    ENGLISH = "英文词表"
    NAMED = "编码、文号、金额"
    SCOPE = "问到的文件、年度"
    COMPUTING = "比较与合计"
    VECTORS = "语义向量"
    MEANING = "逐词的语义"
    TITLE = "标题"
    ASKED = "问法"
    FOLDING = "同一事实合并"


Without = frozenset[Part]
