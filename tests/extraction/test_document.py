"""Pages become headings, paragraphs and tables, each under its path."""

from __future__ import annotations

from itertools import count

import pytest
from support_grid import grid, line, page

from kb.pdf.cells import Grid, Line
from kb.pdf.document import Contents, Document, Heading, Prose, TableBlock, pages_to_document

INDENT = 110.0
LONG = "按照预算管理有关规定，目前我省部门预算的编制实行综合预算管理，收入和支出都在其中"
TABLE = [["项目", "金额"], ["合计", "5.00"], ["教育支出", "5.00"]]


def document(*blocks: str | Line | Grid) -> Document:
    """A page of blocks under each other; a text is an indented line.

    Two full lines at the end say what the margins are.
    """
    tops = count(100.0, 20.0)
    placed: list[Line | Grid] = []
    for block in (*blocks, LONG + "。", LONG + "。"):
        top = next(tops)
        placed.append(line(block, top=top, x=INDENT) if isinstance(block, str) else block)
    return pages_to_document([page(1, [*placed, line(LONG[:40] + "，", top=990, x=90)])])


def large(text: str, top: float = 90) -> Line:
    return line(text, top=top, size=16)


def outline(found: Document) -> list[tuple[str, str, tuple[str, ...]]]:
    """Kind, text and path of every item but the filling lines."""
    seen = []
    for item in found.items:
        text = item.paragraph.text if isinstance(item, Heading | Prose) else item.title
        path = () if isinstance(item, Contents) else item.path
        if not text.startswith(LONG[:20]):
            seen.append((type(item).__name__, text, path))
    return seen


def test_headings_open_and_close() -> None:
    found = document("一、收入", "（一）税收", "甲说明。", "（二）其他", "二、支出", "乙说明。")
    assert outline(found) == [
        ("Heading", "一、收入", ()),
        ("Heading", "（一）税收", ("一、收入",)),
        ("Prose", "甲说明。", ("一、收入", "（一）税收")),
        ("Heading", "（二）其他", ("一、收入",)),
        ("Heading", "二、支出", ()),
        ("Prose", "乙说明。", ("二、支出",)),
    ]


def test_the_documents_own_title_is_no_path() -> None:
    found = document(large("某某局2025年部门预算公开"), "一、收入", "甲说明。")
    assert outline(found)[-1] == ("Prose", "甲说明。", ("一、收入",))


def test_a_line_with_a_colon_leads_in_what_follows() -> None:
    found = document(
        "一、职责", "部门职责：", "（一）负责人才工作。", "机构设置：", "共设七个单位。"
    )
    assert outline(found) == [
        ("Heading", "一、职责", ()),
        ("Heading", "部门职责：", ("一、职责",)),
        ("Prose", "（一）负责人才工作。", ("一、职责", "部门职责")),
        ("Heading", "机构设置：", ("一、职责",)),
        ("Prose", "共设七个单位。", ("一、职责", "机构设置")),
    ]


def test_a_labelled_item_stands_over_its_measures() -> None:
    """（一）绩效目标：... then 绩效指标： then a measure a line, and so for （二）."""
    found = document(
        "二、分项目标",
        "（一）绩效目标：提供就业服务。",
        "绩效指标：",
        "到位率：100%；",
        "（二）绩效目标：帮扶困难人员。",
        "绩效指标：",
        "帮扶率：98%。",
    )
    goals = ("（一）绩效目标：提供就业服务", "（二）绩效目标：帮扶困难人员")
    measures = [entry for entry in outline(found) if "率：" in entry[1]]
    assert measures == [
        ("Prose", "到位率：100%；", ("二、分项目标", goals[0], "绩效指标")),
        ("Prose", "帮扶率：98%。", ("二、分项目标", goals[1], "绩效指标")),
    ]


