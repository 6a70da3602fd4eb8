"""The evaluation: what counts as an answer, and figures that can be checked by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support_entries import DOC, ENTRIES, OTHER

from kb.encoder import load_encoder
from kb.errors import KbError
from kb.evaluation import Question, answers, evaluate, read_questions
from kb.index import open_index, write_index
from kb.query.lexicon import LexiconFiles
from kb.search import Searcher

BY_ID = {entry.id: entry for entry in ENTRIES}


def _question(pages: set[int], *texts: str, file: str | None = None) -> Question:
    return Question("exact", "问", frozenset(pages), texts, file)


def test_page_and_text_have_to_meet() -> None:
    rate = BY_ID["indicator-1-1"]
    assert answers(rate, _question({3}, "120元/亩/年"))
    assert answers(rate, _question({2, 3}, "没有", "每亩补贴"))
    assert answers(rate, _question(set(), "粮食适度规模经营补贴绩效目标表"))
    assert not answers(rate, _question({4}, "120元/亩/年"))
    assert not answers(rate, _question({3}, "121元"))


def test_half_a_document_is_no_answer() -> None:
    long = replace(BY_ID["paragraph"], text="59.75" + "长" * 600)
    assert not answers(long, _question({8}, "59.75"))


def test_the_file_is_part_of_the_answer() -> None:
    school = BY_ID["school"]
    assert answers(school, _question({2}, "640.00", file="school-2024.pdf"), "school-2024.pdf")
    assert not answers(school, _question({2}, "640.00", file="farm-2025.pdf"), "school-2024.pdf")


def test_report(tmp_path: Path) -> None:
    write_index(tmp_path / "index", (DOC, OTHER), ENTRIES, load_encoder(None))
    searcher = Searcher(open_index(tmp_path / "index"), load_encoder(None), LexiconFiles())
    file = tmp_path / "questions.tsv"
    file.write_text(
        "exact\t病虫害控制\t2\t320.00\n"
        "code\t2130101\t2\t1287.48\n"
        "exact\t住房公积金\t9\t不在这一页\n"
        "none\t今天股票行情\t-\t-\n",
        encoding="utf-8",
    )
    report = evaluate(searcher, file)
    assert report.whole.of("exact") == {"hit@1": 0.5, "hit@3": 0.5, "hit@10": 0.5, "MRR": 0.5}
    assert report.whole.of("code")["hit@1"] == 1
    assert report.whole.of(None)["hit@1"] == pytest.approx(2 / 3)
    assert report.whole.declined() == (1, 1, 0, 3)
    text = report.render()
    assert "| exact | 2 | 0.500 |" in text
    assert "| code | 1 | 1.000 |" in text
    assert "[exact] 住房公积金：不在结果里" in text
    for name in ("只有 BM25", "只有向量", "去掉同义词"):
        assert name in text


@pytest.mark.parametrize("line", ["exact\t问", "exact\t问\t三\t答", "a\tb\tc\td\te\tf"])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "bad.tsv"
    file.write_text(f"exact\t问\t1\t答\n{line}\n", encoding="utf-8")
    with pytest.raises(KbError, match="第 2 行"):
        read_questions(file)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="读不出来"):
        read_questions(tmp_path / "nothing.tsv")


def test_an_answer_from_another_document_is_counted(tmp_path: Path) -> None:
    write_index(tmp_path / "index", (DOC, OTHER), ENTRIES, load_encoder(None))
    searcher = Searcher(open_index(tmp_path / "index"), load_encoder(None), LexiconFiles())
    file = tmp_path / "questions.tsv"
    file.write_text(
        "farm-2025.pdf\texact\t病虫害控制\t2\t320.00\n"
        "school-2024.pdf\texact\t病虫害控制\t2\t320.00\n",
        encoding="utf-8",
    )
    assert "问到某个文件的 2 个，拿别的文件作答的 1 个。" in evaluate(searcher, file).render()
