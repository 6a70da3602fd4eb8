"""Damaged PDFs by the thousand: nothing hangs, nothing kills the build, no index is half written.

    python -m benchmarks.extraction.fuzz FOLDER_OF_PDFS [--cases 1000] [--seed 1]

Each case damages an excerpt of a real file: bytes of the file are flipped, cut, repeated or
exchanged, or what a page draws is, once unpacked. It is read under limits of time and memory,
and what came out is counted. Every hundred cases the damaged files are built beside a sound
one, and the index is opened and asked. Pictures are not read: text recognition takes longer
than a hundred cases, and sees pictures only.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pdfplumber
import pypdfium2
from pdfminer.pdftypes import stream_value

from kb.build import build
from kb.errors import PdfError
from kb.pdf import workers
from kb.pdf.workers import Limits, prepare, read_file
from kb.search import Searcher
from kb.settings import Settings

EXCERPT_PAGES = 3
LIMITS = Limits(workers=1, page_seconds=10.0, recognise=False)
BATCH = 100
# Opening, and each page with a restart of its process.
LONGEST = LIMITS.page_seconds * 2 * (EXCERPT_PAGES + 1)

Damage = Callable[[bytearray, random.Random], None]


def flip(data: bytearray, chance: random.Random) -> None:
    """Single bytes become others."""
    for _ in range(chance.randint(1, 200)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def cut(data: bytearray, chance: random.Random) -> None:
    """The end is missing."""
    del data[chance.randrange(len(data)) :]


def drop(data: bytearray, chance: random.Random) -> None:
    """A piece is missing."""
    start = chance.randrange(len(data))
    del data[start : start + chance.randint(1, 5000)]


def repeat(data: bytearray, chance: random.Random) -> None:
    """A piece stands twice."""
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randint(1, 5000)]
    data[start:start] = piece


def exchange(data: bytearray, chance: random.Random) -> None:
    """Numbers and references in the file's structure change."""
    for _ in range(chance.randint(1, 20)):
        at = data.find(chance.choice((b" 0 R", b"/Length", b"obj", b"/Kids", b"<<", b"/Count")))
        if at > 0:
            data[at - 1 : at] = str(chance.randint(0, 99999)).encode()


DAMAGES: Sequence[Damage] = (flip, cut, drop, repeat, exchange)


@dataclass(frozen=True, slots=True)
class Source:
    """A small sound file, and what its pages draw: (number of the object, unpacked content)."""

    data: bytes
    contents: tuple[tuple[int, bytes], ...]
    root: int

    def damaged(self, chance: random.Random) -> bytes:
        """A damaged copy."""
        if self.contents and chance.random() < 0.5:
            return self._redrawn(chance)
        data = bytearray(self.data)
        for damage in chance.sample(DAMAGES, chance.randint(1, 2)):
            damage(data, chance)
        return bytes(data)

    def _redrawn(self, chance: random.Random) -> bytes:
        """A sound file whose page draws damaged content, appended as a later version of it."""
        number, content = chance.choice(self.contents)
        drawn = bytearray(content)
        for damage in chance.sample((flip, cut, drop, repeat), chance.randint(1, 2)):
            if drawn:
                damage(drawn, chance)
        before = self.data.rindex(b"startxref")
        previous = int(self.data[before + len(b"startxref") :].split()[0])
        added = b"\n%d 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n"
        new = self.data + added % (number, len(drawn), bytes(drawn))
        table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 9999/Root %d 0 R/Prev %d>>\n"
        end = table % (number, len(self.data) + 1, self.root, previous)
        return new + end + b"startxref\n%d\n%%%%EOF\n" % len(new)


def sources_in(folder: Path) -> list[Source]:
    """The first pages of each readable file, as small files."""
    found = []
    for path in sorted(folder.rglob("*.pdf")):
        try:
            whole = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            continue
        small = pypdfium2.PdfDocument.new()
        small.import_pages(whole, list(range(min(EXCERPT_PAGES, len(whole)))))
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            small.save(file.name)
            found.append(_source(Path(file.name)))
    return found


def _source(path: Path) -> Source:
    with pdfplumber.open(path) as pdf:
        streams = [stream for page in pdf.pages for stream in page.page_obj.contents]
        resolved = [(stream.objid, stream_value(stream)) for stream in streams]
        contents = tuple((number, stream.get_data()) for number, stream in resolved)
        root = pdf.doc.xrefs[0].get_trailer()["Root"].objid
    return Source(path.read_bytes(), contents, root)


def read_outcome(path: Path) -> str:
    """What became of one damaged file."""
    started = time.monotonic()
    try:
        read = read_file(path, LIMITS)
    except PdfError:
        outcome = "拒绝并说明"
    except Exception as error:
        outcome = f"崩溃 {type(error).__name__}"
    else:
        outcome = "读出部分" if read.problems else "读出"
    return "挂起" if time.monotonic() - started > LONGEST else outcome


def build_outcome(folder: Path, sound: Path) -> str:
    """A build of the damaged files beside a sound one, and a question to its index."""
    shutil.copy(sound, folder / "sound.pdf")
    settings = Settings(data=folder, index=folder.parent / "index", page_seconds=10.0)
    try:
        build(settings)
        Searcher.open(settings.index).search("预算")
    except Exception as error:
        return f"建索引失败 {type(error).__name__}: {error}"
    return "建索引成功"


def main() -> None:
    """Run the cases and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    prepare()
    workers.Limits = partial(Limits, recognise=False)  # type: ignore[assignment,misc]
    chance = random.Random(args.seed)
    sources = sources_in(args.folder)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "sound.pdf").write_bytes(sources[0].data)
        for case in range(args.cases):
            batch = work / f"batch-{case // BATCH}" / "data"
            batch.mkdir(parents=True, exist_ok=True)
            path = batch / f"{case}.pdf"
            path.write_bytes(chance.choice(sources).damaged(chance))
            counts[read_outcome(path)] += 1
            if case % BATCH == BATCH - 1 or case == args.cases - 1:
                counts[build_outcome(batch, work / "sound.pdf")] += 1
            if case % BATCH == BATCH - 1:
                print(f"{case + 1}：{dict(counts)}", flush=True)
    for outcome, count in counts.most_common():
        print(f"{outcome}：{count}")


if __name__ == "__main__":
    main()
