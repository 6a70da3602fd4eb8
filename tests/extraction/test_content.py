"""The fast lexer of content streams draws what pdfminer's own draws, whatever the stream is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support_pdf import Sheet, write_pdf

from kb.pdf.content import page_layout

NUMBERS = st.sampled_from(
    [b"0", b"1", b"-1", b"+7", b"12.5", b".5", b"-.25", b"4.", b"-", b".", b"--3", b"1.2.3", b"1e3"]
)
STRINGS = st.sampled_from(
    [
        b"(ab)",
        b"(a\\(b\\)c)",
        rb"(\101\0602\8)",
        b"(a\\\r\nb\\\nc)",
        b"()",
        b"(a(b)c)",
        b"(a",
        b"<4142>",
        b"<4 1\n4>",
        b"<>",
        b"<41zz42>",
        b"<</MCID 3>>",
    ]
)
OTHERS = st.sampled_from(
    [b"/F1", b"/A#42c#", b"/", b"% a (comment\n", b"true", b"[", b"]", b">>", b"{", b"}", b"null"]
)
CALLS = st.sampled_from(
    [
        b"BT /F1 12 Tf 72 700 Td",
        b"BT /F 12 Tf 72 600 Td <4e2d534e> Tj",
        b"ET",
        b"(two words) Tj",
        b"[(A) -120 (B)3<4344>] TJ",
        b"(next)'",
        b"50 60 100 20 re f",
        b"10 10 m 90 10 l S",
        b"q 2 0 0 2 5 5 cm",
        b"Q",
        b"/Span <</MCID 1>> BDC",
        b"EMC",
        b"0.5 g",
        b"T*",
        b"BI /W 1 /H 1 ID xx EI",
    ]
)
STREAMS = st.lists(st.one_of(CALLS, NUMBERS, STRINGS, OTHERS), max_size=30)


def drawn(items: Any) -> Iterator[tuple[Any, ...]]:
    for item in items:
        text = getattr(item, "get_text", lambda: "")()
        colour = getattr(item, "non_stroking_color", None)
        yield type(item).__name__, item.bbox, text, colour
        if hasattr(item, "__iter__"):
            yield from drawn(item)


def assert_alike(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        page = pdf.pages[0]
        try:
            expected = list(drawn(page.layout))
        except Exception:
            return  # a page that pdfminer gives up is no yardstick
        assert list(drawn(page_layout(page))) == expected


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parts=STREAMS, between=st.sampled_from([b" ", b"\n", b"\r\n", b"\x00 ", b""]))
def test_any_stream(tmp_path: Path, parts: list[bytes], between: bytes) -> None:
    content = b"BT /F1 12 Tf 72 700 Td (first) Tj " + between.join(parts) + b" (last) Tj ET"
    assert_alike(write_pdf(tmp_path / "a.pdf", Sheet(content)))


@pytest.mark.parametrize("form", [b"[1 2", b"<< /A", b"(open", b"<41", b"]", b"BI", b"(a) (b(c"])
def test_a_stream_that_ends_in_the_middle(tmp_path: Path, form: bytes) -> None:
    content = b"BT /F1 12 Tf 72 700 Td (first) Tj " + form
    assert_alike(write_pdf(tmp_path / "a.pdf", Sheet(content)))


def test_a_broken_dictionary_costs_itself_and_not_the_page(tmp_path: Path) -> None:
    """pdfminer gives the whole page up."""
    content = b"/Span <</MCID>> BDC BT /F1 12 Tf 72 700 Td (kept) Tj ET EMC"
    path = write_pdf(tmp_path / "a.pdf", Sheet(content))
    with pdfplumber.open(path) as pdf:
        texts = [text for _, _, text, _ in drawn(page_layout(pdf.pages[0]))]
    assert "k" in texts
