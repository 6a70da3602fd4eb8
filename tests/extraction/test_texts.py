"""Terms, measures and long paragraphs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from support_grid import line, lines

from kb.model import Kind
from kb.pdf.document import Contents, Heading, Prose
from kb.pdf.prose import Level, Paragraph
from kb.records.model import Record
from kb.records.texts import contents_record, heading_record, note_record, prose_records
from kb.text import compact

GLOSSARY = ("十、名词解释",)


def paragraph(text: str, *, page: int = 1, level: Level = Level.BODY) -> Paragraph:
    """A paragraph set in lines of forty characters."""
    pieces = [text[i : i + 40] for i in range(0, len(text), 40)]
    return Paragraph(tuple(lines(*pieces, page=page)), text, level, Level.BODY)


def record(text: str, path: tuple[str, ...] = ("一、职责",)) -> Record:
    (found,) = prose_records(Prose(paragraph(text), path))
    return found


class TestTerms:
    @pytest.mark.parametrize(
        ("text", "term", "meaning"),
        [
            (
                "1、财政拨款收入：指本级财政当年拨付的资金。",
                "财政拨款收入",
                "指本级财政当年拨付的资金。",
            ),
            ("（二）事业收入:指开展专业活动的收入。", "事业收入", "指开展专业活动的收入。"),
            (
                "上年结转是指以前年度安排、结转使用的资金。",
                "上年结转",
                "是指以前年度安排、结转使用的资金。",
            ),
        ],
    )
    def test_a_term_and_its_meaning(self, text: str, term: str, meaning: str) -> None:
        found = record(text, GLOSSARY)
        assert found.kind is Kind.TERM
        assert found.title == term
        assert dict(found.fields) == {"名词": term, "解释": meaning}
        assert found.text == text

    def test_a_term_in_quotes(self) -> None:
        found = record("9、“三公”经费：是指因公出国费、公务用车费和公务接待费。", GLOSSARY)
        assert found.fields["名词"] == "“三公”经费"
        assert found.title in ("“三公”经费", "三公经费")

    def test_elsewhere_the_same_words_are_a_paragraph(self) -> None:
        found = record("1、财政拨款收入：指本级财政当年拨付的资金。")
        assert found.kind is Kind.PARAGRAPH

    def test_other_sentences_of_the_glossary_are_paragraphs(self) -> None:
        assert record("以下名词按财政部规定说明。", GLOSSARY).kind is Kind.PARAGRAPH


class TestMeasures:
    @pytest.mark.parametrize(
        ("text", "name", "value"),
        [
            ("零就业家庭帮扶率：98%。", "零就业家庭帮扶率", "98%"),
            ("人才绿卡办理时限：小于5个工作日。", "人才绿卡办理时限", "小于5个工作日"),
            ("城镇新增就业人员 5550 人以上；", "城镇新增就业人员", "5550 人以上"),
            ("组织培训班次（次）：3次；", "组织培训班次（次）", "3次"),
            ("养老保险政策宣传：2 次。", "养老保险政策宣传", "2 次"),
            ("1.住房公积金(项):支出1,073.77万元。", "住房公积金(项)", "1,073.77万元"),
        ],
    )
    def test_a_name_and_a_figure(self, text: str, name: str, value: str) -> None:
        found = record(text)
        assert dict(found.fields) == {"指标": name, "指标值": value}
        assert (found.title, found.value_field) == (name, "指标值")
        assert found.kind is Kind.PARAGRAPH

    @pytest.mark.parametrize(
        "text",
        [
            "我部门“三公”经费预算安排9.90万元，与上年持平。",
            "2025年，我部门“三公”经费预算安排9.90万元。",
            "（一）绩效目标：提供免费的公共就业服务。",
            "负责全区人才工作。",
            "总收入34.6亿元，其构成是：①一般公共预算收入27.4亿元；",
        ],
    )
    def test_sentences_are_none(self, text: str) -> None:
        found = record(text)
        assert dict(found.fields) == {}
        assert found.value_field is None


class TestTitles:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("（一）收入预算总计 21,955.35万元。包括：", "收入预算总计 21,955.35万元"),
            ("3．住房保障支出 3,660.38 万元，主要用于公积金。", "住房保障支出 3,660.38 万元"),
            ("180.00万，支持企业国际化发展，合计1170.00万。", "180.00万"),
            ("1.加强管理,提高效率。", "加强管理,提高效率"),
        ],
    )
    def test_a_figure_is_never_cut(self, text: str, title: str) -> None:
        assert record(text).title == title


class TestLongParagraphs:
    SENTENCES = "".join(f"第{i}句说明有关工作的开展情况以及取得的成效。" for i in range(40))

    def test_they_are_split_at_sentences(self) -> None:
        found = list(prose_records(Prose(paragraph(self.SENTENCES), ("一、职责",))))
        assert len(found) > 1
        assert "".join(piece.text for piece in found) == self.SENTENCES
        assert all(len(piece.text) <= 350 for piece in found)
        assert all(piece.text.endswith("。") for piece in found)

    def test_a_short_last_sentence_stays_with_the_one_before(self) -> None:
        text = (
            "进口额"
            + "、".join(["说明有关工作的开展情况以及取得的成效"] * 18)
            + "。按方式分，一般贸易0.75亿元。"
        )
        (found,) = prose_records(Prose(paragraph(text), ("一、职责",)))
        assert found.text == text

    def test_each_piece_has_the_lines_it_stands_on(self) -> None:
        found = list(prose_records(Prose(paragraph(self.SENTENCES), ("一、职责",))))
        for piece in found:
            printed = compact("".join(ln.orig for ln in piece.own))
            assert piece.text in printed
            assert len(printed) <= len(piece.text) + 2 * 40
        ends = [(a.own[-1], b.own[0]) for a, b in pairwise(found)]
        assert all(b.box.top - a.box.top <= 18 for a, b in ends)

    def test_one_endless_sentence_stays_whole(self) -> None:
        text = "不断推进工作，" * 80 + "取得成效。"
        (found,) = prose_records(Prose(paragraph(text), ("一、职责",)))
        assert found.text == text

    def test_short_ones_stay_whole(self) -> None:
        assert record(self.SENTENCES[:300]).text == self.SENTENCES[:300]


class TestTheRest:
    def test_a_heading_is_a_section(self) -> None:
        item = Heading(paragraph("部门职责：", level=Level.ITEM), ("一、职责",))
        found = heading_record(item)
        assert (found.kind, found.title, found.text) == (Kind.SECTION, "部门职责", "部门职责：")
        assert found.path == ("一、职责",)
        assert found.own == item.paragraph.lines

    def test_contents_lose_their_leaders_only(self) -> None:
        item = Contents("目录", (paragraph("目录"), paragraph("一、职责......24", page=2)))
        found = contents_record(item)
        assert found.text == "目录；一、职责 24"
        assert found.pages == (1, 2)

    def test_a_note_stands_under_its_table(self) -> None:
        found = note_record(paragraph("注：空表列示。"), ("支出表",))
        assert (found.kind, found.path, found.text) == (
            Kind.PARAGRAPH,
            ("支出表",),
            "注：空表列示。",
        )

    def test_pages_are_those_of_the_lines(self) -> None:
        both = Paragraph(
            (line("前", page=1), line("后。", page=2)), "前后。", Level.BODY, Level.BODY
        )
        (found,) = prose_records(Prose(both, ()))
        assert found.pages == (1, 2)
