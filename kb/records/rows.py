"""Tables -> records of their rows: budget lines, procurement items, rows of any table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.model import Kind
from kb.pdf.cells import Line
from kb.pdf.document import TableBlock
from kb.pdf.rows import Column, Row
from kb.pdf.vocabulary import is_number
from kb.records.columns import Roles, roles_of, sides_of, unit_of_column, unit_of_value
from kb.records.indents import Indents
from kb.records.model import Record
from kb.text import compact
from kb.years import years_in

__all__ = ["rows_to_records"]

_PROCUREMENT = re.compile(r"采购(目录|品目|物品|项目)")
_TOTAL = re.compile(r"合计|总计|小计")
_NAMELESS = re.compile(r"第\d+列|.*（\d）")
_SUBTOTAL = re.compile(r"(.{2,40}?)(小计|合计)")
_CODE = re.compile(r"\d{3}(\d{2}){0,2}")


def rows_to_records(block: TableBlock, unit: str | None) -> Iterator[Record]:
    """A record for each side of each row that has an item, in reading order.

    `unit` is that of the table as a whole. Names of codes' parents (208 > 20801), of the
    subtotal a row stands under and of the steps above it go into its path.
    """
    table = block.table
    kind = _kind(block)
    year = max(years_in(block.title), default=None)
    sides = {
        side: _Side(side, roles_of(table, side, year), table.rows)
        for side in sides_of(table.columns)
    }
    group: str | None = None
    for row in table.rows:
        heading = _group_of(row)
        group = heading if heading is not None else group
        for number, columns in enumerate(_whole_sides(row, tuple(sides))):
            side = sides.get(columns) or _Side(columns, roles_of(table, columns, year))
            if not _has_item(row, columns, side.roles):
                continue
            parents = side.parents(row, table.columns)
            if heading is None:
                parents = (*_around(row, columns, side.roles, block), *parents)
                parents = (group, *parents) if group else parents
            record = _record(block, row, side, kind, parents, unit, first=number == 0)
            yield replace(record, children=tuple(_figures(block, row, side, record, unit)))


def _whole_sides(row: Row, sides: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """The sides of a row; two that one cell reaches over are one."""
    whole: tuple[int, ...] = ()
    for side, following in zip(sides, (*sides[1:], None), strict=True):
        whole = (*whole, *(i for i in side if i not in whole))
        if following is None or not _reaches(row, side, following):
            yield whole
            whole = ()


def _reaches(row: Row, side: Sequence[int], following: Sequence[int]) -> bool:
    """A filled cell of one side covers the name of the next."""
    start = min(i for i in following if i not in side)
    cells = ((i, row.slots[i]) for i in side if row.slots[i].lines)
    return any(i < start < i + slot.span for i, slot in cells)


class _Side:
    """Columns that make entries of their own, and the names met in them so far."""

    def __init__(self, columns: tuple[int, ...], roles: Roles, rows: Sequence[Row] = ()) -> None:
        self.columns = columns
        self.roles = roles
        self._named: dict[str, str] = {}
        self._steps: dict[int, str] = {}
        self._indents = Indents.of([self._name(row) for row in rows if not roles.codes])

    def _name(self, row: Row) -> tuple[Line, ...]:
        return row.slots[self.roles.name].lines if self.roles.name is not None else ()

    def parents(self, row: Row, columns: Sequence[Column]) -> tuple[str, ...]:
        """Names above this row: of its code's classes, of steps to its left, of its group."""
        coded = _parents(row, self.roles, self._named)
        indented = self._indents.above(self._name(row))
        names = [*(coded or indented), *self._left_of(row)]
        inner = _inner_name(row, self, columns)
        if inner is not None and self.roles.name is not None:
            names.append(row.slots[self.roles.name].text)
        return tuple(dict.fromkeys(names))

    def _left_of(self, row: Row) -> list[str]:
        """In a table like a staircase, the last names in the empty columns to the left."""
        roles = self.roles
        words = [i for i in self.columns if i not in (*roles.codes, *roles.amounts, roles.order)]
        first = next((i for i in words if row.slots[i].lines), None)
        if first is None:
            return []
        for i in words:
            if i >= first:
                self._steps.pop(i, None)
            if row.slots[i].lines:
                self._steps[i] = row.slots[i].text
        left = [i for i in words if i < first]
        steps = [self._steps[i] for i in left if i in self._steps]
        return [step for step in steps if not _TOTAL.fullmatch(compact(step))]


