"""What a question names exactly: codes, document numbers and amounts. Never fuzzed."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from kb.codes import classes_above
from kb.exact import DocumentNumber, ExactTable, codes_in, document_numbers_in, quantities_in
from kb.folding import han_runs
from kb.model import Amount
from kb.money import amounts_in, in_yuan
from kb.vectors import Mask

__all__ = ["Named", "is_printed", "named_in"]

_MIXED_CODE = re.compile(r"[a-z]+\d|\d+[a-z]")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A short figure followed by a measure word counts something; it is no code.
_MEASURES = "个|岁|人|名|天|次|年|月|日|%|号|家|张|本|份|条|平"
_COUNTED = re.compile(rf"\d+(?:\.\d+)?\s*(?:{_MEASURES}|元/)")
# 301元, 208人次, 301医院, 208路: no class of expenditure.
_OF_A_FIGURE = f"(?:{_MEASURES}|元|块|万|亿|户|辆|台|场|路|医院|国道|省道)"
_SPACED_CODE = re.compile(
    r"(?<![\d.,])(?:类 ?)?\d{3}(?:[类款项 -]{1,3}\d{2}){1,2}(?![\d.,])[款项]?"
)
_SHORTEST_CODE = 3
_SHORT_NUMBER_RUN = 12
_FEW = 3  # characters beside a figure that stands alone


@dataclass(frozen=True, slots=True)
class Named:
    """`said` is the folded wording, `how` 编码, 文号, 金额 or 数量; no `rows`: it is nowhere.

    `whole` are those of the rows whose value is the amount and nothing else. Of a code that
    is nowhere, `near` has the rows of the class that it belongs to. `under` are the rows of
    the project that a code or a document number names.
    """

    said: str
    how: str
    rows: npt.NDArray[np.int32]
    whole: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    near: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    under: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    @property
    def shown(self) -> str:
        """As people are told of it: codes as documents print them."""
        return f"{self.how} {self.said.upper() if self.how == '编码' else self.said}"

    def within(self, allowed: Mask) -> Named:
        """With only those of its entries that are let through."""
        rows, whole, near, under = (
            found[allowed[found]] for found in (self.rows, self.whole, self.near, self.under)
        )
        return Named(self.said, self.how, rows, whole, near, under)


def named_in(
    folded: str, table: ExactTable, known: Collection[str] = ()
) -> tuple[list[Named], str]:
    """What a folded text with plain figures names, and the text without it.

    `known` are the codes of the official classifications, in the table or not.
    """
    named: list[Named] = []
    folded = _SPACED_CODE.sub(lambda match: _joined(match, table, known), folded)
    rest = folded
    for number in document_numbers_in(folded):
        found = _document_number(number, table)
        if found is None:
            continue
        issuer, said = found
        named.append(said)
        rest = rest.replace(folded[number.start : number.end], f"{issuer} ", 1)
    for code in codes_in(rest):
        found_code = _code(code, rest, table)
        if found_code is not None:
            named.append(found_code)
            rest = rest.replace(code, " ", 1)
    for amount in amounts_in(rest):
        found_amount = _amount(amount, rest, table)
        if found_amount is not None:
            named.append(found_amount)
            rest = rest.replace(amount.raw, " ", 1)
    for quantity in quantities_in(rest):
        rows = table.find(quantity.key)
        if len(rows) and (len(quantity.number) > 2 or _stands_alone(rest, quantity.said)):
            named.append(Named(quantity.said, "数量", rows))
            rest = rest.replace(quantity.said, " ", 1)
    return named, rest.strip()


def is_printed(figure: str, table: ExactTable) -> bool:
    """Whether a figure, with its unit or without, is in the documents as it is."""
    return any(len(table.find_amount(amount)) for amount in amounts_in(figure))


def _joined(match: re.Match[str], table: ExactTable, known: Collection[str]) -> str:
    """208 01 01, 302-17 and 208类05款 as one, if there is such a code or nothing else was typed."""
    code = re.sub(r"\D", "", match.group())
    alone = match.group() == match.string.strip()
    return code if alone or code in known or len(table.find(f"c:{code}")) else match.group()


def _stands_alone(text: str, said: str) -> bool:
    return sum(map(len, han_runs(text.replace(said, "")))) <= _FEW


def _document_number(number: DocumentNumber, table: ExactTable) -> tuple[str, Named] | None:
    """With the words before the issuer, which are the question's own.

    Without a year and without a hit it may be anything (3 号楼), so it is not taken as one.
    """
    for key in number.keys:
        rows = table.find(key)
        if len(rows):
            issuer = key[2:].split("(")[0].rstrip("0123456789")
            words = number.issuer.removesuffix(issuer)
            named = replace(number, issuer=issuer)
            return words, Named(named.written, "文号", rows, under=table.find(f"u:{key}"))
    if not number.year:
        return None
    return "", Named(number.written, "文号", table.find("d:"))


def _code(code: str, text: str, table: ExactTable) -> Named | None:
    rows = table.find(f"c:{code}")
    if len(rows):
        if len(code) == _SHORTEST_CODE and re.search(rf"(?<!\d){code}\s*{_OF_A_FIGURE}", text):
            return None
        if _YEAR.fullmatch(code) and text.strip() != code:
            return None
        return Named(code, "编码", rows, under=table.find(f"u:c:{code}"))
    if _MIXED_CODE.search(code):
        return _no_code(code, table) if len(code) > _SHORTEST_CODE + 1 else None
    return _figure_or_code(code, text, table)


def _figure_or_code(code: str, text: str, table: ExactTable) -> Named | None:
    """Digits alone: an amount when the documents print it, else a code that they do not have."""
    amounts = [a for a in amounts_in(text) if a.raw.startswith(code)]
    if (amounts and amounts[0].unit) or _YEAR.fullmatch(code):
        return None
    if re.search(rf"{code}\s*(?:{_MEASURES}|元)", text):
        return None
    bare = table.find_amount(Amount(code, amounts[0].value, "")) if amounts else table.find("c:")
    if len(bare):
        amount = Amount(code, amounts[0].value, "")
        return Named(code, "金额", bare, table.find_value(amount))
    return _no_code(code, table)


def _no_code(code: str, table: ExactTable) -> Named:
    """A code that no entry has."""
    none = table.find("c:")
    above = (table.find(f"c:{each}") for each in classes_above(code))
    return Named(code, "编码", none, near=next((rows for rows in above if len(rows)), none))


def _amount(amount: Amount, text: str, table: ExactTable) -> Named | None:
    """Amounts with a unit of money, decimals, and figures that stand alone."""
    alone = sum(map(len, han_runs(text))) <= _SHORT_NUMBER_RUN
    telling = "." in amount.raw or "," in amount.raw or in_yuan(amount) is not None
    if not telling and not (alone and len(amount.raw) > 1):
        return None
    if not telling and (_YEAR.fullmatch(amount.raw) or _COUNTED.search(text)):
        return None
    rows = table.find_amount(amount)
    if not len(rows) and in_yuan(amount) is not None:
        rows = _without_unit(amount, table)
    if not len(rows) and not telling:
        return None
    return Named(amount.raw, "金额", rows, table.find_value(amount))


def _without_unit(amount: Amount, table: ExactTable) -> npt.NDArray[np.int32]:
    """Printed without a unit (1250/人/季度) an amount in 元 is its bare figure."""
    if amount.unit != "元":
        return table.find("n:")
    return table.find_amount(Amount(amount.raw, amount.value, ""))
