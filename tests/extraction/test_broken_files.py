"""Files and pages that can't be read say why and what to do; the rest is read all the same."""

from __future__ import annotations

import multiprocessing
import threading
import time
import zlib
from pathlib import Path

import pytest
from support_pdf import Sheet, budget_table, slow_sheet, swelling_sheet, words, write_pdf
from support_reading import count_pages, read_pages

import kb.read
from kb.errors import PdfError
from kb.pdf import ocr
from kb.pdf.workers import Limits, ReadPages, prepare, read_file
from kb.read import ReadResult, read_pdf

FIXTURES = Path(__file__).parent.parent / "fixtures"
GOOD = Sheet(budget_table())
ONE = Limits(workers=1)


@pytest.fixture(autouse=True, scope="module")
def _parser_loaded_once() -> None:
    prepare()


def refusal(path: Path) -> str:
    with pytest.raises(PdfError) as caught:
        count_pages(path)
    return str(caught.value)


class TestFilesThatCannotBeOpened:
    """Each message names the file, says what is wrong and what to do."""

    def test_empty(self, tmp_path: Path) -> None:
        path = tmp_path / "空.pdf"
        path.touch()
        assert refusal(path) == "空.pdf：文件是空的（0 字节）。请重新下载或导出后再放入 data/。"

    def test_a_web_page(self, tmp_path: Path) -> None:
        path = tmp_path / "网页.pdf"
        path.write_text("<!DOCTYPE html><html><body>404 Not Found</body></html>")
        assert refusal(path).startswith("网页.pdf：不是 PDF 文件。请")

    def test_an_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "包.pdf"
        path.write_bytes(b"PK\x03\x04" + bytes(5000))
        assert "不是 PDF 文件" in refusal(path)

    @pytest.mark.parametrize("share", [0.01, 0.5])
    def test_cut_off_in_transfer(self, document_pdf: Path, tmp_path: Path, share: float) -> None:
        path = tmp_path / "断.pdf"
        whole = document_pdf.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])
        assert refusal(path).startswith("断.pdf：文件损坏或不完整，无法打开")

    def test_garbage_behind_a_right_beginning(self, tmp_path: Path) -> None:
        path = tmp_path / "坏.pdf"
        path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
        assert "损坏" in refusal(path)

    def test_a_password(self) -> None:
        path = FIXTURES / "password.pdf"
        assert refusal(path) == "password.pdf：文件加了密码。请用不带密码的版本替换。"

    def test_no_pages(self, tmp_path: Path) -> None:
        assert "没有页面" in refusal(write_pdf(tmp_path / "无页.pdf"))

    def test_the_reader_says_the_same(self, tmp_path: Path) -> None:
        """Opening happens in a process of its own; its message arrives as it was."""
        path = tmp_path / "空.pdf"
        path.touch()
        with pytest.raises(PdfError, match=r"空\.pdf：文件是空的"):
            read_pdf(path, tmp_path, ONE)


def test_forbidden_printing_is_no_password() -> None:
    """Encrypted without a password to open it: published files often are."""
    path = FIXTURES / "printing-forbidden.pdf"
    result = read_pdf(path, FIXTURES, ONE)
    assert result.info.problems == ()
    assert [entry.value for entry in result.entries[:2]] == [None, "30.00"]


