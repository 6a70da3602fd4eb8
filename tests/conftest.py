"""Fixtures that several test modules use."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from kb.build import build
from kb.settings import Settings

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
# Only THE document: what an operator adds to data/ must not change what the tests find.
DOCUMENT = "sjz-hitech-organization-dept-budget-2025.pdf"


def pytest_configure() -> None:
    """Ctrl-C reaches the programs under test also when a shell runs pytest in the background,
    where it is ignored, and children inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def document_pdf() -> Path:
    """THE document."""
    return DATA / DOCUMENT


@pytest.fixture(scope="session")
def document_data(tmp_path_factory: pytest.TempPathFactory, document_pdf: Path) -> Path:
    """A data folder with THE document alone."""
    folder = tmp_path_factory.mktemp("data")
    (folder / DOCUMENT).symlink_to(document_pdf)
    return folder


@pytest.fixture(scope="session")
def document_index(tmp_path_factory: pytest.TempPathFactory, document_data: Path) -> Path:
    """The index of THE document by the shipped model, built once a session; do not write."""
    index = tmp_path_factory.mktemp("built") / "index"
    build(Settings(data=document_data, index=index, workers=2))
    return index
