"""kb export: the entries as a file for other programs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from kb.commands.flags import add_filters, add_settings, filters_of
from kb.errors import KbError
from kb.settings import Settings

HELP = "导出条目，给表格软件或其他程序用"
ABOUT = """导出条目。

jsonl        每条一行 JSON，是全部数据
csv          每条一行，各栏展开成列，可直接用 Excel 打开；用 --kind 或 --chapter 限定后列更少
datapackage  zip：entries.csv、documents.csv 和说明各列的 datapackage.json"""


def configure(parser: argparse.ArgumentParser) -> None:
    from kb.export import FORMATS

    parser.add_argument("--format", choices=tuple(FORMATS), default="jsonl", help="默认 jsonl")
    parser.add_argument("-o", "--output", metavar="FILE", help="不写则输出到标准输出")
    add_filters(parser)
    add_settings(parser, "index")
    parser.set_defaults(usage_error=parser.error)


def run(args: argparse.Namespace, settings: Settings) -> int:
    from kb.export import FORMATS, select
    from kb.index import open_index

    if not args.output and args.format == "datapackage" and sys.stdout.isatty():
        args.usage_error("datapackage 是 zip 文件，请用 -o 指明写到哪里")
    index = open_index(settings.index)
    entries = select(index.entries, index.allowed(filters_of(args)))
    pieces = FORMATS[args.format](index.documents, entries)
    if args.output:
        _write_file(Path(args.output), pieces)
    else:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    return 0


def _write_file(path: Path, pieces: Iterable[bytes]) -> None:
    try:
        with path.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        raise KbError(f"写不了 {path}：{error.strerror}。请换一个地方。") from None
