"""Document -> all its records in reading order, and the text that reached none."""

from __future__ import annotations

from collections.abc import Iterator

from kb.model import Kind
from kb.pdf.cells import Line
from kb.pdf.document import Contents, Document, Heading, TableBlock
from kb.records.columns import unit_in
from kb.records.model import Record
from kb.records.projects import is_project, project_record
from kb.records.rows import rows_to_records
from kb.records.texts import contents_record, heading_record, note_record, prose_records
from kb.text import compact, join_wrapped

__all__ = ["document_to_records"]


def document_to_records(document: Document) -> Iterator[Record]:
    """Every item as one or more records; a table's rows are children of its record."""
    for item in document.items:
        if isinstance(item, Heading):
            yield heading_record(item)
        elif isinstance(item, Contents):
            yield contents_record(item)
        elif isinstance(item, TableBlock):
            yield from _table_records(item)
        else:
            yield from prose_records(item)


def _table_records(block: TableBlock) -> Iterator[Record]:
    unit = _unit(block)
    if is_project(block):
        yield project_record(block, unit)
    elif not block.title and not block.table.rows:
        yield _framed_record(block)
    else:
        yield _table_record(block, unit)
    for note in block.notes:
        yield note_record(note, (*block.path, block.title))


def _framed_record(block: TableBlock) -> Record:
    """A cover or a title set in a frame, which is no table."""
    table = block.table
    labels = tuple(line for field in table.form for line in (*field.label_lines, *field.lines))
    own = (*block.captions, *table.banner, *labels, *table.head_lines, *table.loose_lines)
    text = join_wrapped(line.orig for line in own)
    return Record(Kind.SECTION, text, block.path, table.pages, own=own, text=text)


def _unit(block: TableBlock) -> str | None:
    """The table's: said above it, or set in its head as a caption is; 占比（%） is a column's."""
    captions = (*block.captions, *block.table.banner)
    heads = (line for line in block.table.head_lines if "单位" in compact(line.orig))
    return next((unit for line in (*captions, *heads) if (unit := unit_in(line.orig))), None)


def _table_record(block: TableBlock, unit: str | None) -> Record:
    table = block.table
    columns = [column.name for column in table.columns]
    form: dict[str, tuple[Line, ...]] = {f.label: f.lines for f in table.form if f.lines}
    labels = tuple(line for f in table.form for line in f.label_lines)
    heading = (*block.title_lines, *block.captions)
    said = f"本表共 {len(table.rows)} 行" if table.rows else "本表为空表，没有数据行"
    notes = "；".join(note.text for note in block.notes)
    parts = (
        join_wrapped(line.orig for line in block.captions) if block.captions else "",
        "栏目：" + "、".join(columns) if columns else "",
        said,
        notes,
    )
    return Record(
        kind=Kind.SECTION,
        title=block.title,
        path=block.path,
        pages=tuple(sorted({*table.pages, *(ln.box.page for ln in heading)})),
        fields={label: join_wrapped(ln.orig for ln in lines) for label, lines in form.items()},
        lines=form,
        own=(
            *heading,
            *table.banner,
            *labels,
            *table.head_lines,
            *table.loose_lines,
        ),
        text="。".join(part for part in (block.title, *parts) if part),
        unit=unit,
        children=tuple(rows_to_records(block, unit)),
    )
