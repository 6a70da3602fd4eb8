"""Tables -> records of their rows: budget lines, procurement items, rows of any table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kb.model import Kind
from kb.pdf.document import TableBlock
from kb.pdf.tables import Row
from kb.records.columns import Roles, roles_of, sides_of, unit_of_column
from kb.records.model import Record
from kb.text import compact

__all__ = ["rows_to_records"]

_PROCUREMENT = re.compile(r"采购(目录|品目|物品|项目)")
_SUBTOTAL = re.compile(r"(.{2,40}?)(小计|合计)")
_CODE = re.compile(r"\d{3}(\d{2}){0,2}")


def rows_to_records(block: TableBlock, unit: str | None) -> Iterator[Record]:
    """A record for each side of each row that has an item, in reading order.

    `unit` is that of the table as a whole. Names of codes' parents (208 > 20801) and of the
    subtotal a row stands under go into its path.
    """
    table = block.table
    kind = _kind(block)
    sides = [(side, roles_of(table, side)) for side in sides_of(table.columns)]
    named: list[dict[str, str]] = [{} for _ in sides]
    group: str | None = None
    for row in table.rows:
        heading = _group_of(row)
        group = heading if heading is not None else group
        for number, (side, roles) in enumerate(sides):
            if not _has_item(row, side, roles):
                continue
            parents = _parents(row, roles, named[number])
            if heading is None:
                parents = (*_around(row, side, roles, block), *parents)
                parents = (group, *parents) if group else parents
            yield _record(block, row, side, roles, kind, parents, unit, first=number == 0)


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
    side: Sequence[int],
    roles: Roles,
    kind: Kind,
    parents: tuple[str, ...],
    unit: str | None,
    *,
    first: bool,
) -> Record:
    columns = block.table.columns
    slots = {columns[i].name: row.slots[i] for i in side}
    fields = {name: slot.text for name, slot in slots.items()}
    shared = {name for name, slot in slots.items() if slot.carried}
    if roles.order is not None and not first:
        shared.add(columns[roles.order].name)
    total = _value_column(row, roles)
    pages = sorted({line.box.page for i in side for line in row.slots[i].lines} & set(row.pages))
    return Record(
        kind=kind,
        title=_title(row, roles, fields),
        path=(*block.path, block.title, *parents),
        pages=tuple(pages) or row.pages,
        fields=fields,
        lines={name: slot.lines for name, slot in slots.items() if slot.lines},
        shared=frozenset(shared),
        value_field=columns[total].name if total is not None else None,
        unit=unit_of_column(columns[total], unit) if total is not None else None,
        joined=row.joined,
    )


def _value_column(row: Row, roles: Roles) -> int | None:
    """The total's column, or the first other amount when the row has no total."""
    candidates = (roles.total, *roles.amounts)
    return next((i for i in candidates if i is not None and row.slots[i].lines), None)


def _title(row: Row, roles: Roles, fields: Mapping[str, str]) -> str:
    if roles.name is not None and row.slots[roles.name].lines:
        return row.slots[roles.name].text
    return next((text for text in fields.values() if text), "")
