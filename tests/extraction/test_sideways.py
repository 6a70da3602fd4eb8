"""Pages whose print lies on its side, without saying so, are read turned and shown as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from support_pdf import HEIGHT, WIDTH, Sheet, budget_table, sideways, table, words, write_pdf
from support_reading import read_pages

from kb.model import Kind
from kb.pdf.cells import Page
from kb.read import read_pdf

ROWS = [["项目", "金额"], ["教育支出", "5.00"], ["卫生支出", "7.00"]]
DRAWN = words("某某局2025年部门预算支出表", 300, 60) + table(ROWS, 200, 100, (300, 200))


def read(path: Path, *contents: bytes) -> Page:
    (page,) = read_pages(write_pdf(path / "page.pdf", Sheet(b"".join(contents))), [1])
    return page


def texts(page: Page) -> list[list[str]]:
    (grid,) = page.grids
    rows: list[list[str]] = [[] for _ in grid.ys[:-1]]
    for cell in grid.cells:
        rows[cell.row0].append("".join(line.orig for line in cell.lines))
    return rows


@pytest.mark.parametrize(("down", "turn"), [(False, 90), (True, 270)])
class TestALyingPage:
    def test_it_is_read_as_the_upright_one(self, tmp_path: Path, down: bool, turn: int) -> None:
        page = read(tmp_path, sideways(DRAWN, down=down))
        assert (page.turn, page.width, page.height) == (turn, WIDTH, HEIGHT)
        assert texts(page) == ROWS
        (title,) = page.lines
        assert (title.orig, title.size) == ("某某局2025年部门预算支出表", pytest.approx(10))
        assert title.box.bbox == pytest.approx((300, 60, 430, 70), abs=0.1)

    def test_boxes_are_turned_back(self, tmp_path: Path, down: bool, turn: int) -> None:
        page = read(tmp_path, sideways(DRAWN, down=down))
        (grid,) = page.grids
        (found,) = (c for c in grid.cells if [ln.orig for ln in c.lines] == ["7.00"])
        assert found.box.bbox == pytest.approx((500, 140, 700, 160), abs=0.1)
        up, below = (140, HEIGHT - 700, 160, HEIGHT - 500), (WIDTH - 160, 500, WIDTH - 140, 700)
        assert page.as_shown(found.box).bbox == pytest.approx(below if down else up, abs=0.1)

    def test_a_page_number_that_stands_upright_is_one(
        self, tmp_path: Path, down: bool, turn: int
    ) -> None:
        page = read(tmp_path, sideways(DRAWN, down=down), words("- 208 -", 280, 800))
        number = page.lines[-1]
        assert (number.orig, number.size) == ("- 208 -", pytest.approx(10))
        assert page.as_shown(number.box).bbox == pytest.approx((280, 800, 315, 810), abs=0.1)

    def test_a_file_with_such_a_page(self, tmp_path: Path, down: bool, turn: int) -> None:
        lying = sideways(DRAWN, down=down) + words("2", 295, 800)
        path = write_pdf(tmp_path / "甲.pdf", Sheet(budget_table()), Sheet(lying))
        result = read_pdf(path, tmp_path)
        (found,) = [e for e in result.entries if e.title == "卫生支出"]
        assert (found.kind, found.value, found.pages) == (Kind.TABLE_ROW, "7.00", (2,))
        (box,) = found.cells["金额"]
        assert found.sources == (box,)
        x, y = (150, HEIGHT - 513) if not down else (WIDTH - 150, 513)
        assert box.x0 < x < box.x1
        assert box.top < y < box.bottom
        numbers = {line.orig for item in result.furniture for line in item.lines}
        assert numbers == {"1", "2"}
        assert result.info.coverage == 1


def test_a_lying_label_in_an_upright_table_is_read_along(tmp_path: Path) -> None:
    label = b"q 0 1 -1 0 %d 0 cm\n" % HEIGHT + words("产出指标", 540, 105) + b"Q\n"
    page = read(tmp_path, table([["", "数量"], ["", "5.00"]], 100, 200, (40, 200), 60), label)
    assert page.turn == 0
    assert "产出指标" in [line.orig for cell in page.grids[0].cells for line in cell.lines]


def test_an_upright_page_is_left_alone(tmp_path: Path) -> None:
    page = read(tmp_path, table(ROWS, 60, 100, (100, 80)))
    assert page.turn == 0
    assert page.as_shown(page.grids[0].box) == page.grids[0].box
