"""The lines that a comparison looks at: records of a kind, rows under a heading, a column.

Of several tables with the same rows one is enough: in each document the one whose heading has
most of what was asked, else the first. Totals, and rows that stand above others, are left out,
so that nothing is counted twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from kb.fields import TOTALS, adds_up, is_total, without_numbering
from kb.folding import fold, fold_tight
from kb.index import Index
from kb.index.columns import KINDS
from kb.lexical import pairs
from kb.matching import match
from kb.model import Amount, Entry, Kind
from kb.money import amounts_in, cell_unit, figure, in_yuan
from kb.query.compute import Computation, Task
from kb.query.concepts import Expression
from kb.query.names import organisations_in
from kb.vectors import Mask

__all__ = ["Line", "columns_of", "line_of", "lines_of", "named_lines", "printed_as"]

_UNITS = re.compile("[本全各]?(?:下属|下面|事业|单位|部门)")
_SUBORDINATE, _OWN = re.compile("下属|下面|事业"), "本级"
# What is asked for has no sum of money; such a thing named and no column of that name.
_NO_SUM = re.compile("满意|时间|时限|时候|人数|比例|面积|率$|哪一?年|增减")
_TOO_WIDE = re.compile("(?:部门|单位|[区县镇市]|学校|收入|支出|预算)*")
_THING = re.compile("物品|商品|东西|货物|服务|是什么|什么")
_CLASSES = re.compile("(?:支出|收入)?.{0,3}(?:哪一?类|功能|大类|科目)|^(?:支出|收入)$")
_TAXES = re.compile("^(?:.{0,4}税|税收?收入)$|税种")
_KIND = {"项目": Kind.PROJECT, "采购": Kind.PROCUREMENT}
_HOLDER = re.compile("(?:主管|用款|预算|实施|申报)(?:部门|单位)|归口")
_PLACE = re.compile("^.{2,6}?[省市区县](?=.{3})")
_MARKS = re.compile("[“”\"'《》()（）、,，的]")
_TELLING_DIGITS = 4  # a shorter figure stands for many things
Topic = Callable[[str], np.ndarray[tuple[int], np.dtype[np.bool_]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A record and the figure that was compared: `value` in `unit`, as printed in `field`."""

    entry: Entry
    field: str
    value: Decimal
    unit: str

    @property
    def yuan(self) -> Decimal:
        amount = in_yuan(Amount("", self.value, self.unit))
        return self.value if amount is None else amount


def lines_of(
    asked: Computation, index: Index, about: Topic, similar: Sequence[Entry], allowed: Mask | None
) -> list[Line]:
    """None when there is nothing to compare; see `kb.computing.compute` for the arguments."""
    chooser = _Chooser(index, about, allowed)
    if asked.records:
        return chooser.records(asked)
    if asked.task is Task.SUM:
        return _same_named(similar)
    if asked.unit:
        return _of_likes(similar, asked.unit)
    return (
        chooser.under(asked.topic)
        or chooser.column(asked.topic)
        or chooser.taxes(asked.topic)
        or chooser.classes(asked.topic)
        or chooser.table(asked.topic)
        or chooser.projects(asked.topic)
        or _of_likes(similar, "")
    )


def line_of(entry: Entry, column: str) -> Line | None:
    """The figure of a row in a column; None where it has none."""
    value = figure(entry.fields.get(column, ""))
    if value is None:
        return None
    return Line(entry, column, value, cell_unit(column, entry.unit) or "")


def columns_of(
    pair: tuple[str, str], index: Index, about: Topic, allowed: Mask | None
) -> tuple[Line, Line] | None:
    """Two columns by their names, in the row that is named with the first, else in the total:
    人员经费, 公用经费; 行政运行的基本支出, 项目支出."""
    return _Chooser(index, about, allowed).columns(pair)


def named_lines(
    topic: str, near: Sequence[Entry], index: Index, about: Topic, allowed: Mask | None
) -> list[Line]:
    """The figures that a thing may have: of the rows of its very name, else of the total in the
    column of its name, else of the rows that are `near`; the nearest first."""
    chooser = _Chooser(index, about, allowed)
    found = chooser.rows(topic) or chooser.totals(topic) or valued(_not_residual(near, topic))
    place = {entry.id: number for number, entry in enumerate(near)}
    return sorted(found, key=lambda line: place.get(line.entry.id, len(place)))


