"""Performance-target tables -> a project with its indicators."""

from __future__ import annotations

import re

from kb.model import Kind
from kb.pdf.cells import Line
from kb.pdf.document import TableBlock
from kb.pdf.forms import FormField
from kb.pdf.rows import Row
from kb.pdf.vocabulary import INDICATOR_LEVELS
from kb.records.columns import unit_in
from kb.records.model import Record
from kb.text import compact

__all__ = ["is_project", "project_record"]

# Printed label -> name of the field, where templates differ.
_FIELD_NAMES = {
    "预算规模及资金用途": "资金用途",
    "其中：财政资金": "财政资金",
    "其中:财政资金": "财政资金",
    "其中：财政拨款": "财政拨款",
    "其中:财政拨款": "财政拨款",
    "项目代码": "项目编码",
}
_BUDGET = re.compile(r"(预算数|预算金额|资金总额|年度资金总额|预算资金)")
_VALUES = ("年度指标值", "指标值", "目标值", "全年指标值", "实施周期指标值")
_NAMES = ("三级指标", "指标名称", "指标内容", "绩效指标", "二级指标", "一级指标")


def is_project(block: TableBlock) -> bool:
    """True when the table is a form that names a project."""
    labels = {compact(f.label) for f in block.table.form}
    return "项目名称" in labels and len(labels) >= 3


def project_record(block: TableBlock, unit: str | None) -> Record:
    """The project of this table, its indicators as children. `unit` is the table's."""
    fields: dict[str, str] = {}
    lines: dict[str, tuple[Line, ...]] = {}
    labels: list[Line] = []
    for item in block.table.form:
        labels += list(item.label_lines)
        name = _field_name(item, fields)
        if name is not None:
            fields[name] = item.text
            lines[name] = item.lines
    budget = next((name for name in fields if _BUDGET.search(name) and fields[name]), None)
    path = (*block.path, block.title)
    own = (
        *block.title_lines,
        *block.captions,
        *labels,
        *block.table.head_lines,
        *block.table.loose_lines,
    )
    under = (*path, *_project_name(block, fields))
    children = tuple(_indicator(block, row, under) for row in block.table.rows)
    pages = {line.box.page for printed in lines.values() for line in printed}
    return Record(
        kind=Kind.PROJECT,
        title=fields.get("项目名称") or block.title,
        path=path,
        pages=tuple(sorted(pages)) or block.table.pages[:1],
        fields=fields,
        lines={name: printed for name, printed in lines.items() if printed},
        own=own,
        value_field=budget,
        unit=(unit_in(budget) or unit) if budget else None,
        children=children,
    )


def _project_name(block: TableBlock, fields: dict[str, str]) -> tuple[str, ...]:
    """The project's name, where the table's title does not say it."""
    name = fields.get("项目名称", "")
    return (name,) if name and compact(name) not in compact(block.title) else ()


def _field_name(item: FormField, taken: dict[str, str]) -> str | None:
    """The field's name; None for the label of a group, which has no value of its own."""
    if item.is_group:
        return None
    label = compact(item.label)
    name = _FIELD_NAMES.get(label, label)
    number = 2
    while name in taken:
        name, number = f"{label}（{number}）", number + 1
    return name


def _indicator(block: TableBlock, row: Row, path: tuple[str, ...]) -> Record:
    columns = block.table.columns
    slots = {columns[i].path[-1]: slot for i, slot in enumerate(row.slots)}
    fields = {name: slot.text for name, slot in slots.items()}
    levels = tuple(fields[name] for name in INDICATOR_LEVELS[:2] if fields.get(name))
    title = next((fields[name] for name in _NAMES if fields.get(name)), "")
    value = next((name for name in _VALUES if fields.get(name)), None)
    pages = {line.box.page for s in slots.values() if not s.carried for line in s.lines}
    return Record(
        kind=Kind.INDICATOR,
        title=title,
        path=(*path, *levels),
        pages=tuple(sorted(pages)) or row.pages,
        fields=fields,
        lines={name: slot.lines for name, slot in slots.items() if slot.lines},
        shared=frozenset(name for name, slot in slots.items() if slot.carried),
        value_field=value,
        joined=row.joined,
    )
