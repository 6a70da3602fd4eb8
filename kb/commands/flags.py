"""Flags that several commands have."""

from __future__ import annotations

import argparse
from dataclasses import fields
from functools import partial

from kb.model import Filters, Kind
from kb.settings import Settings
from kb.ui.words import KINDS

__all__ = ["add_filters", "add_settings", "count", "filters_of", "load_settings"]

_ABOUT = {item.name: item.metadata for item in fields(Settings)}
# argparse lines its columns up by counting characters, so these are half-width.
_METAVARS = {"文件夹": "DIR", "文件": "FILE", "文字": "NAME", "整数": "N", "数字": "N"}
MOST_RESULTS = 1000


def add_settings(parser: argparse.ArgumentParser, *names: str) -> None:
    """A flag for each of these settings; not given means environment, file, default."""
    group = parser.add_argument_group("设置（也可用环境变量 KB_… 或 kb.toml）")
    for name in names:
        flag = f"--{name.replace('_', '-')}"
        about = _ABOUT[name]
        group.add_argument(flag, metavar=_METAVARS[about["kind"]], help=about["about"])


def load_settings(args: argparse.Namespace) -> Settings:
    """The settings under these flags. Raises SettingsError."""
    return Settings.load({name: getattr(args, name, None) for name in _ABOUT})


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Flags that limit what is looked at; each may be given several times."""
    group = parser.add_argument_group("只看（每项可写多次）")
    add = partial(group.add_argument, action="append", default=[])
    add("--doc", metavar="NAME", help="文件，写 kb check 列出的名称")
    add("--year", metavar="YEAR", type=year, help="年度，如 2025")
    add("--chapter", metavar="TITLE", help="章节的完整标题")
    add("--department", metavar="NAME", help="部门或单位，写 kb check 列出的名称")
    add("--report", metavar="NAME", help="文件种类：预算、决算、报告")
    add("--level", metavar="NAME", help="级别，如 省、市、县")
    kinds = "\n".join(f"{kind.value}（{name}）" for kind, name in KINDS.items())
    add("--kind", metavar="KIND", type=kind_named, help=f"种类，写英文或中文：\n{kinds}")


def filters_of(args: argparse.Namespace) -> Filters:
    return Filters(
        tuple(args.doc),
        tuple(args.year),
        tuple(args.chapter),
        tuple(args.kind),
        tuple(args.department),
        tuple(args.report),
        tuple(args.level),
    )


def kind_named(text: str) -> Kind:
    """A kind by its name in the data or in Chinese."""
    named = {name: k for k, name in KINDS.items()} | {k.value: k for k in Kind}
    if text not in named:
        raise argparse.ArgumentTypeError(f"没有种类 {text}，可选：{'、'.join(named)}")
    return named[text]


def year(text: str) -> int:
    if not (text.isdecimal() and len(text) == 4):
        raise argparse.ArgumentTypeError(f"{text} 不是四位数的年度")
    return int(text)


def count(text: str) -> int:
    """How many results: a whole number from 1 on."""
    if not (text.isdecimal() and 1 <= int(text) <= MOST_RESULTS):
        raise argparse.ArgumentTypeError(f"{text} 不是 1 到 {MOST_RESULTS} 之间的整数")
    return int(text)
