"""python -m benchmarks.speed [--repeats N]: prints the speed table as Markdown.

Builds into a folder of its own; nothing of the project is changed. `kb build` and the bare
pdfplumber pass take turns, so that a busy machine is busy for both.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from statistics import median

from benchmarks.speed.app import CHROMIUM, app_times
from benchmarks.speed.asking import cold_search, percentile, questions_in, warm_seconds
from benchmarks.speed.processes import middle, timed

ROOT = Path(__file__).parent.parent.parent
DOCUMENT = ROOT / "data" / "sjz-hitech-organization-dept-budget-2025.pdf"
QUESTION = "人才绿卡补贴标准"
RERUNS = 40

Row = tuple[str, str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="how often each is timed")
    parser.add_argument("--workers", type=int, default=2, help="processes of kb build")
    repeats, workers = (args := parser.parse_args()).repeats, args.workers
    questions = questions_in(ROOT / "benchmarks" / "questions")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "data"
        data.mkdir()
        (data / DOCUMENT.name).symlink_to(DOCUMENT)
        print("| 测量 | 结果 | 要求 |\n|---|---|---|")
        for row in chain(
            _building(folder, repeats, workers),
            _asking(folder / "index", questions, repeats),
            _serving(folder, questions, repeats),
        ):
            print("| " + " | ".join(row) + " |", flush=True)


def _building(folder: Path, repeats: int, workers: int) -> Iterator[Row]:
    """Both over THE document from nothing, one after the other, `repeats` times."""
    build = [sys.executable, "-m", "kb.cli", "build", "--workers", str(workers)]
    build += ["--data", str(folder / "data")]
    bare_runs, build_runs = [], []
    for turn in range(repeats):
        bare_runs.append(timed([sys.executable, "-m", "benchmarks.speed.bare", str(DOCUMENT)]))
        build_runs.append(timed([*build, "--index", str(folder / f"index-{turn}")]))
    again = middle(timed([*build, "--index", str(folder / "index-0")]) for _ in range(repeats))
    (folder / "index").symlink_to(folder / "index-0")
    bare, built = middle(bare_runs), middle(build_runs)
    pairs = zip(build_runs, bare_runs, strict=True)
    ratio = median(ours.seconds / theirs.seconds for ours, theirs in pairs)
    yield "pdfplumber `extract_tables`，单进程", f"{bare.seconds:.1f} s，{bare.peak_mb:.0f} MB", ""
    shown = f"{built.seconds:.1f} s，{built.peak_mb:.0f} MB"
    yield f"`kb build` 从头建，{workers} 个进程", shown, "< 1024 MB"
    yield "用时之比（`kb build` / pdfplumber）", f"{ratio:.2f}", "≤ 1"
    yield "`kb build`，文件没有变", f"{again.seconds:.2f} s", ""


def _asking(index: Path, questions: list[str], repeats: int) -> Iterator[Row]:
    times = [1000 * seconds for seconds in warm_seconds(index, questions)]
    what = f"一个问题，进程内，{len(times)} 个不同的问题"
    yield f"{what}，p50", f"{percentile(times, 50):.2f} ms", "< 5 ms"
    yield f"{what}，p99", f"{percentile(times, 99):.2f} ms", "< 20 ms"
    cold = cold_search(index, QUESTION, repeats)
    yield "`kb search`，从启动到结束", f"{cold.seconds:.2f} s，{cold.peak_mb:.0f} MB", "< 1.5 s"


def _serving(folder: Path, questions: list[str], repeats: int) -> Iterator[Row]:
    if not Path(CHROMIUM).exists():
        yield "网页", f"没有 {CHROMIUM}，未测", ""
        return
    others = [q for q in questions if q != QUESTION and " " not in q]
    asked = [QUESTION, *others[:: len(others) // RERUNS][:RERUNS]]
    runs = [app_times(folder / "index", folder / "data", asked) for _ in range(repeats)]
    up, first = median(run.listening for run in runs), median(run.first_answer for run in runs)
    reruns = [1000 * seconds for run in runs for seconds in run.reruns]
    yield "网页，从启动到端口应答", f"{up:.2f} s", ""
    yield "网页，从启动到浏览器里显示第一个答案", f"{first:.2f} s", "< 4 s"
    what = f"网页，从回车到显示答案，{RERUNS} 个问题"
    yield f"{what}，p50", f"{percentile(reruns, 50):.0f} ms", "< 150 ms"
    yield f"{what}，p95", f"{percentile(reruns, 95):.0f} ms", ""


if __name__ == "__main__":
    main()
