"""data/ -> index/: what is read, kept, left out and reported, on small PDFs made here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support_encoder import HashingEncoder
from support_pdf import Sheet, budget_table, write_pdf

import kb.build
import kb.encoder
import kb.inputs
from kb.build import BuildReport, build, is_stale
from kb.errors import KbError
from kb.index import Index, open_index
from kb.inputs import find_pdfs
from kb.pdf.workers import Limits
from kb.query.lexicon import LexiconFiles
from kb.settings import Settings

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty data folder, and an encoder that costs nothing."""
    monkeypatch.setattr(kb.encoder, "load_encoder", lambda _: HashingEncoder())
    (tmp_path / "data").mkdir()
    return Settings(data=tmp_path / "data", index=tmp_path / "index", workers=1)


def put(settings: Settings, name: str, office: str = "甲局", total: str = "15.00") -> Path:
    """A budget of one page in the data folder."""
    path = settings.data / name
    path.parent.mkdir(exist_ok=True)
    return write_pdf(path, Sheet(budget_table(office, total)))


def index_of(settings: Settings) -> Index:
    return open_index(settings.index, encoder=HashingEncoder())


def values(index: Index) -> dict[str, list[str]]:
    """The grand totals in the index by document."""
    found: dict[str, list[str]] = {document.doc: [] for document in index.documents}
    for entry in index.entries:
        if entry.title == "合计":
            found[entry.doc].append(entry.value or "")
    return found


def test_a_first_build(settings: Settings) -> None:
    put(settings, "甲.pdf")
    put(settings, "2024/乙.pdf", "乙局", "16.00")
    said: list[tuple[str, int, int]] = []
    report = build(settings, lambda *news: said.append(news))
    assert report.written
    assert report.read == ("2024/乙.pdf", "甲.pdf")
    assert (report.kept, report.removed, report.problems) == ((), (), ())
    assert sum(report.kinds.values()) == len(index_of(settings).entries) == 14
    assert values(index_of(settings)) == {"2024/乙": ["16.00"], "甲": ["15.00"]}
    assert ("读取 甲.pdf", 1, 0) in said
    assert said[-1] == ("生成向量", 14, 14)


def test_unchanged_files_are_not_read_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, "甲.pdf")
    build(settings)
    before = list(index_of(settings).entries)
    monkeypatch.setattr(kb.build, "read_pdf", None)
    report = build(settings)
    assert (report.read, report.kept, report.written) == ((), ("甲.pdf",), False)
    assert sum(report.kinds.values()) == len(before)
    assert list(index_of(settings).entries) == before


def test_a_new_file_joins_and_the_others_stay(settings: Settings) -> None:
    put(settings, "乙.pdf", "乙局")
    build(settings)
    before = {entry.id: entry for entry in index_of(settings).entries}
    put(settings, "甲.pdf", total="17.00")
    report = build(settings)
    assert (report.read, report.kept) == (("甲.pdf",), ("乙.pdf",))
    after = {entry.id: entry for entry in index_of(settings).entries}
    assert before.items() <= after.items()
    assert values(index_of(settings)) == {"乙": ["15.00"], "甲": ["17.00"]}


def test_a_replaced_file_is_read_again_under_the_same_ids(settings: Settings) -> None:
    put(settings, "甲.pdf")
    build(settings)
    before = [entry.id for entry in index_of(settings).entries]
    put(settings, "甲.pdf", total="18.00")
    report = build(settings)
    assert (report.read, report.kept, report.removed) == (("甲.pdf",), (), ())
    assert values(index_of(settings)) == {"甲": ["18.00"]}
    assert [entry.id for entry in index_of(settings).entries] == before


def test_a_removed_file_leaves_the_index(settings: Settings) -> None:
    put(settings, "甲.pdf")
    gone = put(settings, "乙.pdf", "乙局")
    build(settings)
    gone.unlink()
    report = build(settings)
    assert (report.read, report.kept, report.removed) == ((), ("甲.pdf",), ("乙.pdf",))
    assert report.written
    assert values(index_of(settings)) == {"甲": ["15.00"]}


