"""Nothing of THE document is in the code that reads it: no name, no title, no code, no figure.

Comments and docstrings may show an example; what the program goes by may not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.model import Kind
from kb.read import ReadResult

PACKAGE = Path(__file__).parents[2] / "kb"
READING = ("pdf", "records", "checks", "read.py", "entries.py", "text.py", "build.py")


def trees(*names: str) -> Iterator[ast.Module]:
    """The modules of these folders and files of the package."""
    for name in names:
        place = PACKAGE / name
        for path in place.rglob("*.py") if place.is_dir() else [place]:
            yield ast.parse(path.read_text(encoding="utf-8"))


def constants(*names: str) -> Iterator[str]:
    """Every string and number of their code, docstrings left out."""
    for tree in trees(*names):
        texts = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in texts:
                yield str(node.value)


@pytest.fixture(scope="module")
def names(the_document: ReadResult) -> set[str]:
    """Names that are this document's own: its title, its body and units, projects, indicators."""
    found = {the_document.info.title, the_document.info.department or "", the_document.info.doc}
    for entry in the_document.entries:
        if entry.kind in (Kind.PROJECT, Kind.INDICATOR, Kind.SECTION):
            found |= {entry.title, entry.fields.get("项目编码", "")}
        if entry.kind is Kind.PROJECT:
            found.add(entry.path[-1])
        found.add(entry.fields.get("单位名称", ""))
    # Shorter ones are words of every budget (合计, 满意度).
    return {name for name in found if len(name) > 5}


def test_no_name_of_the_document_is_in_the_package(names: set[str]) -> None:
    code = "\n".join(constants("."))
    assert len(names) > 250
    assert sorted(name for name in names if name in code) == []


def test_no_figure_or_code_of_the_document_is_in_what_reads(the_document: ReadResult) -> None:
    printed = {text for entry in the_document.entries for text in entry.fields.values()}
    figures = {text for text in printed if re.fullmatch(r"\d+\.\d\d|\d{5,}", text)}
    assert len(figures) > 100
    assert figures & set(constants(*READING)) == set()


def test_no_page_of_the_document_decides() -> None:
    """Nothing that reads compares a page with a number."""
    for node in (node for tree in trees(*READING) for node in ast.walk(tree)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            pages = [s for s in sides if isinstance(s, ast.Attribute) and s.attr == "page"]
            numbers = [s for s in sides if isinstance(s, ast.Constant) and s.value is not None]
            assert not (pages and numbers), ast.unparse(node)
