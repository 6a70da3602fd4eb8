"""The command `kb`: parses flags, runs a command, turns what happens into an exit code.

0 done; 1 nothing found, or kb check has something that disagrees, was not read or is not in the
index; 2 wrong usage; 3 an error the message explains; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Protocol

from kb import __version__
from kb.commands import build, check, evaluate, export, search, serve, show, version
from kb.commands.chinese import speak_chinese
from kb.commands.flags import load_settings
from kb.commands.output import set_up_streams
from kb.errors import KbError
from kb.settings import Settings

__all__ = ["COMMANDS", "main"]

FAILED, INTERRUPTED = 3, 130
ABOUT = "预算公开检索：在预算公开 PDF 里查数字，每个数字都带原文的页码和位置。"
EPILOG = """常用：
  kb build                    读 data/ 下的 PDF，建索引
  kb search 人才绿卡补贴标准  提问
  kb serve                    打开网页

退出码：0 完成；1 没有找到，或 kb check 有不一致、没有读到或没有收录的；
2 用法不对；3 出错（原因见错误信息）；130 被中止"""


class Command(Protocol):
    """What each module of kb.commands is."""

    HELP: str
    ABOUT: str

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace, settings: Settings) -> int: ...


COMMANDS: dict[str, Command] = {
    "build": build,
    "search": search,
    "show": show,
    "export": export,
    "check": check,
    "eval": evaluate,
    "serve": serve,
    "version": version,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; argparse leaves by SystemExit(0 or 2)."""
    set_up_streams()
    try:
        code = _run(argv)
        sys.stdout.flush()
    except KbError as error:
        print(f"kb：{error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("已中止。", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python's own flush at exit would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _run(argv: Sequence[str] | None) -> int:
    parser = _parser()
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return 2
    return COMMANDS[args.command].run(args, load_settings(args))


def _parser() -> argparse.ArgumentParser:
    speak_chinese()
    parser = argparse.ArgumentParser(
        prog="kb",
        description=ABOUT,
        epilog=EPILOG,
        formatter_class=argparse.RawTextHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"kb {__version__}", help="显示版本")
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令")
    for name, command in COMMANDS.items():
        command.configure(
            commands.add_parser(
                name,
                help=command.HELP,
                description=command.ABOUT,
                formatter_class=argparse.RawTextHelpFormatter,
                allow_abbrev=False,
            )
        )
    return parser


if __name__ == "__main__":
    sys.exit(main())
