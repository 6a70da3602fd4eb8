"""Frames without sides, rows cut open by a page end, rows without rules."""

from __future__ import annotations

from typing import Any

from support_grid import grid, line

from kb.model import Box
from kb.pdf.cells import Cell, Grid
from kb.pdf.open_frames import missing_ends, missing_sides, split_rows, straight

WIDTH = 595.0
LEVELS = [straight(60, y, 500, y) for y in (100, 120, 140)]


def ends(rules: list[dict[str, Any]]) -> list[tuple[float, float, float, float]]:
    return sorted((r["x0"], r["top"], r["x1"], r["bottom"]) for r in rules)


class TestSides:
    def test_an_open_frame_is_closed(self) -> None:
        assert ends(missing_sides(LEVELS, WIDTH)) == [(60, 100, 60, 140), (500, 100, 500, 140)]

    def test_a_closed_one_stays(self) -> None:
        sides = [straight(x, 100, x, 140) for x in (60, 500)]
        assert missing_sides([*LEVELS, *sides], WIDTH) == []

    def test_one_open_side(self) -> None:
        left = straight(60, 100, 60, 140)
        assert ends(missing_sides([*LEVELS, left], WIDTH)) == [(500, 100, 500, 140)]

    def test_two_rules_are_no_table(self) -> None:
        assert missing_sides(LEVELS[:2], WIDTH) == []

    def test_short_rules_are_underlines(self) -> None:
        assert missing_sides([straight(60, y, 160, y) for y in (100, 120, 140)], WIDTH) == []


class TestEnds:
    UPRIGHTS = [straight(x, 100, x, 760) for x in (60, 200, 350, 500)]  # noqa: RUF012

    def test_a_row_open_at_the_page_end_is_closed(self) -> None:
        top = straight(60, 100, 500, 100)
        assert ends(missing_ends([top, *self.UPRIGHTS])) == [(60, 760, 500, 760)]

    def test_a_closed_one_stays(self) -> None:
        levels = [straight(60, y, 500, y) for y in (100, 760)]
        assert missing_ends([*levels, *self.UPRIGHTS]) == []

    def test_two_uprights_are_no_row(self) -> None:
        assert missing_ends(self.UPRIGHTS[:2]) == []


def stacked(*columns: list[str]) -> Grid:
    """One ruled row; each column's texts stand under each other, twenty points apart."""
    cells = []
    for index, texts in enumerate(columns):
        x = 60 + 100 * index
        lines = tuple(line(t, x=x + 2, top=105 + 20 * i) for i, t in enumerate(texts) if t)
        cells.append(Cell(0, 1, index, index + 1, Box(1, x, 100, x + 100, 300), lines))
    xs = tuple(60.0 + 100 * i for i in range(len(columns) + 1))
    return Grid(Box(1, 60, 100, xs[-1], 300), xs, (100, 300), tuple(cells))


def texts(found: Grid) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in found.ys[:-1]]
    for cell in found.cells:
        rows[cell.row0].append("".join(ln.orig for ln in cell.lines))
    return rows


class TestRows:
    NAMES = ["税收收入", "专项收入", "罚没收入", "其他收入"]  # noqa: RUF012
    FIGURES = ["4243", "1069", "15952", "7"]  # noqa: RUF012

    def test_a_line_of_figures_is_a_row(self) -> None:
        found = split_rows(stacked(self.NAMES, self.FIGURES), is_open=False)
        assert texts(found) == [list(row) for row in zip(self.NAMES, self.FIGURES, strict=True)]

    def test_a_row_without_a_figure_keeps_its_name(self) -> None:
        figures = [*self.FIGURES[:2], "", *self.FIGURES[3:], "1"]
        found = split_rows(stacked([*self.NAMES, "合计"], figures), is_open=False)
        assert texts(found)[2] == ["罚没收入", ""]

    def test_two_figures_are_rows_only_in_an_open_frame(self) -> None:
        frame = stacked(["税收收入", "专项收入"], ["4243", "1069"])
        assert split_rows(frame, is_open=False) == frame
        assert texts(split_rows(frame, is_open=True)) == [
            ["税收收入", "4243"],
            ["专项收入", "1069"],
        ]

    def test_sums_tell_two_rows_from_one_wrapped_figure(self) -> None:
        """The same ruled row, read by what its figures add up to."""
        rows = stacked(
            ["合计", "税收", "专项"], ["1234.5", "1000.5", "234"], ["777.7", "700", "77.7"]
        )
        assert texts(split_rows(rows, is_open=False)) == [
            ["合计", "1234.5", "777.7"],
            ["税收", "1000.5", "700"],
            ["专项", "234", "77.7"],
        ]

    def test_sums_put_wrapped_figures_together_in_an_open_frame(self) -> None:
        wrapped = stacked(["合计"], ["1577", "6.79"], ["1517", "4.87"], ["601", ".92"])
        assert texts(split_rows(wrapped, is_open=True)) == [
            ["合计", "15776.79", "15174.87", "601.92"]
        ]

    def test_wrapped_words_are_no_rows(self) -> None:
        frame = stacked(["用于支付租赁办", "公场所房租、光", "纤租赁费等", "支出。"], ["23.61"])
        assert split_rows(frame, is_open=False) == frame

    def test_lines_closer_than_rows_are_one_text_without_a_figure_too(self) -> None:
        tops = {"税收收入": 105, "资源勘探工业信息等": 125, "转移支付": 137, "其他收入": 157}
        names = tuple(line(text, x=62, top=top) for text, top in tops.items())
        figures = tuple(line("15952", x=162, top=top) for top in (105, 157, 177, 197))
        boxes = [Box(1, x, 100, x + 100, 300) for x in (60, 160)]
        cells = (Cell(0, 1, 0, 1, boxes[0], names), Cell(0, 1, 1, 2, boxes[1], figures))
        frame = Grid(Box(1, 60, 100, 260, 300), (60, 160, 260), (100, 300), cells)
        assert texts(split_rows(frame, is_open=True))[1] == ["资源勘探工业信息等转移支付", ""]

    def test_ruled_rows_stay_as_they_are(self) -> None:
        frame = grid([["项目", "金额"], ["合计", "5.00"], ["教育", "5.00"]])
        assert split_rows(frame, is_open=True) == frame

    def test_no_line_is_lost(self) -> None:
        frame = stacked(self.NAMES, self.FIGURES)
        found = split_rows(frame, is_open=True)
        kept = {ln for cell in found.cells for ln in cell.lines}
        assert kept == {ln for cell in frame.cells for ln in cell.lines}
