"""data/ -> index/: reads what is new, keeps what is unchanged, replaces the index at once."""

from __future__ import annotations

import gc
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import IndexMismatch, IndexMissing, KbError, PdfError
from kb.inputs import FILES, InputFile, input_files, made_of, read_by_this
from kb.model import DocumentInfo, Entry, Kind, Problem
from kb.pdf import workers
from kb.read import document_name, read_pdf
from kb.settings import Settings

if TYPE_CHECKING:  # loaded while the pages are being read
    from kb.encoder import Encoder
    from kb.index import Index

__all__ = ["BuildReport", "Progress", "build", "is_stale"]

Progress = Callable[[str, int, int], None]
"""Called with what is being done (Chinese), how much of it is done, and how much there is."""

_SAME_ADVICE = "只收录其中一份；如需单独收录，请放入内容不同的文件"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `read`, `kept` and `removed` are files under the data folder."""

    documents: tuple[DocumentInfo, ...]
    kinds: Mapping[Kind, int]
    read: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    written: bool
    seconds: float

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for document in self.documents for problem in document.problems)


def is_stale(settings: Settings) -> bool:
    """True when `build` would change the index: no index, or other files, reader or model."""
    from kb.encoder import load_encoder
    from kb.index import open_index

    try:
        index = open_index(settings.index, encoder=load_encoder(settings.model))
    except (IndexMissing, IndexMismatch):
        return True
    return bool(index.manifest.settings != made_of(input_files(settings.data)))


def build(settings: Settings, progress: Progress = lambda *_: None) -> BuildReport:
    """Bring the index up to date with the data folder.

    Files of unchanged content keep their entries; a file that can't be read is reported and
    the others are indexed all the same. Raises KbError when there is nothing to index.
    """
    with _few_collections():
        return _build(settings, progress)


@contextmanager
def _few_collections() -> Iterator[None]:
    """A build makes half a million objects and drops few: searching them for cycles at
    Python's usual pace costs a twentieth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _build(settings: Settings, progress: Progress) -> BuildReport:
    started = time.monotonic()
    workers.prepare()
    files = input_files(settings.data)
    if not files:
        raise KbError(f"{settings.data} 里没有 PDF 文件。请放入后再运行 kb build。")
    previous = _previous(settings.index)
    kept = _reusable(previous, files)
    if len(kept) < len(files):
        threading.Thread(target=_load_libraries, daemon=True).start()
    reader = _Reader(settings, progress, {f.sha256: f.name for f in files if f.name in kept})
    documents: list[DocumentInfo] = []
    entries: list[Entry] = []
    for file in files:
        info, found = kept[file.name] if file.name in kept else reader.read(file)
        documents.append(info)
        entries += found
    from kb.encoder import load_encoder

    encoder = load_encoder(settings.model)
    removed = _removed(previous, files)
    written = _differs(previous, files, documents) or not _fits(previous, encoder)
    if written:
        _write(settings, files, documents, entries, encoder, previous, progress)
    return BuildReport(
        tuple(documents),
        Counter(entry.kind for entry in entries),
        tuple(reader.done),
        tuple(kept),
        removed,
        written,
        time.monotonic() - started,
    )


def _load_libraries() -> None:
    from kb.index import load_libraries

    load_libraries()


def _previous(index_dir: Path) -> Index | None:
    if not index_dir.exists():
        return None
    from kb.index import open_index

    with suppress(IndexMissing, IndexMismatch):
        return open_index(index_dir)
    return None


def _fits(previous: Index | None, encoder: Encoder) -> bool:
    if previous is None:
        return False
    try:
        previous.manifest.check_model(encoder)
    except IndexMismatch:
        return False
    return True


def _differs(
    previous: Index | None, files: Iterable[InputFile], documents: Sequence[DocumentInfo]
) -> bool:
    """True when the index does not hold these documents as they were read now."""
    if previous is None:
        return True
    return previous.documents != tuple(documents) or previous.manifest.settings != made_of(files)


