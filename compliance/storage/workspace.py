"""A workspace and its binders: where assessments are kept, whatever keeps them.

A binder is all that is kept of one assessment; a workspace holds binders side by side,
each under a name of its own. Neither reads a journal: that is done by opening it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from compliance.assessment.journal.store import Blobs, Scratch, Store


@dataclass(frozen=True)
class Stamp:
    """What a journal looks like from outside; another one means another content."""

    size: int
    """Grows with every record."""
    changed: int
    """Another number after every change."""
    head: str
    """Hash of the last record."""


@dataclass(frozen=True)
class Cover:
    """What is told of an assessment without reading its journal."""

    name: str
    """Name of its binder."""
    title: str
    """Name of the assessment; of its binder where that cannot be told."""
    organisation: bool
    """Whether it is the record of an organisation."""
    stamp: Stamp | None
    """Nothing where it cannot be told."""


class Binder(Protocol):
    """Everything that is kept of one assessment, or a place where one can begin.

    It can be handed to another process.
    """

    @property
    def name(self) -> str:
        """Its name in the workspace."""

    @property
    def place(self) -> str:
        """What people call the place, in commands and messages."""

    @property
    def workspace(self) -> Workspace:
        """The workspace around it."""

    def exists(self) -> bool:
        """Whether an assessment has begun here."""

    def cover(self) -> Cover:
        """What is told of the assessment without reading it."""

    def create(self) -> Store:
        """Begin an empty journal.

        Raises:
            ConformityError: ``assessment.exists`` or ``file.write-failed``.
        """

    def discard(self) -> None:
        """Take back what was created and holds no more than its first record."""

    def store(self) -> Store:
        """The journal, for one who looks at it afresh.

        Raises:
            ConformityError: ``assessment.not-a-folder`` where none has begun.
        """

    def blobs(self) -> Blobs:
        """The evidence."""

    def scratch(self) -> Scratch:
        """What is kept and is not a record."""


class Workspace(Protocol):
    """Assessments side by side."""

    @property
    def place(self) -> str:
        """What people call the place, in commands and messages."""

    def binder(self, name: str) -> Binder:
        """The binder of a name, whether an assessment has begun in it or not."""

    def names(self) -> list[str]:
        """Names of the assessments there are.

        Raises:
            ConformityError: ``file.unreadable``.
        """

    def covers(self) -> list[Cover]:
        """The covers of the assessments there are.

        Raises:
            ConformityError: ``file.unreadable``.
        """

    def require(self) -> None:
        """Refuse a place that is not a workspace.

        Raises:
            ConformityError: ``assessment.exists`` where it is an assessment itself.
        """

    def is_free(self, name: str) -> bool:
        """Whether nothing has this name."""

    def free_name(self, title: str, reserved: Collection[str] = ()) -> str:
        """A name that is free, for an assessment that people call by a title.

        Args:
            title: as people write it.
            reserved: names that are not to be given, in small letters.
        """

    def summary(self, name: str) -> bytes | None:
        """What was worked out of an assessment before; nothing where it is lost."""

    def keep_summary(self, name: str, content: bytes) -> None:
        """Keep what was worked out; where that cannot be done it costs only time."""

    def habits(self, subject: str) -> bytes | None:
        """What was chosen before and is offered again; nothing where there is none.

        Args:
            subject: what it is about: ``tables``.
        """

    def keep_habits(self, subject: str, content: bytes) -> None:
        """Keep what was chosen; where that cannot be done, it is chosen again."""
