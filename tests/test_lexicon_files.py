"""The shipped lexicon files keep what their heads promise: an editor learns of a slip here.

A line that cannot be reached is worse than none, it looks as if it worked. So the tests hold
what the reading of questions needs (kb/query/understand.py), not only the layout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from kb.folding import fold_tight, han_runs

_FOLDER = Path(__file__).parent.parent / "kb" / "lexicon"
_LONGEST = 12  # characters that are read as one expression
_LONGEST_ENGLISH = 4  # words that are read as one term
_MOST_WORDINGS = 5  # each costs a look-up in every field
_NAMES = ("synonyms.tsv", "english.tsv", "stopwords.txt")


def _grouped(name: str) -> Iterator[tuple[str, str]]:
    """(heading, line) of each line that is no remark; the heading is "" before the first."""
    heading = ""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif not line.startswith("#"):
            yield heading, line


def _rows(name: str) -> list[tuple[str, list[str]]]:
    return [(heading, line.split("\t")) for heading, line in _grouped(name)]


def _stopwords() -> list[str]:
    return [word for _, line in _grouped("stopwords.txt") for word in line.split()]


_SYNONYMS = _rows("synonyms.tsv")
_ENGLISH = _rows("english.tsv")
_KEYS = [cells[0] for _, cells in _SYNONYMS]
_TERMS = [cells[0] for _, cells in _ENGLISH]


def _repeated(words: list[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


@pytest.mark.parametrize(("rows", "columns"), [(_SYNONYMS, 4), (_ENGLISH, 2)])
def test_every_line_has_its_columns_filled(rows: list[tuple[str, list[str]]], columns: int) -> None:
    for _, cells in rows:
        assert len(cells) == columns, cells
        assert all(cell and cell == cell.strip() for cell in cells), cells


def test_weights_are_numbers_above_0_and_up_to_1() -> None:
    assert not [cells for _, cells in _SYNONYMS if not 0 < float(cells[2]) <= 1]


@pytest.mark.parametrize("words", [_KEYS, _TERMS, _stopwords()], ids=_NAMES)
def test_nothing_is_there_twice(words: list[str]) -> None:
    assert _repeated([fold_tight(word) if han_runs(word) else word for word in words]) == []


def test_an_everyday_expression_is_one_run_of_folded_characters() -> None:
    """Anything else is cut before the lexicon is asked."""
    assert not [key for key in _KEYS if han_runs(key) != [key] or fold_tight(key) != key]
    assert not [key for key in _KEYS if len(key) > _LONGEST]


def test_an_english_term_is_as_questions_are_cut() -> None:
    """Hyphens part words; only small letters and ' are left in them."""
    assert not [term for term in _TERMS if not re.fullmatch("[a-z][a-z']*( [a-z][a-z']*)*", term)]
    assert not [term for term in _TERMS if len(term.split()) > _LONGEST_ENGLISH]


@pytest.mark.parametrize("rows", [_SYNONYMS, _ENGLISH], ids=_NAMES[:2])
def test_wordings_are_others_than_what_was_said(rows: list[tuple[str, list[str]]]) -> None:
    for _, (said, official, *_) in rows:
        wordings = [fold_tight(wording) for wording in official.split("|")]
        assert said not in wordings, said
        assert _repeated(wordings) == [], said
        assert len(wordings) <= _MOST_WORDINGS, said


@pytest.mark.parametrize("rows", [_SYNONYMS, _ENGLISH], ids=_NAMES[:2])
def test_no_wording_is_a_single_character(rows: list[tuple[str, list[str]]]) -> None:
    """One character is in nearly every entry and would answer anything."""
    for _, (said, official, *_) in rows:
        assert all(len(wording) > 1 for wording in official.split("|")), said


def test_a_stopword_is_no_key() -> None:
    """A stopword is left out of a question before its synonyms are looked up."""
    stopwords = set(_stopwords())
    assert not stopwords & {*_KEYS, *_TERMS}


def test_generic_words_bring_nothing_specific() -> None:
    """Whatever is asked has them: mapped, they would make missing things look answered."""
    assert not {"钱", "东西", "单位", "部门", "政府", "收入", "支出"} & set(_KEYS)


@pytest.mark.parametrize("name", _NAMES)
def test_lines_stand_under_the_heading_of_their_field(name: str) -> None:
    headings = [heading for heading, _ in _grouped(name)]
    assert all(headings)
    groups = [heading for heading, after in pairwise([*headings, ""]) if heading != after]
    assert _repeated(groups) == []
    written = re.findall("^## (.+)$", (_FOLDER / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert written == groups


def test_the_note_begins_with_the_field() -> None:
    assert not [cells for heading, cells in _SYNONYMS if cells[3].split("：")[0] != heading]


def test_english_terms_are_in_order_within_their_field() -> None:
    for (field, (term, _)), (next_field, (next_term, _)) in pairwise(_ENGLISH):
        assert field != next_field or term < next_term, next_term


@pytest.mark.parametrize(
    ("asked", "column"),
    [
        ("公交补贴归谁管", "主管部门"),
        ("这笔钱用来干什么", "资金用途"),
        ("公路建设增长百分之几", "2025年执行数比2024年决算数增减%"),
        ("契税完成预算的百分之几", "占预算的%"),
        ("公车有几辆", "数量"),
    ],
)
def test_columns_are_asked_for_in_other_words(asked: str, column: str) -> None:
    rows = [line.split("\t") for _, line in _grouped("columns.tsv")]
    assert all(len(cells) == 3 for cells in rows)
    assert any(re.search(how, asked) and re.search(name, column) for how, name, _ in rows)
