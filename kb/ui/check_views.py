"""Checks in HTML: the badge of an entry, and what its figures were compared with."""

from __future__ import annotations

from collections.abc import Sequence

from kb.checks import OUTCOMES, Outcome, outcome
from kb.model import Entry
from kb.ui.checks import Check
from kb.ui.html import Html, el, join
from kb.ui.places import Place

# A sign beside the words: neither colour nor sign alone has to be told apart.
SIGNS = {Outcome.AGREES: "✓", Outcome.DISAGREES: "⚠", Outcome.UNCHECKED: "–"}
NOTHING = "文件里没有可以与它比较的数字，请对照原文。"
HOW = "用这份文件自己的数字重新计算，不修改任何数字。"


def badge(entry: Entry) -> Html | None:
    """Whether the entry's figures agree, disagree or could not be checked; None without any."""
    found = outcome(entry)
    if found is None:
        return None
    sign = el("span", SIGNS[found], aria_hidden="true")
    return el("span", sign, f" {OUTCOMES[found]}", class_=f"outcome {found}")


def checks_block(entry: Entry, checks: Sequence[Check], heading: str, place: Place) -> Html | None:
    """Each comparison with links to the other cells; agreements folded when they are many."""
    found = outcome(entry)
    if found is None:
        return None
    failed = [check for check in checks if not check.ok]
    agreed = [check for check in checks if check.ok]
    counts = (
        f"{len(failed)} 处不一致" if failed else "",
        f"{len(agreed)} 处一致" if agreed else "",
    )
    said = "，".join(filter(None, counts)) if checks else OUTCOMES[Outcome.UNCHECKED]
    shown = el("ul", [_check(check, place) for check in failed]) if failed else None
    return el(
        "section",
        el(heading, f"数字核对：{said}"),
        el("p", NOTHING if found is Outcome.UNCHECKED else HOW, class_="label"),
        shown,
        _agreed(agreed, place) if agreed else None,
        class_="checks",
    )


def _agreed(checks: Sequence[Check], place: Place) -> Html:
    listed = el("ul", [_check(check, place) for check in checks])
    return el("details", el("summary", f"与哪里一致（{len(checks)}）"), listed)


def _check(check: Check, place: Place) -> Html:
    verdict = OUTCOMES[Outcome.AGREES if check.ok else Outcome.DISAGREES].removeprefix("核对")
    rule = el("span", f"{check.rule}：", class_="label") if check.rule else None
    links = [
        el("a", witness.label, href=place.at_entry(witness.entry_id).href, data_nav=True)
        for witness in check.witnesses
    ]
    named = [join(link, "；") for link in links[:-1]] + links[-1:]
    more = f" 等 {len(links) + check.more} 处" if check.more and links else None
    allowed = f"{check.allowed}。" if check.allowed else None
    beside = el("p", allowed, "对照：" if links else None, named, more, class_="label")
    return el(
        "li",
        el("span", verdict, class_="verdict"),
        el(
            "div",
            el("p", rule, check.said),
            beside if links or allowed else None,
        ),
        class_=None if check.ok else "fails",
    )