def _reusable(
    previous: Index | None, files: Iterable[InputFile]
) -> dict[str, tuple[DocumentInfo, tuple[Entry, ...]]]:
    """Documents of the previous index that stand as they are; unreadable ones are tried anew."""
    if previous is None or not read_by_this(previous.manifest.settings):
        return {}
    keys = previous.manifest.settings.get(FILES, {})
    known = {document.file: document for document in previous.documents if document.entries}
    wanted = {f.name: known[f.name] for f in files if f.name in known and keys[f.name] == f.key}
    entries: dict[str, list[Entry]] = {document.doc: [] for document in wanted.values()}
    for entry in previous.entries:
        if entry.doc in entries:
            entries[entry.doc].append(entry)
    return {name: (document, tuple(entries[document.doc])) for name, document in wanted.items()}


def _removed(previous: Index | None, files: Iterable[InputFile]) -> tuple[str, ...]:
    names = {file.name for file in files}
    old = previous.documents if previous is not None else ()
    return tuple(document.file for document in old if document.file not in names)


class _Reader:
    """Reads files one after another; the same content a second time is only noted."""

    def __init__(self, settings: Settings, progress: Progress, seen: dict[str, str]) -> None:
        self._settings = settings
        self._progress = progress
        self._seen = seen
        self._names: dict[str, str] = {}
        self.done: list[str] = []

    def read(self, file: InputFile) -> tuple[DocumentInfo, tuple[Entry, ...]]:
        """What is in a file, or why nothing is."""
        self.done.append(file.name)
        doc = document_name(file.path, self._settings.data)
        if self._names.setdefault(doc, file.name) != file.name:
            reason = f"与 {self._names[doc]} 的名字只差扩展名的大小写"
            return self._unread(file, Problem(file.name, None, reason, "请给其中一份改名")), ()
        if file.sha256 in self._seen:
            reason = f"与 {self._seen[file.sha256]} 内容相同"
            return self._unread(file, Problem(file.name, None, reason, _SAME_ADVICE)), ()
        self._seen[file.sha256] = file.name
        pages: set[int] = set()

        def on_page(number: int) -> None:
            pages.add(number)
            self._progress(f"读取 {file.name}", len(pages), 0)

        limits = workers.Limits(
            workers=self._settings.workers,
            page_seconds=self._settings.page_seconds,
            memory_bytes=self._settings.memory_mb * 1024**2,
        )
        try:
            data = self._settings.data
            result = read_pdf(file.path, data, limits, on_page, file.corrections)
        except PdfError as error:
            reason, _, advice = str(error).removeprefix(f"{file.path.name}：").partition("。")
            return self._unread(file, Problem(file.name, None, reason, advice.rstrip("。"))), ()
        return replace(result.info, sha256=file.sha256), result.entries

    def _unread(self, file: InputFile, problem: Problem) -> DocumentInfo:
        return DocumentInfo(
            doc=document_name(file.path, self._settings.data),
            title=file.path.stem,
            file=file.name,
            sha256=file.sha256,
            pages=0,
            problems=(problem,),
        )


def _write(
    settings: Settings,
    files: Sequence[InputFile],
    documents: Sequence[DocumentInfo],
    entries: Sequence[Entry],
    encoder: Encoder,
    previous: Index | None,
    progress: Progress,
) -> None:
    if not entries:
        reasons = "\n".join(str(problem) for d in documents for problem in d.problems)
        raise KbError(f"没有一个文件可以读取，索引保持原样：\n{reasons}")
    from kb.index import write_index
    from kb.query.lexicon import LexiconFiles

    LexiconFiles().current()  # the cutter learns its words: entries are cut as questions are
    write_index(
        settings.index,
        documents,
        entries,
        encoder,
        previous=previous,
        settings=made_of(files),
        progress=lambda done, total: progress("生成向量", done, total),
    )