def valued(entries: Iterable[Entry]) -> list[Line]:
    """The value of each record that is no total."""
    found = ((entry, figure(entry.value or "")) for entry in entries if not adds_up(entry))
    return [
        Line(entry, entry.value_field or "", value, entry.unit or "")
        for entry, value in found
        if value is not None
    ]


def printed_as(total: Line, index: Index, whole: bool) -> Line | None:
    """The cell of the same document that has the sum of lines printed, as a total if there is
    one. A short figure is a sum by chance, unless it is of all records (`whole`) or stands in
    the total that the lines are under."""
    short = not whole and len(total.value.normalize().as_tuple().digits) < _TELLING_DIGITS
    amount = Amount("", total.value, total.unit)
    found = [index.entries[int(row)] for row in index.exact.find_amount(amount)]
    cells = [
        Line(entry, name, total.value, entry.unit or "")
        for entry in found
        if entry.doc == total.entry.doc
        and entry.kind in (Kind.TABLE_ROW, Kind.PROCUREMENT)
        and (not short or _total_over(entry, total.entry))
        for name, text in entry.fields.items()
        if figure(text) is not None and in_yuan(_amount(text, entry)) == in_yuan(amount)
    ]
    same = [cell for cell in cells if cell.entry.kind is total.entry.kind]
    return next((c for c in same or cells if adds_up(c.entry)), next(iter(same or cells), None))


def _amount(text: str, entry: Entry) -> Amount:
    return Amount(text, figure(text) or Decimal(0), entry.unit or "")


