"""kb serve: the app, over an index that is up to date."""

from __future__ import annotations

import argparse

from kb.commands.build import bring_up_to_date, summary
from kb.commands.flags import add_settings
from kb.settings import Settings

HELP = "打开网页；索引没有或过期时先建好"
ABOUT = """打开网页，并在开始时说明地址。索引没有或过期时先建好；--no-build 则用现有的索引。

默认只有本机能访问；要让其他机器访问，加 --host 0.0.0.0，公开的服务器应放在反向代理之后。"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-build", action="store_true", help="不检查也不更新索引")
    add_settings(parser, "host", "port", "data", "index", "model", "synonyms", "workers")


def run(args: argparse.Namespace, settings: Settings) -> int:
    from kb.ui.serving import serve

    if not args.no_build:
        _build_if_stale(settings)
    serve(settings, settings.host, settings.port)
    return 0


def _build_if_stale(settings: Settings) -> None:
    from kb.build import is_stale

    if is_stale(settings):
        print(summary(bring_up_to_date(settings), settings))
