"""What the columns of a table mean: name, code, amount, quantity; sides of a table; units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.pdf.rows import Column, Row
from kb.pdf.tables import Table
from kb.pdf.vocabulary import is_number
from kb.text import compact
from kb.years import YEAR, years_in

__all__ = ["Roles", "roles_of", "sides_of", "unit_in", "unit_of_column", "unit_of_value"]

_NAME = re.compile(r"(名称|项目|科目|单位名称|物品|内容|指标|收入分类|类别|品目)")
_NOT_NAME = re.compile(r"(编码|代码|序号|编号|录序号|金额|资金|预算|单位性质|计量)")
_CODE = re.compile(r"(编码|代码|科目编号|录序号|^[类款项]$)")
_ORDER = re.compile(r"(序号|行次|栏次|编号)")
# Of two name columns, the one that says what is bought.
_GOODS = re.compile(r"(物品|品目|采购内容|货物|服务)")
_COUNT = re.compile(
    r"(数量|个数|人数|辆数|单价|面积|比重|[%％]|百分比|占.*比|增减(?!额)|增长(?!额)|完成(?![数额]))"
)
# The column that says how much a row comes to, best first.
_TOTALS = (
    re.compile(r"^(合计|总计)$"),
    re.compile(
        r"^(本年|年初|调整|变动|累计)?(预算|执行|决算|完成)[数额]|^(支出|收入|预算)?金额|^预算安排"
    ),
    re.compile(r"^(本年收入|本年支出)"),
    re.compile(r"^(价值|小计|总额)"),
)
# What was spent says more than what was planned, the plan as changed more than as made.
_STAGES = (re.compile(r"(执行|决算|完成)[数额]"), re.compile(r"(调整|变动)预算"))
_YEAR_BEFORE = re.compile(r"(上年|上一年|去年)度?(?!结转|结余)")
_IN_PERCENT = re.compile(r"[(（][%％][)）]$")
_QUANTITY = re.compile(r"数量")
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


def unit_of_value(
    table: Table, row: Row, side: Sequence[int], index: int, table_unit: str | None
) -> str | None:
    """The unit of one row's number in a column, which may be another than the column's.

    A share stays one in a column of 亿元: 不良贷款比率（%）. Where 计量单位 stands beside no 数量,
    it is the unit of what is no amount of money.
    """
    if any(_IN_PERCENT.search(compact(row.slots[i].text)) for i in side):
        return "%"
    column = table.columns[index]
    own = unit_in("/".join(column.path))
    leaves = {i: compact(table.columns[i].path[-1]) for i in side}
    measured = next((i for i, leaf in leaves.items() if leaf in ("计量单位", "单位")), None)
    is_money = own is not None or _first(_TOTALS, leaves[index]) < len(_TOTALS)
    if measured is None or is_money or any(_QUANTITY.search(leaf) for leaf in leaves.values()):
        return unit_of_column(column, table_unit)
    return row.slots[measured].text or unit_of_column(column, table_unit)


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


def roles_of(table: Table, side: Sequence[int], year: int | None = None) -> Roles:
    """Roles of the columns of one side, from their heads and what stands in them.

    `year` is the one that the table is about; None stands for the last that its heads name.
    """
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
    return Roles(name, codes, order, amounts, _total(table, amounts, year))


def _is_name(leaf: str) -> bool:
    return bool(_NAME.search(leaf)) and not _NOT_NAME.search(leaf)


def _is_numeric(table: Table, index: int) -> bool:
    texts = [compact(row.slots[index].text) for row in table.rows]
    filled = [text for text in texts if text and text not in {"—", "-", "——"}]
    return bool(filled) and sum(map(is_number, filled)) >= 0.6 * len(filled)


def _total(table: Table, amounts: Sequence[int], year: int | None) -> int | None:
    """The table's own year before others, then by what the head says, counts and shares last."""
    heads = {i: compact("/".join(table.columns[i].path)) for i in amounts}
    named = {said for head in heads.values() for said in years_in(head)}
    own = year if year in named else max(named, default=None)

    def rank(index: int) -> tuple[bool, bool, int, int, int]:
        head = heads[index]
        leaf = YEAR.sub("", compact(table.columns[index].path[-1])).removeprefix("度")
        years = years_in(head)
        other = own not in years if years else bool(_YEAR_BEFORE.search(head))
        is_count = bool(_COUNT.search(leaf))
        return (is_count, other, _first(_TOTALS, leaf), _first(_STAGES, head), index)

    return min(amounts, key=rank, default=None)


def _first(forms: Sequence[re.Pattern[str]], text: str) -> int:
    """The place of the first form that a text has; behind them all when it has none."""
    return next((i for i, form in enumerate(forms) if form.search(text)), len(forms))
