"""Page furniture is set aside, and blocks come in reading order."""

from __future__ import annotations

from support_grid import grid, line, page

from kb.pdf.cells import Line, Page
from kb.pdf.layout import Stream, pages_to_stream

TOP, MIDDLE, BOTTOM = 30.0, 400.0, 800.0


def words(stream: Stream) -> list[str]:
    return [block.orig for block in stream.blocks if isinstance(block, Line)]


def furniture(stream: Stream) -> dict[str, list[str]]:
    return {item.reason: [ln.orig for ln in item.lines] for item in stream.furniture}


def paged(*texts: str, top: float) -> list[Page]:
    """A page for each text at this height, with the same paragraph on all."""
    return [
        page(n, [line(text, page=n, top=top), line("正文一段话，说明情况。", page=n, top=MIDDLE)])
        for n, text in enumerate(texts, 1)
    ]


def test_page_numbers_at_the_foot_are_set_aside() -> None:
    forms = ("1", "- 2 -", "— 3 —", "第4页", "5/12", "第 6 页共 12 页", "iv")
    stream = pages_to_stream(paged(*forms, top=BOTTOM))
    assert furniture(stream) == {"页码": list(forms)}
    assert words(stream) == ["正文一段话，说明情况。"] * len(forms)


def test_a_number_in_the_middle_of_a_page_is_content() -> None:
    stream = pages_to_stream([page(1, [line("15", top=MIDDLE)])])
    assert words(stream) == ["15"]
    assert stream.furniture == ()


def test_a_head_that_runs_over_many_pages_is_set_aside() -> None:
    stream = pages_to_stream(paged("某局部门预算", "某局部门预算", "某局部门预算", top=TOP))
    assert furniture(stream) == {"页眉页脚": ["某局部门预算"] * 3}


def test_a_running_head_may_count() -> None:
    stream = pages_to_stream(paged("预算 第1部分", "预算 第2部分", "预算 第3部分", top=TOP))
    assert len(furniture(stream)["页眉页脚"]) == 3


def test_a_line_on_two_pages_is_no_running_head() -> None:
    stream = pages_to_stream(paged("部门收支总表", "部门收支总表", "部门支出总表", top=TOP))
    assert words(stream).count("部门收支总表") == 2
    assert stream.furniture == ()


def test_a_large_title_on_every_page_is_content() -> None:
    titled = [
        page(n, [line("绩效目标表", page=n, top=TOP, size=16), *_body(n)]) for n in range(1, 5)
    ]
    stream = pages_to_stream(titled)
    assert words(stream).count("绩效目标表") == 4


def _body(number: int) -> list[Line]:
    return [line("正文一段话，说明情况。", page=number, top=MIDDLE)]


def test_a_grid_stands_before_the_first_line_below_it() -> None:
    frame = grid([["项目", "金额"], ["合计", "1"]], top=200)
    stream = pages_to_stream([page(1, [line("表题", top=150), line("注：无", top=260), frame])])
    assert [b.orig if isinstance(b, Line) else "grid" for b in stream.blocks] == [
        "表题",
        "grid",
        "注：无",
    ]


def test_nothing_is_dropped() -> None:
    pages = [*paged("某局", "某局", "某局", top=TOP), page(4, [line("4", page=4, top=BOTTOM)])]
    stream = pages_to_stream(pages)
    kept = [b for b in stream.blocks if isinstance(b, Line)]
    aside = [ln for item in stream.furniture for ln in item.lines]
    assert {*kept, *aside} == {ln for p in pages for ln in p.lines}


def test_no_pages_no_blocks() -> None:
    assert pages_to_stream([]) == Stream((), ())
