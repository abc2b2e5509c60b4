"""What a journal can record about evidence."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from compliance.assessment.journal.fields import DigestOrNone, Fields, Line, Long, TakenFrom, absent


def _held_here(value: object) -> bool:
    """Whether the key is left out: a file is held unless it is said that it is not."""
    return value is True


PerhapsDay = Annotated[datetime.date | None, Field(exclude_if=absent)]
PerhapsLine = Annotated[Line | None, Field(exclude_if=absent)]


class Evidence(Fields):
    """A file taken into the locker, or one that lies elsewhere and is only named."""

    kind: Literal["evidence"] = "evidence"
    evidence: Line
    """Number of the evidence in this assessment, ``EV-0001``."""
    sha256: DigestOrNone
    """Of the file; where it is not held, what a person says, or nothing."""
    size: int
    name: Line
    evidence_kind: Line
    supports: tuple[Line, ...]
    collected: datetime.date | None = None
    expires: datetime.date | None = None
    note: Long = ""
    inside: Annotated[bool | None, Field(exclude_if=absent)] = None
    """Whether the file is not for outside; absent where its kind decides."""
    origin: TakenFrom = None
    owner: PerhapsLine = None
    """Who keeps it up to date."""
    covers_from: PerhapsDay = None
    """First day of the period that it speaks of."""
    covers_to: PerhapsDay = None
    """Last day of that period."""
    version: PerhapsLine = None
    """The version of the system that it speaks of."""
    supersedes: PerhapsLine = None
    """Number of the evidence that it is a newer version of."""
    address: Annotated[
        str | None, StringConstraints(min_length=1, max_length=2_000), Field(exclude_if=absent)
    ] = None
    """Where it lies in the system that documents are kept in."""
    held: Annotated[bool, Field(exclude_if=_held_here)] = True
    """Whether the file is in the locker; otherwise only its address is known."""

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        """What is held has a digest, and what is not held an address."""
        if self.held and not self.sha256:
            raise ValueError("evidence that is held has a digest")
        if not self.held and self.address is None:
            raise ValueError("evidence that is not held has an address")
        return self


class EvidenceLinked(Fields):
    """Evidence supports more questions from now on, or some of them no longer."""

    kind: Literal["evidence-linked"] = "evidence-linked"
    evidence: Line
    add: tuple[Line, ...] = ()
    remove: tuple[Line, ...] = ()
    reason: Long = ""


class EvidenceMarked(Fields):
    """Evidence is not for outside, or is after all; whether it counts stays as it is."""

    kind: Literal["evidence-marked"] = "evidence-marked"
    evidence: Line
    inside: bool
    reason: Long = ""


class Check(Fields):
    """Something that was looked at in a file that was read, and how it came out."""

    check: Line
    """What was looked at: ``finished``, ``complete``, ``same-model``."""
    outcome: Literal["passed", "failed", "unknown"]
    """``unknown`` where the file does not say it."""
    said: Long
    """What was found, in a sentence."""


class Figure(Fields):
    """A number that a file states or that was computed of it, with what it needs to be read."""

    name: Line
    """What it measures: “selection rate”, “accuracy”."""
    of: Annotated[str, StringConstraints(max_length=300)] = ""
    """Of what: a group of persons, a task, a data set."""
    value: float
    low: float | None = None
    """Lower end of its interval."""
    high: float | None = None
    part: Annotated[int | None, Field(ge=0)] = None
    """How many of ``whole``, where it is a share."""
    whole: Annotated[int | None, Field(ge=0)] = None
    """Over how many it was counted."""
    unit: Annotated[str, StringConstraints(max_length=60)] = ""
    better: Literal["higher", "lower", ""] = ""
    """In which direction it gets better; empty where that is not said."""
    place: Annotated[str, StringConstraints(max_length=1_000)] = ""
    """Where it stands in the file."""


class EvidenceRead(Fields):
    """A file of the locker was read: what was looked at in it, and the figures it holds.

    A later one replaces an earlier one of the same file.
    """

    kind: Literal["evidence-read"] = "evidence-read"
    evidence: Line
    reader: Line
    """Id of the adapter that read it."""
    version: Line
    """Version of the adapter: another one may find something else."""
    format: Line
    """What it is, as people call it: “results of lm-evaluation-harness”."""
    checks: tuple[Check, ...] = ()
    figures: tuple[Figure, ...] = ()


class EvidenceWithdrawn(Fields):
    """Evidence that no longer counts; the file stays in the locker."""

    kind: Literal["evidence-withdrawn"] = "evidence-withdrawn"
    evidence: Line
    reason: Long
