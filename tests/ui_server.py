"""The app in a process of its own: `python tests/ui_server.py PORT [INDEX]`, for browser tests.

Without an index it serves the few entries of ui_entries.json, one of them hostile.
"""

from __future__ import annotations

import sys
from pathlib import Path

from support_ui import DATA, FakeSettings, fake_searcher, hostile_entry

from kb.ui.serving import serve


def main(port: int, index: Path | None = None) -> None:
    if index is None:
        settings = FakeSettings(DATA, Path("no-index"))
        serve(settings, port=port, opener=lambda _: fake_searcher(hostile_entry()))
    else:
        serve(FakeSettings(DATA, index), port=port)


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(Path, sys.argv[2:]))
