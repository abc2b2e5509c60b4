"""What records are made of: lines, texts, digests, and where something was taken from."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Long = Annotated[str, StringConstraints(max_length=100_000)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
DigestOrNone = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]


class Fields(BaseModel):
    """What a record holds; nothing that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Origin(Fields):
    """Where a record was taken over from: the record of the organisation, usually."""

    journal: Line
    """Id of the journal it stands in, as its first record names it."""
    head: Digest
    """Head of that journal when this was taken over."""
    record: Digest
    """Hash of the record there."""
    by: Line
    """Who wrote it there."""
    at: Moment
    """When it was written there."""


def absent(value: object) -> bool:
    """Whether a key is left out, so that records without it keep their bytes."""
    return value is None or value == "system"


def nothing(value: object) -> bool:
    """Whether a list is left out, so that records without it keep their bytes."""
    return value == ()


TakenFrom = Annotated[Origin | None, Field(exclude_if=absent)]


class Source(Fields):
    """What said something that no person of the organisation has answered.

    Stands with a proposal, and stays with the answer that confirms it.
    """

    kind: Literal["public", "file", "edition"]
    """A public source, a file that was taken in, or an answer under an earlier edition."""
    title: Line
    """What people call it: “model card of Step3”, the name of a file."""
    address: Annotated[str, StringConstraints(max_length=2_000)] = ""
    """Where it lies; for a file the SHA-256 of its bytes."""
    revision: Annotated[str, StringConstraints(max_length=300)] = ""
    """Version that was read: a commit, an edition."""
    place: Annotated[str, StringConstraints(max_length=1_000)] = ""
    """Where in it: a page, a heading, a cell."""
    read: datetime.date | None = None
    """Day of what was read: of the revision, or else the day of reading."""
    sure: Annotated[str, StringConstraints(max_length=300)] = ""
    """How sure it is, in a few words."""


From = Annotated[Source | None, Field(exclude_if=absent)]
