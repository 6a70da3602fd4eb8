"""What the content streams of a page draw, read several times faster than pdfminer does.

Print that the clipping path cuts off is left out: spreadsheets printed to PDF repeat a cell that
crosses a page end on both pages, or let a text run out of its cell, and clip what is not shown.

More than half of the time of reading a page goes into pdfminer's lexer, which steps through
a stream piece by piece. Here one regular expression cuts a whole stream into tokens, and what
a token means is worked out once. Streams with anything rare (a picture set inside the stream,
brackets inside a string) are left to pdfminer's own lexer. What is read is the same, but for
what `_Device` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTPage
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psparser import LIT, literal_name
from pdfminer.utils import Rect, apply_matrix_rect

__all__ = ["page_layout"]

_TOKEN = re.compile(
    rb"""
      [A-Za-z][^#/%\[\]()<>{}\s]*               # an operator, true, false
    | [-+]\d*(?:\.\d*)? | \d+(?:\.\d*)? | \.\d* # a number, or a sign without one
    | << | >>
    | <[\s0-9a-fA-F]*                           # a string in hexadecimal
    | \([^()\\]*+(?:\\.[^()\\]*+)*+\)           # a string without brackets inside
    | \(.*                                      # any other string, and all behind it
    | /[^#/%\[\]()<>{}\s]*(?:[#][0-9a-fA-F]{0,2}[^#/%\[\]()<>{}\s]*)*
    | %[^\r\n]*                                 # a comment
    | [^\s\x00]
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN_STRING = re.compile(rb"\([^()\\]*+(?:\\.[^()\\]*+)*+\)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r"} | {
    sign: sign for sign in (b"(", b")", b"\\")
}
_OCTAL = b"01234567"
_HEX_IN_NAME = re.compile(rb"#([0-9a-fA-F]{0,2})")
_BLANK = re.compile(rb"\s")
_IMAGE_BEGINS = b"BI"
_FILLED_AND_OUTLINED = 2
# Meanings kept; a stream of a million different words must not fill the memory.
_MOST_KNOWN = 200_000


class _Operator(NamedTuple):
    """A method of the interpreter and how many arguments it takes."""

    function: Any
    needs: int


class _Bracket(NamedTuple):
    """`closes` is what opened the bracket that this one closes, None when it opens one."""

    sign: bytes
    closes: bytes | None


_NOTHING = object()
_BRACKETS = {
    sign: _Bracket(sign, closes)
    for sign, closes in ((b"[", None), (b"]", b"["), (b"<<", None), (b">>", b"<<"))
} | {b"{": _Bracket(b"{", None), b"}": _Bracket(b"}", b"{")}
_known: dict[bytes, Any] = {}


def page_layout(page: Any) -> LTPage:
    """What pdfplumber calls a page's layout. Raises what pdfminer raises for a broken page."""
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number)
    _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    return device.get_result()


class _Device(PDFPageAggregator):
    """Leaves out print that the clip cuts off, and calls print bold whose outline is drawn over
    it, as programs do for a font without a bold face.

    `clip` is a box around the clipping path; what lies beyond it is surely not shown.
    """

    clip: Rect | None = None

    def render_string(self, textstate: Any, *given: Any) -> None:
        before = len(self.cur_item)
        super().render_string(textstate, *given)
        chars: list[Any] = self.cur_item._objs[before:]
        if self.clip is not None:
            chars = [char for char in chars if _is_inside(char, self.clip)]
            self.cur_item._objs[before:] = chars
        if textstate.render == _FILLED_AND_OUTLINED:
            for char in chars:
                char.fontname += b",Bold" if isinstance(char.fontname, bytes) else ",Bold"


def _is_inside(char: Any, clip: Rect) -> bool:
    """The middle of a character is."""
    x0, y0, x1, y1 = clip
    return bool(2 * x0 <= char.x0 + char.x1 <= 2 * x1 and 2 * y0 <= char.y0 + char.y1 <= 2 * y1)


class _Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter over another lexer, which minds the clipping path."""

    device: _Device

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self._clips: list[Rect | None] = []
        self._clipping: Any = None

    def do_q(self) -> None:
        super().do_q()
        self._clips.append(self.device.clip)

    def do_Q(self) -> None:
        super().do_Q()
        if self._clips:
            self.device.clip = self._clips.pop()

    def do_W(self) -> None:
        self._clipping = self.curpath

    def do_W_a(self) -> None:
        self._clipping = self.curpath

    def do_n(self) -> None:
        if self.curpath and self._clipping is self.curpath:
            self.device.clip = _narrowed(self.device.clip, self.curpath, self.ctm)
        super().do_n()

    def do_Do(self, name: Any) -> None:
        clip = self.device.clip
        super().do_Do(name)
        self.device.clip = clip

    def execute(self, streams: Sequence[object]) -> None:
        """Run the streams, which count as one."""
        own = self._own(streams)
        tokens = _TOKEN.findall(b"\n".join(stream.get_data() for stream in own))
        if _is_rare(tokens):
            super().execute(streams)
        else:
            self._run(tokens)

    def _own(self, streams: Iterable[object]) -> list[PDFStream]:
        """Streams that are not being run already: forms may name each other in a circle."""
        found = [
            stream
            for stream in map(stream_value, streams)
            if stream.objid is not None and stream.objid not in self.parent_stream_ids
        ]
        self.stream_ids = {stream.objid for stream in found if stream.objid is not None}
        return found

    def _run(self, tokens: Iterable[bytes]) -> None:
        stack = self.argstack
        around: list[tuple[bytes, list[Any]]] = []
        for token in tokens:
            meaning = _known.get(token)
            if meaning is None:
                meaning = _learn(token)
            kind = meaning.__class__
            if kind is _Operator and not around:
                function, needs = meaning
                arguments = stack[-needs:] if needs else []
                if needs:
                    del stack[-needs:]
                if len(arguments) == needs:
                    function(self, *arguments)
                stack = self.argstack
            elif kind is _Bracket:
                stack = _turn(meaning, stack, around)
            elif meaning is not _NOTHING:
                stack.append(meaning)


def _narrowed(clip: Rect | None, path: Iterable[Sequence[Any]], ctm: Any) -> Rect | None:
    """The clip within a box around a path; a path without a point leaves it as it is."""
    points = [
        point for _, *numbers in path for point in zip(numbers[::2], numbers[1::2], strict=False)
    ]
    if not points:
        return clip
    xs, ys = zip(*points, strict=True)
    x0, y0, x1, y1 = apply_matrix_rect(ctm, (min(xs), min(ys), max(xs), max(ys)))
    if clip is None:
        return x0, y0, x1, y1
    return max(x0, clip[0]), max(y0, clip[1]), min(x1, clip[2]), min(y1, clip[3])


def _is_rare(tokens: Sequence[bytes]) -> bool:
    """A picture inside the stream, or a string that only pdfminer's lexer can end."""
    if not tokens:
        return False
    last = tokens[-1]
    return _IMAGE_BEGINS in tokens or (last[:1] == b"(" and not _PLAIN_STRING.fullmatch(last))


def _turn(bracket: _Bracket, stack: list[Any], around: list[tuple[bytes, list[Any]]]) -> list[Any]:
    """Open or close an array or a dictionary; the list that now takes what follows."""
    if bracket.closes is None:
        around.append((bracket.sign, stack))
        return []
    if not around or around[-1][0] != bracket.closes:
        return stack
    _, outer = around.pop()
    pairs = zip(stack[::2], stack[1::2], strict=False)
    outer.append({literal_name(k): v for k, v in pairs} if bracket.sign == b">>" else stack)
    return outer


def _learn(token: bytes) -> Any:
    """What a token means, kept for the next time."""
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    meaning = _known[token] = _meaning(token)
    return meaning


def _meaning(token: bytes) -> Any:
    sign = token[:1]
    if token in _BRACKETS:
        return _BRACKETS[token]
    if sign == b"(":
        return _ESCAPE.sub(_unescaped, token[1:-1])
    if sign == b"<":
        return _from_hex(_BLANK.sub(b"", token[1:]))
    if sign == b"/":
        return _name(token[1:])
    if sign in b"+-." or sign.isdigit():
        return _number(token)
    if token in (b"true", b"false"):
        return token == b"true"
    return _operator(token)


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) & 0xFF]) if code[0] in _OCTAL else _ESCAPED.get(code, b"")


def _from_hex(digits: bytes) -> bytes:
    """pdfminer takes a last digit without a partner for a byte of its own."""
    even = len(digits) // 2 * 2
    return bytes.fromhex(digits[:even].decode()) + bytes(int(d, 16) for d in [digits[even:]] if d)


def _name(raw: bytes) -> Any:
    raw = _HEX_IN_NAME.sub(lambda m: bytes([int(m[1], 16)]) if m[1] else b"", raw)
    try:
        return LIT(raw.decode())
    except UnicodeDecodeError:
        return LIT(raw)


def _number(token: bytes) -> Any:
    with suppress(ValueError):
        return float(token) if b"." in token else int(token)
    return _NOTHING


def _operator(token: bytes) -> Any:
    """The interpreter's method for an operator; comments and unknown operators do nothing."""
    name = token.decode("utf-8", "ignore")
    name = name.replace("*", "_a").replace('"', "_w").replace("'", "_q")
    function = getattr(_Interpreter, f"do_{name}", None)
    if function is None:
        return _NOTHING
    return _Operator(function, function.__code__.co_argcount - 1)
