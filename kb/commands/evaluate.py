"""kb eval: how well questions with known answers are answered, by kind of question."""

from __future__ import annotations

import argparse
from pathlib import Path

from kb.commands.flags import add_settings, count
from kb.settings import Settings

HELP = "用有标准答案的问题测检索的好坏"
ABOUT = """用有标准答案的问题测检索的好坏，按问题种类列出。

文件每行一个问题，用制表符分开：种类、问题、页码（几页用逗号）、答案里的文字（几种写法用 |）。
后两栏都是 - 表示文件里没有答案，应当回答未找到。"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文件", type=Path, help="问题文件（.tsv，UTF-8）")
    parser.add_argument("-k", type=count, default=10, metavar="N", help="看前几条（默认 10）")
    add_settings(parser, "index", "model", "data", "synonyms")


def run(args: argparse.Namespace, settings: Settings) -> int:
    from kb.evaluation import evaluate
    from kb.search import Searcher

    searcher = Searcher.open(settings.index, settings.model, settings.synonyms_file)
    print(evaluate(searcher, args.file, args.k).render())
    return 0
