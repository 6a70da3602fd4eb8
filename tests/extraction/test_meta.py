"""Who and when, as a document says itself."""

from __future__ import annotations

import pytest
from support_grid import grid, line, page

from kb.pdf.cells import Grid, Line
from kb.pdf.document import pages_to_document
from kb.records.meta import Identity, document_identity

BODY = "按照预算管理有关规定，目前我省部门预算的编制实行综合预算管理，收入和支出都在其中。"


def identity(*blocks: str | Line | Grid) -> Identity:
    """Of a page that begins with these blocks; texts are large."""
    placed: list[Line | Grid] = [
        line(b, top=60 + 60 * i, size=18) if isinstance(b, str) else b for i, b in enumerate(blocks)
    ]
    body = [line(BODY, top=500 + 18 * i) for i in range(6)]
    return document_identity(pages_to_document([page(1, [*placed, *body])]), "file-name")


def table(*captions: str) -> list[Line | Grid]:
    """A table under a title and these captions."""
    lines = [line(text, top=140 + 14 * i, x=60) for i, text in enumerate(captions)]
    return [
        line("部门支出总表", top=110, size=18),
        *lines,
        grid([["项目", "金额"], ["甲", "1.00"]], top=220),
    ]


@pytest.mark.parametrize(
    ("title", "department", "year"),
    [
        ("某市教育局2025年部门预算", "某市教育局", 2025),
        ("某市教育局 2025 年部门预算信息公开情况说明", "某市教育局", 2025),
        ("关于某某县2024年预算执行情况的报告", "某某县", 2024),
        ("某市教育局二○二五年部门预算", "某市教育局", 2025),
        ("某市教育局二〇二四年部门决算", "某市教育局", 2024),
    ],
)
def test_a_title_names_body_and_year(title: str, department: str, year: int) -> None:
    found = identity(title)
    assert (found.department, found.year) == (department, year)


def test_the_title_is_the_first_that_names_body_year_and_budget() -> None:
    found = identity("2025 年部门预算公开表", "某市教育局 2025 年部门预算信息公开 情况说明")
    assert found.title == "某市教育局 2025 年部门预算信息公开"


def test_captions_say_office_and_year() -> None:
    found = identity(*table("316 某市人才工作局", "预算年度：2025", "单位：万元"))
    assert (found.department, found.year) == ("某市人才工作局", 2025)


def test_a_labelled_office() -> None:
    assert identity(*table("编制部门：某市商务局", "单位：元")).department == "某市商务局"


def test_the_unit_of_money_is_no_office() -> None:
    assert identity(*table("单位：万元")).department is None


def test_the_file_name_where_there_is_no_title() -> None:
    found = identity()
    assert (found.title, found.department, found.year) == ("file-name", None, None)
