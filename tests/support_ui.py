"""A stand-in for kb.search.Searcher, and settings, for tests of the app."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from kb.errors import EntryNotFound
from kb.model import Answer, DocumentInfo, Entry, Facet, Filters, Hit, Reading
from kb.ui import routes, shell

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
RENT = "412f7833d870"  # the indicator cut by the end of page 85
PROJECT = "1e09cd40116c"  # the project it belongs to
TABLE = "e6de7863cdfa"  # a table with two sides
RUNNING = "d63b02c4f210"  # a budget line with a header path

HOSTILE = (
    "<script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"
    " **bold** [link](javascript:alert(1)) $E=mc^2$ `code` :smile: &amp; </div>"
)


def entries_read() -> tuple[tuple[DocumentInfo, ...], tuple[Entry, ...]]:
    """Some entries of THE document, as its PDF was read."""
    data = json.loads((HERE / "ui_entries.json").read_text(encoding="utf-8"))
    documents = tuple(DocumentInfo.from_json(item) for item in data["documents"])
    return documents, tuple(Entry.from_json(item) for item in data["entries"])


def entry_read(entry_id: str) -> Entry:
    return next(entry for entry in entries_read()[1] if entry.id == entry_id)


def hostile_entry() -> Entry:
    """An entry every text of which is markup."""
    fields = {"三级指标": HOSTILE, f"{HOSTILE}/x": HOSTILE, "指标值": HOSTILE}
    return replace(
        entry_read(RENT),
        id="hostile",
        title=f"恶意 {HOSTILE}",
        path=(HOSTILE, HOSTILE),
        text=HOSTILE,
        fields=fields,
        value=HOSTILE,
        unit=HOSTILE,
        department=HOSTILE,
        doc_title=HOSTILE,
        parent=None,
    )


def fake_searcher(*more: Entry) -> FakeSearcher:
    documents, entries = entries_read()
    return FakeSearcher(documents, (*entries, *more))


@dataclass(frozen=True, slots=True)
class FakeSettings:
    data: Path
    index: Path
    model: str | None = None

    @property
    def synonyms_file(self) -> Path:
        return self.data / "synonyms.tsv"


class FakeSearcher:
    """Ranks entries by the pairs of characters they share with the question."""

    def __init__(self, documents: Sequence[DocumentInfo], entries: Sequence[Entry]) -> None:
        self.documents = tuple(documents)
        self.entries = tuple(entries)
        self._entries = {entry.id: entry for entry in entries}
        self.readings: tuple[Reading, ...] = ()  # of any question that says so
        self.related: tuple[str, ...] = ()
        self.instead: tuple[str, ...] = ()
        self.same: tuple[Entry, ...] = ()  # of any first hit
        self.others: tuple[Entry, ...] = ()

    def search(
        self,
        question: str,
        k: int = 10,
        filters: Filters | None = None,
        literally: frozenset[str] = frozenset(),
    ) -> Answer:
        filters = filters or Filters()
        scored = [(score(question, entry), entry) for entry in self._entries.values()]
        found = [pair for pair in scored if pair[0] > 0]
        kept = [(points, entry) for points, entry in found if passes(entry, filters)]
        kept.sort(key=lambda pair: -pair[0])
        answerable = bool(kept) and kept[0][0] >= 0.5
        words = tuple(sorted(pairs(question)))
        hits = [
            Hit(entry, points, ("原词：测试", "语义相近 0.80"), words) for points, entry in kept[:k]
        ]
        hits[:1] = [replace(hit, same=self.same, others=self.others) for hit in hits[:1]]
        said = {r.said for r in self.readings if r.said in question} - literally
        return Answer(
            question,
            answerable,
            tuple(hits),
            readings=tuple(reading for reading in self.readings if reading.said in said),
            related=self.related,
            instead=self.instead,
            notes=(f"已按“{question}”查找",),
            kinds=facets([entry.kind.value for _, entry in found]),
            chapters=facets([entry.chapter for _, entry in found]),
        )

    def entry(self, entry_id: str) -> Entry:
        try:
            return self._entries[entry_id]
        except KeyError:
            raise EntryNotFound(f"没有编号为 {entry_id} 的条目。") from None

    def children(self, entry_id: str) -> tuple[Entry, ...]:
        found = [entry for entry in self._entries.values() if entry.parent == entry_id]
        return tuple(sorted(found, key=lambda entry: entry.order))

    def suggest(self, prefix: str, limit: int = 8) -> tuple[str, ...]:
        titles = dict.fromkeys(entry.title for entry in self._entries.values())
        return tuple(title for title in titles if prefix in title)[:limit]


def pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def score(question: str, entry: Entry) -> float:
    asked = pairs(question)
    if not asked:
        return 0.0
    in_text = asked & pairs(" ".join((*entry.path, entry.title, entry.text)))
    in_title = asked & pairs(entry.title)
    return (len(in_text) + len(in_title) / 10) / len(asked) / 1.1


def passes(entry: Entry, filters: Filters) -> bool:
    return (
        (not filters.kinds or entry.kind in filters.kinds)
        and (not filters.chapters or entry.chapter in filters.chapters)
        and (not filters.docs or entry.doc in filters.docs)
        and (not filters.years or entry.year in filters.years)
    )


def facets(values: Sequence[str]) -> tuple[Facet, ...]:
    counts = {value: values.count(value) for value in dict.fromkeys(values)}
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return tuple(Facet(value, count) for value, count in ordered)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Server:
    """The routes and the headers of the app, without Streamlit's own part."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Sends the path as it is, dots and all."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            shown = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=shown)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, names, response.read())
        finally:
            connection.close()


@contextmanager
def routes_served() -> Iterator[Server]:
    app = Starlette(routes=[*shell.shell_routes(), *routes.routes()], middleware=shell.middleware())
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield Server(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(20)
