"""What a returned file holds, cell by cell, before anything of it is judged.

The same for Excel, CSV and JSON. Two rules hold for all of them: an empty cell leaves
things as they are, and only the word ``[withdraw]`` removes.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from compliance.checklist import answer_text
from compliance.errors import Problem

FORMAT: Final = 1
"""Version of the form of exported files."""
STATES: Final = {
    "given": "Answered",
    "unknown": answer_text.STATES["unknown"],
    "not-applicable": answer_text.STATES["not-applicable"],
    "to-confirm": "To confirm",
}
"""States of an answer and their words in files; ``to-confirm`` is what a source says and
nobody has confirmed."""
ERASE_WORD: Final = "[withdraw]"
_BRACKETED: Final = re.compile(r"\[+withdraw\]+", re.IGNORECASE)


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

    @classmethod
    def read(cls, value: Any) -> Stamp | None:
        """The stamp in a mapping or in JSON; nothing where it is none."""
        try:
            if isinstance(value, str):
                return cls.model_validate_json(value)
            return cls.model_validate(value)
        except ValidationError:
            return None


@dataclass(frozen=True)
class Entry:
    """One entry of a table."""

    place: str
    number: int | None
    """Its number in the exported file, from :func:`entry_number`; else it is new."""
    cells: dict[str, Any]
    """Values by the id of their column, as in a :class:`Row`."""

    @property
    def filled(self) -> bool:
        """Whether any of its cells says something."""
        return any(value is not None for value in self.cells.values())


@dataclass(frozen=True)
class Row:
    """What stands beside one question.

    A cell holds a plain value, nothing, :data:`ERASE`, or the problem that kept it from
    being read.
    """

    question: str
    place: str
    ask: str = ""
    """The question as it stands in the file; empty where it is not there."""
    answer: Any = None
    state: Any = None
    explanation: Any = None
    entries: tuple[Entry, ...] = ()
    beside: tuple[Problem, ...] = ()
    """What is wrong with it apart from single cells."""
    remark: Any = None
    """What is said to colleagues, besides the answer."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that kept it from being read."""
        cells = [self.answer, self.state, self.explanation, self.remark]
        cells += [cell for entry in self.entries for cell in entry.cells.values()]
        return (*self.beside, *(cell for cell in cells if isinstance(cell, Problem)))


@dataclass
class Sheet:
    """Everything that was read from a file."""

    stamp: Stamp | None = None
    answered_by: str = ""
    rows: list[Row] = field(default_factory=list)
    stray: list[Problem] = field(default_factory=list)
    """Content that belongs to no question, and was not read."""
    comments: list[tuple[str, str, str]] = field(default_factory=list)
    """Comments on cells: the question, the place, and what is said there."""
    name: str = ""
    """Name of the file."""
    digest: str = ""
    """SHA-256 of its bytes."""


def guard(text: str) -> str:
    """A text that does not look like the word that removes.

    >>> guard("[withdraw]"), guard("[[withdraw]]"), guard("withdraw")
    ('[[withdraw]]', '[[[withdraw]]]', 'withdraw')
    """
    return f"[{text}]" if _BRACKETED.fullmatch(text) else text


def unguard(value: Any) -> Any:
    """What stands in a cell: of a text itself, nothing, or that something is removed.

    >>> unguard("[[withdraw]]"), unguard(" [Withdraw] "), unguard("  "), unguard(5)
    ('[withdraw]', <Erase.ERASE: 'erase'>, None, 5)
    """
    if not isinstance(value, str):
        return value
    plain = value.strip()
    if not plain:
        return None
    if plain.casefold() == ERASE_WORD:
        return ERASE
    if _BRACKETED.fullmatch(plain) and plain.startswith("[[") and plain.endswith("]]"):
        return plain[1:-1]
    return value


def entry_number(raw: object) -> int | None:
    """The number that an entry was exported with, from whatever stands in its place.

    Nothing where no exported entry can have it (-1, 0, true, a word): such an entry is
    a new one. Nine digits are more than any table has entries.
    """
    if isinstance(raw, str):
        raw = int(raw) if re.fullmatch("[0-9]{1,9}", raw.strip()) else None
    return raw if type(raw) is int and raw > 0 else None


def no_question(place: str) -> Problem:
    """The problem of content that belongs to no question."""
    return Problem(
        place,
        "exchange.unknown-row",
        "The row has content and no id of a question; it was not read.",
        "Write the answer into the row of its question.",
    )
