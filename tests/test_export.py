"""Exports: JSON lines lose nothing, CSV is safe for people, the package describes itself."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.export import FORMATS, select, to_csv, to_datapackage, to_jsonl
from kb.index import open_index
from kb.model import Box, DocumentInfo, Entry, Kind

INFO = DocumentInfo("d", "某局 2025 年预算", "d.pdf", "0" * 64, 3, year=2025)


def entry(name: str, *, value: str | None = None, **fields: str) -> Entry:
    return Entry(
        name, "d", INFO.title, Kind.TABLE_ROW, name, ("总表", "支出"), name, fields, value, "万元",
        2025, None, (3, 4), (Box(3, 1.0, 2.0, 3.0, 4.0),), {}, "合计" if value else None,
    )  # fmt: skip


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_jsonl_is_every_entry_whole(document_index: Path) -> None:
    index = open_index(document_index)
    lines = b"".join(to_jsonl(index.documents, index.entries)).splitlines()
    assert [Entry.from_json(json.loads(line)) for line in lines] == list(index.entries)


def test_select_keeps_order() -> None:
    entries = [entry("a"), entry("b"), entry("c")]
    assert select(entries, None) == entries
    assert select(entries, np.array([True, False, True])) == [entries[0], entries[2]]


def test_csv_has_fields_as_columns() -> None:
    content = b"".join(
        to_csv([INFO], [entry("甲", value="1.00", 合计="1.00"), entry("乙", 备注="")])
    )
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to read UTF-8"
    first, second = rows_of(content)
    assert first["名称"] == "甲"
    assert first["种类"] == "表中一行"
    assert first["合计"] == first["数值"] == "1.00"
    assert first["所在位置"] == "总表 › 支出"
    assert first["页码"] == "3、4"
    assert second["合计"] == second["备注"] == second["数值"] == ""


def test_csv_says_the_outcome_of_the_checks() -> None:
    good, bad = {"ok": True, "text": "5 = 2 + 3"}, {"ok": False, "text": "5 ≠ 2 + 2，多 1"}
    entries = [
        replace(entry("甲", value="5.00", 合计="5.00"), checks=checks)
        for checks in ((good,), (good, bad), ())
    ]
    entries.append(entry("乙", 备注=""))
    said = [row["核对"] for row in rows_of(b"".join(to_csv([INFO], entries)))]
    assert said == ["核对一致", "不一致；5 ≠ 2 + 2，多 1", "无可核对", ""]


def test_csv_keeps_a_field_that_is_named_as_a_column() -> None:
    (row,) = rows_of(b"".join(to_csv([INFO], [entry("甲", 单位="人", 年度="x")])))
    assert (row["单位"], row["原表：单位"], row["原表：年度"]) == ("万元", "人", "x")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd", "'+cmd"),
        ("-1+cmd", "'-1+cmd"),
        ("-1,234.50", "-1,234.50"),
        ("+3%", "+3%"),
        ("—", "—"),
        ("≥95%", "≥95%"),
    ],
)
def test_csv_runs_no_formula(text: str, shown: str) -> None:
    (row,) = rows_of(b"".join(to_csv([INFO], [entry("甲", 说明=text)])))
    assert row["说明"] == shown


def test_datapackage_describes_what_it_holds(document_index: Path) -> None:
    index = open_index(document_index)
    content = b"".join(to_datapackage(index.documents, index.entries))
    assert content == b"".join(to_datapackage(index.documents, index.entries)), "the same each time"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        described = json.loads(archive.read("datapackage.json"))
        tables = {r["name"]: rows_of(archive.read(r["path"])) for r in described["resources"]}
    for resource in described["resources"]:
        columns = [field["name"] for field in resource["schema"]["fields"]]
        assert list(tables[resource["name"]][0]) == columns
    assert [row["doc"] for row in tables["documents"]] == [d.doc for d in index.documents]
    expected = [e.to_json() for e in index.entries]
    assert [json.loads(row["fields"]) for row in tables["entries"]] == [
        e["fields"] for e in expected
    ]
    assert [json.loads(row["cells"]) for row in tables["entries"]] == [e["cells"] for e in expected]
    assert set(expected[0]) == set(tables["entries"][0])
    assert set(index.documents[0].to_json()) == set(tables["documents"][0])


@pytest.mark.parametrize("name", FORMATS)
def test_no_entries_is_a_valid_file(name: str) -> None:
    assert isinstance(b"".join(FORMATS[name]([], [])), bytes)
