"""Lines outside tables become paragraphs, headings and lists of contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from support_grid import FONT, line, lines

from kb.pdf.cells import Line
from kb.pdf.prose import Level, Paragraph, Style, is_contents_line, lines_to_paragraphs, style_of

BODY = Style(size=10, font=FONT, left=90, right=490)
FULL = "按照预算管理有关规定，目前我省部门预算的编制实行综合预算管理，即全部收入和支出都反映"
INDENT = 110.0


def full(text: str = "", *, page: int = 1, top: float = 300, x: float = 90) -> Line:
    """A line that reaches the right margin."""
    room = int((BODY.right - x) / 10)
    return line((text + FULL)[:room], page=page, top=top, x=x)


def paragraphs(*given: Line) -> list[Paragraph]:
    return lines_to_paragraphs(given, BODY)


def texts(*given: Line) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(*given)]


def levels(*given: Line) -> list[Level]:
    return [paragraph.level for paragraph in paragraphs(*given)]


class TestWhereAParagraphBegins:
    def test_lines_up_to_an_early_end_are_one(self) -> None:
        first = full(x=INDENT, top=100)
        rest = line("在预算中。", top=118)
        other = full(x=INDENT, top=136)
        assert texts(first, rest, other) == [first.orig + rest.orig, other.orig]

    def test_an_indented_line_begins_one(self) -> None:
        given = [full(x=INDENT, top=100), full(x=INDENT, top=118)]
        assert len(paragraphs(*given)) == 2

    @pytest.mark.parametrize("end", ["；", "："])
    def test_a_number_at_the_margin_goes_on_with_a_full_line(self, end: str) -> None:
        first = line((FULL * 2)[:37] + end, top=100, x=INDENT)
        rest = line("②上级补助收入7亿元；③上年结转收入1亿元。", top=118)
        assert texts(first, rest) == [first.orig + rest.orig]
        over = line("②上级补助收入7亿元。", page=2, top=100)
        assert texts(first, over) == [first.orig + over.orig]

    def test_a_list_at_the_margin_has_an_item_a_line(self) -> None:
        rows = [line(f"{i}、" + (FULL * 2)[:37] + "；", top=100 + 18 * i) for i in (1, 2, 3)]
        assert len(paragraphs(*rows)) == 3

    def test_a_paragraph_set_in_as_a_whole_is_one(self) -> None:
        rows = [full(page=1, top=700), *(full(page=2, top=100 + 18 * i, x=110) for i in range(3))]
        assert len(paragraphs(*rows)) == 1

    def test_a_numbered_line_after_an_end_begins_one(self) -> None:
        given = [line(FULL[:39] + "。", top=100), line("（二）负责培训。", top=118, x=INDENT)]
        assert len(paragraphs(*given)) == 2

    def test_a_number_amid_a_sentence_begins_none(self) -> None:
        given = [full(x=INDENT, top=100), full("1、", top=118), line("结束。", top=136)]
        assert len(paragraphs(*given)) == 1

    def test_a_wide_gap_begins_one(self) -> None:
        assert len(paragraphs(full(top=100), full(top=200))) == 2

    def test_another_size_begins_one(self) -> None:
        assert len(paragraphs(full(top=100), line("大字", top=118, size=16))) == 2

    def test_a_figure_that_does_not_fit_moves_to_the_next_line_whole(self) -> None:
        first = line(FULL[:35], top=100)  # room for three characters and no more
        rest = line("24,558.18万元；事业收入0万元。", top=118)
        assert texts(first, rest) == [first.orig + rest.orig]

    def test_a_unit_and_a_comma_need_the_room_of_a_character_each(self) -> None:
        first = line(FULL[:35], top=100)  # room for five, and the figure needs five and a half
        rest = line("180.00万，合计1170.00万。", top=118)
        assert texts(first, rest) == [first.orig + rest.orig]

    def test_words_in_bold_that_begin_a_paragraph_are_part_of_it(self) -> None:
        bold = line(("9.强化监督。" + FULL)[:38], top=100, x=INDENT, font="Bold")
        assert len(paragraphs(bold, full(top=118))) == 1

    def test_recognised_print_differs_a_little_in_size(self) -> None:
        given = [full(x=INDENT, top=100), full(top=118)]
        sizes = [
            replace(ln, size=size, confidence=0.9)
            for ln, size in zip(given, (9.6, 10.4), strict=True)
        ]
        assert len(paragraphs(*sizes)) == 1

    def test_pieces_side_by_side_are_one_line(self) -> None:
        given = [line("一、收入", top=100), line("二〇二五年", top=100, x=300)]
        assert len(paragraphs(*given)) == 1

    def test_every_line_is_in_one_paragraph(self) -> None:
        given = [full(top=100 + 18 * i, x=INDENT if i % 3 == 0 else 90) for i in range(9)]
        assert [ln for p in paragraphs(*given) for ln in p.lines] == given


class TestPageEnds:
    def test_a_sentence_goes_on_over_a_page_end(self) -> None:
        given = [full(page=1, top=780), line("的总体情况。", page=2, top=80)]
        assert len(paragraphs(*given)) == 1

    def test_it_goes_on_though_the_last_line_ended_early(self) -> None:
        """A line cut short by the page's end: 管理、精细化服务基层治理平 + 台。"""
        given = [
            line("精细化服务基层治理平", page=1, top=780),
            line("台。", page=2, top=80, x=INDENT),
        ]
        (paragraph,) = paragraphs(*given)
        assert paragraph.text == "精细化服务基层治理平台。"

    def test_a_numbered_heading_that_fills_its_line_does_not(self) -> None:
        heading = replace(full("十、机关运行经费支出情况说明", x=INDENT, top=700), font="SimHei")
        assert len(paragraphs(heading, full(page=2, top=100, x=INDENT))) == 2

    def test_after_a_full_stop_a_new_one_begins(self) -> None:
        given = [line("到此为止。", page=1, top=780), full(page=2, top=80, x=INDENT)]
        assert len(paragraphs(*given)) == 2


