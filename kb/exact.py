"""The exact table: codes, document numbers and amounts, found as they are or not at all.

A key is a short string; the table holds 64-bit hashes of the keys, sorted, with the entries
of each. Which key means what:

    c:2080101                a code, lower case
    d:石财社(2024)95         a document number; its parts may be missing: d:(2024)95, d:石财社95
    n:1715                   a figure as printed, without trailing zeros
    y:17150000               an amount in 元
    v:1715, v:y17150000      the same two for an entry's own value, when that is all it is
    q:5550人, q:95%          a figure with what it counts
    h:项目支出               a column that has a figure
    u:c:2080101, u:d:(2024)95  the same code or number, of the project that an entry is under
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.codes import CODE_HEAD, code_of
from kb.folding import fold, fold_tight
from kb.model import Amount, Entry
from kb.money import amounts_in, cell_unit, in_yuan, number_text, printed_amount

__all__ = [
    "DocumentNumber",
    "ExactTable",
    "codes_in",
    "document_numbers_in",
    "entry_keys",
    "numbers_of",
    "project_keys",
    "quantities_in",
]

_CODE = re.compile(r"(?<![a-z\d.])(?=[a-z\d]*\d)[a-z\d]{3,}(?![a-z\d])(?!\.\d)")
_MIXED = re.compile(r"[a-z]+\d|\d+[a-z]")
_ISSUER = r"(?P<issuer>[\u3400-\u9fff]{0,12}?)"
_DOCUMENT_NUMBER = re.compile(
    rf"{_ISSUER} ?[\(《]? ?(?P<year>(?:19|20)\d\d) ?年?[\)》]? ?(?:第|字|-)? ?"
    r"(?P<number>\d{1,5}) ?号(?:文件|文(?![\u3400-\u9fff]))?"
)
_SHORT_NUMBER = re.compile(r"(?P<issuer>[\u3400-\u9fff]{2,12}) ?(?:第 ?)?(?P<number>\d{1,4}) ?号")
_QUANTITY = re.compile(
    r"(?<![a-z\d.,])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?) ?个?"
    r"(?P<counted>[%‰人名次场期家本册张辆台套亩户条份件项所处间座天]|平方米|公里|万人)"
)
_LONGEST_ISSUER, _SHORTEST_ISSUER = 6, 2
_CODED = ("编码", "科目", "序号")
_NUMBERING = ("序号", "栏次")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """石财社〔2024〕95号: `year` is "" when it was not said, `start`..`end` its place."""

    issuer: str
    year: str
    number: str
    start: int
    end: int

    @property
    def written(self) -> str:
        """石财社(2024)95号."""
        return f"{self.issuer}{f'({self.year})' if self.year else ''}{self.number}号"

    @property
    def keys(self) -> list[str]:
        """Longest issuer first: words before the issuer are not told from it by spelling."""
        year = f"({self.year})" if self.year else ""
        issuer = self.issuer[-_LONGEST_ISSUER:]
        starts = range(len(issuer) - _SHORTEST_ISSUER + 1)
        named = [f"d:{issuer[i:]}{year}{self.number}" for i in starts]
        return named or ([f"d:{year}{self.number}"] if year else [])


def document_numbers_in(folded: str) -> list[DocumentNumber]:
    """Document numbers of a folded text, in any bracket or none, with or without a year."""
    found = [
        DocumentNumber(m["issuer"], m["year"], m["number"], m.start(), m.end())
        for m in _DOCUMENT_NUMBER.finditer(folded)
    ]
    if not found:
        found = [
            DocumentNumber(m["issuer"], "", m["number"], m.start(), m.end())
            for m in _SHORT_NUMBER.finditer(folded)
        ]
    return found


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with what it counts: 5550人."""

    said: str
    number: str
    counted: str

    @property
    def key(self) -> str:
        return f"q:{number_text(Decimal(self.number))}{self.counted}"


def quantities_in(folded: str) -> list[Quantity]:
    """Figures with a measure word or a per cent sign, in order."""
    return [
        Quantity(m.group(), m["number"].replace(",", ""), m["counted"])
        for m in _QUANTITY.finditer(folded)
    ]


def codes_in(folded: str) -> list[str]:
    """What is written like a code: letters and digits mixed, or three digits and more."""
    return _CODE.findall(folded)


def amount_keys(amount: Amount) -> list[str]:
    """The keys under which an entry with this amount is found."""
    keys = [f"n:{number_text(amount.value)}"]
    yuan = in_yuan(amount)
    return keys if yuan is None else [*keys, f"y:{number_text(yuan)}"]


