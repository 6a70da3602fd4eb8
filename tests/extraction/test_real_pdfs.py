"""Published budgets of other provinces and programs: the same code reads their templates.

The files may not be passed on, so they are not in this project. KB_REAL_PDFS names a folder with
them, else they are looked for beside this checkout; where there are none these tests are skipped.
Figures were read from the printed pages.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from support_reading import count_pages, read_pages

from kb.entries import records_to_entries
from kb.errors import PdfError
from kb.model import Entry, Kind
from kb.pdf.cells import Page
from kb.pdf.document import pages_to_document
from kb.records.collect import document_to_records
from kb.records.meta import document_identity

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("KB_REAL_PDFS") or ROOT.parent / "shared/data/real")
Entries = tuple[Entry, ...]
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="KB_REAL_PDFS: no folder of real PDFs")


def find(prefix: str) -> Path:
    found = next(FOLDER.glob(f"{prefix}_*.pdf"), None)
    if found is None:
        pytest.skip(f"{FOLDER} has no {prefix}_*.pdf")
    return found


def pages_of(prefix: str, numbers: Iterable[int]) -> list[Page]:
    return list(read_pages(find(prefix), numbers))


@cache
def entries_of(prefix: str, numbers: tuple[int, ...]) -> Entries:
    document = pages_to_document(pages_of(prefix, numbers))
    identity = document_identity(document, "file")
    return records_to_entries("doc", identity, document_to_records(document))


@pytest.fixture
def entries(request: pytest.FixtureRequest) -> Entries:
    """Those of the pages that the test's class names."""
    return entries_of(request.cls.FILE, request.cls.PAGES)


def row(entries: Iterable[Entry], title: str, page: int, **cells: str) -> Entry:
    """The one row of this title that stands on a page and has these cells."""
    found = [
        e
        for e in entries
        if e.title.replace(" ", "") == title
        and page in e.pages
        and all(cells[name] == e.fields.get(name.replace("_", "/")) for name in cells)
    ]
    assert len(found) == 1, [(e.title, e.pages, dict(e.fields)) for e in found]
    return found[0]


class TestShanghaiDistrict:
    """Made by a spreadsheet, landscape; in 元, the text in 万元; codes in three columns."""

    FILE, PAGES = "A1", (9, 12, 13, 19, 20, 21, 22, 24)

    def test_income(self, entries: Entries) -> None:
        found = row(entries, "收入总计", 9)
        assert (found.value, found.unit) == ("371,514,655.00", "元")

    def test_basic_and_project_expenditure(self, entries: Entries) -> None:
        found = row(entries, "合计", 13)
        assert found.fields["支出预算/基本支出"] == "19,830,655.00"
        assert found.fields["支出预算/项目支出"] == "351,684,000.00"

    def test_codes_in_columns_of_their_own(self, entries: Entries) -> None:
        found = row(entries, "公务接待费", 20)
        codes = [text for name, text in found.fields.items() if name.endswith(("/类", "/款"))]
        assert (codes, found.value, found.unit) == (["302", "17"], "10,000.00", "元")

    def test_a_figure_at_the_start_of_a_line_goes_on_with_its_sentence(
        self, entries: Entries
    ) -> None:
        (found,) = [e for e in entries if e.pages == (24,) and "180.00万" in e.text]
        assert "支持企业协同化发展180.00万，" in found.text

    def test_a_table_in_another_unit(self, entries: Entries) -> None:
        whole, own = [e for e in entries if "机关运行经费预算数" in e.fields]
        assert whole.pages == own.pages == (21,)
        assert (whole.value, whole.unit) == ("1.00", "万元")
        assert (own.value, own.unit, own.title) == ("171.01", "万元", "机关运行经费预算数")


