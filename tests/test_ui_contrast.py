"""Text and frames keep the contrast that WCAG 2.1 AA asks for, in both colour schemes."""

from __future__ import annotations

import re

import pytest

from kb.pictures import FRAME, ROW_LIGHT, VALUE_LIGHT
from kb.ui.routes import asset_bytes
from kb.ui.serving import OPTIONS

CSS = asset_bytes("app.css").decode()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
TEXT_ON = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "raised"),
    ("ink", "value"),
    ("ink", "warn"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "raised"),
    ("soft", "chip"),
    ("link", "paper"),
    ("link", "card"),
    ("link", "raised"),
    ("mark-ink", "mark"),
    ("figure", "card"),
    ("chip-ink", "chip"),
    ("on-main", "main"),
]
EDGE_ON = [
    ("line-strong", "card"),
    ("value-line", "value"),
    ("warn-line", "warn"),
    ("link", "paper"),
]


def channels(colour: str) -> tuple[int, ...]:
    digits = colour.lstrip("#")
    digits = "".join(ch * 2 for ch in digits) if len(digits) == 3 else digits
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4))


def luminance(rgb: tuple[int, ...]) -> float:
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@SCHEMES
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(colours: dict[str, str], text: str, ground: str) -> None:
    assert contrast(channels(colours[text]), channels(colours[ground])) >= 4.5


@SCHEMES
@pytest.mark.parametrize(("edge", "ground"), EDGE_ON)
def test_edges_can_be_seen(colours: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(channels(colours[edge]), channels(colours[ground])) >= 3


@pytest.mark.parametrize("light", [ROW_LIGHT, VALUE_LIGHT])
def test_print_under_the_light_stays_readable(light: tuple[int, int, int]) -> None:
    assert contrast((0, 0, 0), light) >= 7
    assert contrast(FRAME, light) >= 3


@pytest.mark.parametrize(("scheme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_streamlit_is_given_the_same_colours(scheme: str, colours: dict[str, str]) -> None:
    names = {
        "primaryColor": "main",
        "backgroundColor": "paper",
        "textColor": "ink",
        "linkColor": "link",
    }
    for option, name in names.items():
        assert OPTIONS[f"theme.{scheme}.{option}"] == colours[name]
