"""kb version."""

from __future__ import annotations

import argparse

from kb import __version__
from kb.settings import Settings

HELP = "显示版本"
ABOUT = "显示版本。"


def configure(parser: argparse.ArgumentParser) -> None:
    """No flags."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    print(f"kb {__version__}")
    return 0