def test_a_renamed_file_is_another_document(settings: Settings) -> None:
    put(settings, "甲.pdf").rename(settings.data / "旧.pdf")
    build(settings)
    (settings.data / "旧.pdf").rename(settings.data / "新.pdf")
    report = build(settings)
    assert (report.read, report.removed) == (("新.pdf",), ("旧.pdf",))
    assert values(index_of(settings)) == {"新": ["15.00"]}


def test_the_same_content_twice_is_indexed_once(settings: Settings) -> None:
    first = put(settings, "一.pdf")
    shutil.copy(first, settings.data / "二.pdf")
    report = build(settings)
    (problem,) = report.problems
    assert (problem.file, problem.reason) == ("二.pdf", "与 一.pdf 内容相同")
    assert problem.advice
    assert values(index_of(settings)) == {"一": ["15.00"], "二": []}


def test_a_copy_takes_over_when_the_first_is_gone(settings: Settings) -> None:
    first = put(settings, "一.pdf")
    shutil.copy(first, settings.data / "二.pdf")
    build(settings)
    first.unlink()
    assert build(settings).problems == ()
    assert values(index_of(settings)) == {"二": ["15.00"]}


def test_a_copy_that_sorts_before_a_known_file_is_the_copy(settings: Settings) -> None:
    shutil.copy(put(settings, "b.pdf"), settings.data.parent / "kept.pdf")
    build(settings)
    shutil.copy(settings.data.parent / "kept.pdf", settings.data / "a.pdf")
    (problem,) = build(settings).problems
    assert (problem.file, problem.reason) == ("a.pdf", "与 b.pdf 内容相同")


def _broken_files(folder: Path, document: Path) -> list[str]:
    (folder / "空.pdf").touch()
    (folder / "网页.pdf").write_text("<html>404</html>")
    (folder / "断.pdf").write_bytes(document.read_bytes()[:100_000])
    shutil.copy(FIXTURES / "password.pdf", folder / "密.pdf")
    write_pdf(folder / "无页.pdf")
    return ["密.pdf", "断.pdf", "无页.pdf", "空.pdf", "网页.pdf"]


def test_files_that_cannot_be_read_are_reported_and_the_rest_is_built(
    settings: Settings, document_pdf: Path
) -> None:
    put(settings, "甲.pdf")
    broken = _broken_files(settings.data, document_pdf)
    report = build(settings)
    problems = {problem.file: problem for problem in report.problems}
    assert problems.keys() == set(broken)
    for problem in problems.values():
        assert problem.page is None
        assert problem.reason
        assert problem.advice
        assert str(problem) == f"{problem.file}：{problem.reason}。{problem.advice}"
    assert "加了密码" in problems["密.pdf"].reason
    assert "不完整" in problems["断.pdf"].reason
    assert "没有页面" in problems["无页.pdf"].reason
    assert "空的" in problems["空.pdf"].reason
    assert "不是 PDF" in problems["网页.pdf"].reason
    assert values(index_of(settings))["甲"] == ["15.00"]


def test_a_bad_file_is_tried_again_when_it_is_replaced(settings: Settings) -> None:
    put(settings, "甲.pdf")
    (settings.data / "乙.pdf").touch()
    assert len(build(settings).problems) == 1
    put(settings, "乙.pdf", "乙局", "19.00")
    report = build(settings)
    assert (report.problems, report.kept) == ((), ("甲.pdf",))
    assert values(index_of(settings)) == {"乙": ["19.00"], "甲": ["15.00"]}


def test_a_bad_file_does_not_make_every_build_write(settings: Settings) -> None:
    shutil.copy(put(settings, "甲.pdf"), settings.data / "甲的副本.pdf")
    (settings.data / "乙.pdf").touch()
    assert build(settings).written
    report = build(settings)
    assert not report.written
    assert len(report.problems) == 2


def test_names_that_differ_in_case_alone_are_not_mixed_up(settings: Settings) -> None:
    put(settings, "甲.pdf")
    put(settings, "甲.PDF", "乙局", "16.00")
    report = build(settings)
    index = index_of(settings)
    ids = [entry.id for entry in index.entries]
    assert len(set(ids)) == len(ids)
    read = {document.file for document in index.documents if document.entries}
    assert read | {problem.file for problem in report.problems} == {"甲.pdf", "甲.PDF"}


