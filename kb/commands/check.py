"""kb check: what the index holds of each document, what was not read, what does not agree."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.checks import OUTCOMES, Outcome, outcome, unchecked
from kb.commands.build import document_lines
from kb.commands.flags import add_settings
from kb.commands.output import json_line
from kb.commands.render import check_text, figure_text
from kb.model import DocumentInfo, Entry
from kb.settings import Settings
from kb.ui.words import header_name, page_numbers

HELP = "列出没有读到的内容和核对不一致的数字"
ABOUT = """列出每个文件收录了多少、哪些页没有读到、哪些数字核对不一致。

核对用的是文件自己的数字：下级之和、各栏之和、收支相等、同一项在各表、项目之和、
成本指标与预算数、采购小计、正文与表、增减幅度、编号等；金额换成元后用十进制计算，
允许的尾差是这些数（连合计数）中印得最细的一位的一半，乘以数的个数。
不修改数字，只指出来。
--all 还列出每一条核对一致的数字（与哪里一致）和文件里无可核对的数字。

有没有读到的内容、没有收录的文件或不一致的数字时，退出码是 1，否则是 0。"""
ENOUGH = 0.995  # of a document's text; less means that something was lost
MOST_SHOWN = 60  # characters of a paragraph


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="每个文件一行 JSON，含每一项核对")
    parser.add_argument("--all", action="store_true", help="一致的和无可核对的也逐条列出")
    add_settings(parser, "data", "index")


def run(args: argparse.Namespace, settings: Settings) -> int:
    from kb.index import open_index

    index = open_index(settings.index)
    faults = 0
    for document in index.documents:
        own = [entry for entry in index.entries if entry.doc == document.doc]
        faults += _has_fault(document, own)
        print(
            json_line(_as_json(document, own)) if args.json else _as_text(document, own, args.all)
        )
    # Of an index that stands elsewhere, the data folder here need not be the one.
    own_data = args.data is not None or (args.index is None and settings.data.is_dir())
    for name in _not_indexed(settings.data, index.documents) if own_data else ():
        faults += 1
        missing = "没有收录，请运行 kb build"
        print(json_line({"file": name, "problem": missing}) if args.json else f"{name}：{missing}")
    return int(faults > 0)


def _not_indexed(data: Path, documents: Sequence[DocumentInfo]) -> list[str]:
    """PDFs of the data folder that the index knows nothing of. Raises KbError without one."""
    from kb.inputs import find_pdfs

    known = {document.file for document in documents}
    files = (path.relative_to(data).as_posix() for path in find_pdfs(data))
    return [name for name in files if name not in known]


def _has_fault(document: DocumentInfo, entries: Sequence[Entry]) -> bool:
    return (
        bool(document.problems)
        or document.coverage < ENOUGH
        or any(outcome(entry) is Outcome.DISAGREES for entry in entries)
    )


def _as_text(document: DocumentInfo, entries: Sequence[Entry], everything: bool) -> str:
    lines = [document.doc, *document_lines(document)]
    lines += [f"  没有读到：{problem}" for problem in document.problems]
    if document.pages and document.coverage < ENOUGH:
        lines.append(f"  收录的文字只有 {document.coverage:.2%}，低于 {ENOUGH:.1%}，有内容没有读到")
    lines.append(f"  {_counts(entries)}")
    for entry in entries:
        lines += [f"  {line}" for line in _said(entry, everything)]
    return "\n".join(lines)


def _counts(entries: Sequence[Entry]) -> str:
    counted = Counter(found for entry in entries if (found := outcome(entry)))
    if not counted:
        return "没有数字"
    parts = "，".join(f"{name} {counted[found]}" for found, name in OUTCOMES.items())
    return f"有数字的 {counted.total()} 条：{parts}"


def _said(entry: Entry, everything: bool) -> Iterator[str]:
    """Disagreements in any case; agreements and what could not be checked when asked for."""
    where = f"{page_numbers(entry.pages)}“{entry.title}”（{entry.id}）"
    shown = [check for check in entry.checks if everything or not check["ok"]]
    if shown:
        yield where
        yield from (f"  {check_text(check)}" for check in shown)
    elif everything and outcome(entry) is Outcome.UNCHECKED:
        yield where
        figure = figure_text(entry) or entry.value or _columns(entry) or _beginning(entry)
        yield f"  {OUTCOMES[Outcome.UNCHECKED]}：{figure}"


def _beginning(entry: Entry) -> str:
    text = " ".join(entry.text.split())
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def _columns(entry: Entry) -> str:
    return "、".join(map(header_name, unchecked(entry)))


def _as_json(document: DocumentInfo, entries: Sequence[Entry]) -> dict[str, object]:
    """The document, its checks, and the entries whose figures nothing could be compared with."""
    about = [(entry, {"id": entry.id, "title": entry.title, "pages": list(entry.pages)})
             for entry in entries]  # fmt: skip
    counted = Counter(str(found) for entry in entries if (found := outcome(entry)))
    return {
        **document.to_json(),
        "outcomes": {str(found): counted[str(found)] for found in Outcome},
        "checks": [{**named, **check} for entry, named in about for check in entry.checks],
        "unchecked": [
            {**named, "value": entry.value, "unit": entry.unit}
            for entry, named in about
            if outcome(entry) is Outcome.UNCHECKED
        ],
    }
