"""How a question was understood and what it is limited to: chips under the search box.

Each is a link that takes it out, so that every step can be gone back and shared.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.model import Reading
from kb.ui import words
from kb.ui.filters import FilterGroup, chosen_options
from kb.ui.html import Child, Html, el, join
from kb.ui.places import Place


def conditions_block(
    place: Place, readings: Sequence[Reading], groups: Sequence[FilterGroup]
) -> Html | None:
    """已按 公务接待费 查找, then what limits the question, then what was taken as typed."""
    worded = [_wording(r, place) for r in readings if r.how not in words.LIMITS]
    chips = join(
        join(el("span", "已按"), worded, el("span", "查找")) if worded else None,
        [_limit(reading, place) for reading in readings if reading.how in words.LIMITS],
        [
            _chip(name, option.label, "取消这项筛选", option.href)
            for name, option in chosen_options(groups)
        ],
        [_literal(said, place) for said in place.literally],
    )
    return el("nav", chips, class_="conditions", aria_label="查找条件") if chips else None


def _wording(reading: Reading, place: Place) -> Html:
    """公务接待费, said 招待费: searched for instead of what was typed."""
    undo = f"改按原词“{reading.said}”查找"
    href = place.taking(reading.said, literally=True).href
    return _chip(f"{reading.said}，{reading.how}", reading.meant, undo, href, meant_first=True)


def _limit(reading: Reading, place: Place) -> Html:
    """部门 组织部: a filter that the question itself sets."""
    undo = f"不限{reading.how}，“{reading.said}”只作普通词"
    href = place.taking(reading.said, literally=True).href
    return _chip(reading.how, _meant(reading), undo, href)


def _literal(said: str, place: Place) -> Html:
    undo = f"恢复对“{said}”的理解"
    return _chip("原词", said, undo, place.taking(said, literally=False).href)


def _meant(reading: Reading) -> str:
    kinds = {kind.value: name for kind, name in words.KINDS.items()}
    return kinds.get(reading.meant, reading.meant)


def _chip(note: str, text: str, undo: str, href: str, *, meant_first: bool = False) -> Html:
    small, strong = el("small", note), el("strong", text)
    said: tuple[Child, ...] = (strong, " ", small) if meant_first else (small, " ", strong)
    end = (el("span", f"，{undo}", class_="unseen"), el("span", "✕", aria_hidden="true"))
    return el("a", said, end, href=href, title=undo, data_nav=True, class_="condition")
