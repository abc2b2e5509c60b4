"""The figures of one assessment among others: how far it is, and what presses."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.deadlines import find_deadlines
from compliance.assessment.declaration import sign_off_on
from compliance.assessment.evidence_check import SOON, how_lasting
from compliance.assessment.findings import Standing
from compliance.assessment.sign_off import DRAFT, OWN, SIGNED, UNSIGNED, VOID, WITHDRAWN, WORDS
from compliance.assessment.verdict import Status
from compliance.assessment.wanted import Want
from compliance.checklist.conditions import Truth
from compliance.views.marks import SEVERITY, STATUS, WANT, Count

SIGNS: Final = {SIGNED: "✓", DRAFT: "≈", VOID: "!", OWN: "!", WITHDRAWN: "!", UNSIGNED: "–"}


@dataclass(frozen=True)
class Day:
    """Something that falls on a day."""

    on: datetime.date
    title: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How one assessment stands on a day; of an organisation, only how far it is."""

    title: str
    answered: int
    total: int
    changed_at: str
    changed_by: str
    organisation: bool = False
    """Whether it is the record of an organisation, which has no findings."""
    classes: tuple[str, ...] = ()
    """Chief conclusions that hold, by title: what it is, and who answers for it."""
    statuses: dict[str, int] = field(default_factory=dict)
    """Requirements that bind or may bind, by status."""
    wants: dict[Want, int] = field(default_factory=dict)
    """Answers, confirmations and evidence that people still owe."""
    severities: dict[str, int] = field(default_factory=dict)
    """Gaps by severity."""
    alerts: tuple[str, ...] = ()
    """Conclusions that stop everything and hold."""
    sign_off: str = UNSIGNED
    """State of the sign-off."""
    signed_by: str = ""
    waiting: int = 0
    """Answers that wait for a reviewer."""
    returned: int = 0
    """Answers that were returned to their authors."""
    overdue: int = 0
    """Open requirements whose owner promised an earlier day."""
    upcoming: Day | None = None
    """The next deadline."""
    ended: int = 0
    """Files that are asked for and do not count any more."""
    ending: int = 0
    """Files that soon stop counting."""
    soon_days: int = SOON.days
    """How many days that is, at most."""

    @property
    def status_counts(self) -> tuple[Count, ...]:
        """Requirements by status, as far as there are any."""
        return tuple(
            Count(mark, self.statuses[mark.key])
            for mark in STATUS.values()
            if mark.key in self.statuses
        )

    @property
    def want_counts(self) -> tuple[Count, ...]:
        """What people still owe, as far as there is any."""
        return tuple(Count(WANT[want], number) for want, number in self.wants.items() if number)

    @property
    def gap_counts(self) -> tuple[Count, ...]:
        """Gaps by severity, as far as there are any."""
        return tuple(
            Count(mark, self.severities[key])
            for key, mark in SEVERITY.items()
            if key in self.severities
        )

    @property
    def sign(self) -> str:
        """The glyph of the sign-off."""
        return SIGNS[self.sign_off]

    @property
    def signed(self) -> str:
        """The sign-off in words."""
        return WORDS[self.sign_off]


def summarise(assessment: Assessment, as_of: datetime.date) -> Summary:
    """Work out how an assessment stands on a day.

    Args:
        assessment: the assessment, or the record of an organisation.
        as_of: the day.
    """
    state, agenda = assessment.state, assessment.agenda
    summary = Summary(
        title=state.begin.name,
        answered=agenda.answered,
        total=agenda.total,
        changed_at=state.changed_at,
        changed_by=state.changed_by,
        organisation=state.is_organisation,
    )
    return summary if state.is_organisation else _with_findings(summary, assessment, as_of)


def _with_findings(summary: Summary, assessment: Assessment, as_of: datetime.date) -> Summary:
    standing = assessment.standing(as_of)
    state, signed = assessment.state, sign_off_on(assessment, as_of)
    days = find_deadlines(assessment, standing)
    counts = standing.counts()
    return replace(
        summary,
        classes=_classes(assessment),
        statuses={
            one.value: counts[one]
            for one in STATUS
            if counts[one] and one is not Status.OUT_OF_SCOPE
        },
        wants=standing.wants(),
        severities=dict(Counter(gap.severity for gap in standing.gaps())),
        alerts=tuple(item.title for item, truth in standing.alerts if truth is Truth.YES),
        sign_off=signed.state,
        signed_by=signed.given.by if signed.given else "",
        waiting=len(standing.waiting_for("reviewer")),
        returned=len(standing.waiting_for("author")),
        overdue=sum(item.overdue(as_of) for item in standing.findings),
        upcoming=next(
            (Day(item.on, item.title) for item in days if item.on and item.on >= as_of), None
        ),
        ended=_ended(standing),
        ending=sum(
            how_lasting(assessment.catalogue, held, as_of).state == "soon"
            for held in state.evidence.values()
        ),
    )


def _classes(assessment: Assessment) -> tuple[str, ...]:
    return tuple(
        item.conclusion.title
        for item in assessment.conclusions()
        if item.conclusion.headline and item.truth is Truth.YES
    )


def _ended(standing: Standing) -> int:
    """Files that are held for what binds where nothing that is held counts any more."""
    return len(
        {
            item.data.evidence
            for finding in standing.findings
            if finding.applies is Truth.YES
            for line in finding.evidence
            if not line.counting
            for item in line.held
        }
    )
