"""Second readings: what a person found who had not seen the mapping.

The mapping of a law to requirements is read a second time, from the provisions alone,
by somebody else. Where both agree, the provision is named; where they differed, the
difference and what was decided about it are kept, so that a reader can see why the
checklists say what they say.
"""

from __future__ import annotations

import datetime
from typing import Annotated

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
