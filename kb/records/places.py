"""Places by which a file name says whose document it is, where the document itself does not."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

__all__ = ["place_in_file_name", "places_in"]

_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_LATIN = re.compile(r"[a-z]{2,}")
# Provinces have a code of two letters where cities have their province.
_CODE = 2


def place_in_file_name(stem: str) -> str | None:
    """The one province or city that a file's name names in Chinese or in pinyin; else None.

    A name that several cities share in pinyin counts when the province stands beside it.
    """
    chinese = "".join(_CHINESE.findall(stem))
    written = [name for name, _, _ in _places() if name in chinese]
    if written:
        return max(written, key=len)
    words = set(_LATIN.findall(stem.lower()))
    found = [place for place in _places() if place[2] in words]
    cities = [(name, around, spelt) for name, around, spelt in found if len(around) > _CODE]
    if len(found) > 1:
        cities = [c for c in cities if _names(words - {c[2]}, c[1])]
    provinces = [place for place in found if len(place[1]) == _CODE]
    left = cities or provinces
    return left[0][0] if len(left) == 1 else None


def _names(words: set[str], province: str) -> bool:
    return any(
        name == province and (code in words or spelt in words) for name, code, spelt in _places()
    )


@cache
def _places() -> tuple[tuple[str, str, str], ...]:
    """Name, province (of a province: its two letters), pinyin."""
    text = (resources.files("kb") / "lexicon" / "places.tsv").read_text(encoding="utf-8")
    return places_in(text)


def places_in(table: str) -> tuple[tuple[str, str, str], ...]:
    """The places of a table in the form of places.tsv; short lines name none."""
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple((row[0], row[1], row[2]) for row in rows if len(row) > 2 and all(row[:3]))
