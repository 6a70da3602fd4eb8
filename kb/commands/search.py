"""kb search: questions in people's own words, answered by what is printed in the documents."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kb.commands.flags import add_filters, add_settings, count, filters_of
from kb.commands.output import json_line
from kb.commands.render import answer_text
from kb.errors import KbError
from kb.model import Answer, Filters
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.search import Searcher

HELP = "用自己的话提问，得到数字和出处"
ABOUT = """用自己的话、项目名、科目、编码或金额提问，得到数字和出处。

列出三条以上时，末尾的“可以再问”是近处的条目能回答的问题（--batch 没有）。
--json 给程序读：每个问题一行 JSON，{"query", "answerable", "notes", "hits", …}。
没有找到时退出码是 1；--batch 逐行回答，退出码是 0。"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", metavar="问题", help="可以不加引号")
    parser.add_argument("-k", type=count, default=10, metavar="N", help="最多几条（默认 10）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--batch", metavar="FILE", help="文件里每行一个问题；写 - 则从标准输入读")
    add_filters(parser)
    add_settings(parser, "index", "model", "data", "synonyms")
    parser.set_defaults(usage_error=parser.error)


def run(args: argparse.Namespace, settings: Settings) -> int:
    question = _clean(" ".join(args.question))
    if bool(question) == bool(args.batch):
        args.usage_error("要有一个问题，或用 --batch 给出问题文件（两者只取其一）")
    from kb.search import Searcher

    searcher = Searcher.open(settings.index, settings.model, settings.synonyms_file)
    filters = filters_of(args)
    if args.batch:
        for asked in _questions(args.batch):
            _tell(searcher, asked, args, filters, many=True)
        return 0
    return 0 if _tell(searcher, question, args, filters, many=False).answerable else 1


def _tell(
    searcher: Searcher, question: str, args: argparse.Namespace, filters: Filters, *, many: bool
) -> Answer:
    answer = searcher.search(question, args.k, filters)
    if args.json:
        print(json_line(answer.to_json()))
    elif many:
        print(f"问：{question}\n{answer_text(answer, with_related=False)}\n")
    else:
        print(answer_text(answer))
    return answer


def _questions(source: str) -> Iterator[str]:
    """The lines of a file (or of standard input, as they come) that are not blank."""
    if source == "-":
        yield from _not_blank(sys.stdin)
        return
    try:
        with Path(source).open(encoding="utf-8-sig") as lines:
            yield from _not_blank(lines)
    except (OSError, UnicodeDecodeError) as error:
        rule = "应是 UTF-8 文本，每行一个问题"
        raise KbError(f"问题文件 {source} 读不了：{error}。{rule}。") from None


def _not_blank(lines: Iterable[str]) -> Iterator[str]:
    return (asked for line in lines if (asked := _clean(line)))


def _clean(question: str) -> str:
    """Bytes of the command line that are no UTF-8 come as lone surrogates, which nothing prints."""
    return question.encode("utf-8", "replace").decode().strip()
