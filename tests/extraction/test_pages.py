"""Small PDFs become lines and grids: what counts as a line, a cell, a rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support_pdf import HEIGHT, Sheet, rule, table, words, write_pdf
from support_reading import read_pages

from kb.errors import PdfError
from kb.pdf.cells import Grid, Page
from kb.rendering import render_page
from kb.text import compact

Read = Callable[..., Page]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Contents of one page -> the page as read."""

    def page(*contents: bytes) -> Page:
        path = write_pdf(tmp_path / "page.pdf", Sheet(b"".join(contents)))
        (found,) = read_pages(path, [1])
        return found

    return page


def cells(found: Grid) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in found.ys[:-1]]
    for cell in found.cells:
        rows[cell.row0].append("\n".join(ln.orig for ln in cell.lines))
    return rows


ROWS = [["项目", "金额"], ["教育支出", "5.00"], ["卫生支出", ""]]


class TestLines:
    def test_text_with_its_box_size_and_font(self, read: Read) -> None:
        (found,) = read(words("部门预算", 100, 200, 12)).lines
        assert (found.orig, found.size, found.font) == ("部门预算", 12, "STSong-Light")
        assert found.box.bbox == pytest.approx((100, 200, 148, 212), abs=0.1)
        assert found.box.page == 1

    def test_pieces_far_apart_are_two_lines(self, read: Read) -> None:
        found = read(words("某某局", 60, 100), words("单位：万元", 400, 100))
        assert [ln.orig for ln in found.lines] == ["某某局", "单位：万元"]

    def test_a_gap_is_a_blank(self, read: Read) -> None:
        (found,) = read(words("预算", 60, 100), words("2025", 85, 100)).lines
        assert found.orig == "预算 2025"

    def test_lines_come_from_top_to_bottom(self, read: Read) -> None:
        found = read(words("后", 60, 300), words("前", 200, 100), words("中", 60, 200))
        assert [ln.orig for ln in found.lines] == ["前", "中", "后"]

    def test_print_made_bold_by_printing_twice_counts_once(self, read: Read) -> None:
        found = read(words("合计", 60, 100), words("合计", 60.2, 100))
        assert [ln.orig for ln in found.lines] == ["合计"]
        assert found.chars == 2

    def test_print_with_its_outline_drawn_over_it_is_bold(self, read: Read) -> None:
        """How programs write a bold title in a font that has no bold face."""
        found = read(b"0.4 w 2 Tr\n", words("1.标题", 60, 100), b"0 Tr\n", words("正文", 60, 120))
        assert [(ln.orig, ln.font) for ln in found.lines] == [
            ("1.标题", "STSong-Light,Bold"),
            ("正文", "STSong-Light"),
        ]

    def test_print_off_the_page_is_none(self, read: Read) -> None:
        found = read(words("看不见", 700, 100), words("看不见", 60, HEIGHT + 50), words("见", 9, 9))
        assert [ln.orig for ln in found.lines] == ["见"]

    def test_print_of_which_a_sliver_is_on_the_page_is_none(self, read: Read) -> None:
        found = read(words("支出表", 200, HEIGHT - 2, 26), words("见", 9, 9))
        assert [ln.orig for ln in found.lines] == ["见"]

    def test_markup_is_text(self, read: Read) -> None:
        said = "<script>alert(1)</script>"
        (found,) = read(words(said, 60, 100)).lines
        assert compact(found.orig) == said


class TestGrids:
    def test_a_ruled_table(self, read: Read) -> None:
        (found,) = read(table(ROWS, 60, 100, (100, 80))).grids
        assert cells(found) == ROWS
        assert found.xs == pytest.approx((60, 160, 240))
        assert found.ys == pytest.approx((100, 120, 140, 160))
        corner = found.cells[0]
        assert corner.box.bbox == pytest.approx((60, 100, 160, 120))

    def test_text_beside_it_stays_outside(self, read: Read) -> None:
        found = read(
            words("支出表", 60, 80), table(ROWS, 60, 100, (100, 80)), words("注：无", 60, 170)
        )
        assert [ln.orig for ln in found.lines] == ["支出表", "注：无"]
        assert found.chars == 3 + 3 + len(compact("".join(map("".join, ROWS))))

    def test_hairline_boxes_are_rules(self, read: Read) -> None:
        """Most programs draw a rule as a filled box."""
        bars = [f"60 {HEIGHT - y} 180 0.5 re f\n".encode() for y in (100, 120, 140)]
        bars += [f"{x} {HEIGHT - 140} 0.5 40 re f\n".encode() for x in (60, 160, 240)]
        (found,) = read(*bars, words("教育支出", 63, 104), words("5.00", 163, 104)).grids
        assert cells(found)[0] == ["教育支出", "5.00"]

    def test_white_shading_makes_no_columns(self, read: Read) -> None:
        shading = f"1 g 90 {HEIGHT - 160} 30 60 re f 0 g\n".encode()
        (found,) = read(shading, table(ROWS, 60, 100, (100, 80))).grids
        assert cells(found) == ROWS

    def test_several_tables_on_a_page(self, read: Read) -> None:
        found = read(table(ROWS, 60, 400, (100, 80)), table(ROWS, 60, 100, (90, 90)))
        assert [g.box.top for g in found.grids] == pytest.approx([100, 400])

    def test_a_frame_without_text_is_none(self, read: Read) -> None:
        found = read(table([["", ""], ["", ""]], 60, 100, (100, 80)), words("正文", 60, 300))
        assert found.grids == ()

    def test_a_page_number_on_the_lower_edge_is_in_no_cell(self, read: Read) -> None:
        found = read(table(ROWS, 60, 100, (100, 80)), words("- 208 -", 120, 154))
        assert [ln.orig for ln in found.lines] == ["- 208 -"]
        assert cells(found.grids[0]) == ROWS

    def test_two_tables_side_by_side(self, read: Read) -> None:
        found = read(table(ROWS, 60, 100, (100, 80)), table(ROWS, 320, 100, (100, 80)))
        assert [cells(g) for g in found.grids] == [ROWS, ROWS]

    def test_rules_drawn_as_curves(self, read: Read) -> None:
        """A straight curve; some drawing programs know nothing else."""
        ys, xs = (100, 120, 140, 160), (60, 160, 240)
        level = [
            f"60 {HEIGHT - y} m 120 {HEIGHT - y} 180 {HEIGHT - y} 240 {HEIGHT - y} c S\n"
            for y in ys
        ]
        upright = [
            f"{x} {HEIGHT - 100} m {x} {HEIGHT - 120} {x} {HEIGHT - 140} {x} {HEIGHT - 160} c S\n"
            for x in xs
        ]
        text = [words(t, xs[c] + 3, ys[r] + 4) for r, row in enumerate(ROWS) for c, t in
                enumerate(row) if t]  # fmt: skip
        (found,) = read("".join([*level, *upright]).encode(), *text).grids
        assert cells(found) == ROWS

    def test_a_frame_that_ends_beyond_the_page(self, read: Read) -> None:
        """The right column is cut off by the sheet's edge; what is on the sheet is read."""
        (found,) = read(table(ROWS, 420, 100, (100, 120))).grids
        assert cells(found) == ROWS

    def test_a_single_rule_is_none(self, read: Read) -> None:
        found = read(rule(60, 90, 500, 90), words("页眉", 60, 70))
        assert found.grids == ()
        assert len(found.lines) == 1


