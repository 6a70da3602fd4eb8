"""What is shown of an entry: its figure, where it stands, its source, its citation."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs

import pytest
from support_ui import (
    HOSTILE,
    PROJECT,
    RENT,
    RUNNING,
    TABLE,
    entries_read,
    entry_read,
    fake_searcher,
    hostile_entry,
)

from kb.model import Answer, Entry, Facet, Filters, Hit, Kind, Problem, Reading
from kb.ui import words
from kb.ui.card_views import best_card
from kb.ui.cards import Card, Fact, card_of, columns_of
from kb.ui.conditions import conditions_block
from kb.ui.figures import figure_of, in_other_unit
from kb.ui.filters import filter_groups, filters_block
from kb.ui.peers import others_of
from kb.ui.places import Place
from kb.ui.tables import entries_table, row_table, sides
from kb.ui.views import documents_page, entry_page, home_page, results_page
from kb.ui.whereabouts import ancestors_of
from kb.ui.words import page_numbers

DOCUMENTS, ENTRIES = entries_read()
RENT_VALUE = "本科一批、硕士、中职职称人员 1250/人/季度, 其他人员 500/人/季度"


def card(entry_id: str, address: str = "") -> object:
    entry = entry_read(entry_id)
    return card_of(entry, documents=DOCUMENTS, find=fake_searcher().entry, address=address)


def test_the_figure_of_an_indicator_is_its_wording() -> None:
    figure = figure_of(entry_read(RENT))
    assert figure is not None
    assert (figure.value, figure.unit, figure.label, figure.size) == (
        RENT_VALUE,
        "",
        "指标值",
        "wordy",
    )


def test_the_figure_of_a_project_is_large_and_has_its_unit() -> None:
    figure = figure_of(entry_read(PROJECT))
    assert figure is not None
    assert (figure.value, figure.unit, figure.size) == ("1715.00", "万元", "large")


def test_no_figure_is_made_up() -> None:
    assert figure_of(replace(entry_read(PROJECT), value=None)) is None
    assert figure_of(replace(entry_read(PROJECT), value="")) is None
    zero = figure_of(replace(entry_read(PROJECT), value="0"))
    assert zero is not None
    assert zero.value == "0"


@pytest.mark.parametrize(
    ("value", "unit", "other"),
    [
        ("1715.00", "万元", "17,150,000 元"),
        ("15,776.79", "万元", "157,767,900 元"),
        ("0.1715", "亿元", "17,150,000 元"),
        ("10,000.00", "元", "1 万元"),
        ("171500000", "元", "1.715 亿元"),
        ("-4587.08", "万元", "-45,870,800 元"),
        ("9999", "元", ""),
        ("0", "万元", ""),
        ("—", "万元", ""),
        ("100", "%", ""),
        ("1250/人/季度", "", ""),
    ],
)
def test_a_sum_is_told_in_another_unit_exactly(value: str, unit: str, other: str) -> None:
    assert in_other_unit(value, unit) == other


def test_facts_name_project_table_year_and_department() -> None:
    facts = {fact.label: fact for fact in card(RENT).facts}
    assert facts["项目"] == Fact("项目", "人才绿卡专项费用", PROJECT)
    assert facts["表"].text == "34、人才绿卡专项费用绩效目标表"
    assert facts["章节"].text == "七、部门项目预算安排情况及绩效目标"
    assert facts["年度"].text == "2025"
    assert facts["部门"].text == "中共石家庄高新技术产业开发区工委组织部"


def test_facts_say_nothing_twice() -> None:
    for entry in ENTRIES:
        texts = [fact.text for fact in card(entry.id).facts]
        assert len(set(texts)) == len(texts)
        assert entry.title not in texts
        assert all(texts)


def test_a_row_over_a_page_end_has_both_pictures() -> None:
    pictures = card(RENT).pictures
    assert [picture.page for picture in pictures] == [85, 86]
    assert pictures[0].pdf_href.endswith(".pdf#page=85")
    assert pictures[1].row_href.startswith("pictures/row.png?id=")


def test_a_citation_has_document_pages_figure_and_link() -> None:
    citation = card(RENT, "http://127.0.0.1:8501/").citation
    assert citation.startswith("《中共石家庄高新技术产业开发区工委组织部 2025 年")
    assert "第85—86页" in citation
    assert f"房租补贴所使用资金：指标值 {RENT_VALUE}。" in citation
    assert citation.endswith(f"http://127.0.0.1:8501/?id={RENT}")


def test_a_missing_document_leaves_no_dead_links() -> None:
    bare = card_of(entry_read(RENT))
    assert bare.pictures == ()
    assert bare.pdf_href == ""


def test_a_lost_parent_ends_the_chain() -> None:
    orphan = replace(entry_read(RENT), parent="nowhere")
    assert ancestors_of(orphan, fake_searcher().entry) == ()


@pytest.mark.parametrize(
    ("pages", "shown"),
    [((), ""), ((5,), "第 5 页"), ((85, 86), "第 85—86 页"), ((7, 3, 5, 6), "第 3、5—7 页")],
)
def test_page_numbers(pages: tuple[int, ...], shown: str) -> None:
    assert page_numbers(pages) == shown


def test_every_kind_has_its_words() -> None:
    assert set(words.KINDS) == set(words.CHILDREN) == set(Kind)


def test_header_paths_become_spanning_cells() -> None:
    table = row_table(card(RUNNING).cells, (), "所在行")
    assert '<th role="columnheader" scope="colgroup" colspan="8">本年收入</th>' in table
    assert '<th role="columnheader" scope="col" rowspan="2">序号</th>' in table
    assert 'data-label="本年收入 › 小计"' in table


def test_the_value_cell_is_emphasised_once() -> None:
    table = row_table(card(RENT).cells, (), "所在行")
    assert table.count("is-value") == 1
    assert RENT_VALUE in table.split("is-value")[1].split("</td>")[0]


def test_two_sides_stand_in_one_row_again_and_cells_keep_their_place() -> None:
    children = fake_searcher().children(TABLE)
    assert [len(row) for row in sides(children)] == [2, 2]
    table = entries_table(children, Place(), "表中各行")
    first_row = table.split("<tr")[3]
    cells = [cell.split("</td>")[0] for cell in first_row.split("<td")[1:]]
    assert "一、一般公共预算拨款收入</a>" in cells[1]
    assert "15704.87" in cells[2]
    assert "一、一般公共服务支出</a>" in cells[3]


def test_rows_of_a_plain_table_are_not_joined() -> None:
    indicators = fake_searcher().children(PROJECT)
    assert [len(row) for row in sides(indicators)] == [1] * 6


def test_columns_empty_everywhere_are_left_out() -> None:
    assert columns_of([{"a": "1", "b": ""}, {"b": "", "c": "2"}]) == ("a", "c")


def test_checks_are_shown_and_failures_come_first() -> None:
    checks = ({"ok": True, "text": "合计 = 各项之和"}, {"ok": False, "text": "收入 ≠ 支出"})
    checked = card_of(replace(entry_read(PROJECT), checks=checks), documents=DOCUMENTS)
    shown = entry_page(Place(), checked, ())
    assert "数字核对：1 处不一致，1 处一致" in shown
    assert shown.index("收入 ≠ 支出") < shown.index("合计 = 各项之和")


def test_recognised_text_is_called_so() -> None:
    shown = [
        entry_page(Place(), card_of(replace(entry_read(RENT), ocr=ocr), documents=DOCUMENTS), ())
        for ocr in (None, 0.93)
    ]
    assert [page.count("此条为文字识别所得，置信度 0.93，请核对原页") for page in shown] == [0, 1]


def test_an_entry_page_shows_all_indicators_in_order() -> None:
    shown = entry_page(Place(), card(PROJECT), fake_searcher().children(PROJECT))
    titles = [entry.title for entry in ENTRIES if entry.parent == PROJECT]
    places = [shown.index(f">{title}</a>") for title in titles]
    assert len(titles) == 6
    assert places == sorted(places)


def results(entry_ids: list[str], *, answerable: bool = True) -> str:
    cards = [card(entry_id) for entry_id in entry_ids]
    answer = Answer("问", answerable, ())
    return results_page(Place("问"), cards, answer=answer, groups=(), documents=DOCUMENTS)


def test_nothing_found_is_said_plainly_before_the_nearest() -> None:
    shown = results([RENT, PROJECT], answerable=False)
    assert shown.index("本文件中未找到") < shown.index("最接近的条目") < shown.index("房租补贴")
    assert 'class="card best"' not in shown
    assert "本文件中未找到" in results([], answerable=True)


def test_with_several_files_every_result_says_its_own() -> None:
    other = replace(DOCUMENTS[0], doc="other", title="另一份")
    cards = [card(RENT), card(PROJECT)]
    answer = Answer("问", False, ())
    pages = [
        results_page(Place("问"), cards, answer=answer, groups=(), documents=documents)
        for documents in ((*DOCUMENTS, other), (*DOCUMENTS, replace(other, entries=0)))
    ]
    assert "所收录的文件中未找到" in pages[0]
    assert "本文件中未找到" in pages[1]
    title = DOCUMENTS[0].title
    assert [page.count(f"{title} › ") for page in pages] == [2, 0]


def test_prose_has_no_row() -> None:
    prose = next(entry for entry in ENTRIES if entry.kind is Kind.TERM)
    shown = entry_page(Place(), card(prose.id), ())
    assert "所在行" not in shown
    assert shown.count("指本级财政当年拨付的资金") == 1


def test_files_that_could_not_be_read_are_listed_with_the_reason_only() -> None:
    problem = Problem("坏.pdf", None, "文件损坏", "请重新获取")
    broken = replace(DOCUMENTS[0], doc="坏", title="坏", entries=0, problems=(problem,))
    shown = documents_page((broken,))
    assert "坏.pdf：文件损坏。请重新获取" in shown
    assert "文字收录率" not in shown
    assert "另有 1 份没能读取" in home_page((), (*DOCUMENTS, broken))


def test_hostile_text_is_text_everywhere() -> None:
    entry = hostile_entry()
    hit = Hit(entry, 1.0, (HOSTILE,), ("script", "恶意"), same=(entry,), others=(entry,))
    hostile = card_of(entry, documents=DOCUMENTS, hit=hit)
    answer = Answer(
        HOSTILE,
        True,
        (),
        notes=(HOSTILE,),
        readings=(Reading(HOSTILE, HOSTILE, HOSTILE), Reading(HOSTILE, HOSTILE, "部门")),
        related=(HOSTILE,),
        instead=(HOSTILE,),
    )
    unlike = Filters(docs=(HOSTILE,), chapters=(HOSTILE,), departments=(HOSTILE,))
    place = Place(HOSTILE, unlike, literally=(HOSTILE,))
    shown = [
        entry_page(Place(HOSTILE), hostile, [entry, replace(entry, kind=Kind.TERM)]),
        results_page(
            place,
            [hostile, hostile],
            answer=answer,
            groups=filter_groups(answer, place, DOCUMENTS),
            documents=DOCUMENTS,
        ),
    ]
    for page in shown:
        assert "<script" not in page
        assert "<img src=x" not in page
        assert "</div></div></div></div></div></div>" not in page.split("恶意")[0]
        assert "&lt;img src=x onerror=" in page


def test_filters_toggle_and_keep_what_is_chosen() -> None:
    answer = Answer(
        "问",
        True,
        (),
        kinds=(Facet("indicator", 3),),
        chapters=(Facet("一、甲", 2), Facet("二、乙", 1)),
    )
    place = Place("问", Filters(kinds=(Kind.TERM,), chapters=("一、甲",)))
    kinds, chapters = filter_groups(answer, place, DOCUMENTS)
    assert [(o.label, o.count, o.chosen) for o in kinds.options] == [
        ("绩效指标", 3, False),
        ("名词解释", 0, True),
    ]
    assert [o.chosen for o in chapters.options] == [True, False]
    assert "chapter" not in chapters.options[0].href
    assert chapters.options[1].href.count("chapter=") == 2


def test_years_and_files_are_filters_only_where_there_is_a_choice() -> None:
    answer = Answer("问", True, ())
    other = replace(DOCUMENTS[0], doc="other", year=2024, title="另一份")
    assert filter_groups(answer, Place("问"), DOCUMENTS) == ()
    names = [group.name for group in filter_groups(answer, Place("问"), (*DOCUMENTS, other))]
    assert names == ["年度", "文件"]


def rent_with(same: tuple[Entry, ...] = (), others: tuple[Entry, ...] = ()) -> Card:
    entry = entry_read(RENT)
    hit = Hit(entry, 1.0, (), same=same, others=others)
    return card_of(entry, documents=DOCUMENTS, find=fake_searcher().entry, hit=hit)


def test_others_with_the_same_item_are_shown_in_one_table_with_the_answer() -> None:
    other = next(e for e in ENTRIES if e.parent == PROJECT and e.id != RENT)
    shown = best_card(rent_with(others=(other,)), Place("问"), "最相符")
    assert "另有 1 个项目有同名项，内容不同" in shown
    table = shown.split("另有 1 个项目有同名项，内容不同")[3].split("</table>")[0]
    assert table.count("人才绿卡专项费用</a>") == 2
    assert table.index(RENT_VALUE) < table.index(str(other.value))
    assert table.count("is-value") == 1
    assert f"#page={other.pages[0]}" in table


def test_others_outside_of_projects_are_told_apart_by_their_heading() -> None:
    entries = [replace(entry_read(RUNNING), path=("表", name, "行")) for name in ("甲", "乙")]
    others = others_of(entries[0], entries[1:], fake_searcher().entry, DOCUMENTS)
    assert others is not None
    assert others.said == "另有 1 处有同名项，内容不同"
    assert [peer.where for peer in others.peers] == ["甲", "乙"]


def test_a_long_list_of_others_is_folded() -> None:
    shown = best_card(rent_with(others=(entry_read(RENT),) * 10), Place("问"), "最相符")
    assert "<summary>其余 3 个</summary>" in shown


def test_other_places_of_the_same_figure_are_named_by_table_and_page() -> None:
    line = entry_read(RUNNING)
    elsewhere = replace(line, doc="other", doc_title="另一份")
    shown = best_card(rent_with(same=(line, elsewhere)), Place("问"), "最相符")
    listed = shown.split("同一数字还见于")[1].split("</section>")[0]
    assert f'href="{Place("问", entry_id=RUNNING).href.replace("&", "&amp;")}"' in listed
    assert f"第 {line.pages[0]} 页" in listed
    assert "《另一份》" in listed


def test_readings_and_filters_are_chips_that_can_be_taken_out() -> None:
    readings = (Reading("招待费", "公务接待费", "同义"), Reading("组织部的", "组织部", "部门"))
    place = Place("组织部的招待费", Filters(kinds=(Kind.TERM,)), literally=("多少",))
    groups = filter_groups(Answer("", True, ()), place, DOCUMENTS)
    shown = conditions_block(place, readings, groups)
    assert shown is not None
    text = re.sub("<[^>]*>", "", shown)
    assert text.startswith("已按公务接待费 招待费，同义，改按原词“招待费”查找✕查找部门 组织部")
    chips = [parse_qs(unescape(href)[1:]) for href in re.findall('href="([^"]*)"', shown)]
    assert [chip.get("as") for chip in chips] == [
        ["多少", "招待费"],
        ["多少", "组织部的"],
        ["多少"],
        None,
    ]
    assert [chip.get("kind") for chip in chips] == [["term"], ["term"], None, ["term"]]


def test_without_readings_and_filters_there_are_no_chips() -> None:
    assert conditions_block(Place("问"), (), ()) is None


def test_what_may_have_been_meant_and_related_questions_are_links() -> None:
    answer = Answer("问", False, (), related=("办卡受理时间",), instead=("公务接待费", "会议费"))
    shown = results_page(Place("问"), [], answer=answer, groups=(), documents=DOCUMENTS)
    assert "您要找的是：" in shown
    for asked in (*answer.related, *answer.instead):
        assert f'href="{Place(asked).href}"' in shown


def test_a_long_filter_is_folded_and_what_is_chosen_stays_in_sight() -> None:
    chapters = tuple(Facet(f"第{number}章", 1) for number in range(9))
    place = Place("问", Filters(chapters=("第8章",)))
    groups = filter_groups(Answer("问", True, (), chapters=chapters), place, DOCUMENTS)
    shown = filters_block(groups, place)
    assert shown is not None
    before, after = shown.split("<summary>其余 2 个</summary>")
    assert "第8章" in before
    assert "第7章" in after


def test_filters_of_documents_offer_what_the_others_let_through() -> None:
    told = (("a", "甲局", 2024), ("b", "甲局", 2025), ("c", "乙局", 2025))
    infos = [
        replace(DOCUMENTS[0], doc=doc, title=doc, department=department, year=year)
        for doc, department, year in told
    ]
    place = Place("问", Filters(departments=("乙局",)))
    groups = {g.name: g for g in filter_groups(Answer("问", True, ()), place, infos)}
    departments = [(option.label, option.chosen) for option in groups["部门"].options]
    assert departments == [("乙局", True), ("甲局", False)]
    assert "年度" not in groups
    assert "文件" not in groups
