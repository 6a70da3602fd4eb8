"""Which lines a comparison looks at: records of a kind, rows under a heading, a column.

Of several tables with the same rows one is enough: in each document the one whose heading has
most of what was asked, else the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from kb.fields import adds_up, is_total, without_numbering
from kb.folding import fold_tight
from kb.index import Index
from kb.index.columns import KINDS
from kb.lexical import pairs
from kb.lines import (
    Line,
    bare,
    in_column,
    lowest,
    of_column,
    of_likes,
    same_named,
    subtotals,
    valued,
    with_subtotals,
)
from kb.matching import match
from kb.model import Entry, Kind
from kb.query.compute import Computation, Task
from kb.query.concepts import Expression
from kb.query.names import organisations_in
from kb.vectors import Mask

__all__ = ["Topic", "columns_of", "lines_of", "named_lines"]

_UNITS = re.compile("[本全各]?(?:下属|下面|事业|单位|部门)")
_SUBORDINATE = re.compile("下属|下面|事业")
# What is asked for has no sum of money; such a thing named and no column of that name.
_NO_SUM = re.compile("满意|时间|时限|时候|人数|比例|面积|率$|哪一?年|增减")
_TOO_WIDE = re.compile("(?:部门|单位|[区县镇市]|学校|收入|支出|预算)*")
# Money that only goes through, and what is no purpose of spending.
_NO_CLASS = re.compile("转移性|上解|结转|债务还本|预备费")
_THING = re.compile("物品|商品|东西|货物|服务|是什么|什么")
_CLASSES = re.compile("(?:支出|收入)?.{0,3}(?:哪一?类|功能|大类|科目)|^(?:支出|收入)$")
_TAXES = re.compile("^(?:.{0,4}税|税收?收入)$|税种|(?:各.{0,2}|哪.{0,2}|什么)税")
_KIND = {"项目": Kind.PROJECT, "采购": Kind.PROCUREMENT}
_HOLDER = re.compile("(?:主管|用款|预算|实施|申报)(?:部门|单位)|归口")
_PLACE = re.compile("^.{2,6}?[省市区县](?=.{3})")
Topic = Callable[[str], np.ndarray[tuple[int], np.dtype[np.bool_]]]


def lines_of(
    asked: Computation, index: Index, about: Topic, similar: Sequence[Entry], allowed: Mask | None
) -> list[Line]:
    """None when there is nothing to compare; see `kb.computing.compute` for the arguments."""
    chooser = _Chooser(index, allowed)
    if asked.records:
        return chooser.records(asked, about)
    if asked.task is Task.SUM:
        return same_named(similar)
    if asked.unit:
        return of_likes(similar, asked.unit)
    return (
        chooser.under(asked.topic)
        or chooser.column(asked.topic)
        or chooser.taxes(asked.topic)
        or chooser.classes(asked.topic)
        or chooser.table(asked.topic)
        or chooser.projects(asked.topic, about)
        or of_likes(similar, "")
    )


def columns_of(
    pair: tuple[str, str], index: Index, allowed: Mask | None
) -> tuple[Line, Line] | None:
    """Two columns by their names, in the row that is named with the first, else in the total:
    人员经费, 公用经费; 行政运行的基本支出, 项目支出."""
    return _Chooser(index, allowed).columns(pair)


def named_lines(
    topic: str, near: Sequence[Entry], index: Index, allowed: Mask | None
) -> list[Line]:
    """The figures that a thing may have: of the rows of its very name, else of the total in the
    column of its name, else of the rows that are `near`; the nearest first."""
    chooser = _Chooser(index, allowed)
    found = chooser.rows(topic) or chooser.totals(topic) or valued(_not_residual(near, topic))
    place = {entry.id: number for number, entry in enumerate(near)}
    return sorted(found, key=lambda line: place.get(line.entry.id, len(place)))


class _Chooser:
    """One question's choice among an index's entries."""

    def __init__(self, index: Index, allowed: Mask | None) -> None:
        self.index, self.allowed = index, allowed

    def records(self, asked: Computation, about: Topic) -> list[Line]:
        """The value of each record, or the column that is compared (单价); 小计 for units."""
        records = self._entries(self._of_kind(_KIND[asked.records]))
        topic = _UNITS.sub("", asked.topic).strip() if asked.records == "采购" else asked.topic
        which = asked.task in (Task.LARGEST, Task.SMALLEST)
        if which and not topic and asked.topic:
            return subtotals(records, bool(_SUBORDINATE.search(asked.topic)))
        records, topic = _of_organisation(records, topic)
        topic, column = _split_topic(topic, records)
        if which and not column and _NO_SUM.search(topic):
            return []
        if topic:
            met = about(topic)
            records = [e for e in records if met[self.index.row(e.id)]]
        records = lowest(records)
        return of_column(records, column) if column else valued(records)

    def under(self, topic: str) -> list[Line]:
        """Rows that stand under a line of the topic's name: 工资福利支出里哪一项最多."""
        tight = bare(topic)
        met = match(Expression(fold_tight(topic), 1.0, ""), "path", self.index) if tight else None
        if met is None:
            return []
        rows = self._entries((met > 0) & self._of_kind(Kind.TABLE_ROW))
        rows = [e for e in rows if e.path and bare(without_numbering(e.path[-1])) == tight]
        return with_subtotals(self._of_one_table(rows, topic))

    def column(self, topic: str) -> list[Line]:
        """The rows of the table that has a column of the topic's name."""
        column = self._column(topic)
        if not column:
            return []
        rest = fold_tight(topic).replace(column, "")
        entries = self._of_one_table(self._entries(self._having(column)), rest)
        return of_column(lowest(entries), column)

    def columns(self, pair: tuple[str, str]) -> tuple[Line, Line] | None:
        """See `columns_of`."""
        heads = [self._column(topic) for topic in pair]
        row, rest = (
            bare(topic).replace(bare(head), "") for topic, head in zip(pair, heads, strict=True)
        )
        if not all(heads) or heads[0] == heads[1] or rest not in ("", row):
            return None
        for entry in self._entries(self._having(heads[0]) & self._having(heads[1])):
            if bare(without_numbering(entry.title)) == row if row else is_total(entry):
                first, second = (in_column(entry, head) for head in heads)
                if first and second and first.unit == second.unit:
                    return first, second
        return None

    def rows(self, topic: str) -> list[Line]:
        """The rows of the very name of the topic."""
        tight = bare(topic)
        met = match(Expression(fold_tight(topic), 1.0, ""), "title", self.index) if tight else None
        if met is None:
            return []
        found = self._entries(met >= 1)
        return valued([e for e in found if bare(without_numbering(e.title)) == tight])

    def totals(self, topic: str) -> list[Line]:
        """The total in each column of the very name of the topic."""
        head = fold_tight(topic)
        totals = (entry for entry in self._entries(self._having(head)) if is_total(entry))
        found = (in_column(entry, head) for entry in totals)
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
        top = [e for e in top if not _NO_CLASS.search(e.title)]
        if "基本" not in topic:  # whose classes are those of the economic classification
            top = [e for e in top if "基本支出" not in e.path[-1]]
        lines = valued(self._of_one_table(top, topic))
        return lines if len(lines) > 1 else []

    def table(self, topic: str) -> list[Line]:
        """The rows of the table that has the topic in its heading: 三公经费里哪一项最多."""
        tight = bare(topic)
        if len(tight) < 2 or _TOO_WIDE.fullmatch(tight):
            return []
        rows = self._entries(self._of_kind(Kind.TABLE_ROW))
        inside = [e for e in rows if any(tight in bare(part) for part in e.path)]
        return valued(lowest(self._of_one_table(inside, topic)))

    def projects(self, topic: str, about: Topic) -> list[Line]:
        """Projects of the topic: 哪个办公室租金最贵 compares what each costs."""
        if len(topic) < 2 or _TOO_WIDE.fullmatch(topic):
            return []
        lines = valued(self._entries(self._of_kind(Kind.PROJECT) & about(topic)))
        return lines if len(lines) > 1 else []

    def _having(self, head: str) -> Mask:
        """The rows with a figure in a column of this name."""
        rows = np.zeros(len(self.index), bool)
        rows[self.index.exact.find(f"h:{head}")] = True
        return rows

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


def _not_residual(entries: Sequence[Entry], topic: str) -> list[Entry]:
    """其他税收 is not meant by 税收."""
    return [e for e in entries if "其他" in topic or not e.title.startswith("其他")]


def _of_organisation(records: list[Entry], topic: str) -> tuple[list[Entry], str]:
    """The records of the organisation that a topic names, and the topic without it; all when
    it names none that has any."""
    for name in dict.fromkeys(
        text for e in records for head, text in e.fields.items() if _HOLDER.search(head) and text
    ):
        spans = organisations_in(topic, _PLACE.sub("", fold_tight(name)))
        if spans:
            whose = [e for e in records if name in e.fields.values()]
            return whose, topic.replace(spans[0].name, " ").strip()
    return records, topic


def _split_topic(topic: str, records: Sequence[Entry]) -> tuple[str, str]:
    """What limits the records, and the column of theirs that is named: (物品, 单价)."""
    tight = fold_tight(topic)
    heads = {fold_tight(name).split("/")[-1] for entry in records for name in entry.fields}
    column = max((head for head in heads if head in tight), key=len, default="")
    if not column:
        return topic, ""
    return _THING.sub("", tight.replace(column, "")), column
