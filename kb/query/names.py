"""What documents are called by: their places and their organisation, as people say them.

江苏省人大常委会办公厅2017年度部门预算 is asked for as 江苏省人大, 省人大办公厅 or Jiangsu. A
name in a question that no document bears is a reason to say "not found", so places that are
not in the index have to be known too (lexicon/places.tsv).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.folding import fold_tight, han_runs
from kb.lexical import cut, is_organisation, is_place, named_words
from kb.model import DocumentInfo
from kb.terms import syllables_of

__all__ = [
    "DocumentName",
    "Span",
    "counties_in",
    "following_organisation",
    "name_of",
    "organisations_in",
    "places_in",
    "sound",
]

_SUFFIX = "特别行政区|自治区|自治州|自治县|地区|新区|省|市|区|县|州|旗|盟"
_LOCAL = re.compile(r"[\u3400-\u9fff]{2,6}(?:自治县|省|市|区|县|州|旗|镇|乡|街道)")
# Words that end like a place and name none.
_NO_PLACE = re.compile(
    r".*(?:开发区|园区|社区|城区|示范区|高新区|经开区|地区|库区|城市|全[省市区县]|[我本各外]{1}省?[省市区县])"
    r"|(?:民族)?自治[区州县旗]|.*三省|新区"
)
_ZONES = (
    ("高新技术产业开发区", ("高新区", "高新技术开发区", "高新开发区")),
    ("高新区", ("高新技术产业开发区", "高新技术开发区")),
    ("经济技术开发区", ("经开区", "开发区")),
    ("经济开发区", ("经开区", "开发区")),
)
_TAILS = "局委厅院办部会处署"
# What every organisation may be called; alone it names none.
_GENERIC = re.compile(
    "办公[室厅]|(?:管理)?委员会|管委会|中心|部门|机关|单位|(?:人民)?政府|[本支]部|(?:局?机关)?党委|党支部"
    "|(?:财政|中央)部|社会|机会|大会|[协学]会|委员|[工常省市区县]委"
)
_ASKING = re.compile("[哪怎谁何几啥吗的]")
_NO_ORGANISATION = re.compile(
    "[全局内外总]部|[办部会]|[民公主举承自]办|(?:养老|敬老|福利|医|卫生|学|电影|剧|大|住|出)院"
)
_LEVELS = "省市区县"  # 省人大 of 江苏省人大
_LONGEST = 14  # characters of an organisation's name in a question
_SHORTEST_BY_SOUND = 3  # characters; too much sounds like a shorter name


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start`..`end` of a question, and the name they are."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class DocumentName:
    """`places` without 省, 市, 县; `organisation` is the department without its places."""

    doc: str
    places: frozenset[str]
    organisation: str


def name_of(info: DocumentInfo, known: frozenset[str]) -> DocumentName:
    """The names of a document from its title, department and file; `known` are all places."""
    department = fold_tight(info.department or "")
    identity = f"{department} {fold_tight(info.title)} {fold_tight(Path(info.file).stem)}"
    places = {span.name for span in places_in(identity, known)}
    words = set(re.findall("[a-z]+", info.file.lower()))
    places.update(_bare(place) for place in known if sound(_bare(place)) in words)
    for word in (word for run in han_runs(identity) for word in cut(run)):
        if _LOCAL.fullmatch(word) and not _NO_PLACE.fullmatch(word):
            places.add(_bare(word))
    for zone, aliases in _ZONES:
        if zone in identity:
            places.update((zone, *aliases))
    organisation = department
    for place in sorted(places, key=len, reverse=True):
        organisation = re.sub(f"{place}(?:{_SUFFIX})?", "", organisation)
    return DocumentName(info.doc, frozenset(places), organisation)


def _bare(place: str) -> str:
    """石家庄市 -> 石家庄; a name keeps two characters at least."""
    bare = re.sub(f"(?:{_SUFFIX})$", "", place)
    return bare if len(bare) > 1 else place


@lru_cache(maxsize=4096)
def sound(place: str) -> str:
    """淮安 -> huaian, as it is written in Latin letters."""
    return "".join(syllables_of(place)).replace("v", "u")


def places_in(folded: str, places: frozenset[str]) -> list[Span]:
    """Every place that a text names, each with its 省 or 市; only whole words are names.

    重大理论 does not name 大理. Names are those of `places`, which may be written with 市.
    """
    found: list[Span] = []
    for run, offset in _runs(folded):
        cuts = _aligned(run)
        place = 0
        while place < len(run):
            span = _place_at(run, place, places, cuts)
            if span is None:
                place += 1
            else:
                found.append(Span(span.start + offset, span.end + offset, span.name))
                place = span.end
    return found


def counties_in(folded: str, met: Sequence[Span]) -> list[Span]:
    """Districts and counties that a text names beside the places `met` there; the lexicon has
    no list of them, the cutter's dictionary knows most."""
    found: list[Span] = []
    for run, offset in _runs(folded):
        start = offset
        for word in cut(run):
            end = start + len(word)
            apart = all(end <= span.start or start >= span.end for span in met)
            named = _LOCAL.fullmatch(word) and not _NO_PLACE.fullmatch(word)
            if apart and named and is_place(word):
                found.append(Span(start, end, word))
            start = end
    return found


