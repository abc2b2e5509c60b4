"""How the outline was read: what nothing maps and why, and what was read twice."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from compliance.law.base import LawModel

Scope = Annotated[str, Field(min_length=1)]
"""A paragraph, point, article or annex with all inside it."""


class Settled(LawModel):
    """A difference between the two readings, and its settlement."""

    provisions: Annotated[tuple[Scope, ...], Field(min_length=1)]
    difference: Annotated[str, Field(min_length=1)]
    """What the second reading had otherwise, in our own words."""
    decision: Annotated[str, Field(min_length=1)]
    """What was done about it, and why."""


class ReadingFile(LawModel):
    """A file ``law/readings/*.yaml``."""

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


class Exclusion(LawModel):
    """Provisions left out for one reason."""

    provisions: Annotated[tuple[str, ...], Field(min_length=1)]
    """Scopes: an article, paragraph, point or annex with all inside it."""
    reason: Reason
    note: Annotated[str, Field(min_length=1)]
    """What the provision does instead, one sentence of our own."""


class ExclusionFile(LawModel):
    """The file ``law/exclusions.yaml``."""

    exclusions: tuple[Exclusion, ...] = ()
