"""What nobody can say yet: requirements that wait for a few answers, said once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.findings import Standing
from compliance.assessment.verdict import Status
from compliance.language.words import listed
from compliance.views.standing import Deciding, view_deciding

SHOWN: Final = 6
"""Answers named in a line; the rest is counted."""


@dataclass(frozen=True)
class Waiting:
    """Requirements of which it is not determined whether they bind."""

    number: int
    decide: tuple[Deciding, ...]
    """The questions that decide it, the one on which most hang first."""

    @property
    def line(self) -> str:
        """The answers that decide, in one line."""
        return listed([f"{item.name} ({item.number})" for item in self.decide], SHOWN)


def waiting(assessment: Assessment, standing: Standing) -> Waiting:
    """What decides whether the undetermined requirements bind."""
    number = standing.counts()[Status.UNDETERMINED]
    return Waiting(number, view_deciding(assessment, standing))
