"""Runs a command and watches how long it and its children take and how much memory they hold."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Run:
    """Wall seconds, and the highest sum of resident memory over all processes, in MB.

    Pages that processes share count once a process, so the memory is an upper bound.
    """

    seconds: float
    peak_mb: float


def timed(command: Sequence[str | Path]) -> Run:
    """Run to the end. Raises CalledProcessError when the command fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _tree_kb(process.pid))
        time.sleep(LOOK_EVERY_S)
    seconds = time.perf_counter() - begun
    if process.returncode:
        said = process.stderr.read().decode() if process.stderr else ""
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    return Run(seconds, peak / 1024)


def middle(runs: Iterable[Run]) -> Run:
    """The median time and the highest memory."""
    runs = list(runs)
    return Run(median(run.seconds for run in runs), max(run.peak_mb for run in runs))


def _tree_kb(root: int) -> int:
    """Resident kB of a process and all under it; 0 where there is no /proc."""
    if sys.platform != "linux":
        return 0
    parents: dict[int, int] = {}
    resident: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            # The name in parentheses may hold blanks; what follows it does not.
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)] = int(stat[1])
            resident[int(folder.name)] = int(stat[21]) * 4
    return sum(kb for pid, kb in resident.items() if _is_under(pid, root, parents))


def _is_under(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid > 1:
        if pid == root:
            return True
        pid = parents.get(pid, 0)
    return False
