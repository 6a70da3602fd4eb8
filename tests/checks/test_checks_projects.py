"""A project's sheet: funds, plan, indicators against the budget and the goal."""

from __future__ import annotations

import pytest
from support_rows import Checks, entry, failures, said

from kb.model import Entry, Kind


def project(title: str = "党建活动经费", **fields: str) -> Entry:
    all_fields = {"项目名称": title, "预算数": "4.00", **fields}
    return entry(1, Kind.PROJECT, title, all_fields, "预算数", parent="s")


def indicator(title: str, value: str, kind: str = "成本指标", number: int = 2) -> Entry:
    fields = {"一级指标": "产出指标", "二级指标": kind, "三级指标": title, "指标值": value}
    return entry(number, Kind.INDICATOR, title, fields, "指标值", parent="e1", unit=None)


def outcomes(checks: Checks, rule: str) -> list[bool]:
    return [ok for _, name, ok in checks if name == rule]


@pytest.mark.parametrize(
    ("title", "value", "ok"),
    [
        ("项目预算控制数", "≤4万元", [True, True]),  # the indicator's check, and the project's
        ("总体成本", "4 万元", [True, True]),
        ("预算成本控制数", "≤40000元", [True, True]),
        ("预算成本控制数", "≤4", [True, True]),  # no unit printed: the sheet's
        ("预算成本控制数", "≤5万元", [False]),
        ("活动成本", "≤5万元", []),  # need not be the whole budget
        ("培训标准", "≤350元/人", []),
        ("预算控制数", "年均不超过5万元", []),
    ],
)
def test_cost_against_the_budget(title: str, value: str, ok: list[bool]) -> None:
    assert outcomes(said(project(), indicator(title, value)), "成本与预算") == ok


def test_funds_make_up_the_budget() -> None:
    good = [
        entry(n, Kind.PROJECT, f"项{n}", {"预算数": "5.00", "财政资金": "3.00", "其他资金": "2.00"},
              "预算数", parent="s")
        for n in range(4)
    ]  # fmt: skip
    bad = entry(9, Kind.PROJECT, "错", {"预算数": "5.00", "财政资金": "3.00", "其他资金": "1.00"},
                "预算数", parent="s")  # fmt: skip
    assert [title for title, _ in failures(*good, bad)] == ["错"]


@pytest.mark.parametrize(
    ("plan", "ok"),
    [
        (("25%", "50%", "75%", "100%"), True),
        (("", "100%", "100%", "100%"), True),
        (("50%", "25%", "75%", "100%"), False),
        (("25%", "50%", "75%", "90%"), False),
    ],
)
def test_the_plan_never_sinks_and_ends_at_the_whole(plan: tuple[str, ...], ok: bool) -> None:
    fields = dict(zip(("3月底", "6月底", "10月底", "12月底"), plan, strict=True))
    assert outcomes(said(project(**fields)), "支出进度") == [ok]


def test_the_number_in_the_goal_is_that_of_its_indicator() -> None:
    goal = project(绩效目标="1.全年参加 2 场硕博招聘会，服务企业。")
    counted = indicator("参加招聘会的场次", "1 场", "数量指标")
    ((title, text),) = failures(goal, counted)
    assert title == "参加招聘会的场次"
    assert "少 1 场" in text
    assert failures(goal, indicator("参加招聘会的场次", "≥2 场", "数量指标")) == []


def test_a_number_of_something_else_in_the_goal_accuses_nobody() -> None:
    goal = project(绩效目标="组织路演3次，发布平台服务信息300条。")
    assert failures(goal, indicator("平台服务企业次数", "≥9次", "数量指标")) == []


@pytest.mark.parametrize(
    ("title", "value", "rule"),
    [
        ("服务对象满意度", "≤90%", "指标方向"),
        ("服务对象满意度", "%", "缺数字"),
        ("服务对象满意度", "不低于90%", None),
        ("服务对象满意度", "≥90%", None),
        ("差错率", "≤10%", None),
    ],
)
def test_values_that_cannot_be_meant(title: str, value: str, rule: str | None) -> None:
    found = {name for _, name, ok in said(project(), indicator(title, value)) if not ok}
    assert found == ({rule} if rule else set())


def test_a_project_of_one_level_with_the_share_of_another() -> None:
    city = project("提前下达2025年市级城乡居民养老保险补助资金")
    share = "基础养老金省级负担27.5元/人/月"
    assert [title for title, _ in failures(city, indicator("执行标准", share))] == ["执行标准"]
    province = project("提前下达2025年省级城乡居民养老保险补助资金")
    assert failures(province, indicator("执行标准", share)) == []


def test_a_price_a_hundred_times_too_small_shows_a_wrong_unit() -> None:
    rent = project("办公室租赁费")
    area = indicator("租赁面积", "180 平方米", "数量指标", 3)
    price = indicator("单位面积年度租赁费", "1.1 元/平方米")
    assert [title for title, _ in failures(rent, area, price)] == ["单位面积年度租赁费"]
    assert failures(rent, area, indicator("单位面积年度租赁费", "220 元/平方米")) == []
    # One cost among others may be as small as it likes.
    assert failures(project("培训经费"), area, price) == []
