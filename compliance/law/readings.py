"""How the outline was read: what nothing maps and why, and what was read twice."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Scope = Annotated[str, Field(min_length=1)]
"""A paragraph, point, article or annex with all inside it."""


class Settled(BaseModel):
    """A difference between the two readings, and its settlement."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provisions: Annotated[tuple[Scope, ...], Field(min_length=1)]
    difference: Annotated[str, Field(min_length=1)]
    """What the second reading had otherwise, in our own words."""
    decision: Annotated[str, Field(min_length=1)]
    """What was done about it, and why."""


class ReadingFile(BaseModel):
    """A file ``law/readings/*.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_on: datetime.date
    agrees: tuple[Scope, ...] = ()
    settled: tuple[Settled, ...] = ()


Reason = Literal[
    "authorities",
    "definitions",
    "penalties",
    "procedure-of-institutions",
    "amendments-of-other-acts",
    "information-only",
    "permission",
    "final-provisions",
    "deleted",
    "annex-list",
]


class Exclusion(BaseModel):
    """Provisions left out for one reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provisions: Annotated[tuple[str, ...], Field(min_length=1)]
    """Scopes: an article, paragraph, point or annex with all inside it."""
    reason: Reason
    note: Annotated[str, Field(min_length=1)]
    """What the provision does instead, one sentence of our own."""


class ExclusionFile(BaseModel):
    """The file ``law/exclusions.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    exclusions: tuple[Exclusion, ...] = ()
