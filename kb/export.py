"""Entries as files for other programs: JSON lines, CSV for spreadsheets, a data package.

Each format is a function (documents, entries) -> pieces of the file in order.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from kb.checks import OUTCOMES, outcome
from kb.model import DocumentInfo, Entry
from kb.ui.words import KINDS

__all__ = ["FORMATS", "select", "to_csv", "to_datapackage", "to_jsonl"]

Exporter = Callable[[Sequence[DocumentInfo], Sequence[Entry]], Iterator[bytes]]

# Excel takes a file without this mark for the system's own encoding, not for UTF-8.
_BOM = b"\xef\xbb\xbf"
# Spreadsheets run a cell that begins so as a formula; a number with its sign is none.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d,]+(\.\d+)?%?")
# Zip members carry this date, so that the same entries give the same file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)

# The columns round the fields, and what people call them.
_LEADING = {
    "id": "编号", "kind": "种类", "title": "名称", "path": "所在位置", "value": "数值",
    "unit": "单位",
}  # fmt: skip
_TRAILING = {
    "text": "全文", "pages": "页码", "year": "年度", "department": "部门", "doc_title": "文件标题",
    "doc": "文件", "ocr": "文字识别的把握", "checks": "核对",
}  # fmt: skip

# The columns of the data package and their types in its own terms.
_ENTRY_TYPES = {
    "id": "string", "doc": "string", "doc_title": "string", "kind": "string", "title": "string",
    "path": "array", "text": "string", "fields": "object", "value": "string", "unit": "string",
    "year": "integer", "department": "string", "pages": "array", "sources": "array",
    "cells": "object", "value_field": "string", "parent": "string", "order": "integer",
    "checks": "array", "ocr": "number",
}  # fmt: skip
_DOCUMENT_TYPES = {
    "doc": "string", "title": "string", "file": "string", "sha256": "string", "pages": "integer",
    "department": "string", "code": "string", "year": "integer", "report": "string",
    "level": "string", "coverage": "number", "tables": "integer", "entries": "integer",
    "joined_rows": "integer", "unread_pages": "array", "problems": "array",
}  # fmt: skip


def select(entries: Sequence[Entry], allowed: npt.NDArray[np.bool_] | None) -> list[Entry]:
    """The entries of the rows allowed (all for None), in the index's order."""
    rows = range(len(entries)) if allowed is None else np.flatnonzero(allowed)
    return [entries[int(row)] for row in rows]


def to_jsonl(_: Sequence[DocumentInfo], entries: Sequence[Entry]) -> Iterator[bytes]:
    """One JSON object an entry and line: everything the index knows of it."""
    for entry in entries:
        yield orjson.dumps(entry.to_json(), option=orjson.OPT_APPEND_NEWLINE)


def to_csv(_: Sequence[DocumentInfo], entries: Sequence[Entry]) -> Iterator[bytes]:
    """For people: one line an entry, its fields as columns of their own, in first-seen order.

    Text that a spreadsheet would run as a formula gets an apostrophe before it; boxes are left
    out, and of the checks their outcome and what disagrees is said. A field with the
    name of a fixed column is marked 原表：.
    """
    names = list(dict.fromkeys(name for entry in entries for name in entry.fields))
    fixed = {*_LEADING.values(), *_TRAILING.values()}
    shown = (f"原表：{name}" if name in fixed else name for name in names)
    yield _BOM + _csv_line(map(_harmless, [*_LEADING.values(), *shown, *_TRAILING.values()]))
    for entry in entries:
        own = (entry.fields.get(name, "") for name in names)
        row = [*_fixed(entry, _LEADING), *own, *_fixed(entry, _TRAILING)]
        yield _csv_line(map(_harmless, row))


def _fixed(entry: Entry, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = getattr(entry, name)
        if name == "kind":
            yield KINDS[value]
        elif name == "checks":
            yield _checked(entry)
        elif isinstance(value, tuple):
            yield (" › " if name == "path" else "、").join(map(str, value))
        else:
            yield "" if value is None else str(value)


def _checked(entry: Entry) -> str:
    """The outcome of the entry's checks; with a disagreement, what it is."""
    found = outcome(entry)
    failed = [str(check["text"]) for check in entry.checks if not check["ok"]]
    return "；".join(([OUTCOMES[found]] if found else []) + failed)


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def to_datapackage(documents: Sequence[DocumentInfo], entries: Sequence[Entry]) -> Iterator[bytes]:
    """A zip of entries.csv, documents.csv and the datapackage.json that describes both.

    Lists and objects are JSON inside their cell; nothing is left out or altered.
    """
    entry_rows = [entry.to_json() for entry in entries]
    document_rows = [document.to_json() for document in documents]
    members = {
        "datapackage.json": orjson.dumps(_descriptor(), option=orjson.OPT_INDENT_2),
        "documents.csv": _table(_DOCUMENT_TYPES, document_rows),
        "entries.csv": _table(_ENTRY_TYPES, entry_rows),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, _NO_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    yield packed.getvalue()


def _descriptor() -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "kb-export",
        "title": "预算公开文件的条目",
        "resources": [
            _resource("documents", _DOCUMENT_TYPES, "doc", None),
            _resource("entries", _ENTRY_TYPES, "id", "documents"),
        ],
    }


def _resource(
    name: str, types: Mapping[str, str], key: str, belongs_to: str | None
) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [{"name": column, "type": kind} for column, kind in types.items()],
        "primaryKey": [key],
    }
    if belongs_to:
        schema["foreignKeys"] = [
            {"fields": ["doc"], "reference": {"resource": belongs_to, "fields": ["doc"]}}
        ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _table(types: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    lines = [_csv_line(types)]
    lines += [_csv_line(_cell(row[name], kind) for name, kind in types.items()) for row in rows]
    return b"".join(lines)


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return ""
    return orjson.dumps(value).decode() if kind in ("array", "object") else str(value)


def _csv_line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(list(cells))
    return line.getvalue().encode()


FORMATS: Mapping[str, Exporter] = {
    "jsonl": to_jsonl,
    "csv": to_csv,
    "datapackage": to_datapackage,
}