def entry_keys(entry: Entry) -> set[str]:
    """Everything exact that an entry can be found by."""
    keys: set[str] = set()
    value = printed_amount(entry.value or "", entry.unit)
    if value:
        keys.update(f"v:{key.removeprefix('n:').replace('y:', 'y')}" for key in amount_keys(value))
    if code := code_of(entry):
        keys.add(f"c:{fold_tight(code)}")
    for name, text in _texts(entry):
        folded = fold(text)
        keys.update(key for number in document_numbers_in(folded) for key in _all_keys(number))
        keys.update(_code_keys(name, folded))
        keys.update(quantity.key for quantity in quantities_in(folded))
        if name.endswith(_NUMBERING):
            continue
        amount = printed_amount(folded, cell_unit(name, entry.unit))
        if amount:
            keys.add(f"h:{fold_tight(name).split('/')[-1]}")
        for found in [amount] if amount else amounts_in(folded):
            keys.update(amount_keys(found))
    return keys


def project_keys(project: Entry) -> set[str]:
    """What everything under a project is found by: its code, its document number."""
    return {f"u:{key}" for key in entry_keys(project) if key.startswith(("c:", "d:"))}


def numbers_of(entry: Entry) -> tuple[float, float]:
    """The only number of the entry's value as printed and in 元; NaN where it is none."""
    amount = printed_amount(entry.value or "", entry.unit)
    found = [amount] if amount else list(amounts_in(entry.value or ""))
    if len(found) != 1:
        return float("nan"), float("nan")
    yuan = in_yuan(found[0])
    return float(found[0].value), float("nan") if yuan is None else float(yuan)


def _texts(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "", entry.title
    yield from entry.fields.items()
    if entry.value_field is None and entry.value:
        yield "", entry.value
    if not entry.fields:
        yield "", entry.text


def _all_keys(number: DocumentNumber) -> list[str]:
    """With and without the year and the issuer, for questions that leave one out."""
    yearless = DocumentNumber(number.issuer, "", number.number, 0, 0)
    nameless = DocumentNumber("", number.year, number.number, 0, 0)
    return [*number.keys, *yearless.keys, *nameless.keys]


def _code_keys(name: str, folded: str) -> Iterator[str]:
    for code in codes_in(folded):
        heads = CODE_HEAD.search(name) or any(word in name for word in _CODED)
        if _MIXED.search(code) or heads or (len(code) in (5, 7) and code != folded):
            yield f"c:{code}"


@dataclass(frozen=True, slots=True)
class ExactTable:
    """`hashes` sorted; the entries of the i-th are rows[starts[i]:starts[i + 1]]."""

    hashes: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]

    @classmethod
    def build(cls, keys: Sequence[Iterable[str]]) -> ExactTable:
        """`keys`: those of each entry, in the order of the index."""
        postings: dict[int, list[int]] = {}
        for row, names in enumerate(keys):
            for name in names:
                postings.setdefault(_hash(name), []).append(row)
        hashes = sorted(postings)
        starts = np.cumsum([0, *(len(postings[value]) for value in hashes)])
        rows = [row for value in hashes for row in postings[value]]
        return cls(np.array(hashes, np.uint64), starts.astype(np.int64), np.array(rows, np.int32))

    def find(self, key: str) -> npt.NDArray[np.int32]:
        """The entries with this key, ascending; none when there is none."""
        value = np.uint64(_hash(key))
        place = int(np.searchsorted(self.hashes, value))
        if place == len(self.hashes) or self.hashes[place] != value:
            return np.zeros(0, np.int32)
        return self.rows[self.starts[place] : self.starts[place + 1]]

    def find_amount(self, amount: Amount) -> npt.NDArray[np.int32]:
        """Entries with an equal amount, unit for unit; a bare figure also as printed or in 元.

        A figure printed without a unit is an answer to one asked with a unit only when
        nothing is equal in 元: 100人 is not 100万元.
        """
        yuan = in_yuan(amount)
        if yuan is None:
            text = number_text(amount.value)
            found = np.concatenate([self.find(f"n:{text}"), self.find(f"y:{text}")])
            return np.unique(found)
        return self.find(f"y:{number_text(yuan)}")

    def find_value(self, amount: Amount) -> npt.NDArray[np.int32]:
        """Of those the entries whose own value is the amount and nothing else."""
        yuan, text = in_yuan(amount), number_text(amount.value)
        if yuan is not None:
            return self.find(f"v:y{number_text(yuan)}")
        return np.unique(np.concatenate([self.find(f"v:{text}"), self.find(f"v:y{text}")]))

    @classmethod
    def load(cls, folder: Path) -> ExactTable:
        """Arrays are mapped, not read."""
        names = ("hashes", "starts", "rows")
        return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in names))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        for name in ("hashes", "starts", "rows"):
            np.save(folder / f"{name}.npy", getattr(self, name))


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")
