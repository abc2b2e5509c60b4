"""What is worth saying of a finding although it lowers nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from compliance.assessment.evidence_check import EvidenceLine, last_day
from compliance.assessment.evidence_read import failed_checks, is_decisive
from compliance.assessment.gaps import Gap
from compliance.assessment.verdict import Status
from compliance.language.words import day, listed

if TYPE_CHECKING:
    from compliance.assessment.findings import Finding
    from compliance.assessment.supply import FirstSupply

SILENT = {Status.NOT_BEGUN, Status.NOT_ASSESSED, Status.NOT_APPLICABLE}
"""Of these nothing is claimed, so no evidence can run out under it."""


def observe(findings: Iterable[Finding], supply: FirstSupply | None) -> Iterator[Finding]:
    """Findings with what is observed about them.

    What is open from one declared cause is named with the other requirements of it.
    Evidence that counts today and no longer on the planned day of the first supply is
    missed by nobody until that day has come. Whether the law binds by then makes no
    difference: what is said on that day rests on it.
    """
    findings = tuple(findings)
    causes = by_cause(findings)
    for finding in findings:
        gaps = (*_ending(finding, supply), *_read(finding), *_shared(finding, causes))
        yield replace(finding, gaps=(*finding.gaps, *gaps)) if gaps else finding


def _read(finding: Finding) -> Iterator[Gap]:
    """What was found in files that were read; each failed check of a file is named once.

    Where a file shows nothing and others are there, the finding stands on the others: that
    the file is among them is worth knowing all the same.
    """
    if finding.status in SILENT or not finding.in_scope:
        return
    held = {item.data.evidence: item for line in finding.evidence for item in line.held}
    for number, item in held.items():
        for check in failed_checks(item):
            void = is_decisive(check)
            yield Gap(
                finding.requirement.id,
                "observation",
                f"{number} ({item.data.name}): {check.said}",
                "Attach a whole result of the model that is assessed."
                if void
                else "See whether it still shows what it is given for.",
                "advice",
            )


def by_cause(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Open requirements under the cause that they share, where at least two do."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.cause and finding.is_open:
            found.setdefault(finding.cause.casefold(), []).append(finding)
    shared = (items for items in found.values() if len(items) > 1)
    return {items[0].cause: items for items in shared}


def _shared(finding: Finding, causes: dict[str, list[Finding]]) -> Iterator[Gap]:
    for cause, items in causes.items():
        if any(item is finding for item in items):
            others = [item.requirement.title for item in items if item is not finding]
            yield Gap(
                finding.requirement.id,
                "observation",
                f"One cause, “{cause}”, is named for this and for {listed(others)}.",
                "Mend the cause once; then answer each of these requirements again.",
                "advice",
            )


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