def _runs(folded: str) -> Iterator[tuple[str, int]]:
    for match in re.finditer(r"[\u3400-\u9fff〇]+", folded):
        yield match.group(), match.start()


def _place_at(run: str, start: int, places: frozenset[str], cuts: frozenset[int]) -> Span | None:
    if start not in cuts:
        return None
    for length in range(min(10, len(run) - start), 1, -1):
        name = run[start : start + length]
        if name not in places:
            continue
        rest = re.match(_SUFFIX, run[start + length :])
        for end in (start + length + (rest.end() if rest else 0), start + length):
            if end in cuts:
                return Span(start, end, _bare(name))
    return None


def _aligned(run: str) -> frozenset[int]:
    """The places between the words of a run, its ends included."""
    ends = [0]
    for word in cut(run):
        ends.append(ends[-1] + len(word))
    return frozenset(ends)


def organisations_in(folded: str, organisation: str) -> list[Span]:
    """Where a text names an organisation, in full or short: 商务委 for 商务委员会.

    A short name is made of the full one's characters in their order, and ends like it, or is
    a part of it that is an organisation by itself (人大 of 人大常委会办公厅).
    """
    if not organisation:
        return []
    found: list[Span] = []
    for run, offset in _runs(folded):
        cuts = sorted(_aligned(run))
        for start in cuts:
            for end in reversed([c for c in cuts if start + 1 < c <= start + _LONGEST]):
                if _is_short_for(run[start:end], organisation):
                    found.append(Span(start + offset, end + offset, run[start:end]))
                    break
    return found


def _is_short_for(name: str, organisation: str) -> bool:
    name = name[1:] if name[0] in _LEVELS else name
    if len(name) < 2 or _GENERIC.fullmatch(name):
        return False
    name = _as_heard(name, organisation)
    if not _in_order(name, organisation):
        return False
    if name in organisation and is_organisation(name):
        return True
    ends_alike = name[-1] == organisation[-1] or (name in organisation and name[-1] in _TAILS)
    return ends_alike and name[-1] in _TAILS


def _as_heard(name: str, organisation: str) -> str:
    """检查院 -> 检察院 of 人民检察院: characters of a longer name that sound like its own."""
    if len(name) < _SHORTEST_BY_SOUND:
        return name
    own = {sound(char): char for char in organisation}
    return "".join(char if char in organisation else own.get(sound(char), char) for char in name)


def _in_order(name: str, organisation: str) -> bool:
    rest = iter(organisation)
    return all(char in rest for char in name)


def following_organisation(folded: str, start: int) -> str:
    """The organisation that begins at `start`: 石家庄市|公安局; "" when none does."""
    match = re.match(r"[\u3400-\u9fff]+", folded[start:])
    if match is None:
        return ""
    said = ""
    for word, names_something in named_words(match.group()):
        said += word
        if len(said) > _LONGEST or not names_something or _ASKING.search(word):
            return ""
        if word[-1] in _TAILS and not _NO_ORGANISATION.fullmatch(word) and len(said) > 2:
            return "" if _GENERIC.fullmatch(said) else said
    return ""
