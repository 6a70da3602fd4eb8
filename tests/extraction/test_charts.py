"""Labels of charts are no paragraphs; rows of a table without rules are no labels."""

from __future__ import annotations

from support_grid import line, page

from kb.pdf.cells import Line
from kb.pdf.charts import chart_lines
from kb.pdf.document import Prose, pages_to_document

SLICES = [line("第一产业14.2", top=200), line("第二产业11.8", top=240), line("74.0", top=280)]
CAPTION = line("图1 2025年三次产业占GDP比重", top=330)
AXIS = [
    line("40000", top=300, x=80, size=6),
    line("34243", top=310, x=200, size=6),
    line("35920", top=320, x=260, size=6),
    line("30000", top=330, x=80, size=6),
    line("2023年", top=345, x=120, size=6),
    line("2024年", top=345, x=180, size=6),
]
LEGEND = line("城镇居民人均可支配收入（元）", top=360, size=6)
PROSE = line("全年地区生产总值增长3.5%，农业增长3.3%。", top=380)


def names(lines: set[Line]) -> set[str]:
    return {found.orig for found in lines}


def test_labels_over_a_caption() -> None:
    before = line("全年地区生产总值667亿元。", top=160)
    assert chart_lines([before, *SLICES, CAPTION, PROSE]) == set(SLICES)


def test_the_same_words_without_a_caption_are_text() -> None:
    assert chart_lines([*SLICES, PROSE]) == set()


def test_a_caption_of_words_takes_none() -> None:
    said = [line("第一产业占14.2%，第二产业占11.8%；", top=200), CAPTION]
    assert chart_lines(said) == set()


def test_an_axis_and_its_legend_need_no_caption() -> None:
    assert chart_lines([*AXIS, LEGEND, PROSE]) == {*AXIS, LEGEND}


def test_rows_of_a_table_without_rules_have_names() -> None:
    rows = [
        piece
        for i, (name, amount) in enumerate((("税收收入", "4243"), ("专项收入", "1069")) * 4)
        for piece in (
            line(name, top=200 + 15 * i, x=90),
            line(amount, top=200 + 15 * i, x=300),
        )
    ]
    assert chart_lines(rows) == set()


def test_they_are_kept_apart_from_the_text() -> None:
    document = pages_to_document([page(1, [*AXIS, LEGEND, PROSE])])
    assert [i.paragraph.text for i in document.items if isinstance(i, Prose)] == [PROSE.orig]
    assert [(f.reason, names(set(f.lines))) for f in document.furniture] == [
        ("图中的标注", names({*AXIS, LEGEND}))
    ]
