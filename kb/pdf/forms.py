"""The labelled fields of a form: label beside its value, or above it.

The part of a performance-target table above its indicators is such a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.pdf.cells import Cell, Grid, Line
from kb.pdf.grids import cell_text
from kb.pdf.vocabulary import is_form_label
from kb.text import join_wrapped

__all__ = ["FormField", "form_fields"]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: the label as printed, and the lines of label and value.

    `is_group` marks a label that stands over other labels and has no value of its own.
    """

    label: str
    label_lines: tuple[Line, ...]
    lines: tuple[Line, ...]
    is_group: bool = False

    @property
    def text(self) -> str:
        return join_wrapped(line.orig for line in self.lines)


def form_fields(grids: Sequence[tuple[Grid, int]]) -> tuple[FormField, ...]:
    """Fields of the first `rows` rows of each (grid, rows), in reading order.

    A value cut by a page end goes on in the first unlabelled cell of the next grid. Labels
    of a group of fields have no value of their own.
    """
    fields: list[FormField] = []
    for grid, rows in grids:
        cells = [cell for cell in grid.cells if cell.row0 < rows]
        labels = {id(c) for c in cells if is_form_label(cell_text(c))}
        used: set[int] = set()
        for cell in cells:
            if id(cell) in labels:
                continue
            label = _label_of(cell, cells, labels)
            if label is None:
                fields = _continue_last(fields, cell)
            else:
                used.add(id(label))
                fields.append(FormField(cell_text(label), label.lines, cell.lines))
        groups = [c for c in cells if id(c) in labels and id(c) not in used]
        fields += [FormField(cell_text(c), c.lines, (), is_group=True) for c in groups]
    return tuple(fields)


def _continue_last(fields: list[FormField], cell: Cell) -> list[FormField]:
    if not fields:
        return [FormField("", (), cell.lines)] if cell.lines else fields
    last = fields[-1]
    return [*fields[:-1], FormField(last.label, last.label_lines, (*last.lines, *cell.lines))]


def _label_of(cell: Cell, cells: Sequence[Cell], labels: set[int]) -> Cell | None:
    """The label right above with the same width, else the nearest one to the left."""
    above = [c for c in cells if c.row1 == cell.row0 and (c.col0, c.col1) == (cell.col0, cell.col1)]
    if above and id(above[0]) in labels:
        return above[0]
    left = [c for c in cells if c.row0 <= cell.row0 < c.row1 and c.col1 <= cell.col0]
    beside = max(left, key=lambda c: c.col1, default=None)
    if beside is None:
        return None
    return beside if id(beside) in labels else None
