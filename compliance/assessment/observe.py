"""What is worth saying of a finding although it lowers nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from compliance.assessment.evidence_check import EvidenceLine, last_day
from compliance.assessment.gaps import Gap
from compliance.assessment.verdict import Status
from compliance.language.words import day, listed

if TYPE_CHECKING:
    from compliance.assessment.findings import Finding
    from compliance.assessment.supply import FirstSupply

SILENT = {Status.NOT_BEGUN, Status.NOT_ASSESSED, Status.NOT_APPLICABLE}
"""Of these nothing is claimed, so no evidence can run out under it."""


def observe(findings: Iterable[Finding], supply: FirstSupply | None) -> Iterator[Finding]:
    """Findings with what is observed about them: evidence that ends before the launch.

    Evidence that counts today and no longer on the planned day of the first supply is
    missed by nobody until that day has come. Whether the law binds by then makes no
    difference: what is said on that day rests on it.
    """
    for finding in findings:
        gaps = tuple(_ending(finding, supply))
        yield replace(finding, gaps=(*finding.gaps, *gaps)) if gaps else finding


def _ending(finding: Finding, supply: FirstSupply | None) -> Iterator[Gap]:
    if supply is None or supply.planned is None or finding.status in SILENT:
        return
    if not finding.in_scope or not supply.waits(finding):
        return
    for line in finding.evidence:
        ends = _ends(line)
        if ends is None or ends >= supply.planned or line.request is None:
            continue
        numbers = listed([item.data.evidence for item in line.counting])
        yield Gap(
            finding.requirement.id,
            "observation",
            f"Evidence ends before the planned first supply on {day(supply.planned)}: {numbers} "
            f"({line.request.note.rstrip('.')}), last day {day(ends)}.",
            "Renew it in time, so that it counts on that day.",
            "advice",
        )


def _ends(line: EvidenceLine) -> datetime.date | None:
    """The last day on which evidence of a request counts; nothing where some has no end."""
    age = None if line.request is None else line.request.max_age_days
    days = [last_day(item, age) for item in line.counting]
    known = [on for on in days if on is not None]
    return max(known) if known and len(known) == len(days) else None
