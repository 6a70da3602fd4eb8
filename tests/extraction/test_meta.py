"""Who and when, as a document says itself."""

from __future__ import annotations

import pytest
from support_grid import grid, line, page

from kb.pdf.cells import Grid, Line
from kb.pdf.document import pages_to_document
from kb.records.meta import Identity, document_identity
from kb.records.places import places_in

BODY = "按照预算管理有关规定，目前我省部门预算的编制实行综合预算管理，收入和支出都在其中。"


def identity(*blocks: str | Line | Grid, file: str = "file-name") -> Identity:
    """Of a page that begins with these blocks; texts are large."""
    placed: list[Line | Grid] = [
        line(b, top=60 + 60 * i, size=18) if isinstance(b, str) else b for i, b in enumerate(blocks)
    ]
    body = [line(BODY, top=500 + 18 * i) for i in range(6)]
    return document_identity(pages_to_document([page(1, [*placed, *body])]), file)


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


def test_a_bulletin_and_who_signs_it() -> None:
    found = identity(
        "某某市 2025 年国民经济和社会发展统计公报", line("某某市统计局", top=120, x=240)
    )
    assert (found.title, found.department) == (
        "某某市 2025 年国民经济和社会发展统计公报",
        "某某市统计局",
    )
    assert (found.year, found.report, found.level) == (2025, "报告", "市级")


def test_a_cover_in_two_titles_of_unlike_size() -> None:
    found = identity("某某区商务委员会", line("2025年部门预算", top=120, x=200, size=26))
    assert (found.title, found.department) == ("某某区商务委员会2025年部门预算", "某某区商务委员会")


def form(office: str, top: float) -> list[Line | Grid]:
    rows = [
        ["项目名称", f"{office}的项目"],
        ["主管部门", office],
        ["2026年预算金额(元)", "5.00"],
    ]
    return [line("项目绩效目标表", top=top, size=18), grid(rows, top=top + 24, height=12)]


def test_a_series_of_forms_is_called_by_their_title_and_place() -> None:
    offices = ("中共某某市委宣传部", "某某市教育局", "某某市商务局", "水利所")
    found = identity(*(b for i, o in enumerate(offices) for b in form(o, 60 + 90 * i)))
    assert (found.title, found.department, found.year) == ("项目绩效目标表", "某某市", 2026)
    assert (found.report, found.level) == ("预算", "市级")


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("jx_nanchang_2025_exp", "南昌市"),
        ("南昌市2025年预算执行", "南昌市"),
        ("suzhou-2025", None),  # in Jiangsu and in Anhui
        ("ah_suzhou-2025", "宿州市"),
        ("hainan_2025", "海南省"),
        ("jilin_2025", "吉林省"),
        ("D2 report 2025", None),
    ],
)
def test_a_place_in_the_file_name_helps_out(file: str, place: str | None) -> None:
    assert identity(file=file).department == place


def test_the_file_name_helps_out_with_the_year() -> None:
    assert identity(file="report_2025").year == 2025
    assert identity(file="report_2024-2025").year is None


@pytest.mark.parametrize(
    ("body", "level"),
    [
        ("广西壮族自治区财政厅", "省级"),
        ("上海市普陀区商务委员会", "区县级"),
        ("上海市商务委员会", "省级"),
        ("大兴安岭地区财政局", "市级"),
        ("某某市城关镇人民政府", "乡镇级"),
    ],
)
def test_the_level(body: str, level: str) -> None:
    assert identity(*table(f"编制部门：{body}", "单位：元")).level == level


def test_blank_and_short_lines_name_no_place() -> None:
    table = "# name\n石家庄\t河北\tshijiazhuang\t高新\n\n  \n唐山\n某地\t\t\t\n"
    assert places_in(table) == (("石家庄", "河北", "shijiazhuang"),)