class _Chooser:
    """One question's choice among an index's entries."""

    def __init__(self, index: Index, about: Topic, allowed: Mask | None) -> None:
        self.index, self.about, self.allowed = index, about, allowed

    def records(self, asked: Computation) -> list[Line]:
        """The value of each record, or the column that is compared (单价); 小计 for units."""
        chosen = self._of_kind(_KIND[asked.records])
        records = self._entries(chosen)
        topic = _UNITS.sub("", asked.topic).strip() if asked.records == "采购" else asked.topic
        which = asked.task in (Task.LARGEST, Task.SMALLEST)
        if which and not topic and asked.topic:
            return _subtotals(records, bool(_SUBORDINATE.search(asked.topic)))
        whose = _of_organisation(records, topic)
        if whose:
            records, topic = whose
            chosen = chosen & np.isin(
                np.arange(len(self.index)), [self.index.row(e.id) for e in records]
            )
        topic, column = _split_topic(topic, records)
        if which and not column and _NO_SUM.search(topic):
            return []
        if topic:
            records = self._entries(chosen & self.about(topic))
        records = _lowest(records)
        return _of_column(records, column) if column else valued(records)

    def under(self, topic: str) -> list[Line]:
        """Rows that stand under a line of the topic's name: 工资福利支出里哪一项最多."""
        tight = _bare(topic)
        met = match(Expression(fold_tight(topic), 1.0, ""), "path", self.index) if tight else None
        if met is None:
            return []
        rows = self._entries((met > 0) & self._of_kind(Kind.TABLE_ROW))
        rows = [e for e in rows if e.path and _bare(without_numbering(e.path[-1])) == tight]
        return _with_subtotals(self._of_one_table(rows, topic))

    def column(self, topic: str) -> list[Line]:
        """The rows of the table that has a column of the topic's name."""
        column = self._column(topic)
        if not column:
            return []
        rows = np.zeros(len(self.index), bool)
        rows[self.index.exact.find(f"h:{column}")] = True
        rest = fold_tight(topic).replace(column, "")
        entries = self._of_one_table(self._entries(rows), rest)
        return _of_column(_lowest(entries), column)

    def columns(self, pair: tuple[str, str]) -> tuple[Line, Line] | None:
        """See `columns_of`."""
        heads = [self._column(topic) for topic in pair]
        row, rest = (
            _bare(topic).replace(_bare(head), "") for topic, head in zip(pair, heads, strict=True)
        )
        if not all(heads) or heads[0] == heads[1] or rest not in ("", row):
            return None
        rows = np.ones(len(self.index), bool)
        for head in heads:
            having = np.zeros(len(self.index), bool)
            having[self.index.exact.find(f"h:{head}")] = True
            rows &= having
        for entry in self._entries(rows):
            if _bare(without_numbering(entry.title)) == row if row else is_total(entry):
                first, second = (_in_column(entry, head) for head in heads)
                if first and second and first.unit == second.unit:
                    return first, second
        return None

    def rows(self, topic: str) -> list[Line]:
        """The rows of the very name of the topic."""
        tight = _bare(topic)
        met = match(Expression(fold_tight(topic), 1.0, ""), "title", self.index) if tight else None
        if met is None:
            return []
        found = self._entries(met >= 1)
        return valued([e for e in found if _bare(without_numbering(e.title)) == tight])

    def totals(self, topic: str) -> list[Line]:
        """The total in each column of the very name of the topic."""
        head = fold_tight(topic)
        rows = np.zeros(len(self.index), bool)
        rows[self.index.exact.find(f"h:{head}")] = True
        found = (_in_column(entry, head) for entry in self._entries(rows) if is_total(entry))
        return [line for line in found if line is not None]

    def _column(self, topic: str) -> str:
        """The longest part of the topic that heads a column of figures."""
        tight = fold_tight(topic)
        parts = (tight[i:j] for i in range(len(tight)) for j in range(len(tight), i + 2, -1))
        named = [part for part in parts if len(self.index.exact.find(f"h:{part}"))]
        return max(named, key=len, default="")

    def taxes(self, topic: str) -> list[Line]:
        """哪个税种: the rows that are a tax."""
        if not _TAXES.search(fold_tight(topic)):
            return []
        rows = self._entries(self._of_kind(Kind.TABLE_ROW))
        taxes = [e for e in rows if fold_tight(e.title).endswith("税")]
        lines = valued(self._of_one_table(taxes, topic))
        return lines if len(lines) > 1 else []

    def classes(self, topic: str) -> list[Line]:
        """哪一类支出最多: the lines of a table of expenditure that stand under no other."""
        if not _CLASSES.search(topic):
            return []
        side = "收入" if "收入" in topic else "支出"
        rows = self._entries(self._of_kind(Kind.TABLE_ROW))
        outer: dict[str | None, int] = {}
        for entry in rows:
            depth = outer.get(entry.parent, len(entry.path))
            outer[entry.parent] = min(depth, len(entry.path))
        top = [e for e in rows if len(e.path) == outer[e.parent]]
        top = [e for e in top if e.path and side in e.path[-1] and not adds_up(e)]
        if "基本" not in topic:  # whose classes are those of the economic classification
            top = [e for e in top if "基本支出" not in e.path[-1]]
        lines = valued(self._of_one_table(top, topic))
        return lines if len(lines) > 1 else []

    def table(self, topic: str) -> list[Line]:
        """The rows of the table that has the topic in its heading: 三公经费里哪一项最多."""
        tight = _bare(topic)
        if len(tight) < 2 or _TOO_WIDE.fullmatch(tight):
            return []
        rows = self._entries(self._of_kind(Kind.TABLE_ROW))
        inside = [e for e in rows if any(tight in _bare(part) for part in e.path)]
        return valued(_lowest(self._of_one_table(inside, topic)))

    def projects(self, topic: str) -> list[Line]:
        """Projects of the topic: 哪个办公室租金最贵 compares what each costs."""
        if len(topic) < 2 or _TOO_WIDE.fullmatch(topic):
            return []
        lines = valued(self._entries(self._of_kind(Kind.PROJECT) & self.about(topic)))
        return lines if len(lines) > 1 else []

    def _of_kind(self, kind: Kind) -> Mask:
        return np.asarray(self.index.columns.kinds == KINDS.index(kind))

    def _entries(self, chosen: Mask) -> list[Entry]:
        rows = np.flatnonzero(chosen if self.allowed is None else chosen & self.allowed)
        return [self.index.entries[int(row)] for row in rows]

    def _of_one_table(self, rows: Sequence[Entry], topic: str) -> list[Entry]:
        """Those of each document's table whose heading has most of the topic."""
        wanted = set(pairs(fold_tight(topic)))
        tables: dict[str, dict[str | None, list[Entry]]] = {}
        for entry in rows:
            tables.setdefault(entry.doc, {}).setdefault(entry.parent, []).append(entry)

        def fit(table: Sequence[Entry]) -> tuple[bool, int]:
            heading = fold_tight("".join(table[0].path))
            return len(valued(table)) > 1, sum(pair in heading for pair in wanted)

        return [entry for each in tables.values() for entry in max(each.values(), key=fit)]


def _with_subtotals(rows: Sequence[Entry]) -> list[Line]:
    """The rows that are no totals, and 小计 for what has its own parts: 公务用车小计 stands for
    购置费 and 运行维护费."""
    found = valued(rows)
    own = {part for entry in rows for part in entry.path}
    parts = [
        e for e in rows if adds_up(e) and _bare(e.title).removesuffix("小计") not in map(_bare, own)
    ]
    return [*found, *(line for e in parts if e.value_field and (line := line_of(e, e.value_field)))]


