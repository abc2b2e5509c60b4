"""What an adapter is: it recognises a file of somebody else, and reads what it says.

An adapter guesses nothing and decides nothing. It names what a file says by *items* of a
small vocabulary (``model.name``, ``results``), each with the place where it stands; which
question an item may propose an answer to is data of the pack. Adapters of other
distributions are found by the entry point ``conformity.adapters``.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from compliance.assessment.journal.records import Check, Figure

ENTRY_POINT: Final = "conformity.adapters"
"""Group of entry points by which other distributions offer adapters."""


@dataclass(frozen=True)
class Foreign:
    """A file of somebody else, or a folder with what one run left."""

    path: Path
    name: str
    """Its name as people know it; the path may be one of the locker."""
    head: bytes = b""
    """Its first 64 KiB, to recognise it by."""


@dataclass(frozen=True)
class About:
    """What is known about the system that a file should speak of; empty where unknown."""

    models: tuple[str, ...] = ()
    """Names of the model that is assessed or built on, and of its versions."""
    versions: tuple[str, ...] = ()
    """Versions of the system."""
    today: datetime.date | None = None
    """The day on which it is read: nothing can have been made after it."""


@dataclass(frozen=True)
class Said:
    """One thing that a file says."""

    item: str
    """Its name in the vocabulary of items: ``model.licence``, ``results``."""
    value: Any
    """JSON value; of an item that is a table a list of rows, field to value."""
    place: str
    """Where it stands: a JSON pointer, sheet and cell, page and heading."""
    places: tuple[str, ...] = ()
    """Of a table, the place of each row."""
    sure: str = ""
    """How sure it is, in a few words, where it is not simply stated."""


@dataclass(frozen=True)
class Reading:
    """Everything that was read in one file."""

    format: str
    """What it is, as people call it."""
    said: tuple[Said, ...] = ()
    checks: tuple[Check, ...] = ()
    figures: tuple[Figure, ...] = ()
    day: datetime.date | None = None
    """Day on which what it says was made."""
    kind: str = ""
    """Kind of evidence that such a file is, where one fits (``test-report``)."""
    version: str = ""
    """Version of the system or model that it speaks of."""
    notes: tuple[str, ...] = field(default=())
    """What was left out and why, in sentences."""


class Adapter(Protocol):
    """Recognises files of one format and reads them."""

    id: str
    """Stable name: ``lm-eval``."""
    version: str
    """Goes up whenever the same file would be read otherwise."""
    title: str
    """The format as people call it."""

    def recognise(self, file: Foreign) -> bool:
        """Whether the file is of this format, by its name and first bytes alone."""
        ...

    def read(self, file: Foreign, about: About) -> Reading:
        """Everything that the file says.

        Runs in a process with limits of time and memory.

        Raises:
            ConformityError: ``adapter.*``, with what is wrong and what to do.
        """
        ...
