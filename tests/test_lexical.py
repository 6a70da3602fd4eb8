"""The word index: columns by field, BM25 as a whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support_entries import ENTRIES

from kb.fields import searched_fields
from kb.lexical import LexicalIndex, cut, known_word, search_tokens, spread, word_tokens


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build([searched_fields(entry) for entry in ENTRIES])


def _row(entry_id: str) -> int:
    return [entry.id for entry in ENTRIES].index(entry_id)


def test_codes_stay_whole_and_words_do_not_overlap() -> None:
    assert cut("采购a05049900便宜办公用品") == ["采购", "a05049900", "便宜", "办公用品"]
    assert "办公" in search_tokens("办公用品")
    assert "公用" in search_tokens("办公用品")


def test_general_words_are_told_from_unheard_of_ones() -> None:
    assert known_word("贷款")
    assert not known_word("旦保")
    assert spread("的") < spread("贷款") < spread("旦保")


def test_a_column_knows_its_field(index: LexicalIndex) -> None:
    assert _row("row-2130108") in index.rows("title", "病虫")
    assert _row("row-2130108") not in index.rows("path", "病虫")
    assert _row("indicator-1-1") in index.rows("path", "粮食")
    assert len(index.rows("title", "没有的词")) == 0


def test_rarity_falls_with_the_number_of_entries(index: LexicalIndex) -> None:
    assert index.rarity("没有的词") > index.rarity("病虫") > index.rarity("预算")
    with_word = [e for e in ENTRIES if any("病虫" in t for t in searched_fields(e).values())]
    assert index.entries_with("病虫") == len(with_word)


def test_the_entry_in_the_own_words_comes_first(index: LexicalIndex) -> None:
    scores = index.bm25(word_tokens("病虫害控制"))
    assert int(scores.argmax()) == _row("row-2130108")
    assert not index.bm25(word_tokens("股票")).any()


def test_saved_and_loaded_is_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert loaded.vocabulary == index.vocabulary
    for question in ("病虫害控制", "机关运行经费是什么"):
        tokens = word_tokens(question)
        np.testing.assert_array_equal(loaded.bm25(tokens), index.bm25(tokens))
    np.testing.assert_array_equal(loaded.rows("title", "补贴"), index.rows("title", "补贴"))


def test_no_entries_at_all() -> None:
    nothing = dict.fromkeys(searched_fields(ENTRIES[0]), "")
    assert LexicalIndex.build([nothing]).bm25(["预算"]).max() == 0
