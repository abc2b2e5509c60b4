"""Provisions that ask nothing of an operator, each with the reason.

Kept as data so that "this provision is not mapped" is a statement somebody made and
can be checked, and never an oversight.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

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
