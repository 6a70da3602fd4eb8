"""Names set further in stand under those set less far in."""

from __future__ import annotations

from dataclasses import replace

from support_grid import line

from kb.pdf.cells import Line
from kb.records.indents import Indents

NAMES = (
    ("合计", 120),
    ("一般公共服务", 60),
    ("人大事务", 70),
    ("行政运行", 80),
    ("机关服务", 80),
    ("政协事务", 70),
    ("行政运行", 80),
    ("公共安全支出", 60),
    ("公安", 70),
    ("行政运行", 80),
)


def column(names: tuple[tuple[str, float], ...]) -> list[tuple[Line, ...]]:
    return [(line(text, x=x),) for text, x in names]


def paths(names: list[tuple[Line, ...]]) -> list[tuple[str, ...]]:
    indents = Indents.of(names)
    return [indents.above(lines) for lines in names]


def test_a_name_stands_under_the_names_less_far_in() -> None:
    found = paths(column(NAMES))
    assert found[0] == found[1] == ()
    assert found[2] == ("一般公共服务",)
    assert found[3] == found[4] == ("一般公共服务", "人大事务")
    assert found[6] == ("一般公共服务", "政协事务")
    assert found[9] == ("公共安全支出", "公安")


def test_a_wrapped_name_counts_by_its_first_line() -> None:
    names = column(NAMES)
    names[3] = (*names[3], line("的其余部分", x=60, top=312))
    assert paths(names)[4] == ("一般公共服务", "人大事务")


def test_centred_names_have_no_steps() -> None:
    texts = ("教育", "科学技术支出", "卫生健康", "其他一般公共服务支出", "教育", "卫生健康")
    names = [(line(text, x=200 - 5 * len(text)),) for text in texts]
    assert set(paths(names)) == {()}


def test_names_all_alike_have_none() -> None:
    assert set(paths(column(tuple((text, 60) for text, _ in NAMES)))) == {()}


def test_recognised_print_is_placed_too_loosely() -> None:
    names = [tuple(replace(ln, confidence=0.9) for ln in lines) for lines in column(NAMES)]
    assert set(paths(names)) == {()}


def test_a_numbered_name_stands_over_those_without_a_number_of_its_own_step() -> None:
    names = (
        ("一、本级收入", 60),
        ("二、上级补助收入", 60),
        ("（一）返还性收入", 70),
        ("增值税返还", 70),
        ("消费税返还", 70),
        ("（二）一般转移支付收入", 70),
        ("结算补助", 70),
        ("三、下级上解收入", 60),
        ("上年结转", 60),
    )
    found = paths(column(names))
    assert found[2] == found[5] == ("二、上级补助收入",)
    assert found[3] == found[4] == ("二、上级补助收入", "（一）返还性收入")
    assert found[6] == ("二、上级补助收入", "（二）一般转移支付收入")
    assert found[7] == found[8] == ()


def test_numbers_tell_where_all_names_begin_at_one_edge() -> None:
    names = (
        "一、财政拨款收入", "1. 一般公共预算", "2. 政府性基金", "上年结转", "二、事业收入", "合计",
    )  # fmt: skip
    found = paths(column(tuple((name, 60) for name in names)))
    assert found == [(), ("一、财政拨款收入",), ("一、财政拨款收入",), (), (), ()]


def test_one_kind_of_number_says_nothing() -> None:
    names = ("一、财政拨款收入", "二、事业收入", "三、经营收入", "上年结转")
    assert set(paths(column(tuple((name, 60) for name in names)))) == {()}


def test_a_name_out_of_place_stands_beside_the_one_before_it() -> None:
    rows = [("水利", 70)] + [("农村水利", 80)] * 20
    names = [("农林水支出", 60), *rows * 10]
    names[5] = ("一般行政管理事务", 75.2)
    found = paths(column(tuple(names)))
    assert {path for (name, _), path in zip(names, found, strict=True) if name != "水利"} == {
        (),
        ("农林水支出", "水利"),
    }


def test_a_name_that_says_it_divides_heads_those_behind_it() -> None:
    names = ("固定资产投资", "按经济类型分", "国有投资", "民间投资", "按产业分", "第一产业")
    found = paths(column(tuple((name, 60) for name in names)))
    assert found == [(), (), *[("按经济类型分",)] * 2, (), ("按产业分",)]
