"""How long an answer takes: in a warm process, and from the start of `kb search`."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

from benchmarks.speed.processes import Run, middle, timed
from kb.search import Searcher

WARM_UP = ("预算", "2080101", "100万元", "rencai lvka", "公務接待")


def questions_in(folder: Path) -> list[str]:
    """Every question of the .tsv files of a folder once (second column)."""
    lines = [
        line.split("\t")
        for file in sorted(folder.glob("*.tsv"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return list(dict.fromkeys(cells[1] for cells in lines if len(cells) >= 4))


def warm_seconds(index: Path, questions: Sequence[str]) -> list[float]:
    """One time a question; no question is asked twice, so that no cache can help."""
    searcher = Searcher.open(index)
    for question in WARM_UP:
        searcher.search(question)
    times = []
    for question in questions:
        begun = time.perf_counter()
        searcher.search(question)
        times.append(time.perf_counter() - begun)
    return times


def percentile(times: Sequence[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def cold_search(index: Path, question: str, repeats: int) -> Run:
    """`kb search` from process start to exit, files already in the system's cache."""
    command = [sys.executable, "-m", "kb.cli", "search", question, "--index", str(index)]
    timed(command)
    return middle(timed(command) for _ in range(repeats))
