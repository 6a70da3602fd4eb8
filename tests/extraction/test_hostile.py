"""Files made to do harm: each costs itself at the most, and says so."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from support_pdf import Sheet, budget_table, words, write_pdf
from support_reading import read_pages

from kb.build import build
from kb.pdf.workers import Limits, ReadPages, prepare, read_file
from kb.read import read_pdf
from kb.settings import Settings

GOOD = Sheet(budget_table())
LIMITS = Limits(workers=1, page_seconds=5, memory_bytes=1024**3)


@pytest.fixture(autouse=True, scope="module")
def _parser_loaded_once() -> None:
    prepare()


def packed(content: bytes) -> Sheet:
    return Sheet(zlib.compress(content), packing=b"FlateDecode")


def read_between(path: Path, sheet: Sheet) -> ReadPages:
    """The sheet between two sound ones, which must be there whatever it is."""
    read = read_file(write_pdf(path / "文.pdf", GOOD, sheet, GOOD), LIMITS)
    assert read.count == 3
    assert {1, 3} <= {page.number for page in read.pages}
    assert len(read.pages) + len(read.problems) == 3
    return read


CONTENTS = {
    "arrays in arrays": b"[" * 100_000 + b"]" * 100_000,
    "dictionaries in dictionaries": b"<</A " * 50_000 + b"1" + b">>" * 50_000,
    "brackets in a string": b"BT /F 9 Tf (" + b"(" * 50_000 + b")" * 50_000 + b") Tj ET",
    "strings that never end": b"(" * 200_000,
    "states never restored": b"q " * 100_000,
    "numbers without end": b"9" * 5000 + b" 1e999 -- .. 0 re f",
    "sizes beyond all measure": b"9" * 300 + b" 0 0 1 0 0 cm " + words("甲", 60, 100),
    "tiny boxes": b"".join(b"%d %d 2 2 re f " % (i % 300 * 2, i // 300 * 3) for i in range(5000)),
    "a dense net": b"".join(b"%d 0 m %d 842 l S 0 %d m 595 %d l S " % (i, i, i, i)
                            for i in range(0, 595, 5)) + words("甲", 63, 104),
}  # fmt: skip


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.timeout(60)
def test_a_page_full_of_it(tmp_path: Path, content: bytes) -> None:
    read_between(tmp_path, packed(content))


@pytest.mark.timeout(120)
def test_a_hundred_thousand_words_are_read(tmp_path: Path) -> None:
    lines = (
        b"1 0 0 1 5 %d Tm " % (835 - line) + b"<4e2d6587> Tj " * 125 for line in range(0, 800, 1)
    )
    read = read_between(tmp_path, packed(b"BT /F 2 Tf " + b"".join(lines) + b"ET"))
    assert max(page.chars for page in read.pages) > 10_000 or read.problems


def write_forms(path: Path, forms: Sequence[bytes]) -> Path:
    """A page that draws form 0, and a sound page; each form may draw the others by name."""
    names = b"".join(b"/X%d %d 0 R" % (n, 9 + n) for n in range(len(forms)))
    write_pdf(path, Sheet(b"/X0 Do " + words("甲", 60, 100)), GOOD)
    body = path.read_bytes().replace(b"/XObject<<", b"/XObject<<" + names, 1)
    body = body[: body.index(b"xref")]
    for number, content in enumerate(forms, 9):
        body += (
            b"%d 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<<%s>>>>"
            b"/Length %d>>stream\n%s\nendstream\nendobj\n" % (number, names, len(content), content)
        )
    count = 9 + len(forms)
    places = [body.index(b"\n%d 0 obj" % number) + 1 for number in range(1, count)]
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, rows)
    start = body.rindex(b"xref\n0")
    path.write_bytes(
        body + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    )
    return path


@pytest.mark.timeout(60)
def test_forms_that_draw_each_other_ever_more(tmp_path: Path) -> None:
    """Ten forms, each drawing the next ten times: ten thousand million drawings."""
    forms = [b"/X%d Do " % (n + 1) * 10 for n in range(9)] + [b"0 0 9 9 re f"]
    read = read_file(write_forms(tmp_path / "层.pdf", forms), LIMITS)
    assert [page.number for page in read.pages] == [2]
    assert [(p.page, p.reason) for p in read.problems] == [(1, "解析超过 5 秒")]


@pytest.mark.timeout(60)
def test_a_form_that_draws_itself(tmp_path: Path) -> None:
    read = read_file(write_forms(tmp_path / "环.pdf", [b"/X0 Do"]), LIMITS)
    assert [page.number for page in read.pages] == [1, 2]
    assert [line.orig for line in read.pages[0].lines] == ["甲"]


def test_a_tree_of_pages_that_holds_itself(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "环.pdf", GOOD)
    path.write_bytes(path.read_bytes().replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]"))
    assert read_file(path, LIMITS).count == 1


@pytest.mark.parametrize(
    "box", [b"0 0 9999999 9999999", b"0 0 0 0", b"100 100 -50 -50", b"0 0 x 1", b""]
)
def test_a_sheet_of_no_real_size(tmp_path: Path, box: bytes) -> None:
    """It costs that page at the most, and never the file."""
    path = write_pdf(tmp_path / "纸.pdf", GOOD, GOOD)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"MediaBox[0 0 595 842]", b"MediaBox[" + box + b"]", 1))
    read = read_file(path, LIMITS)
    assert read.count == 2
    assert 2 in [page.number for page in read.pages]


def test_scripts_and_attachments_are_left_alone(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "附.pdf", GOOD)
    action = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
    attached = b"/Names<</EmbeddedFiles<</Names[(a)9 0 R]>>>>"
    data = path.read_bytes().replace(b"/Type/Catalog", b"/Type/Catalog" + action + attached)
    path.write_bytes(data)
    result = read_pdf(path, tmp_path, LIMITS)
    assert "30.00" in [entry.value for entry in result.entries]
    assert not any("alert" in entry.text for entry in result.entries)


NAMES = [
    "<script>alert(1)</script>.pdf",
    "空 格 'quotes' \"double\".pdf",
    "-rf.pdf",
    "$(touch x);`id`.pdf",
    "换\n行.pdf",
    "表情😀.PDF",
    "长" * 80 + ".pdf",
    "a.pdf.pdf",
    "..隐.pdf",
]


def test_file_names_are_only_names(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    names = [name.replace("/", "／") for name in NAMES]
    for number, name in enumerate(names):
        write_pdf(data / name, Sheet(budget_table(total=f"{number}0.00")))
    report = build(Settings(data=data, index=tmp_path / "index", workers=1))
    shown = {document.file for document in report.documents if document.entries}
    assert shown == {name for name in names if not name.startswith(".")}
    assert {path.name for path in tmp_path.iterdir()} == {"data", "index"}


def test_the_reader_itself_does_not_need_the_limits(tmp_path: Path) -> None:
    """The same pages in this process: no test here passes because of a limit alone."""
    path = write_pdf(tmp_path / "文.pdf", packed(CONTENTS["arrays in arrays"]), GOOD)
    assert [page.number for page in read_pages(path, [1, 2])] == [1, 2]
