"""What the columns of a table mean: name, code, amount, quantity; sides of a table; units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.pdf.tables import Column, Table
from kb.pdf.vocabulary import is_number
from kb.text import compact

__all__ = ["Roles", "roles_of", "sides_of", "unit_in", "unit_of_column"]

_NAME = re.compile(r"(名称|项目|科目|单位名称|物品|内容|指标|收入分类|类别|品目)")
_NOT_NAME = re.compile(r"(编码|代码|序号|编号|录序号|金额|资金|预算|单位性质|计量)")
_CODE = re.compile(r"(编码|代码|科目编号|录序号|^[类款项]$)")
_ORDER = re.compile(r"(序号|行次|栏次|编号)")
# Of two name columns, the one that says what is bought.
_GOODS = re.compile(r"(物品|品目|采购内容|货物|服务)")
_COUNT = re.compile(r"(数量|个数|人数|辆数|单价|面积|比重|占.*%|增减|完成)")
# The column that says how much a row comes to, best first.
_TOTALS = (
    re.compile(r"^(合计|总计)$"),
    re.compile(r"^(预算数|本年预算数|年初预算数|金额|支出金额|收入金额|预算金额|预算安排)"),
    re.compile(r"^(执行数|决算数|完成数|本年收入|本年支出)"),
    re.compile(r"^(价值|小计|总额)"),
)
_UNIT = re.compile(
    r"单位[:：]?(?:人民币)?(亿元|万元|千元|百元|元)|[(（](?:单位[:：])?(亿元|万元|千元|元|人|个|辆|平方米|%|％)[)）]"
)


@dataclass(frozen=True, slots=True)
class Roles:
    """Indices of columns by what they hold; `total` is the one that answers "how much"."""

    name: int | None
    codes: tuple[int, ...]
    order: int | None
    amounts: tuple[int, ...]
    total: int | None


def unit_in(text: str) -> str | None:
    """The unit named in a caption or a column's head, None when there is none."""
    match = _UNIT.search(compact(text))
    return next((group for group in match.groups() if group), None) if match else None


def unit_of_column(column: Column, table_unit: str | None) -> str | None:
    """The unit of a column's numbers: its own, none for counts, else the table's."""
    own = unit_in("/".join(column.path))
    if own is not None:
        return own
    return None if _COUNT.search(compact(column.path[-1])) else table_unit


def sides_of(columns: Sequence[Column]) -> tuple[tuple[int, ...], ...]:
    """Columns of each side of a table such as 收入 | 支出; one side when it has no more.

    A side begins where the head of the first name column comes again. Columns before the
    first side (序号) belong to all.
    """
    leaves = [compact(column.path[-1]) for column in columns]
    names = [i for i, leaf in enumerate(leaves) if _is_name(leaf)]
    if not names:
        return (tuple(range(len(columns))),)
    bare = {i: re.sub("名称|功能", "", leaves[i]) for i in names}
    alike = [i for i in names if bare[i] in (bare[names[0]], "科目", "项目")]
    starts = [i for i in alike if i == names[0] or columns[i].path[:-1] != columns[i - 1].path[:-1]]
    if len(starts) < 2 or any(b - a < 2 for a, b in pairwise(starts)):
        return (tuple(range(len(columns))),)
    ends = [*starts[1:], len(columns)]
    common = tuple(range(starts[0]))
    return tuple((*common, *range(a, b)) for a, b in zip(starts, ends, strict=True))


def roles_of(table: Table, side: Sequence[int]) -> Roles:
    """Roles of the columns of one side, from their heads and what stands in them."""
    leaves = {i: compact(table.columns[i].path[-1]) for i in side}
    order = next(
        (i for i in side if _ORDER.search(leaves[i]) and not _CODE.search(leaves[i])), None
    )
    codes = tuple(i for i in side if _CODE.search(leaves[i]))
    names = [i for i in side if _is_name(leaves[i]) and not _is_numeric(table, i)]
    rest = [i for i in side if i != order and i not in codes]
    words = [i for i in rest if not _is_numeric(table, i)]
    goods = [i for i in names if _GOODS.search(leaves[i])]
    name = next(iter(goods or names or words), None)
    amounts = tuple(i for i in rest if i != name and _is_numeric(table, i))
    return Roles(name, codes, order, amounts, _total(amounts, leaves))


def _is_name(leaf: str) -> bool:
    return bool(_NAME.search(leaf)) and not _NOT_NAME.search(leaf)


def _is_numeric(table: Table, index: int) -> bool:
    texts = [compact(row.slots[index].text) for row in table.rows]
    filled = [text for text in texts if text and text not in {"—", "-", "——"}]
    return bool(filled) and sum(map(is_number, filled)) >= 0.6 * len(filled)


def _total(amounts: Sequence[int], leaves: dict[int, str]) -> int | None:
    for form in _TOTALS:
        for index in amounts:
            if form.search(leaves[index]):
                return index
    return next((i for i in amounts if not _COUNT.search(leaves[i])), next(iter(amounts), None))