def test_a_file_without_any_text_is_reported(settings: Settings) -> None:
    put(settings, "甲.pdf")
    write_pdf(settings.data / "白.pdf", Sheet(), Sheet())
    (problem,) = build(settings).problems
    assert problem.file == "白.pdf"
    assert "没有可以收录的文字" in problem.reason


def test_nothing_readable_leaves_the_old_index(settings: Settings) -> None:
    path = put(settings, "甲.pdf")
    build(settings)
    path.write_bytes(b"")
    with pytest.raises(KbError) as caught:
        build(settings)
    assert str(caught.value).startswith("没有一个文件可以读取，索引保持原样：\n甲.pdf：文件是空的")
    assert values(index_of(settings)) == {"甲": ["15.00"]}


def test_an_empty_folder_leaves_the_old_index(settings: Settings) -> None:
    path = put(settings, "甲.pdf")
    build(settings)
    path.unlink()
    with pytest.raises(KbError, match="没有 PDF 文件"):
        build(settings)
    assert values(index_of(settings)) == {"甲": ["15.00"]}


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KbError, match=r"找不到文件夹.*--data"):
        build(Settings(data=tmp_path / "nowhere", index=tmp_path / "index"))


def test_only_pdfs_that_are_not_hidden_are_found(settings: Settings) -> None:
    for name in ("b.pdf", "a.PDF", "sub/c.pdf", ".hidden.pdf", ".git/d.pdf", "notes.txt"):
        path = settings.data / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (settings.data / "folder.pdf").mkdir()
    names = [path.relative_to(settings.data).as_posix() for path in find_pdfs(settings.data)]
    assert names == ["a.PDF", "b.pdf", "sub/c.pdf"]


@pytest.mark.parametrize(
    "change",
    [
        lambda s: put(s, "乙.pdf", "乙局"),
        lambda s: put(s, "甲.pdf", total="20.00"),
        lambda s: (s.data / "甲.pdf").rename(s.data / "丙.pdf"),
        lambda s: shutil.rmtree(s.index),
    ],
    ids=["added", "replaced", "renamed", "no index"],
)
def test_an_index_is_stale_when_building_would_change_it(
    settings: Settings, change: Callable[[Settings], object]
) -> None:
    put(settings, "甲.pdf")
    assert is_stale(settings)
    build(settings)
    assert not is_stale(settings)
    change(settings)
    assert is_stale(settings)
    build(settings)
    assert not is_stale(settings)


def test_another_reader_reads_everything_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, "甲.pdf")
    build(settings)
    monkeypatch.setattr(kb.inputs, "_reader_digest", lambda: "another")
    assert is_stale(settings)
    assert build(settings).read == ("甲.pdf",)


def test_another_model_keeps_the_entries(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, "甲.pdf")
    build(settings)
    other = HashingEncoder(revision="2")
    monkeypatch.setattr(kb.encoder, "load_encoder", lambda _: other)
    assert is_stale(settings)
    report: BuildReport = build(settings)
    assert (report.read, report.kept, report.written) == ((), ("甲.pdf",), True)
    assert open_index(settings.index, encoder=other).manifest.revision == "2"


def test_a_process_that_has_searched_builds_the_same_index(
    document_data: Path, tmp_path: Path
) -> None:
    LexiconFiles().current()
    build(Settings(data=document_data, index=tmp_path / "used"))
    subprocess.run(
        [sys.executable, "-c", "import sys, kb.cli; sys.exit(kb.cli.main())",
         "build", "--data", document_data, "--index", tmp_path / "fresh"],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    used, fresh = (open_index(tmp_path / name).terms.terms for name in ("used", "fresh"))
    assert [term.text for term in used] == [term.text for term in fresh]


def test_settings_become_limits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    put(settings, "甲.pdf")
    seen: list[Limits] = []
    read = kb.build.read_pdf

    def spy(path: Path, data: Path, limits: Limits, *rest: object) -> object:
        seen.append(limits)
        return read(path, data, limits, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(kb.build, "read_pdf", spy)
    changed = Settings(
        data=settings.data, index=settings.index, workers=1, page_seconds=20, memory_mb=1024
    )
    build(changed)
    (limits,) = seen
    assert (limits.workers, limits.page_seconds) == (1, 20)
    assert limits.memory_bytes == 1024 * 1024**2
    assert limits.ocr_seconds == Limits().ocr_seconds
