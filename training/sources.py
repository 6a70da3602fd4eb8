"""The training text as found, cleaned, without duplicates and without the evaluation's text."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from training.leaks import Forbidden, folded

_FROM_ENGLISH = re.compile(r"\s*[;/]\s*")
_BRACKETS = re.compile(r"[(（\[][^)）\]]*[)）\]]")
_JUNK = re.compile(r"^values \(\d|https?://|�")
_HELD_OUT = {"STARD": 20, "DRCD": 12, "policy": 8}  # per cent of the answers
_POLICY = frozenset({"hebei_gov", "mirror_cn_policies", "gov_cn_policies", "gd_services"})
_PASSAGE_SETS = ("NCPPolicies-heldout", "CMRC-dev", "XQuAD-zh")
_SURE = 0.7  # from this weight on a line of the lexicon says the same thing
_MAX_ANSWER = 300  # characters; the model has no order, longer texts only blur


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its answer. `group` is the kind of batch it is trained in."""

    q: str
    a: str
    src: str
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class DevSet:
    """Held out of the training pairs, for choices and for the fusion's weights."""

    docs: tuple[str, ...]
    queries: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Material:
    """All that training reads."""

    pairs: list[Pair]
    dev: dict[str, DevSet]
    text: list[str]
    synonyms: list[tuple[str, ...]]
    terms: list[tuple[str, str]] = field(default_factory=list)


def read_material(folder: Path, *, with_statutes: bool = True) -> Material:
    """Raises FileNotFoundError when the folder is not the training folder. Without statutes,
    no text that quotes a statute of the STARD evaluation pool is kept."""
    forbidden = read_forbidden(folder, with_statutes=with_statutes)
    kept, dev = read_pairs(folder, forbidden)
    text = list(dict.fromkeys(filter(None, map(str.strip, _lines(folder / "text.txt.gz")))))
    met = forbidden.met_by(text)
    return Material(
        pairs=kept,
        dev=dev,
        text=[line for line, bad in zip(text, met, strict=True) if not bad],
        synonyms=_read_synonyms(folder / "synonyms_cow.tsv"),
        terms=_read_terms(folder / "zh_en_terms.tsv.gz"),
    )


def read_pairs(folder: Path, forbidden: Forbidden) -> tuple[list[Pair], dict[str, DevSet]]:
    """What is trained on, and what is held out of it for choices."""
    found = chain(_read_pairs(folder / "pairs.jsonl.gz"), read_everyday())
    return _split(_clean(found, forbidden))


def read_forbidden(folder: Path, *, with_statutes: bool = True) -> Forbidden:
    """Questions of all retrieval sets and sentences of all similarity sets as wholes; the
    passages of NCPPolicies, CMRC and XQuAD (and STARD's statutes) not even in part."""
    sets = json.loads(gzip.decompress((folder / "eval" / "retrieval.json.gz").read_bytes()))
    whole = [query for name in sets for query, _ in sets[name]["queries"]]
    for line in _lines(folder / "eval" / "similarity.jsonl.gz"):
        row = json.loads(line)
        whole += [row["a"], row["b"]]
    names = _PASSAGE_SETS if with_statutes else (*_PASSAGE_SETS, "STARD-heldout")
    return Forbidden.of(whole, [doc for name in names for doc in sets[name]["docs"]])


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def _read_pairs(path: Path) -> Iterator[Pair]:
    for line in _lines(path):
        row = json.loads(line)
        group = _group(row["src"], row["kind"])
        yield Pair(row["q"].strip(), row["a"].strip()[:_MAX_ANSWER], row["src"], row["kind"], group)


def read_everyday() -> list[Pair]:
    """What people say beside what offices write: this folder's lists and the search's lexicon."""
    here = Path(__file__).parent
    found = [
        Pair(said, official, file.stem, "everyday", "everyday")
        for file in sorted(here.glob("everyday_*.tsv"))
        for said, official, *_ in _rows(file)
    ]
    for name in ("synonyms.tsv", "english.tsv"):
        for said, official, *rest in _rows(here.parent / "kb" / "lexicon" / name):
            if not rest or float(rest[0]) >= _SURE:
                wordings = official.split("|")
                found += [Pair(said, wording, name, "everyday", "everyday") for wording in wordings]
    return found


