"""argparse's own words in Chinese. Texts it gains in later Pythons stay English."""

from __future__ import annotations

import argparse

_TEXTS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "subcommands": "命令",
    "show this help message and exit": "显示这份说明",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "缺少 %s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "not allowed with argument %s": "不能和 %s 同时使用",
    "expected one argument": "后面要有一个值",
    "expected at least one argument": "后面要有值",
    "ignored explicit argument %r": "后面不能有值 %r",
    "one of the arguments %s is required": "%s 要有其中一个",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)s，可选：%(choices)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "没有命令 %(parser_name)s，可选：%(choices)s"
    ),
    "ambiguous option: %(option)s could match %(matches)s": (
        "%(option)s 不明确，可能是 %(matches)s"
    ),
    "invalid %(type)s value: %(value)r": "值 %(value)r 不对",
}


def speak_chinese() -> None:
    """From now on argparse's help and errors are Chinese, in this process.

    argparse looks its texts up by gettext, whose catalogues follow the environment's language;
    this program speaks Chinese under LANG=C too, so the look-up itself is replaced.
    """
    vars(argparse)["_"] = lambda text: _TEXTS.get(text, text)