class TestHeadings:
    @pytest.mark.parametrize(
        ("text", "level"),
        [
            ("第一部分 部门概况", Level.PART),
            ("一、部门职责及机构设置情况", Level.CHAPTER),
            ("（二）分项绩效目标", Level.SECTION),
            ("(一) 总体绩效目标", Level.SECTION),
            ("3、比上年增减情况", Level.ITEM),
            ("1）收入", Level.POINT),
        ],
    )
    def test_by_number(self, text: str, level: Level) -> None:
        assert levels(line(text, top=100, x=INDENT)) == [level]

    def test_short_items_right_under_each_other_are_a_list(self) -> None:
        names = ("1.办公室", "2.研究室", "3.监督处")
        assert levels(*lines(*names, x=INDENT)) == [Level.BODY] * 3

    def test_items_with_text_between_them_are_headings(self) -> None:
        given = lines("1.一般公共预算", "总收入为1亿元。", "2.政府性基金预算", "无。", x=INDENT)
        assert levels(*given) == [Level.ITEM, Level.BODY, Level.ITEM, Level.BODY]

    def test_bold_items_right_under_each_other_are_headings(self) -> None:
        names = ("1.一般公共预算", "2.政府性基金预算")
        assert levels(*lines(*names, x=INDENT, font="Bold")) == [Level.ITEM] * 2

    def test_a_larger_line_is_a_title(self) -> None:
        assert levels(line("部门预算收支总表", top=100, size=16)) == [Level.TITLE]

    @pytest.mark.parametrize("text", ["第一产业14.2", "35920"])
    def test_large_figures_are_none(self, text: str) -> None:
        assert levels(line(text, top=100, size=16)) == [Level.BODY]

    def test_a_title_over_two_lines_is_one(self) -> None:
        (title,) = paragraphs(
            line("某某局 2025 年部", top=100, size=16),
            line("门预算公开 情况说明", top=124, size=16),
        )
        assert title.text == "某某局 2025 年部门预算公开情况说明"
        assert title.level is Level.TITLE

    @pytest.mark.parametrize(
        "text",
        [
            "一、负责全区人才工作。",
            "（一）绩效目标：提供免费的公共就业服务。",
            "1、因公出国（境）费0万元，与上年持平",
            "绩效指标：",
            "2.5万元用于培训",
        ],
    )
    def test_sentences_and_labels_are_none(self, text: str) -> None:
        assert levels(line(text, top=100, x=INDENT)) == [Level.BODY]

    def test_the_second_line_of_a_part_begins_with_the_year(self) -> None:
        (heading,) = paragraphs(
            line("第二部分 某某局", top=100, x=200, font="Bold"),
            line("2025年部门预算表", top=118, x=200, font="Bold"),
        )
        assert (heading.text, heading.level) == ("第二部分某某局2025年部门预算表", Level.PART)

    def test_a_long_line_is_none_however_large(self) -> None:
        assert levels(line("一、" + "长" * 60, top=100, size=16)) == [Level.BODY]

    def test_another_font_lets_a_long_heading_be_one(self) -> None:
        text = "四、财政拨款“三公”经费预算安排情况及与上年相比增减变化原因"
        assert levels(line(text, top=100, font="SimHei")) == [Level.CHAPTER]
        assert levels(line(text, top=100)) == [Level.BODY]


class TestContents:
    @pytest.mark.parametrize(
        "text", ["部门预算收支总表......3", "一、部门职责…………24", "十、名词解释 ............. 95"]
    )
    def test_lines_with_leaders(self, text: str) -> None:
        assert is_contents_line(text)

    @pytest.mark.parametrize("text", ["部门预算收支总表", "共计安排59.75万元", "一、部门职责 24"])
    def test_other_lines(self, text: str) -> None:
        assert not is_contents_line(text)

    def test_each_is_a_paragraph_and_no_heading(self) -> None:
        given = lines("一、部门职责......24", "二、预算安排......25", top=100)
        assert levels(*given) == [Level.BODY, Level.BODY]


class TestStyle:
    def test_most_characters_say(self) -> None:
        given = [full(top=100 + 18 * i) for i in range(20)]
        title = line("标题", top=60, size=18, font="SimHei")
        assert style_of([title, *given]) == Style(10, FONT, 90, 489)

    def test_no_lines(self) -> None:
        assert style_of([]) == Style(0.0, "", 0.0, 0.0)
        assert paragraphs() == []


def test_the_text_is_the_lines_without_their_breaks() -> None:
    given: Sequence[Line] = [full(x=INDENT, top=100), line("208010", top=118)]
    (paragraph,) = paragraphs(*given)
    assert paragraph.text == given[0].orig + given[1].orig
