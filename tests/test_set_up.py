"""The set-up scripts: they parse, can be run, and never ask for the CUDA build of torch."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = ["start.sh", "test.sh", "scripts/setup.sh", "scripts/browser.sh", ".ci/run"]


def bash(script: str, folder: Path = ROOT) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        capture_output=True, encoding="utf-8", cwd=folder, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_parses(name: str) -> None:
    bash(f"bash -n {name}")


@pytest.mark.parametrize("name", ["start.sh", "test.sh", ".ci/run"])
def test_a_command_can_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.parametrize(
    ("extras", "left"), [("models", ""), ("models,test", "test"), ("ocr,models,test", "ocr,test")]
)
def test_without_torch_everything_else_is_installed(extras: str, left: str) -> None:
    assert bash(f". scripts/setup.sh; without_models {extras}") == left


@pytest.mark.parametrize(
    ("needs", "taken"),
    [("", "yes"), ('"requires_dist": ["nvidia-cudnn-cu13==9"]', "no"), ('"cuda-toolkit"', "no")],
)
def test_a_torch_that_needs_cuda_is_refused(needs: str, taken: str) -> None:
    fake = f". scripts/setup.sh; uname() {{ echo Linux; }}; pip() {{ echo '{needs}'; }}"
    assert bash(f"{fake}; if plain_torch_is_cpu; then echo yes; else echo no; fi") == taken


def test_an_index_that_cannot_be_reached_brings_no_torch() -> None:
    fake = ". scripts/setup.sh; uname() { echo Linux; }; pip() { return 1; }"
    tried = "has_cpu_torch() { return 1; }; if install_cpu_torch; then echo yes; else echo no; fi"
    assert bash(f"{fake}; {tried}") == "no"


def test_the_stamp_follows_what_is_installed(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "constraints.txt", "scripts/setup.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    stamp = f". scripts/setup.sh; VENV={tmp_path}; mkdir -p bin; "
    stamp += 'ln -sf "$(command -v python3)" bin/python; stamp_of "$EXTRAS"'
    first = bash(f"EXTRAS=models; {stamp}", tmp_path)
    assert bash(f"EXTRAS=models; {stamp}", tmp_path) == first
    assert bash(f"EXTRAS=models,test; {stamp}", tmp_path) != first
    (tmp_path / "constraints.txt").write_text("numpy==1\n")
    assert bash(f"EXTRAS=models; {stamp}", tmp_path) != first
