"""What a checklist states as missing: how serious it is, and who asks for it."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from compliance.checklist.base import Model, Text
from compliance.checklist.conditions import Condition

Severity = Literal["blocker", "major", "minor", "observation"]

Ground = Literal["law", "advice"]
"""Why something counts as a gap: a legal duty asks for it (of the law itself or of other law
that it builds on), or the makers of the checklist advise it."""


class StatedGap(Model):
    """What is missing, how serious that is, and who says so."""

    severity: Severity
    ground: Ground | None = None
    """The law where nothing is said; of an observation, advice."""
    says: Text
    """What is missing, one sentence."""
    remedy: Text
    """What to do about it, one sentence or two."""

    @property
    def rests_on(self) -> Ground:
        """Whether the law asks for what is missing, or the checklist advises it."""
        return self.ground or ("advice" if self.severity == "observation" else "law")

    @model_validator(mode="after")
    def _advice_is_mild(self) -> StatedGap:
        if self.ground == "advice" and self.severity in {"blocker", "major"}:
            raise PydanticCustomError(
                "checklist.severity", "What is only advised is minor or an observation at most"
            )
        return self


class OptionGap(StatedGap):
    """What choosing an option of the main question leaves missing."""


class _Conditional(Model):
    when: Condition


class GapRule(StatedGap, _Conditional):  # the condition stands first
    """When something else than the option chosen leaves something missing."""
