"""Fixtures that several test modules use."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.build import build
from kb.settings import Settings

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
# Only THE document: what an operator adds to data/ must not change what the tests find.
DOCUMENT = "sjz-hitech-organization-dept-budget-2025.pdf"


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
