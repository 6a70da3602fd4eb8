"""The exact table: found in every writing, never by likeness."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support_entries import ENTRIES

from kb.exact import ExactTable, document_numbers_in, entry_keys
from kb.folding import fold
from kb.money import amounts_in


@pytest.fixture(scope="module")
def table() -> ExactTable:
    return ExactTable.build([entry_keys(entry) for entry in ENTRIES])


def _ids(rows: np.ndarray) -> set[str]:
    return {ENTRIES[row].id for row in rows}


@pytest.mark.parametrize(
    "written",
    ["市农财〔2024〕95号", "市农财[2024]95号", "市农财（2024）95 号", "市农财2024年第95号",
     "请问市农财【2024】95号是什么", "市农财 2024 95 号", "市农财95号"],
)  # fmt: skip
def test_document_numbers_in_any_bracket(table: ExactTable, written: str) -> None:
    (number,) = document_numbers_in(fold(written))
    found = next((rows for key in number.keys if len(rows := table.find(key))), [])
    assert _ids(np.array(found)) == {"indicator-1-1", "indicator-1-2"}


@pytest.mark.parametrize(
    "written", ["市农财〔2024〕96号", "市农财〔2023〕95号", "市农牧〔2024〕95号"]
)
def test_another_document_number_is_not_found(table: ExactTable, written: str) -> None:
    (number,) = document_numbers_in(fold(written))
    assert not any(len(table.find(key)) for key in number.keys)


@pytest.mark.parametrize(
    ("code", "entry_id"),
    [("2130101", "row-2130101"), ("1301p00x002k", "project-2"), ("a05049900", "procurement")],
)
def test_codes(table: ExactTable, code: str, entry_id: str) -> None:
    assert _ids(table.find(f"c:{code}")) == {entry_id}
    assert len(table.find(f"c:{code[:-1]}")) == 0


@pytest.mark.parametrize(
    "written",
    ["1715万元", "1715", "1715.00", "0.1715亿元", "17150000", "17150000元", "一千七百一十五万"],
)
def test_amounts_equal_after_conversion(table: ExactTable, written: str) -> None:
    (amount,) = amounts_in(written)
    assert _ids(table.find_amount(amount)) == {"project-1"}


def test_a_quantity_is_no_amount_of_money(table: ExactTable) -> None:
    (money,) = amounts_in("320万元")
    (bare,) = amounts_in("320")
    assert _ids(table.find_amount(money)) == {"row-2130108"}
    assert _ids(table.find_amount(bare)) == {"row-2130108", "procurement"}


def test_figures_within_words(table: ExactTable) -> None:
    (bare,) = amounts_in("120")
    (money,) = amounts_in("59.75万")
    assert _ids(table.find_amount(bare)) == {"indicator-1-1"}
    assert _ids(table.find_amount(money)) == {"paragraph"}


def test_saved_and_loaded_is_the_same(table: ExactTable, tmp_path: Path) -> None:
    table.save(tmp_path / "exact")
    loaded = ExactTable.load(tmp_path / "exact")
    for entry in ENTRIES:
        for key in entry_keys(entry):
            np.testing.assert_array_equal(loaded.find(key), table.find(key))


def test_an_empty_table_finds_nothing() -> None:
    assert len(ExactTable.build([]).find("c:1")) == 0
