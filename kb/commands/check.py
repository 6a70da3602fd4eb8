"""kb check: what the index holds of each document, what was not read, what does not agree."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from kb.commands.build import document_lines
from kb.commands.flags import add_settings
from kb.commands.output import json_line
from kb.commands.render import check_text
from kb.model import DocumentInfo, Entry
from kb.settings import Settings

HELP = "列出没有读到的内容和核对不一致的数字"
ABOUT = """列出每个文件收录了多少、哪些页没有读到、哪些数字核对不一致。

有任何一项时退出码是 1，否则是 0。"""
ENOUGH = 0.995  # of a document's text; less means that something was lost


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="每个文件一行 JSON")
    add_settings(parser, "index")


def run(args: argparse.Namespace, settings: Settings) -> int:
    from kb.index import open_index

    index = open_index(settings.index)
    checked = [entry for entry in index.entries if entry.checks]
    for document in index.documents:
        own = [entry for entry in checked if entry.doc == document.doc]
        print(json_line(_as_json(document, own)) if args.json else _as_text(document, own))
    return int(any(map(_has_fault, index.documents)) or any(_disagreements(checked)))


def _has_fault(document: DocumentInfo) -> bool:
    return bool(document.problems) or document.coverage < ENOUGH


def _disagreements(entries: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
    for entry in entries:
        yield from ((entry, check_text(c)) for c in entry.checks if not c["ok"])


def _as_text(document: DocumentInfo, checked: Sequence[Entry]) -> str:
    lines = [document.doc, *document_lines(document)]
    lines += [f"  没有读到：{problem}" for problem in document.problems]
    if document.pages and document.coverage < ENOUGH:
        lines.append(f"  收录的文字只有 {document.coverage:.2%}，低于 {ENOUGH:.1%}，有内容没有读到")
    lines += [f"  {text}（{entry.id}，{entry.title}）" for entry, text in _disagreements(checked)]
    agreed = sum(1 for entry in checked for check in entry.checks if check["ok"])
    lines.append(f"  核对一致 {agreed} 项" if checked else "  没有可核对的数字")
    return "\n".join(lines)


def _as_json(document: DocumentInfo, checked: Sequence[Entry]) -> dict[str, object]:
    checks = [{"id": e.id, "title": e.title, **check} for e in checked for check in e.checks]
    return {**document.to_json(), "checks": checks}
