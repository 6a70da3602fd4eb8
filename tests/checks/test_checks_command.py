"""kb check: counts, disagreements, everything on request, and what it exits with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kb.cli import main
from kb.encoder import load_encoder
from kb.errors import EntryNotFound
from kb.index import open_index, write_index
from kb.model import Problem


def said(capsys: pytest.CaptureFixture[str], *args: str | Path) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["check", *map(str, args)])
    return code, capsys.readouterr().out


@pytest.fixture(scope="module")
def sound_index(document_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same index without the entries that disagree."""
    index = open_index(document_index)
    kept = [e for e in index.entries if all(check["ok"] for check in e.checks)]
    place = tmp_path_factory.mktemp("sound") / "index"
    write_index(place, index.documents, kept, load_encoder(None))
    return place


def test_disagreements_are_listed_with_page_and_reason(
    document_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = said(capsys, "--index", document_index)
    assert code == 1
    assert "有数字的 481 条：核对一致 267，不一致 10，无可核对 204" in out
    assert out.count("  不一致（") == 10
    assert "第 87 页“参加招聘会的场次”" in out
    assert "  核对一致（" not in out


def test_all_lists_agreements_and_what_nothing_speaks_of(
    document_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = said(capsys, "--all", "--index", document_index)
    assert code == 1
    assert "核对一致（下级之和）" in out
    assert out.count("无可核对：") == 204


def test_json_has_every_check_and_every_unchecked_figure(
    document_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = said(capsys, "--json", "--index", document_index)
    data = json.loads(out)
    assert data["outcomes"] == {"agrees": 267, "disagrees": 10, "unchecked": 204}
    assert sum(not check["ok"] for check in data["checks"]) == 10
    assert len(data["unchecked"]) == 204
    first = data["checks"][0]
    assert first.keys() == {
        "id", "title", "pages", "ok", "rule", "field", "printed", "computed", "difference",
        "tolerance", "with", "text",
    }  # fmt: skip


def test_nothing_wrong_exits_with_zero(
    sound_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = said(capsys, "--index", sound_index)
    assert code == 0
    assert "不一致 0" in out


def test_a_problem_exits_with_one_and_is_listed(
    sound_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = open_index(sound_index)
    problem = Problem("a.pdf", 7, "这页没有文字", "请换用带文字的版本")
    documents = [replace(index.documents[0], problems=(problem,), unread_pages=(7,))]
    write_index(tmp_path / "i", documents, list(index.entries), load_encoder(None))
    code, out = said(capsys, "--index", tmp_path / "i")
    assert code == 1
    assert "没有读到：a.pdf 第 7 页：这页没有文字。请换用带文字的版本" in out


def test_a_pdf_that_is_not_indexed_is_a_fault(
    sound_index: Path, document_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "--index", sound_index, "--data", document_data)[0] == 0
    (tmp_path / "new.pdf").write_bytes(b"%PDF-1.7")
    code, out = said(capsys, "--index", sound_index, "--data", tmp_path)
    assert code == 1
    assert "new.pdf：没有收录，请运行 kb build" in out


def test_show_says_what_a_figure_was_compared_with(
    document_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = open_index(document_index)
    shown = {}
    for title in ("参加招聘会的场次", "行政运行", "参保人员对医保服务的满意度"):
        entry = next((e for e in index.entries if e.title == title), None)
        if entry is None:
            raise EntryNotFound(title)
        main(["show", entry.id, "--index", str(document_index)])
        shown[title] = capsys.readouterr().out
    assert "不一致（指标与目标）" in shown["参加招聘会的场次"]
    assert "核对一致（各栏之和）" in shown["行政运行"]
    assert "无可核对" in shown["参保人员对医保服务的满意度"]