def test_a_table_takes_its_title_and_captions() -> None:
    captions = [line("316 财政局", top=120, x=60), line("单位：万元", top=120, x=400)]
    found = document(large("部门支出总表", 95), *captions, grid(TABLE, top=140))
    (block,) = [item for item in found.items if isinstance(item, TableBlock)]
    assert (block.title, block.path) == ("部门支出总表", ())
    assert list(block.captions) == captions
    assert [ln.orig for ln in block.title_lines] == ["部门支出总表"]


def test_a_short_line_above_a_table_is_its_title() -> None:
    found = document("一、机构", line("部门机构设置情况", top=121), grid(TABLE, top=135))
    (block,) = [item for item in found.items if isinstance(item, TableBlock)]
    assert (block.title, block.path) == ("部门机构设置情况", ("一、机构",))


@pytest.mark.parametrize(("size", "path"), [(16, ()), (20, ("预算编制说明",))])
def test_a_table_title_stands_beside_a_title_of_its_own_print(
    size: float, path: tuple[str, ...]
) -> None:
    note = line("预算编制说明", top=40, size=size)
    said = line("支出预算共1亿元。", top=70, x=INDENT)
    found = document(note, said, large("支出总表", 95), grid(TABLE, top=135))
    (block,) = [item for item in found.items if isinstance(item, TableBlock)]
    assert (block.title, block.path) == ("支出总表", path)


def test_a_sentence_before_a_list_heads_nothing() -> None:
    found = document("（二）支出总计5万元。包括：", "1．教育支出5万元，用于办学。")
    assert ("Prose", "（二）支出总计5万元。包括：", ()) in outline(found)


def test_a_sentence_above_a_table_is_prose() -> None:
    found = document("一、机构", "详见下表。", grid(TABLE, top=135))
    (block,) = [item for item in found.items if isinstance(item, TableBlock)]
    assert (block.title, block.path) == ("一、机构", ())
    assert ("Prose", "详见下表。", ("一、机构",)) in outline(found)


def test_a_note_below_a_table_belongs_to_it() -> None:
    note = line("注：无政府性基金预算，空表列示。", top=210)
    found = document(large("基金支出表", 95), grid(TABLE, top=115), note)
    (block,) = [item for item in found.items if isinstance(item, TableBlock)]
    assert [paragraph.text for paragraph in block.notes] == [note.orig]


def test_contents_are_one_item_and_end_where_the_text_begins() -> None:
    found = document(
        large("2025年部门预算公开目录"),
        "一、部门职责......2",
        "二、预算安排......3",
        line("一、部门职责", top=300, x=INDENT),
        line("负责人才工作。", top=320, x=INDENT),
    )
    kinds = [(kind, text) for kind, text, _ in outline(found)]
    assert kinds == [
        ("Contents", "2025年部门预算公开目录"),
        ("Heading", "一、部门职责"),
        ("Prose", "负责人才工作。"),
    ]
    (contents,) = [item for item in found.items if isinstance(item, Contents)]
    assert [p.text for p in contents.paragraphs[1:]] == [
        "一、部门职责......2",
        "二、预算安排......3",
    ]


def test_repeated_heads_are_furniture() -> None:
    first = page(1, [large("支出总表"), grid([["项目", "金额"], ["甲", "1.00"]], top=120)])
    second = page(2, [grid([["项目", "金额"], ["乙", "2.00"]], page=2)])
    found = pages_to_document([first, second])
    assert [(f.reason, [ln.orig for ln in f.lines]) for f in found.furniture] == [
        ("续页重复的表头", ["项目", "金额"])
    ]
    assert len(found.items) == 1


def test_an_empty_document() -> None:
    assert pages_to_document([]) == Document((), ())


def test_title_office_and_unit_set_inside_the_frame() -> None:
    rows = [
        ["收支预算总表", "<", "<"],
        ["部门：某某局", "<", "单位：万元"],
        ["项目", "预算数", "执行数"],
        ["教育支出", "5.00", "4.00"],
    ]
    (table,) = [item for item in document(grid(rows)).items if isinstance(item, TableBlock)]
    assert table.title == "收支预算总表"
    assert [column.name for column in table.table.columns] == ["项目", "预算数", "执行数"]
    assert len(table.table.rows) == 1
