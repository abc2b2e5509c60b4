"""What changes for an assessment between two days: law, evidence, findings."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from compliance.assessment.deadlines import Deadline, find_deadlines
from compliance.assessment.findings import Finding
from compliance.errors import fail
from compliance.storage.opened import OpenAssessment


@dataclass(frozen=True)
class Impact:
    """Differences between two days with the same answers."""

    begins: tuple[Deadline, ...]
    """Rules of the law that begin to apply."""
    ends: tuple[Deadline, ...]
    """Evidence that counts for the last time on a day in between."""
    turned: tuple[tuple[Finding, Finding], ...]
    """Findings whose status differs, before and after."""


def impact(assessment: OpenAssessment, start: datetime.date, end: datetime.date) -> Impact:
    """Compare two days.

    Raises:
        ConformityError: ``usage.date`` when the second day is not after the first.
    """
    if end <= start:
        raise fail(
            "--to",
            "usage.date",
            f"{end} is not after {start}.",
            "Give the earlier day with --from and the later one with --to.",
        )
    before = assessment.standing(start)
    after = assessment.standing(end)
    between = [item for item in find_deadlines(assessment, before) if start < item.on <= end]
    earlier = {finding.requirement.id: finding for finding in before.findings}
    return Impact(
        tuple(item for item in between if item.kind == "law"),
        tuple(item for item in between if item.kind == "evidence"),
        tuple(
            (earlier[finding.requirement.id], finding)
            for finding in after.findings
            if earlier[finding.requirement.id].status is not finding.status
        ),
    )