def _inner_name(row: Row, side: _Side, columns: Sequence[Column]) -> int | None:
    """The column behind the name that names one of its parts, under the same head."""
    name = side.roles.name
    if name is None or name + 1 not in side.columns or not row.slots[name].lines:
        return None
    inner = row.slots[name + 1]
    if not _NAMELESS.fullmatch(columns[name + 1].path[-1]) or not inner.lines:
        return None
    is_part = not is_number(inner.text) and not _TOTAL.fullmatch(compact(inner.text))
    return name + 1 if is_part else None


def _kind(block: TableBlock) -> Kind:
    heads = compact("".join("".join(column.path) for column in block.table.columns))
    return Kind.PROCUREMENT if _PROCUREMENT.search(heads) else Kind.TABLE_ROW


def _has_item(row: Row, side: Sequence[int], roles: Roles) -> bool:
    """A side of a row is an entry when anything but its running number stands there."""
    return any(row.slots[i].lines for i in side if i != roles.order)


def _group_of(row: Row) -> str | None:
    """The name of the subtotal that this row is; "" for a grand total; None for others."""
    wide = next((slot for slot in row.slots if slot.lines and slot.span > 1), None)
    if wide is None:
        return None
    match = _SUBTOTAL.fullmatch(compact(wide.text))
    return match.group(1) if match else ""


def _parents(row: Row, roles: Roles, named: dict[str, str]) -> tuple[str, ...]:
    """Names of the classes and sections above this row's code; remembers its own name."""
    code = "".join(compact(row.slots[i].text) for i in roles.codes)
    if roles.name is None or not _CODE.fullmatch(code):
        return ()
    named[code] = row.slots[roles.name].text
    return tuple(named[code[:end]] for end in (3, 5) if end < len(code) and code[:end] in named)


def _around(row: Row, side: Sequence[int], roles: Roles, block: TableBlock) -> tuple[str, ...]:
    """The project that a bought item belongs to, where the table names both."""
    columns = block.table.columns
    before = [i for i in side if roles.name is not None and i < roles.name]
    names = [i for i in before if columns[i].path[-1] == "项目名称" and row.slots[i].lines]
    return tuple(row.slots[i].text for i in names)


def _record(
    block: TableBlock,
    row: Row,
    side: _Side,
    kind: Kind,
    parents: tuple[str, ...],
    unit: str | None,
    *,
    first: bool,
) -> Record:
    columns, roles = block.table.columns, side.roles
    slots = {columns[i].name: row.slots[i] for i in side.columns}
    fields = {name: slot.text for name, slot in slots.items()}
    shared = {name for name, slot in slots.items() if slot.carried}
    if roles.order is not None and not first:
        shared.add(columns[roles.order].name)
    total = _value_column(row, roles)
    standing = {line.box.page for i in side.columns for line in row.slots[i].lines}
    pages = sorted(standing & set(row.pages))
    return Record(
        kind=kind,
        title=_title(row, side, block),
        path=(*block.path, block.title, *parents),
        pages=tuple(pages) or row.pages,
        fields=fields,
        lines={name: slot.lines for name, slot in slots.items() if slot.lines},
        shared=frozenset(shared),
        value_field=columns[total].name if total is not None else None,
        unit=unit_of_value(block.table, row, side.columns, total, unit)
        if total is not None
        else None,
        joined=row.joined,
    )


def _figures(
    block: TableBlock, row: Row, side: _Side, record: Record, unit: str | None
) -> Iterator[Record]:
    """In a row without a name every figure is called by its column: 机关运行经费 171.01."""
    filled = [i for i in side.columns if row.slots[i].lines]
    if len(filled) < 2 or not all(is_number(row.slots[i].text) for i in filled):
        return
    for i in filled:
        column = block.table.columns[i]
        *around, leaf = column.path
        whole = bool(_TOTAL.fullmatch(compact(leaf)))
        if whole and not around:  # that is the row itself
            continue
        yield replace(
            record,
            title=f"{around.pop()}{leaf}" if whole else leaf,
            path=(*record.path, *around),
            fields={column.name: row.slots[i].text},
            lines={column.name: row.slots[i].lines},
            value_field=column.name,
            unit=unit_of_column(column, unit),
        )


def _value_column(row: Row, roles: Roles) -> int | None:
    """The total's column, or the first other amount when the row has no total."""
    candidates = (roles.total, *roles.amounts)
    return next((i for i in candidates if i is not None and row.slots[i].lines), None)


def _title(row: Row, side: _Side, block: TableBlock) -> str:
    """The row's name; that of its table where the row has figures only."""
    named = _inner_name(row, side, block.table.columns)
    named = side.roles.name if named is None else named
    if named is not None and row.slots[named].lines:
        return row.slots[named].text
    texts = [row.slots[i].text for i in side.columns if row.slots[i].lines]
    words = next((text for text in texts if not is_number(text)), None)
    return words or block.title or texts[0]