class TestJiangsuProcuratorate:
    """Word 2007: white shading makes phantom columns; three sides of a table."""

    FILE, PAGES = "A5", (12, 13, 20, 21, 22)

    def test_appropriations(self, entries: Entries) -> None:
        assert row(entries, "1.一般公共预算", 13).path[-1] == "一、财政拨款"
        found = row(entries, "一、财政拨款", 13)
        assert (found.value, found.unit) == ("21,940.96", "万元")

    def test_public_security(self, entries: Entries) -> None:
        assert row(entries, "四、公共安全支出", 13).value == "16,458.75"

    def test_what_is_bought_stands_under_its_project_and_its_purpose(
        self, entries: Entries
    ) -> None:
        path = ("三、服务C", "物业管理费", "维修（护）费")
        assert row(entries, "环境服务", 22).path[-3:] == path


class TestJiangsuCongress:
    """WPS: a cell cut by the page end, a title in the first row, procurement."""

    FILE, PAGES = "A6", (7, 8, 9, 20)

    def test_a_name_cut_by_the_page_end(self, entries: Entries) -> None:
        found = row(entries, "八、社会保障和就业支出", 7)
        assert (found.value, found.pages) == ("1,608.51", (7, 8))

    def test_income(self, entries: Entries) -> None:
        assert row(entries, "收入合计", 9).value == "13,649.07"

    def test_a_total_cut_by_the_page_end(self, entries: Entries) -> None:
        found = row(entries, "当年收入小计", 8)
        assert (found.value, found.pages) == ("13,649.07", (8, 9))

    def test_procurement(self, entries: Entries) -> None:
        found = row(entries, "合计", 20)
        assert (found.kind, found.value, found.unit) == (Kind.PROCUREMENT, "2,247.85", "万元")


class TestDongguanTargets:
    """59 performance-target tables of another template, 17 of them over a page end."""

    FILE, PAGES = "B1s", tuple(range(1, 77))

    def test_every_project_is_there(self, entries: Entries) -> None:
        projects = [e for e in entries if e.kind is Kind.PROJECT]
        assert len(projects) == 59
        for project in projects:
            assert project.fields["项目名称"] == project.title
            assert project.value
            assert project.unit == "元"

    def test_every_project_has_indicators(self, entries: Entries) -> None:
        indicators = [e for e in entries if e.kind is Kind.INDICATOR]
        projects = {e.id for e in entries if e.kind is Kind.PROJECT}
        assert {e.parent for e in indicators} == projects
        for indicator in indicators:
            assert indicator.fields["一级指标"].endswith("指标"), dict(indicator.fields)
            assert indicator.title != "三级指标"
            # The document leaves three of them empty.
            assert indicator.value or not indicator.fields["三级指标"], dict(indicator.fields)

    def test_a_budget(self, entries: Entries) -> None:
        found = next(e for e in entries if e.kind is Kind.PROJECT)
        assert (found.title, found.pages) == ("东莞市文化发展专项资金", (1,))
        assert found.value == "15,873,800.00"

    def test_an_indicator(self, entries: Entries) -> None:
        assert row(entries, "新闻报道类奖励数量", 1).value == "15件"

    def test_an_indicator_on_a_continuation_page(self, entries: Entries) -> None:
        found = row(entries, "公开出版党史书籍", 3)
        assert found.value == "2本（4000册）"
        assert found.fields["一级指标"] == "产出指标"

    def test_a_level_cut_by_the_page_end(self, entries: Entries) -> None:
        for title, page in (("学校满意度", 10), ("研发机构满意度", 11)):
            found = row(entries, title, page, 一级指标="满意度指标", 二级指标="服务对象满意度")
            assert found.pages == (page,)

    def test_what_runs_out_of_a_cell_is_not_in_the_next(self, entries: Entries) -> None:
        """The last sign of the cell above is printed into this one, and clipped."""
        assert row(entries, "符合条件的幼儿享受资助政策的比例", 15).value == "100%"

    def test_page_numbers_are_in_no_cell(self, entries: Entries) -> None:
        """- 208 - stands right under the frame of page 62."""
        last = row(entries, "境外参展补贴标准", 62)
        assert last.fields["实施周期指标值"] == "不超过项目支出的80%"
        assert not [e.title for e in entries if e.kind is Kind.INDICATOR and "- " in e.title]


