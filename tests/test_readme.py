"""README holds: its examples give what they show, and every command and setting stands in it.

`python -m tests.test_readme` writes the examples' present output into README.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from kb.cli import COMMANDS
from kb.settings import Settings, env_name

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
# What differs from run to run, and with every new version of the model.
_CHANGING = re.compile(r"(?<=用时 )[\d.]+|(?<=语义相近 )[\d.]+")


def examples() -> Iterator[tuple[str, str]]:
    """(command, what README shows that it prints)."""
    for block in _BLOCK.findall(README.read_text(encoding="utf-8")):
        for part in block.split("$ ")[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


def printed_by(command: str, folder: Path) -> str:
    """What a shell prints for `command` in a folder where data/ and index/ are the built ones."""
    shell = f'kb() {{ "{sys.executable}" -m kb.cli "$@"; }}\n{command}'
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", shell],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": path},
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return _CHANGING.sub("…", done.stdout)


@pytest.fixture(scope="module")
def folder(
    document_data: Path, document_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    place = tmp_path_factory.mktemp("readme")
    (place / "data").symlink_to(document_data)
    (place / "index").symlink_to(document_index)
    return place


@pytest.mark.parametrize(("command", "shown"), list(examples()))
def test_an_example_prints_what_readme_shows(command: str, shown: str, folder: Path) -> None:
    assert printed_by(command, folder) == shown


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_names_every_command(name: str) -> None:
    assert f"kb {name}" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [item.name for item in fields(Settings)])
def test_readme_names_every_setting(name: str) -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith(f"| `{name}`")]
    assert len(rows) == 1
    assert f"`{env_name(name)}`" in rows[0]
    assert f"`--{name.replace('_', '-')}`" in rows[0]


def test_links_of_readme_lead_somewhere() -> None:
    text = README.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#][^)]*)\)", text) + re.findall(r'src="([^"]+)"', text)
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing


def write_examples() -> None:
    """Put into README what its examples print now, over a fresh index of data/."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").symlink_to(ROOT / "data")
        printed_by("kb build", folder)

        def filled(block: re.Match[str]) -> str:
            commands = re.findall(r"^\$ (.*)$", block.group(), re.MULTILINE)
            return "".join(f"$ {command}\n{printed_by(command, folder)}" for command in commands)

        README.write_text(_BLOCK.sub(filled, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_examples()
