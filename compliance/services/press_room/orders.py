"""What is asked of the process that lays out dossiers, and what becomes of it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Final

from compliance.errors import Problem
from compliance.storage.workspace import Binder

WAITING: Final = "waiting"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
_HEAD: Final = re.compile(r"-[0-9a-f]{12}(\.[a-z]+)\Z")
"""The journal head at the end of the name of a dossier."""


@dataclass
class Job:
    """A dossier that was asked for: how far it is, or how writing it ended."""

    file: str
    state: str = WAITING
    """``waiting`` for others, ``running``, ``done`` or ``failed``."""
    done: int = 0
    total: int = 1
    laid_out: int = 0
    """Fragments that were not kept from before, once it is done."""
    problems: tuple[Problem, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it is still to be finished."""
        return self.state in {WAITING, RUNNING}

    def fail(self, *problems: Problem) -> None:
        """Say why there is no dossier."""
        self.problems = problems
        self.state = FAILED


def place_of(binder: Binder, *, papers: bool = False) -> str:
    """Where dossiers of an assessment, or its other papers, stand in line."""
    return f"{binder.place}\n{'papers' if papers else 'dossier'}"


@dataclass(frozen=True)
class Order:
    """What the process is told to do."""

    binder: Binder
    as_of: datetime.date
    file: str = ""
    """Name of what is written; empty to get the dossier ready only."""
    document: str = ""
    """A document that the law asks for, in the place of the dossier."""
    addressee: str = ""
    """Whose pack is made, in the place of the dossier."""
    requested: bool = False
    """Whether the addressee asked for evidence that is not for outside."""
    language: str = ""
    """Code of the language of a document; English where none is named."""

    @property
    def place(self) -> str:
        """Where it stands in line: papers beside the dossier have a line of their own."""
        return place_of(self.binder, papers=bool(self.document or self.addressee))

    def named(self, head: str) -> str:
        """The name under which it is kept: with the head that it bears, if a name has one.

        Somebody may have answered after it was asked for; it shows the assessment as it
        is when it is printed.
        """
        return _HEAD.sub(rf"-{head[:12]}\1", self.file)


@dataclass
class Wanted:
    """An order as the server keeps it."""

    order: Order
    job: Job | None = None
    """Nothing where nobody waits for it."""
    due: float = 0.0
    """When it may begin, by the clock of the room."""
    begun: bool = field(default=False, init=False)
    """Whether the process said that it works on it."""
    tries: int = field(default=0, init=False)
    """How often it was handed over."""


def not_begun(error: Exception) -> Problem:
    """The system refused a process or a thread."""
    why = getattr(error, "strerror", None) or str(error)
    return Problem(
        "dossier",
        "dossier.renderer",
        f"Writing the dossier could not be begun: {why}.",
        "The machine has no room for another process: try again a little later.",
    )


def died(status: int | None) -> Problem:
    """The process ended in the middle of its work."""
    return stopped(f"exit status {status}")


def stopped(why: str) -> Problem:
    """Writing ended without a dossier."""
    return Problem(
        "dossier",
        "dossier.renderer",
        f"Writing the dossier stopped ({why}).",
        "Try again; the log of the server may say more.",
    )
