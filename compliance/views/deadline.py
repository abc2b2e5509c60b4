"""Deadlines as they are listed: the day, how far away it is, and what it is about."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.deadlines import find_deadlines
from compliance.language.words import counted

KINDS: Final = {
    "law": "Date of the law",
    "period": "Time limit of a duty",
    "evidence": "Evidence ends",
    "gap": "Gap to be mended",
    "plan": "Your own date",
}


@dataclass(frozen=True)
class DeadlineView:
    """A day on which something must be ready, or stops counting."""

    on: datetime.date
    days: int
    """Days to go; below zero once it has passed."""
    kind: str
    """A key of ``KINDS``."""
    word: str
    title: str
    detail: str
    about: tuple[str, ...]
    """Ids of requirements, evidence or facts."""
    requirements: tuple[tuple[str, str], ...]
    """Those among them that are requirements: id and title."""
    still_open: int
    """Of these requirements, how many are not met."""

    @property
    def distance(self) -> str:
        """How far away it is, in words."""
        if not self.days:
            return "today"
        away = counted(abs(self.days), "day")
        return f"in {away}" if self.days > 0 else f"{away} ago"


def deadlines(
    assessment: Assessment, as_of: datetime.date, *, past: bool = False
) -> list[DeadlineView]:
    """Deadlines from a day on, or all of them.

    Args:
        assessment: the assessment.
        as_of: day on which findings are evaluated, and from which to list.
        past: list those before ``as_of`` too. Of these, duties that are still open
            and promises not kept are always listed.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    titles = assessment.catalogue.requirements
    return [
        DeadlineView(
            on=item.on,
            days=(item.on - as_of).days,
            kind=item.kind,
            word=KINDS[item.kind],
            title=item.title,
            detail=item.detail,
            about=item.about,
            requirements=tuple((i, titles[i].title) for i in item.about if i in titles),
            still_open=item.still_open,
        )
        for item in find_deadlines(assessment, assessment.standing(as_of))
        if past or item.still_open or item.on >= as_of
    ]
