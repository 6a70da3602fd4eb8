"""Checks of a project's sheet: its funds, its plan, its indicators against its budget and goal."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kb.checks.ledger import Finding, label, off_text, summed, yuan_of
from kb.folding import fold, fold_tight
from kb.model import Amount, Entry, Kind
from kb.money import amounts_in, figure, in_yuan, number_text
from kb.text import compact

__all__ = ["checks_of_projects"]

_FUNDS = re.compile(r"(其中[:：])?[^/]{0,6}资金$")
_STEP = re.compile(r"\d{1,2}月底")
_COST = re.compile(r"成本")
# An indicator that says that it is the project's whole money, and so must equal it.
_MUST_MEET = re.compile(r"(预算|成本|资金).{0,4}控制数")
_RATE_OF_MONEY = re.compile(r"(元|万)/")
_SATISFACTION = re.compile(r"满意度")
_AT_MOST = re.compile(r"[≤<]|小于|不(大于|超过|高于)|低于")
_NO_NUMBER = re.compile(r"[≥≤><=]*[%％]")
_LEVELS = re.compile(r"(中央|省级?|市级?|区级?|县级?)(?=财政|级|补助|就业|城乡|国有|企业|负担)")
_BORNE = re.compile(r"(中央|省|市|区|县)级?负担")
_CLAUSE = re.compile(r"[。;,]")
_AVERAGE = re.compile(r"年均|平均|每年")
_PER = re.compile(r"(\d+(?:\.\d+)?)元/(\w+)")
_UNIT_OFF = 100  # times: no estimate is so far off, only a wrong unit
_COUNTED = re.compile(r"(\d+(?:\.\d+)?)\s*(张|场|人次|名|次|家|件|户|篇|期|册|部|套|批|份)")
_FUNDS_HOLD = 0.75


def checks_of_projects(entries: Sequence[Entry]) -> Iterator[Finding]:
    """All checks of the project sheets of one document."""
    projects = {entry.id: entry for entry in entries if entry.kind is Kind.PROJECT}
    indicators: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind is Kind.INDICATOR and entry.parent in projects:
            indicators[entry.parent or ""].append(entry)
    yield from _funds(projects.values())
    for project in projects.values():
        own = indicators[project.id]
        yield from _plan(project)
        yield from _limits(project, own)
        yield from _standards(project, own)
        yield from _goals(project, own)
        yield from _burden(project, own)
    for entry in (entry for group in indicators.values() for entry in group):
        yield from _wording(entry)


def _funds(projects: Iterable[Entry]) -> Iterator[Finding]:
    """财政资金 + 其他资金 = 预算数."""
    found = []
    for project in projects:
        names = [n for n in project.fields if _FUNDS.fullmatch(n) and n != project.value_field]
        values = [v for n in names if (v := figure(project.fields[n])) is not None]
        printed = figure(project.value or "")
        if printed is not None and values:
            what = "、".join(map(label, names)) + "之和"
            field = project.value_field or ""
            found.append(summed(project, "资金来源", field, printed, values, (), what=what))
    held = sum(finding.ok for finding in found)
    yield from (f for f in found if f.ok or held >= _FUNDS_HOLD * len(found))


def _plan(project: Entry) -> Iterator[Finding]:
    """The shares spent by the end of each quarter never sink, and end at the whole."""
    steps = [(n, t) for n, t in project.fields.items() if _STEP.fullmatch(n) and t]
    shares = [figure(text.rstrip("%％")) for _, text in steps]
    known = [share for share in shares if share is not None]
    if not steps or len(known) != len(steps):
        return
    ok = known == sorted(known) and known[-1] == 100
    shown = "、".join(f"{name} {text}" for name, text in steps)
    said = "逐期不减，到 100%" if ok else "应逐期不减，并到 100%"
    numbers = (known[-1], Decimal(100), Decimal(0))
    yield Finding(project, "支出进度", steps[-1][0], ok, f"{shown}：{said}", (), numbers)


def _limits(project: Entry, indicators: Sequence[Entry]) -> Iterator[Finding]:
    """A cost indicator in money, against the project's budget."""
    budget = yuan_of(project)
    for entry in indicators if budget is not None else ():
        kinds = (entry.fields.get("一级指标", ""), entry.fields.get("二级指标", ""))
        if not any(map(_COST.search, kinds)) or _RATE_OF_MONEY.search(fold(entry.value or "")):
            continue
        limits = [y for a in amounts_in(entry.value or "") if (y := in_yuan(a)) is not None]
        bare = _bare_number(entry, project)
        if len(limits) == 1 or bare is not None:
            yield from _limit(project, entry, limits[0] if limits else bare, budget, bare)


def _bare_number(entry: Entry, project: Entry) -> Decimal | None:
    """A limit printed without a unit, in 元 when the sheet's unit is taken for it."""
    if not _MUST_MEET.search(entry.title):
        return None
    value = figure(re.sub(r"^[≤<>≥=]+|^(小于等于|不超过)", "", fold(entry.value or "").strip()))
    return None if value is None else in_yuan(Amount("", value, project.unit or ""))


