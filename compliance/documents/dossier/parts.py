"""The small values that chapters hand to their templates.

A template shows these and computes nothing: every text is ready, every choice of
word, mark and order has been made in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from compliance.views.answer import Shown


@dataclass(frozen=True)
class Entry:
    """A label with what is stated under it."""

    label: str
    shown: Shown

    @property
    def plain(self) -> str:
        """All that is stated, where it is one text alone; empty otherwise."""
        shown = self.shown
        if shown.note or shown.explanation or shown.grids:
            return ""
        texts = (*shown.paragraphs, "; ".join(shown.items) if shown.brief else "")
        (text, *more) = [text for text in texts if text] or [""]
        return text if not more and (shown.brief or not shown.items) else ""


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


def groups_of_four(digest: str) -> str:
    """The start of a digest in groups, for reading aloud."""
    short = digest[:SHORT_HEAD]
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))
