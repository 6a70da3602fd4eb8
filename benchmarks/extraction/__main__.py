"""python -m benchmarks.extraction FOLDER_OF_PDFS [--repeats 3]: prints a Markdown table.

For each file, the time and memory of reading it as `kb build` does and of a bare pdfplumber
pass, which take turns; what was covered, found, joined and left unread.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.speed.processes import Run, middle, timed

HEAD = (
    "文件", "页", "秒/页", "pdfplumber 秒/页", "比", "内存 MB",
    "收录", "表", "条", "接回的行", "未读的页",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3, help="how often each is timed")
    parser.add_argument("--workers", type=int, default=2, help="processes that read")
    args = parser.parse_args()
    print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD))
    for path in sorted(args.folder.glob("*.pdf")):
        print("| " + " | ".join(row(path, args.repeats, args.workers)) + " |", flush=True)


def row(path: Path, repeats: int, workers: int) -> Sequence[str]:
    """One line of the table."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "read.json"
        module = [sys.executable, "-m", "benchmarks.extraction.read_one"]
        command = [*module, str(path), str(out), "--workers", str(workers)]
        first = timed(command)
        info = json.loads(out.read_text())
        if "refused" in info:
            return [
                path.stem,
                f"不收：{info['refused'].partition('：')[2]}",
                *[""] * (len(HEAD) - 2),
            ]
        if info["recognised"]:  # ten seconds a page: once is enough, and no yardstick there is
            return [path.stem, *_times(info, first, None, ""), *_found(info)]
        pairs = list(_in_turns(command, path, repeats))
        ours, bare = middle(a for a, _ in pairs), middle(b for _, b in pairs)
        ratio = median(a.seconds / b.seconds for a, b in pairs)
        return [path.stem, *_times(info, ours, bare, f"{ratio:.2f}"), *_found(info)]


def _in_turns(command: Sequence[str], path: Path, repeats: int) -> Iterator[tuple[Run, Run]]:
    yardstick = [sys.executable, "-m", "benchmarks.speed.bare", str(path)]
    for _ in range(repeats):
        yield timed(command), timed(yardstick)


def _times(info: dict[str, Any], ours: Run, bare: Run | None, ratio: str) -> list[str]:
    pages = info["pages"]
    theirs = f"{bare.seconds / pages:.3f}" if bare else "（文字识别）"
    return [str(pages), f"{ours.seconds / pages:.3f}", theirs, ratio, f"{ours.peak_mb:.0f}"]


def _found(info: dict[str, Any]) -> list[str]:
    unread = "、".join(map(str, info["unread_pages"])) or "无"
    counts = [str(info[name]) for name in ("tables", "entries", "joined_rows")]
    return [f"{info['coverage']:.2%}", *counts, unread]


if __name__ == "__main__":
    main()
