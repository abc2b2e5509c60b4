"""The small values that chapters hand to their templates.

A template shows these and computes nothing: every text is ready, every choice of
word, mark and order has been made in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from compliance.views.answer import BRIEF, Shown


@dataclass(frozen=True)
class Entry:
    """A label with what is stated under it."""

    label: str
    shown: Shown
    by: str = ""
    """Who stated it and when, where the lines around it do not say so."""

    @property
    def lacks(self) -> str:
        """What is said in the place of an answer; empty where there is one."""
        return "" if self.shown.state == "given" else self.shown.note

    @property
    def head(self) -> str:
        """A brief answer, which stands in the line of its question."""
        said = self._said
        return said[0] if len(said) == 1 and len(said[0]) < BRIEF else ""

    @property
    def rest(self) -> tuple[str, ...]:
        """All else that is stated, a paragraph each."""
        said = () if self.head else self._said
        note = self.shown.note if self.shown.state == "given" else ""
        return tuple(filter(None, (*said, note, *self.shown.explanation)))

    @property
    def stated(self) -> tuple[str, ...]:
        """All that is stated, as it stands in a cell of a table."""
        below = "See the table below." if self.shown.grids else ""
        return tuple(filter(None, (self.head, *self.rest, below, self.by and f"({self.by})")))

    @property
    def _said(self) -> tuple[str, ...]:
        """The answer itself, without what explains it."""
        return tuple(filter(None, (*self.shown.paragraphs, "; ".join(self.shown.items))))


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
    opens: bool = False
    """Whether its first page has the title of the volume in the place of a head."""
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


def groups_of_four(digest: str) -> str:
    """The start of a digest in groups, for reading aloud."""
    short = digest[:SHORT_HEAD]
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))
