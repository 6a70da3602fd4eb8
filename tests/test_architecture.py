"""The shape of the code: which module may import which, one adapter a library, no outside hosts."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_MODULE = 350

# A module imports only from layers above its own, or from its own part of the same line.
# A name stands for the module and everything under it; the longest name counts.
LAYERS = (
    ("kb.model", "kb.errors"),
    ("kb.text", "kb.settings", "kb.catalogue", "kb.rendering", "kb.ui.words"),
    ("kb.years",),
    ("kb.folding",),
    ("kb.money", "kb.codes"),
    ("kb.fields", "kb.sorts"),
    ("kb.sums",),
    # reading
    ("kb.pdf",),
    ("kb.records",),
    ("kb.entries", "kb.checks"),
    ("kb.read",),
    ("kb.inputs",),
    # finding
    ("kb.embedding",),
    ("kb.encoder",),
    ("kb.lexical", "kb.vectors", "kb.exact"),
    ("kb.terms",),
    ("kb.index",),
    ("kb.query",),
    ("kb.matching", "kb.meaning"),
    ("kb.ranking",),
    ("kb.scoring", "kb.lines", "kb.neighbours", "kb.asked_cell"),
    ("kb.choosing",),
    ("kb.computing",),
    ("kb.comparing",),
    ("kb.search",),
    ("kb.evaluation", "kb.export"),
    # what people use
    ("kb.build", "kb.pictures"),
    ("kb.ui",),
    ("kb.commands",),
    ("kb.cli",),
)
LEVELS = {name: level for level, names in enumerate(LAYERS) for name in names}

READING = ("kb.pdf", "kb.records", "kb.entries", "kb.read", "kb.inputs", "kb.build")
SERVING = (
    "kb.fields", "kb.sorts", "kb.index", "kb.query", "kb.matching", "kb.meaning", "kb.ranking",
    "kb.scoring", "kb.lines", "kb.neighbours", "kb.asked_cell", "kb.choosing", "kb.computing",
    "kb.comparing",
    "kb.search", "kb.export", "kb.ui",
)  # fmt: skip

# The only places that import a library. One not named here has a single place all the same.
ADAPTERS = {
    "pdfplumber": {"kb.pdf"},
    "pdfminer": {"kb.pdf"},
    "pypdfium2": {"kb.rendering"},
    "faiss": {"kb.vectors"},
    "bm25s": {"kb.lexical"},
    "streamlit": {"kb.ui"},
    "starlette": {"kb.ui"},
    "sentence_transformers": {"kb.encoder"},
}
EVERYWHERE = {"numpy", "orjson"}
# Imported, but brought by what stands after it.
BROUGHT_BY = {"starlette": "streamlit", "pdfminer": "pdfplumber", "cv2": "rapidocr"}

# Addresses that may stand in kb/; none of them is ever called.
KNOWN_ADDRESSES = {
    "http://www.w3.org/2000/svg",  # the name of SVG's namespace
    "http://[{shown}]:{port}",  # this machine's own address, which kb serve prints
    "http://{shown}:{port}",
}


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    paths = (ROOT / "kb").rglob("*.py")
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(paths)
    }


MODULES = modules()


def imports_of(path: Path) -> Iterator[str]:
    """All that a module imports, lazily and under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path}: relative imports hide where things come from"
            parts = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (part if part in MODULES else node.module for part in parts)


def place_of(module: str) -> str:
    """The longest name in LAYERS that the module stands under."""
    places = [name for name in LEVELS if f"{module}.".startswith(f"{name}.")]
    assert places, f"{module} has no layer yet: give it one in LAYERS"
    return max(places, key=len)


def may_import(importer: str, imported: str) -> bool:
    mine, theirs = place_of(importer), place_of(imported)
    return mine == theirs or LEVELS[theirs] < LEVELS[mine]


@pytest.mark.parametrize("name", [name for name in MODULES if name != "kb"])
def test_imports_run_one_way(name: str) -> None:
    ours = {i for i in imports_of(MODULES[name]) if i.startswith("kb.")}
    wrong = {imported for imported in ours if not may_import(name, imported)}
    assert not wrong, f"{name} must not import {sorted(wrong)}"


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {name: {i for i in imports_of(path) if i in MODULES} for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join([*trail, name])
        if name not in done:
            for imported in graph[name] - {name}:
                visit(imported, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_serving_knows_nothing_of_reading() -> None:
    for name in MODULES:
        if name.startswith(SERVING):
            wrong = [i for i in imports_of(MODULES[name]) if i.startswith(READING)]
            assert not wrong, f"{name} imports {wrong}"


def libraries() -> dict[str, set[str]]:
    """Each third-party library and the places that import it."""
    found: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        for imported in imports_of(path):
            library = imported.partition(".")[0]
            if library not in sys.stdlib_module_names and library not in ("kb", "__future__"):
                found.setdefault(library, set()).add(place_of(name))
    return found


def test_each_library_has_one_adapter() -> None:
    for library, places in libraries().items():
        if library in ADAPTERS:
            assert places == ADAPTERS[library], f"{library} is imported in {sorted(places)}"
        elif library not in EVERYWHERE:
            assert len(places) == 1, f"{library} is imported in {sorted(places)}"


def requirements() -> set[str]:
    """The distributions that pyproject.toml asks for, extras included, in lower case."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *(line for extra in extras for line in extra)]
    return {re.split(r"[<>=!~\[; ]", line)[0].lower() for line in lines}


def test_each_library_is_declared() -> None:
    declared = requirements()
    distributions = packages_distributions()
    for library in libraries():
        brought_by = BROUGHT_BY.get(library, library)
        names = distributions.get(brought_by, [brought_by])  # an extra may not be installed
        known = {re.sub("[-_.]+", "-", name).lower() for name in names}
        assert declared & known, f"{library} is imported but not in pyproject.toml"


def test_every_requirement_has_an_exact_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+", pin) for pin in pins)
    pinned = {pin.partition("==")[0] for pin in pins}
    missing = {name.replace("_", "-") for name in requirements()} - pinned
    assert not missing, f"no version in constraints.txt: {missing}"


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_short_and_say_what_they_are(name: str) -> None:
    source = MODULES[name].read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(ast.parse(source)), f"{name} has no docstring"


@pytest.mark.parametrize(
    "name", [name for name in MODULES if not name.startswith(("kb.ui", "kb.commands"))]
)
def test_what_others_call_is_described(name: str) -> None:
    """The views say themselves what they draw, and each command is described by its HELP."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    bare = [node.name for node in public if not ast.get_docstring(node)]
    assert not bare, f"{name}: {bare} have no docstring"


def test_no_outside_hosts() -> None:
    kinds = (".py", ".css", ".js", ".svg", ".html", ".txt", ".tsv", ".toml", ".json")
    files = [p for p in (ROOT / "kb").rglob("*") if p.suffix in kinds and "models" not in p.parts]
    for path in files:
        text = path.read_text(encoding="utf-8")
        found = set(re.findall(r"""(?:https?|wss?)://[^\s"'<>)]+""", text))
        assert found <= KNOWN_ADDRESSES, f"{path}: {found - KNOWN_ADDRESSES}"
