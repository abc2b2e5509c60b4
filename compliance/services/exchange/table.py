"""Questions and answers as a plain table: the one model behind Excel, Word, CSV and JSON.

Going out, a :class:`Table` holds what is written. Coming back, a :class:`Returned` holds
what was read, cell by cell, before anything is judged. Two rules hold for every format:
an empty cell leaves things as they are, and only the word ``[withdraw]`` removes.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from compliance.checklist import answer_text
from compliance.errors import Problem

FORMAT: Final = 1
"""Version of the form of exported files."""
STATES: Final = {
    "given": "Answered",
    "unknown": answer_text.STATES["unknown"],
    "not-applicable": answer_text.STATES["not-applicable"],
}
"""States of an answer and their words in files."""
ERASE_WORD: Final = "[withdraw]"
NONE_WORD: Final = "None of these"


class Erase(enum.Enum):
    """Says that something is to be removed, as opposed to left empty."""

    ERASE = "erase"


ERASE: Final = Erase.ERASE


class Stamp(BaseModel):
    """What an exported file belongs to."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int = Field(ge=1)
    program: str = Field(max_length=60)
    assessment: str = Field(max_length=300)
    name: str = Field(max_length=300)
    pack: str = Field(max_length=300)
    edition: str = Field(max_length=300)
    digest: str = Field(max_length=64)
    """Digest of the checklists that asked the questions."""
    head: str = Field(max_length=64)
    """Head of the journal when the file was written."""
    at: str = Field(max_length=30)
    blank: bool = False
    """Whether the answers were left out."""


@dataclass(frozen=True)
class Column:
    """What one answer, or one field of an entry, may be."""

    id: str
    title: str
    kind: str
    """Type of the question."""
    how: str
    words: tuple[str, ...] = ()
    """The options, as they are written."""
    optional: bool = False
    limits: tuple[Any, Any] = (None, None)
    """Least and greatest number or day."""
    whole: bool = False


@dataclass(frozen=True)
class Line:
    """One question with its present answer."""

    id: str
    part: str
    ask: str
    column: Column
    follow_up: bool
    states: tuple[str, ...]
    """States that the question accepts."""
    fields: tuple[Column, ...] = ()
    """Columns of a repeated group; empty for every other question."""
    entry: str = ""
    at_most: int = 0
    """Most entries of a repeated group."""
    state: str = ""
    answer: Any = None
    entries: tuple[tuple[Any, ...], ...] = ()
    """Entries of a repeated group, one value a column."""
    explanation: str = ""
    by: str = ""
    """Who answered, and when."""


@dataclass(frozen=True)
class Table:
    """Everything that an exported file holds."""

    stamp: Stamp
    answered_by: str
    """The colleague the file is for; empty where it is for nobody in particular."""
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Entry:
    """One entry of a repeated group, as read."""

    place: str
    number: int | None
    """Its number in the exported file, from :func:`entry_number`; else it is new."""
    cells: dict[str, Any]

    @property
    def filled(self) -> bool:
        """Whether any of its cells says something."""
        return any(value is not None for value in self.cells.values())


def entry_number(raw: object) -> int | None:
    """The number that an entry was exported with, from whatever stands in its place.

    Nothing where no exported entry can have it (-1, 0, true, a word): such an entry is
    a new one. Nine digits are more than any table has entries.
    """
    if isinstance(raw, str):
        raw = int(raw) if re.fullmatch("[0-9]{1,9}", raw.strip()) else None
    return raw if type(raw) is int and raw > 0 else None


@dataclass(frozen=True)
class Said:
    """What a file says about one question, as read."""

    question: str
    place: str
    ask: str = ""
    """The question as it stands beside the answer; empty where it is not there."""
    state: str = ""
    answer: Any = None
    entries: tuple[Entry, ...] = ()
    explanation: str | Erase | None = None
    problems: tuple[Problem, ...] = ()


@dataclass
class Returned:
    """Everything that was read from a file."""

    stamp: Stamp | None = None
    answered_by: str = ""
    said: dict[str, Said] = field(default_factory=dict)
    loose: list[Problem] = field(default_factory=list)
    """Rows that belong to no question, and the like."""

    def take(self, said: Said, again: Problem) -> None:
        """Take in what is said of a question; ``again`` where it stands twice."""
        present = self.said.get(said.question)
        if present is None:
            self.said[said.question] = said
        else:
            both = (*present.problems, again)
            self.said[said.question] = replace(present, problems=both)
