"""The operator's catalogue: read, checked, applied."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalogue import FILE_NAME, load_catalogue
from kb.errors import SettingsError
from kb.records.meta import Identity


def write(data: Path, text: str) -> Path:
    (data / FILE_NAME).write_text(text, encoding="utf-8")
    return data


def test_no_catalogue_corrects_nothing(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path) == {}


def test_corrections_stand_before_what_the_document_says(tmp_path: Path) -> None:
    data = write(tmp_path, '["甲/部门.pdf"]\nyear = 2024\ndepartment = "财政局"\n')
    corrections = load_catalogue(data)["甲/部门.pdf"]
    identity = Identity("2025年部门预算", "某局", 2025, report="预算").corrected(corrections)
    assert identity == Identity("2025年部门预算", "财政局", 2024, report="预算")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('["a.pdf"]\nyear = "2024"\n', "year 应为整数"),
        ('["a.pdf"]\nyaer = 2024\n', "yaer 不认识"),
        ("year = 2024\n", "应写成一节"),
        ('["a.pdf"\n', "读不懂"),
    ],
)
def test_mistakes_are_named_with_the_file(tmp_path: Path, text: str, named: str) -> None:
    data = write(tmp_path, text)
    with pytest.raises(SettingsError, match=named) as caught:
        load_catalogue(data)
    assert FILE_NAME in str(caught.value)
