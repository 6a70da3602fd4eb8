"""Rows, projects and paragraphs of a made-up document, and what the checks say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.checks import check_entries
from kb.model import Box, Entry, Kind

Checks = list[tuple[str, str, bool]]


def entry(
    number: int,
    kind: Kind,
    title: str,
    fields: Mapping[str, str],
    value_field: str = "",
    **more: Any,
) -> Entry:
    """An entry of table `t`; `left` is where its name begins on the page."""
    left = more.pop("left", 10.0)
    box = Box(1, left, 10.0 * number, left + 50, 10.0 * number + 8)
    return Entry(
        id=f"e{number}",
        doc="d",
        doc_title="某局 2025 年预算",
        kind=kind,
        title=title,
        path=more.pop("path", ("支出总表",)),
        text=more.pop("text", title),
        fields=dict(fields),
        value=fields.get(value_field),
        unit=more.pop("unit", "万元"),
        year=2025,
        pages=(1,),
        cells=dict.fromkeys(fields, (box,)),
        value_field=value_field or None,
        parent=more.pop("parent", "t"),
        **more,
    )


def rows(*lines: tuple[str, ...], heads: tuple[str, ...], **more: Any) -> list[Entry]:
    """Rows under these heads; the first column that is no code has the names."""
    name = next(i for i, head in enumerate(heads) if "编码" not in head)
    start = more.pop("start", 1)
    return [
        entry(
            start + number,
            Kind.TABLE_ROW,
            line[name],
            dict(zip(heads, line, strict=True)),
            heads[name + 1],
            **more,
        )
        for number, line in enumerate(lines)
    ]


def said(*entries: Entry, rule: str | None = None) -> Checks:
    """(title, rule, ok) of every check, in order."""
    return [
        (checked.title, check["rule"], check["ok"])
        for checked in check_entries(entries)
        for check in checked.checks
        if rule is None or check["rule"] == rule
    ]


def failures(*entries: Entry) -> list[tuple[str, str]]:
    """(title, text) of every check that disagrees."""
    return [
        (checked.title, check["text"])
        for checked in check_entries(entries)
        for check in checked.checks
        if not check["ok"]
    ]
