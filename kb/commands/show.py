"""kb show: one entry, whole, with its place in the document and what it encloses."""

from __future__ import annotations

import argparse

from kb.commands.flags import add_settings
from kb.commands.output import json_line
from kb.commands.render import entry_text
from kb.settings import Settings

HELP = "显示一条的全部内容和原文位置"
ABOUT = """显示一条的全部内容：各栏、页码、原文位置，以及它包含的条目。

--json 输出该条的数据，另加 children（所含条目的编号，按原文顺序）。"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="编号", help="搜索结果里的编号")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    add_settings(parser, "index")


def run(args: argparse.Namespace, settings: Settings) -> int:
    from kb.index import open_index

    index = open_index(settings.index)
    entry = index.entries[index.row(args.id)]
    children = index.children(args.id)
    if args.json:
        print(json_line({**entry.to_json(), "children": [child.id for child in children]}))
    else:
        print(entry_text(entry, children))
    return 0
