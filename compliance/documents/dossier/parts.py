"""The small values that chapters hand to their templates.

A template shows these and computes nothing: every text is ready, every choice of
word, mark and order has been made in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

SHORT: Final = 450
"""Answers with fewer characters are kept on one page."""
BRIEF: Final = 90
"""Answers with fewer characters stand in the line of their question."""


@dataclass(frozen=True)
class Mark:
    """A status or severity: shown by word, glyph and shape, never colour alone."""

    key: str
    """Names the shape in the style sheet, for example ``partly-met``."""
    word: str
    glyph: str


@dataclass(frozen=True)
class Count:
    """How many requirements or gaps carry a mark."""

    mark: Mark
    number: int
    note: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of plain texts: the entries of a repeated group."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Cells by row; the first cell of each row is its heading."""


@dataclass(frozen=True)
class Shown:
    """An answer as it is printed."""

    state: str
    """``given``, ``missing``, ``optional`` (and missing), ``unknown`` or
    ``not-applicable``."""
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """Chosen options where several can be chosen."""
    grids: tuple[Grid, ...] = ()
    note: str = ""
    """What is printed instead of a value."""
    explanation: tuple[str, ...] = ()
    given: str = ""
    """Who answered and when."""

    @property
    def length(self) -> int:
        """Characters of its texts; long answers may break over pages."""
        texts = (*self.paragraphs, *self.items, *self.explanation)
        return sum(len(text) for text in texts)

    @property
    def short(self) -> bool:
        """Whether it is kept on one page."""
        return self.length < SHORT

    @property
    def brief(self) -> bool:
        """Whether it fits in the line of its question."""
        return (
            len(self.paragraphs) <= 1
            and not self.explanation
            and not self.grids
            and self.length < BRIEF
        )


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
    """Whether it is a part of the chapter before it, and goes on below it."""
    fresh: bool = True
    """Whether it begins on a new page."""
    listed: bool = True
    """Whether the table of contents names it."""

    @property
    def anchor(self) -> str:
        return f"chapter-{self.id}"

    @property
    def running(self) -> str:
        """What the head of the page says while it lasts."""
        return f"{self.number}  {self.title}".strip()


@dataclass(frozen=True)
class Frame:
    """What stands around every page, and in the properties of the file."""

    title: str
    system: str
    assessment: str
    head: str
    draft: bool
    subject: str
    author: str


@dataclass(frozen=True)
class Dossier:
    """Everything that is printed, in order."""

    frame: Frame
    chapters: tuple[Chapter, ...]
