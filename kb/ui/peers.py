"""What is shown beside an answer: the same fact elsewhere, and the same item of others.

Where several projects have the item that was asked for, they are shown together, so that the
first is not taken for the only one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import DocumentInfo, Entry
from kb.ui import words
from kb.ui.whereabouts import Find, ancestors_of, document_of, pdf_of, project_of, table_of


@dataclass(frozen=True, slots=True)
class Peer:
    """An entry in a line: `where` tells it from its peers."""

    entry: Entry
    where: str
    pages: str
    pdf_href: str


@dataclass(frozen=True, slots=True)
class Others:
    """The answer and others that answer as well, with how many of what these are."""

    said: str
    peers: tuple[Peer, ...]


def same_of(
    entry: Entry, same: Sequence[Entry], find: Find, documents: Sequence[DocumentInfo]
) -> tuple[Peer, ...]:
    """The other places of a fact, by table or, for prose, by heading; also what it is called
    there, if otherwise.
    """

    def where(other: Entry) -> str:
        table = table_of(other, ancestors_of(other, find))
        named = (table,) if table else other.path[-2:]
        called = () if other.title == entry.title else (other.title,)
        return " › ".join(dict.fromkeys((*named, *called)))

    return tuple(_peer(other, entry, where(other), documents) for other in same)


def others_of(
    entry: Entry, others: Sequence[Entry], find: Find, documents: Sequence[DocumentInfo]
) -> Others | None:
    """The answer first, then the others, by project where all of them stand in one."""
    if not others:
        return None
    together = (entry, *others)
    projects = [project_of((e, *ancestors_of(e, find))) for e in together]
    if all(projects):
        names, noun = [project.title for project in projects if project], "个项目"
    else:
        names, noun = [words.apart(e, together) for e in together], "处"
    peers = [_peer(e, entry, name, documents) for e, name in zip(together, names, strict=True)]
    return Others(f"另有 {len(others)} {noun}有同名项，内容不同", tuple(peers))


def _peer(other: Entry, entry: Entry, where: str, documents: Sequence[DocumentInfo]) -> Peer:
    """Of another document, its title comes first."""
    named = where if other.doc == entry.doc else f"《{other.doc_title}》{where}"
    pdf = pdf_of(other, document_of(other, documents))
    return Peer(other, named, words.page_numbers(other.pages), pdf)