def test_only_the_pages_asked_for_are_read(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", *(Sheet(words(f"第{n}页", 60, 100)) for n in range(1, 5)))
    assert [(p.number, p.lines[0].orig) for p in read_pages(path, [2, 4])] == [
        (2, "第2页"),
        (4, "第4页"),
    ]


TURNED = {0: (595, 842), 90: (842, 595), 180: (595, 842), 270: (842, 595)}


@pytest.mark.parametrize("angle", TURNED)
def test_a_page_is_read_as_it_is_shown(tmp_path: Path, angle: int) -> None:
    """Landscape tables are often printed upright and turned by /Rotate."""
    width, height = TURNED[angle]
    upright = table(ROWS, 60, 100, (100, 80))
    turned = {
        0: b"1 0 0 1 0 0 cm\n",
        90: f"0 1 -1 0 {HEIGHT} 0 cm\n".encode(),
        180: f"-1 0 0 -1 {width} {height} cm\n".encode(),
        270: f"0 -1 1 0 {height - HEIGHT} {width} cm\n".encode(),
    }
    content = b"q " + turned[angle] + upright + b" Q"
    path = write_pdf(tmp_path / "turned.pdf", Sheet(content))
    path.write_bytes(path.read_bytes().replace(b"/Type/Page/", b"/Rotate %d/Type/Page/" % angle))
    (found,) = read_pages(path, [1])
    assert (found.width, found.height) == (width, height)
    assert [cells(g) for g in found.grids] == [ROWS]


@pytest.mark.parametrize(
    ("boxes", "size"),
    [
        (b"/MediaBox[0 0 595 842]/CropBox[40 42 555 762]", (515, 720)),
        (b"/MediaBox[-10 -20 600 860]/CropBox[0 0 595 842]", (595, 842)),
        (b"/MediaBox[40 42 555 762]", (515, 720)),
        (b"/MediaBox[0 842 595 0]", (595, 842)),
    ],
)
def test_places_are_counted_from_the_corner_of_what_is_shown(
    tmp_path: Path, boxes: bytes, size: tuple[int, int]
) -> None:
    """The picture of the page, on which boxes are lit, is cut in the same way."""
    path = write_pdf(tmp_path / "cut.pdf", Sheet(table(ROWS, 60, 100, (100, 80))))
    path.write_bytes(path.read_bytes().replace(b"/MediaBox[0 0 595 842]", boxes))
    (found,) = read_pages(path, [1])
    assert (found.width, found.height) == size
    picture = render_page(path, 1, 72)
    assert picture.size == size
    (grid,) = found.grids
    first = grid.cells[0].lines[0]
    x0, top, x1, bottom = map(round, first.box.bbox)
    assert first.orig == "项目"
    assert picture.crop((x0, top, x1, bottom)).convert("L").getextrema()[0] < 160
    assert picture.crop((x0, top - 3, x1, top - 1)).convert("L").getextrema()[0] > 160


def test_a_crop_box_beside_the_sheet_is_left_out(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "cut.pdf", Sheet(table(ROWS, 60, 100, (100, 80))))
    box = b"/CropBox[900 900 990 990]/MediaBox"
    path.write_bytes(path.read_bytes().replace(b"/MediaBox", box))
    (found,) = read_pages(path, [1])
    assert [cells(g) for g in found.grids] == [ROWS]


def test_a_sheet_of_no_real_size_has_no_picture(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "cut.pdf", Sheet(words("甲", 60, 100)))
    path.write_bytes(path.read_bytes().replace(b"[0 0 595 842]", b"[0 0 99999999 99999999]"))
    with pytest.raises(PdfError, match=r"cut\.pdf"):
        render_page(path, 1, 72)
