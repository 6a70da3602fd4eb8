"""What the app calls things, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kb.model import Entry, Kind

APP = "预算公开检索"
TAGLINE = "用自己的话查预算，每个数字都能看到原文。"
SEARCH_LABEL = "输入要查的内容"
SEARCH_HINT = "项目、指标、编码或金额"

KINDS = {
    Kind.INDICATOR: "绩效指标",
    Kind.PROJECT: "项目",
    Kind.TABLE_ROW: "表中一行",
    Kind.PROCUREMENT: "政府采购",
    Kind.TERM: "名词解释",
    Kind.PARAGRAPH: "正文",
    Kind.SECTION: "章节与表",
}

# What a question can limit by itself (Reading.how); other readings are wordings.
LIMITS = ("年度", "部门", "文件", "种类")

CHILDREN = {
    Kind.INDICATOR: "全部绩效指标",
    Kind.TABLE_ROW: "表中各行",
    Kind.PROCUREMENT: "采购明细",
    Kind.PROJECT: "所含项目",
    Kind.SECTION: "下级章节与表",
    Kind.PARAGRAPH: "正文",
    Kind.TERM: "名词解释",
}


def recognised(confidence: float) -> str:
    """Said of an entry that optical recognition has read; `confidence` is 0..1."""
    return f"此条为文字识别所得，置信度 {confidence:.2f}，请核对原页"


def page_numbers(pages: Sequence[int]) -> str:
    """第 85—86 页; runs of pages are joined: 第 3、5—7 页. "" without pages."""
    if not pages:
        return ""
    ordered = enumerate(sorted(set(pages)))
    runs = [
        [page for _, page in run] for _, run in groupby(ordered, lambda pair: pair[1] - pair[0])
    ]
    shown = "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)
    return f"第 {shown} 页"


def same_heading(entry: Entry) -> str:
    """Over the places where an entry's value stands too."""
    said = "同一数字" if any(map(str.isdigit, entry.value or "")) else "同样的话"
    return f"{said}还见于"


def apart(entry: Entry, others: Sequence[Entry]) -> str:
    """The outermost heading that not all of these entries share, or else the title."""
    shared = set(entry.path).intersection(*(other.path for other in others))
    return next((part for part in entry.path if part not in shared), entry.title)


def header_name(field: str) -> str:
    """A header path as people read it: 本年收入 › 小计."""
    return " › ".join(field.split("/"))
