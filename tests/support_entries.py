"""A small made-up budget: entries of every kind, for tests of the index and the search."""

from __future__ import annotations

from collections.abc import Mapping

from kb.model import Box, DocumentInfo, Entry, Kind

DEPARTMENT = "某市农业农村局"
DOC = DocumentInfo(
    "farm-2025", "某市农业农村局 2025 年部门预算公开", "farm-2025.pdf", "0" * 64, 9,
    department=DEPARTMENT, year=2025,
)  # fmt: skip
OTHER = DocumentInfo(
    "school-2024", "某市教育局 2024 年部门预算公开", "school-2024.pdf", "1" * 64, 5,
    department="某市教育局", year=2024,
)  # fmt: skip
_TABLE = "部门预算支出总表"
_GOALS = "三、项目绩效目标"


def entry(
    name: str,
    kind: Kind,
    title: str,
    path: tuple[str, ...],
    fields: Mapping[str, str],
    value_field: str | None = None,
    *,
    info: DocumentInfo = DOC,
    unit: str | None = None,
    parent: str | None = None,
    order: int = 0,
    page: int = 1,
    text: str | None = None,
) -> Entry:
    shown = text or "；".join(f"{key}：{value}" for key, value in fields.items() if value)
    box = Box(page, 10, 10, 90, 20)
    return Entry(
        name, info.doc, info.title, kind, title, path, shown, fields,
        fields.get(value_field) if value_field else None, unit, info.year, info.department,
        (page,), (box,), dict.fromkeys(fields, (box,)), value_field, parent, order,
    )  # fmt: skip


def _row(code: str, title: str, total: str, basic: str, project: str, order: int) -> Entry:
    fields = {
        "科目编码": code,
        "科目名称": title,
        "合计": total,
        "基本支出": basic,
        "项目支出": project,
    }
    return entry(f"row-{code}", Kind.TABLE_ROW, title, (_TABLE,), fields, "合计", unit="万元",
                 parent="table", order=order, page=2)  # fmt: skip


def _project(number: int, title: str, money: str, use: str) -> Entry:
    fields = {
        "项目编码": f"1301P00X{number:03d}K",
        "项目名称": title,
        "预算数": money,
        "资金用途": use,
    }
    path = (_GOALS, f"{number}、{title}绩效目标表")
    return entry(f"project-{number}", Kind.PROJECT, title, path, fields, "预算数", unit="万元",
                 order=number * 10, page=2 + number)  # fmt: skip


def _indicator(number: int, project: str, second: str, title: str, described: str, value: str,
               basis: str, place: int) -> Entry:  # fmt: skip
    fields = {
        "一级指标": "产出指标", "二级指标": second, "三级指标": title,
        "绩效指标描述": described, "指标值": value, "指标值确定依据": basis,
    }  # fmt: skip
    path = (_GOALS, f"{number}、{project}绩效目标表", "产出指标", second)
    return entry(f"indicator-{number}-{place}", Kind.INDICATOR, title, path, fields, "指标值",
                 parent=f"project-{number}", order=number * 10 + place,
                 page=2 + number)  # fmt: skip


ENTRIES: tuple[Entry, ...] = (
    entry("table", Kind.SECTION, _TABLE, (), {}, order=1, text="部门预算支出总表 单位：万元"),
    _row("2130101", "行政运行", "1287.48", "1287.48", "", 2),
    _row("2130108", "病虫害控制", "320.00", "", "320.00", 3),
    _row("2210201", "住房公积金", "96.36", "96.36", "", 4),
    _project(1, "粮食适度规模经营补贴", "1715.00", "用于种粮大户规模经营补贴发放。"),
    _indicator(1, "粮食适度规模经营补贴", "成本指标", "补贴标准", "每亩补贴金额", "120 元/亩/年",
               "《市农财〔2024〕95 号》", 1),
    _indicator(1, "粮食适度规模经营补贴", "时效指标", "审核时限", "受理之日起办结时间",
               "小于等于 5 个工作日", "《市农财〔2024〕95 号》", 2),
    _indicator(1, "粮食适度规模经营补贴", "数量指标", "受益农户", "享受补贴的农户数", "≥260 户",
               "年度工作计划", 3),
    _project(2, "畜禽粪污资源化利用", "833.50", "用于养殖场粪污处理设施改造。"),
    _indicator(2, "畜禽粪污资源化利用", "数量指标", "改造养殖场数量", "改造规模养殖场", "14 家",
               "年度工作计划", 1),
    _project(3, "农产品质量安全检测", "45.00", "用于农药残留抽检和检测设备维护。"),
    entry("procurement", Kind.PROCUREMENT, "其他办公用品", ("四、政府采购预算", "政府采购预算表"),
          {"项目名称": "公用经费", "采购物品名称": "其他办公用品", "采购目录": "A05049900",
           "数量": "320", "合计": "18.00"}, "合计", unit="万元", order=90, page=8),
    entry("paragraph", Kind.PARAGRAPH, "机关运行经费安排情况", ("二、机关运行经费安排情况",), {},
          order=95, page=8,
          text="2025年度我部门机关运行经费共计安排59.75万元。主要用于日常办公、印刷、差旅费。"),
    entry("term", Kind.TERM, "机关运行经费", ("五、名词解释",),
          {"名词": "机关运行经费", "解释": "指为保障行政单位运行用于购买货物和服务的各项资金。"},
          order=99, page=9),
    entry("school", Kind.TABLE_ROW, "学前教育", ("部门预算支出总表",),
          {"科目编码": "2050201", "科目名称": "学前教育", "合计": "640.00"}, "合计",
          info=OTHER, unit="万元", order=3, page=2),
)  # fmt: skip