def _rows(file: Path) -> Iterator[list[str]]:
    lines = file.read_text("utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))


def _group(src: str, kind: str) -> str:
    if src == "lawart":
        return "lawart"
    if kind == "en_zh":
        return "english"
    if src == "gloss" or kind in ("definition", "catalogue_path"):
        return "definition"
    if kind in ("heading_body", "title_body"):
        return "heading"
    return "dialogue" if kind == "dialogue" else "question"


def _clean(pairs: Iterator[Pair], forbidden: Forbidden) -> list[Pair]:
    """Without junk, twins (same question and answer) and evaluation text; order kept."""
    unique = {
        (folded(pair.q), folded(pair.a)): pair
        for pair in pairs
        if not _JUNK.search(pair.q + "\n" + pair.a) and pair.q != pair.a
    }
    rows = [pair for (q, a), pair in unique.items() if q and a]
    bad_q = forbidden.met_by([pair.q for pair in rows])
    bad_a = forbidden.met_by([pair.a for pair in rows])
    return [pair for pair, b, c in zip(rows, bad_q, bad_a, strict=True) if not b and not c]


def _split(pairs: list[Pair]) -> tuple[list[Pair], dict[str, DevSet]]:
    """Training pairs, and the held-out questions with all answers of their family as pool."""
    families = {name: [p for p in pairs if _family(p) == name] for name in _HELD_OUT}
    dev = {name: _dev_set(rows, _HELD_OUT[name]) for name, rows in families.items()}
    out = {folded(doc) for name, rows in families.items() for doc in _held(rows, _HELD_OUT[name])}
    return [pair for pair in pairs if folded(pair.a) not in out], dev


def _family(pair: Pair) -> str | None:
    if pair.src in ("STARD", "DRCD"):
        return pair.src
    return "policy" if pair.src in _POLICY and pair.kind != "definition" else None


def _held(rows: list[Pair], per_cent: int) -> set[str]:
    return {pair.a for pair in rows if zlib.crc32(folded(pair.a).encode()) % 100 < per_cent}


def _dev_set(rows: list[Pair], per_cent: int) -> DevSet:
    held = _held(rows, per_cent)
    docs = sorted({pair.a for pair in rows})
    place = {doc: number for number, doc in enumerate(docs)}
    wanted: dict[str, set[int]] = {}
    for pair in rows:
        if pair.a in held:
            wanted.setdefault(pair.q, set()).add(place[pair.a])
    return DevSet(tuple(docs), tuple((q, tuple(sorted(d))) for q, d in sorted(wanted.items())))


def _read_synonyms(path: Path) -> list[tuple[str, ...]]:
    rows = (line.split("\t", 1)[1] for line in path.read_text("utf-8").splitlines() if "\t" in line)
    sets = (tuple(sorted({word for word in row.split("|") if word})) for row in rows)
    return sorted({words for words in sets if len(words) > 1})


def _read_terms(path: Path) -> list[tuple[str, str]]:
    """(Chinese, English) a sense; particles ("to", "sb", brackets) left out."""
    found: set[tuple[str, str]] = set()
    for line in list(_lines(path))[1:]:
        chinese, english, *_ = line.split("\t")
        for sense in _FROM_ENGLISH.split(_BRACKETS.sub(" ", english))[:4]:
            words = re.sub(r"^(to|a|an|the) ", "", sense.strip().lower())
            if words and len(words) <= 60 and not re.search(r"[一-鿿]", words):
                found.add((chinese, words))
    return sorted(found)


def texts_of(material: Material, where: Callable[[Pair], bool] = lambda _: True) -> list[str]:
    """Every text that training sees, for counting words."""
    sides = [side for pair in material.pairs if where(pair) for side in (pair.q, pair.a)]
    return [*sides, *material.text]
