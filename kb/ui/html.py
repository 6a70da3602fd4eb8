"""Building HTML in which text can't be anything but text.

`Html` marks what is markup already. Everything else given to `el` or `join` is text and is
escaped, so a document that contains markup is shown as its characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_VOID = frozenset({"br", "hr", "img", "link", "meta"})


class Html(str):
    """A piece of finished markup. Made by `el` and `join`; never from a document's text."""

    __slots__ = ()


Child = Html | str | None


def join(*children: Child | Iterable[Child]) -> Html:
    """The children one after the other; text escaped, None left out."""
    return Html("".join(_child(child) for child in children))


def el(tag: str, *children: Child | Iterable[Child], **attributes: str | int | bool | None) -> Html:
    """An element. `class_` is class and `data_copy` is data-copy; None or False leaves one out."""
    shown = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{shown}>")
    return Html(f"<{tag}{shown}>{join(*children)}</{tag}>")


def _child(child: Child | Iterable[Child]) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return escape(child)
    return "".join(_child(part) for part in child)


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    shown = name.rstrip("_").replace("_", "-")
    if value is True:
        return f" {shown}"
    return f' {shown}="{escape(str(value))}"'