class TestPagesThatCannotBeRead:
    """One page is lost and said to be; the pages around it are there."""

    def check(self, path: Path, limits: Limits, reason: str) -> None:
        heard: list[int] = []
        read = read_file(path, limits, heard.append)
        assert read.count == 3
        assert [page.number for page in read.pages] == [1, 3]
        (problem,) = read.problems
        assert (problem.file, problem.page) == (path.name, 2)
        assert reason in problem.reason
        assert problem.advice
        assert str(problem).startswith(f"{path.name} 第 2 页：")
        assert sorted(heard) == [1, 2, 3]

    def test_a_page_that_hangs(self, tmp_path: Path) -> None:
        path = write_pdf(tmp_path / "慢.pdf", GOOD, slow_sheet(), GOOD)
        started = time.monotonic()
        self.check(path, Limits(workers=1, page_seconds=5), "超过 5 秒")
        assert time.monotonic() - started < 30

    def test_a_page_that_fills_the_memory(self, tmp_path: Path) -> None:
        path = write_pdf(tmp_path / "胀.pdf", GOOD, swelling_sheet(), GOOD)
        assert path.stat().st_size < 5_000_000
        self.check(path, Limits(workers=1, memory_bytes=512 * 1024**2), "内存")

    def test_a_process_that_is_killed(self, tmp_path: Path) -> None:
        path = write_pdf(tmp_path / "杀.pdf", GOOD, slow_sheet(), GOOD)
        first_is_done = threading.Event()

        def kill_the_worker() -> None:
            first_is_done.wait(60)
            time.sleep(0.3)
            for process in multiprocessing.active_children():
                process.kill()

        killer = threading.Thread(target=kill_the_worker)
        killer.start()
        heard: list[int] = []

        def on_page(number: int) -> None:
            heard.append(number)
            first_is_done.set()

        read = read_file(path, Limits(workers=1, page_seconds=60), on_page)
        killer.join()
        assert [page.number for page in read.pages] == [1, 3]
        assert [(p.page, p.reason) for p in read.problems] == [(2, "解析时出错退出或内存不足")]
        assert heard == [1, 2, 3]

    def test_a_page_the_parser_fails_on(self, tmp_path: Path) -> None:
        """It is packed in a way that nobody knows."""
        path = write_pdf(tmp_path / "错.pdf", GOOD, Sheet(b"?", packing=b"NoSuchDecode"), GOOD)
        self.check(path, ONE, "解析出错")

    def test_no_process_is_left_behind(self, tmp_path: Path) -> None:
        path = write_pdf(tmp_path / "好.pdf", GOOD, GOOD)
        read_file(path, Limits(workers=2))
        assert multiprocessing.active_children() == []

    def test_too_little_memory_to_open_a_file(self, tmp_path: Path) -> None:
        path = write_pdf(tmp_path / "小.pdf", GOOD)
        path.write_bytes(path.read_bytes() + bytes(80 * 1024**2))
        with pytest.raises(PdfError, match=r"小\.pdf：.*。请"):
            read_file(path, Limits(workers=1, memory_bytes=32 * 1024**2))


def read_without_ocr(path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadResult:
    """As on a machine where text recognition is not installed."""
    count = count_pages(path)
    pages = ReadPages(count, tuple(read_pages(path, range(1, count + 1))), ())
    monkeypatch.setattr(kb.read, "read_file", lambda *_: pages)
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    return read_pdf(path, path.parent)


class TestPagesWithoutText:
    GARBAGE = Sheet(b"".join(words("ЖЩЪЫЭЮЯ" * 6, 60, 100 + 20 * i) for i in range(5)))

    def test_a_picture_among_pages_of_text(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write_pdf(tmp_path / "混.pdf", GOOD, Sheet(picture=True))
        result = read_without_ocr(path, monkeypatch)
        assert result.info.unread_pages == (2,)
        (problem,) = result.info.problems
        assert (problem.file, problem.page) == ("混.pdf", 2)
        assert "没有文字层" in problem.reason
        assert ocr.INSTALL in problem.advice
        assert "30.00" in [entry.value for entry in result.entries]

    def test_print_turned_into_outlines(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Design programs write characters as curves: much to see, nothing to read."""
        strokes = (
            f"{60 + 9 * i} 700 m {60 + 9 * i} 720 {70 + 9 * i} 720 80 700 c f\n" for i in range(50)
        )
        outlines = Sheet("".join(strokes).encode())
        result = read_without_ocr(write_pdf(tmp_path / "曲.pdf", GOOD, outlines), monkeypatch)
        assert [problem.page for problem in result.info.problems] == [2]

    def test_a_layer_that_is_garbage(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        result = read_without_ocr(write_pdf(tmp_path / "乱.pdf", GOOD, self.GARBAGE), monkeypatch)
        assert [(p.page, p.reason) for p in result.info.problems] == [
            (2, "文字层是乱码，读不出汉字")
        ]

    def test_only_pictures(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write_pdf(tmp_path / "扫描.pdf", Sheet(picture=True), Sheet(picture=True))
        with pytest.raises(PdfError) as caught:
            read_without_ocr(path, monkeypatch)
        said = str(caught.value)
        assert said.startswith("扫描.pdf：全部 2 页都无法读取（没有文字层")
        assert ocr.INSTALL in said

    def test_an_empty_page_is_no_problem(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        result = read_without_ocr(write_pdf(tmp_path / "白.pdf", GOOD, Sheet()), monkeypatch)
        assert result.info.problems == ()


def test_the_swelling_page_is_what_it_says() -> None:
    """The hand-made stream unpacks; else the test of memory would test a broken stream."""
    assert zlib.decompress(swelling_sheet(3 * 1024**2).content) == bytes(3 * 1024**2)