def _not_residual(entries: Sequence[Entry], topic: str) -> list[Entry]:
    """其他税收 is not meant by 税收."""
    return [e for e in entries if "其他" in topic or not e.title.startswith("其他")]


def _of_organisation(records: Sequence[Entry], topic: str) -> tuple[list[Entry], str] | None:
    """The records of the organisation that a topic names, and the topic without it."""
    for name in dict.fromkeys(
        text for e in records for head, text in e.fields.items() if _HOLDER.search(head) and text
    ):
        spans = organisations_in(topic, _PLACE.sub("", fold_tight(name)))
        if spans:
            whose = [e for e in records if name in e.fields.values()]
            return whose, topic.replace(spans[0].name, " ").strip()
    return None


def _bare(text: str) -> str:
    """三公经费 of “三公”经费; 对个人和家庭补助 of 对个人和家庭的补助."""
    return _MARKS.sub("", fold_tight(text))


def _total_over(entry: Entry, line: Entry) -> bool:
    """种子站小计 is the total over what stands under 种子站."""
    return any(entry.title == f"{part}{word}" for part in line.path for word in TOTALS)


def _lowest(entries: Sequence[Entry]) -> list[Entry]:
    """Those that stand above no other of them; 款 and 项 may have one name."""
    above = {
        (entry.parent, entry.path[:end])
        for entry in entries
        for end in range(1, len(entry.path) + 1)
    }
    return [e for e in entries if (e.parent, (*e.path, e.title)) not in above]


def _split_topic(topic: str, records: Sequence[Entry]) -> tuple[str, str]:
    """What limits the records, and the column of theirs that is named: (物品, 单价)."""
    tight = fold_tight(topic)
    heads = {fold_tight(name).split("/")[-1] for entry in records for name in entry.fields}
    column = max((head for head in heads if head in tight), key=len, default="")
    if not column:
        return topic, ""
    return _THING.sub("", tight.replace(column, "")), column


def _subtotals(records: Sequence[Entry], subordinate: bool) -> list[Line]:
    """小计 of each unit; the department's own is none of its subordinates."""
    lines = []
    for entry in records:
        value, title = figure(entry.value or ""), fold_tight(entry.title)
        if value is None or not title.endswith("小计") or (subordinate and _OWN in title):
            continue
        lines.append(Line(entry, entry.value_field or "", value, entry.unit or ""))
    return lines


def _of_column(entries: Sequence[Entry], column: str) -> list[Line]:
    """The column's figure of each row that is no total."""
    found = (_in_column(entry, column) for entry in entries if not adds_up(entry))
    return [line for line in found if line is not None]


def _in_column(entry: Entry, column: str) -> Line | None:
    names = (name for name in entry.fields if fold_tight(name).split("/")[-1] == column)
    return next((line for name in names if (line := line_of(entry, name))), None)


def _same_named(similar: Sequence[Entry]) -> list[Line]:
    """What is bought several times under one name, if that is what is nearest."""
    if not similar or similar[0].kind is not Kind.PROCUREMENT:
        return []
    first = similar[0]
    alike = [e for e in similar if e.kind is first.kind and e.doc == first.doc]
    lines = valued([e for e in alike if fold_tight(e.title) == fold_tight(first.title)])
    return lines if len(lines) > 1 else []


def _of_likes(similar: Sequence[Entry], implied: str) -> list[Line]:
    """Entries of the same name as the nearest one that has a figure, in the same unit."""
    lines: list[Line] = []
    for entry in similar:
        amounts = amounts_in(entry.value or "")
        if len(amounts) != 1 or adds_up(entry):
            continue
        unit = amounts[0].unit or _rest_of_value(entry, amounts[0]) or entry.unit or ""
        if implied not in unit:
            continue
        alike = not lines or (
            fold(entry.title) == fold(lines[0].entry.title)
            and unit == lines[0].unit
            and entry.doc == lines[0].entry.doc
            and all(amounts[0].value != line.value for line in lines)
        )
        if alike:
            lines.append(Line(entry, entry.value_field or "", amounts[0].value, unit))
    return lines if len(lines) > 1 else []


def _rest_of_value(entry: Entry, amount: Amount) -> str:
    return fold_tight(entry.value or "").split(fold_tight(amount.raw))[-1]