def _limit(
    project: Entry,
    entry: Entry,
    limit: Decimal | None,
    budget: Decimal | None,
    bare: Decimal | None,
) -> Iterator[Finding]:
    factor = in_yuan(Amount("", Decimal(1), project.unit or ""))
    if limit is None or budget is None or not factor:
        return
    field = entry.value_field or ""
    name = f"{entry.title}（{entry.value}）" + ("，未印单位，按本表单位，" if bare else "")
    unit = project.unit or ""
    finding = summed(entry, "成本与预算", field, limit / factor, [budget / factor], (project,),
                     what=f"项目预算数（{unit}）", name=name, part_field="")  # fmt: skip
    must = _MUST_MEET.search(entry.title) and not _AVERAGE.search(entry.value or "")
    if finding.ok or must:
        yield finding


def _standards(project: Entry, indicators: Sequence[Entry]) -> Iterator[Finding]:
    """What a thing costs times how many there are, where the project pays for just these.

    A product a hundred times too small shows a wrong unit (a day's rent given as a year's).
    """
    budget = yuan_of(project)
    for entry in indicators if budget else ():
        price = _PER.search(fold_tight(entry.value or ""))
        if price is None or "/" in price.string[price.end() :]:
            continue
        amount = re.compile(rf"\D{{0,4}}(\d+(?:\.\d+)?){price[2]}")
        counts = [(e, m) for e in indicators if (m := amount.fullmatch(fold_tight(e.value or "")))]
        if len(counts) == 1 and _about(entry.title, fold(project.title)):
            yield from _standard(project, entry, price, counts[0])


def _standard(
    project: Entry, entry: Entry, price: re.Match[str], count: tuple[Entry, re.Match[str]]
) -> Iterator[Finding]:
    budget = yuan_of(project) or Decimal(0)
    product = Decimal(price[1]) * Decimal(count[1][1])
    if not product or budget < product * _UNIT_OFF:
        return
    text = (
        f"{price[0]} × {count[0].title} {count[0].value} = {number_text(product)} 元，"
        f"不到项目预算数 {project.value} {project.unit or ''}的百分之一，单价的单位存疑"
    )
    numbers = (product, budget, Decimal(0))
    field = entry.value_field or ""
    yield Finding(entry, "单价与预算", field, False, text, (count[0], project), numbers)


def _goals(project: Entry, indicators: Sequence[Entry]) -> Iterator[Finding]:
    """A number in the goal's text, against the one indicator that counts the same thing."""
    goal_name = next((n for n in project.fields if re.search(r"(绩效|年度)目标$", n)), "")
    goal = fold(project.fields.get(goal_name, ""))
    for unit in {match[2] for match in _COUNTED.finditer(goal)}:
        said = [m for m in _COUNTED.finditer(goal) if m[2] == unit]
        counting = [(e, m) for e in indicators if (m := _only_count(e)) and m[2] == unit]
        if len(said) != 1 or len(counting) != 1:
            continue
        entry, match = counting[0]
        before, after = goal[: said[0].start()], goal[said[0].end() :]
        if not _about(entry.title, _CLAUSE.split(before)[-1] + _CLAUSE.split(after)[0]):
            continue
        here, there = Decimal(match[1]), Decimal(said[0][1])
        ok = here == there
        off = "" if ok else f"，{off_text(here - there)} {unit}"
        text = f"指标值 {entry.value} {'=' if ok else '≠'} {goal_name}中的 {said[0][0]}{off}"
        numbers = (here, there, Decimal(0))
        yield Finding(entry, "指标与目标", entry.value_field or "", ok, text, (project,), numbers)


def _only_count(entry: Entry) -> re.Match[str] | None:
    return re.fullmatch(rf"\D{{0,5}}{_COUNTED.pattern}", fold(entry.value or "").strip())


def _about(title: str, text: str) -> bool:
    """The words around the number name what the indicator counts: three characters in a row."""
    name, words = compact(fold(title)), compact(text)
    return any(name[i : i + 3] in words for i in range(len(name) - 2))


def _burden(project: Entry, indicators: Sequence[Entry]) -> Iterator[Finding]:
    """A project of one level of government whose indicator gives another level's share."""
    own = {match[1].rstrip("级") for match in _LEVELS.finditer(project.title)}
    for entry in indicators if len(own) == 1 else ():
        borne = {match[1] for match in _BORNE.finditer(compact(entry.value or ""))}
        if borne and not borne & own:
            text = (
                f"项目“{project.title}”是{_level(own)}资金，指标值写的是{_level(borne)}负担："
                f"{entry.value}"
            )
            field = entry.value_field or ""
            yield Finding(entry, "资金级次", field, False, text, (project,))


def _level(names: Iterable[str]) -> str:
    return "、".join(name if name == "中央" else f"{name}级" for name in sorted(names))


def _wording(entry: Entry) -> Iterator[Finding]:
    """Values that cannot be meant: no number before %, an upper limit of satisfaction."""
    value, field = compact(fold(entry.value or "")), entry.value_field or ""
    if _NO_NUMBER.fullmatch(value):
        text = f"指标值只印了“{entry.value}”，缺数字"
        yield Finding(entry, "缺数字", field, False, text)
    elif _SATISFACTION.search(entry.title) and _AT_MOST.match(value):
        text = f"满意度应是下限，这里印的是上限：{entry.value}"
        yield Finding(entry, "指标方向", field, False, text)
