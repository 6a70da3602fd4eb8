"""THE document, read once a session for every test of extraction."""

from __future__ import annotations

from pathlib import Path

import pytest
from support_reading import Reading

import kb.read
from kb.pdf.document import pages_to_document
from kb.pdf.workers import Limits, prepare, read_file
from kb.read import ReadResult, read_pdf
from kb.records.collect import document_to_records


@pytest.fixture(scope="session")
def reading(document_data: Path, document_pdf: Path) -> Reading:
    """The pages are read from the file once; the stages behind them are cheap."""
    prepare()
    path = document_data / document_pdf.name
    read = read_file(path, Limits())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kb.read, "read_file", lambda *_: read)
        result = read_pdf(path, document_data)
    document = pages_to_document(read.pages)
    return Reading(read.pages, document, tuple(document_to_records(document)), result)


@pytest.fixture(scope="session")
def the_document(reading: Reading) -> ReadResult:
    """What `read_pdf` says of THE document."""
    return reading.result
