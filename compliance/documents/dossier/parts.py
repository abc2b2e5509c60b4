"""The small values that chapters hand to their templates.

A template shows these and computes nothing: every text is ready, every choice of
word, mark and order has been made in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from compliance.assessment.verdict import Status
from compliance.language.words import number_of
from compliance.views.answer import Shown
from compliance.views.marks import Count, Mark, status_counts


@dataclass(frozen=True)
class Entry:
    """A label with what is stated under it."""

    label: str
    shown: Shown


@dataclass(frozen=True)
class Line:
    label: str
    text: str
    code: bool = False
    """Whether the text is a digest or an id, set in the fixed-width font."""
    missing: bool = False


@dataclass(frozen=True)
class Link:
    """A text with the place it leads to; empty where it leads nowhere."""

    text: str
    href: str


@dataclass(frozen=True)
class Cell:
    """One square of a tally: one requirement."""

    x: int
    y: int
    key: str


@dataclass(frozen=True)
class Tally:
    """A map with one square a requirement, and the counts beside it."""

    title: str
    """Says in words what the squares show."""
    width: int
    height: int
    cells: tuple[Cell, ...]
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Entrance:
    """A line of the table of contents."""

    anchor: str
    number: str
    title: str
    level: int


@dataclass(frozen=True)
class Chapter:
    """A chapter: its place, its template and the values the template shows."""

    id: str
    title: str
    template: str
    content: Any
    number: str = ""
    flows: bool = False
    """Whether it is a part of the chapter before it, and counts within that."""
    listed: bool = True
    """Whether the table of contents names it."""
    framed: bool = True
    """Whether its pages have heads and feet."""
    shares: str = ""
    """With which other chapters it shares pages: those beside it that say the same.

    Never decided by answers: one answer would move what stands where, and all of it would
    have to be laid out anew.
    """

    @property
    def piece(self) -> str:
        """Name of the piece of the paper in which it is printed."""
        return self.shares or self.id

    @property
    def anchor(self) -> str:
        return f"chapter-{self.id}"

    @property
    def running(self) -> str:
        """What the head of the page says while it lasts."""
        return f"{self.number}  {self.title}".strip()


@dataclass(frozen=True)
class Header:
    """What stands around every page, and in the properties of the file."""

    title: str
    system: str
    assessment: str
    head: str
    draft: str
    """What every page of a draft says; empty where it is none."""
    subject: str
    author: str


@dataclass(frozen=True)
class Dossier:
    """Everything that is printed, in order."""

    header: Header
    chapters: tuple[Chapter, ...]


NOT_STATED: Final = "not stated"
SHORT_HEAD: Final = 16
_CELL: Final = 12


def groups_of_four(digest: str) -> str:
    """The start of a digest in groups, for reading aloud."""
    short = digest[:SHORT_HEAD]
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))


def tally(marks: Sequence[Mark], across: int) -> Tally:
    """A map of requirements, one square each, ``across`` squares in a row."""
    cells = tuple(
        Cell(at % across * _CELL, at // across * _CELL, mark.key) for at, mark in enumerate(marks)
    )
    counts = status_counts(Status(mark.key) for mark in marks)
    words = ", ".join(f"{item.number} {item.mark.word.lower()}" for item in counts)
    rows = max(1, -(-len(marks) // across))
    return Tally(
        f"One square for each of {number_of(len(marks), 'requirement')}: {words}."
        if words
        else "No requirements.",
        min(len(marks), across) * _CELL or _CELL,
        rows * _CELL,
        cells,
        counts,
    )