class TestNanchangExpenditure:
    """One long table with its head on every page, years in Chinese numerals."""

    FILE, PAGES = "D2", (1, 2, 3)

    def test_a_row(self, entries: Entries) -> None:
        found = row(entries, "一般公共服务", 1)
        assert (found.value, found.unit) == ("794993", "万元")
        assert found.value_field == "二○二五年执行数"
        assert found.year == 2025

    def test_it_is_one_table(self, entries: Entries) -> None:
        (table,) = [e for e in entries if e.kind is Kind.SECTION]
        rows = [e for e in entries if e.kind is Kind.TABLE_ROW]
        assert {e.parent for e in rows} == {table.id}
        assert {page for e in rows for page in e.pages} == {1, 2, 3}
        assert not any("执行数" in e.title for e in rows)

    def test_the_indent_says_whose_a_row_is(self, entries: Entries) -> None:
        found = row(entries, "代表工作", 1)
        assert found.path[-2:] == ("一般公共服务", "人大事务")

    def test_no_two_rows_run_together(self, entries: Entries) -> None:
        """Every page of this table ends and begins with a whole row."""
        assert [e.title for e in entries if e.kind is Kind.TABLE_ROW and len(e.pages) > 1] == []
        assert row(entries, "战略规划与实施", 2).fields["二○二五年执行数"] == "149"


class TestBaodingReport:
    """Frames without outer lines."""

    FILE, PAGES = "C2", (6, 10, 14, 15, 30, 36, 37)

    def test_no_two_rows_run_together(self, entries: Entries) -> None:
        titles = [e.title for e in entries if {36, 37} & set(e.pages)]
        assert titles.count("粮油物资储备共同事权转移支付") == 2

    def test_a_sum_and_what_it_is_made_of_are_one_paragraph(self, entries: Entries) -> None:
        (found,) = [e for e in entries if e.pages == (14, 15)]
        assert found.text.startswith("（2）总支出298.5亿元，其构成是：①一般公共预算支出202.6亿元；")
        assert found.text.endswith("③上解上级支出5.3亿元；④地方政府债券还本支出4.2亿元。")
        assert not [e.title for e in entries if "①" in (e.value or "")]

    def test_bold_lines_are_headings(self, entries: Entries) -> None:
        (found,) = [e for e in entries if e.title.startswith("1.增规模、调结构")]
        assert found.kind is Kind.SECTION

    def test_a_wrapped_name_without_a_figure_is_one(self, entries: Entries) -> None:
        name = "资源勘探工业信息等共同财政事权转移支付"
        found = row(entries, name, 36)
        assert (found.value, found.path[-2:]) == (
            None,
            ("二、上级补助收入", "（二）一般转移支付收入"),
        )
        assert not [e.title for e in entries if e.title == "权转移支付"]

    def test_income_of_government_funds(self, entries: Entries) -> None:
        found = row(entries, "合计", 30)
        assert (found.fields["预算数"], found.fields["执行数"]) == ("4243671", "1069764")

    def test_lottery(self, entries: Entries) -> None:
        found = row(entries, "彩票公益金收入", 30)
        assert (found.value, found.unit, found.value_field) == ("15952", "万元", "执行数")


def test_a_scan_has_no_text_layer() -> None:
    for page in pages_of("E1", (1, 2)):
        assert (page.fault or "").startswith("没有文字层")


def test_a_garbled_text_layer_is_told() -> None:
    faults = [page.fault for page in pages_of("E2", (3, 4)) if page.chars > 40]
    assert faults
    assert set(faults) == {"文字层是乱码，读不出汉字"}


def test_a_file_cut_off_in_transfer_is_refused() -> None:
    with pytest.raises(PdfError, match="不完整"):
        count_pages(find("E4"))
