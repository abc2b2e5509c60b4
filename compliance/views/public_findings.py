"""Findings in the JSON vocabulary: how requirements stand, what is owed, and the counts."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Literal, Self

from pydantic import Field

from compliance.assessment import findings
from compliance.assessment.evidence_check import EvidenceLine
from compliance.assessment.findings import Standing
from compliance.assessment.journal.records import Origin
from compliance.assessment.reviews import WORDS
from compliance.assessment.verdict import Status as Verdict
from compliance.assessment.wanted import Want
from compliance.checklist.conditions import Truth
from compliance.views.marks import SEVERITY
from compliance.views.public import Public, found, perhaps


class Wanted(Public):
    """What a person still owes: an answer, a confirmation, evidence. It is no gap."""

    want: Want
    about: str
    """Id of the question; of the requirement where it is evidence."""
    text: str
    remedy: str


class Gap(Public):
    """Something that the answers show to be missing for a requirement to be met."""

    severity: Literal["blocker", "major", "minor", "observation"]
    ground: Literal["law", "advice"]
    """Whether the law asks for what is missing, or the checklist advises it."""
    text: str
    remedy: str


class EvidenceUsed(Public):
    """Evidence of one kind for a requirement."""

    kind: str
    """The kind that is asked for; empty for evidence beyond what is asked for."""
    held: tuple[str, ...]
    """Numbers of the evidence attached."""
    counting: tuple[str, ...]
    """Those that are neither expired nor too old."""
    superseded: tuple[str, ...]
    """Those of which there is a newer version."""
    problem: str

    @classmethod
    def of(cls, line: EvidenceLine) -> Self:
        """One request with what answers it."""
        return cls(
            kind="" if line.request is None else line.request.kind,
            held=tuple(held.data.evidence for held in line.held),
            counting=tuple(held.data.evidence for held in line.counting),
            superseded=tuple(held.data.evidence for held in line.superseded),
            problem=line.problem,
        )


class Start(Public):
    """A day from which a requirement binds, or may bind."""

    rule: str = found("rule", "id")
    route: str = found("rule", "route")
    settled: bool = found("sure")
    """Whether the route is the one the system takes."""
    readings: tuple[str, ...]
    """Readings of the law on which it hangs, chosen or not; none where all agree."""
    from_: datetime.date = Field(validation_alias="on", serialization_alias="from")
    event: str
    """What must happen first; empty where the day alone decides."""
    basis: tuple[str, ...] = found("rule", "basis")
    source: str = found("rule", "source")


class Review(Public):
    """The review of a requirement."""

    required: bool = found("requirement", "review", "required")
    state: str = Field(validation_alias="review_state", json_schema_extra={"enum": [*WORDS]})
    """How it stands: ``void`` where the answers or the evidence changed after an approval,
    ``again`` where they changed after it was returned, ``own`` where only an author
    approved it, ``waiting`` where an answer has none, ``none`` where there is no answer."""
    counts: bool = found("review_counts")
    """Whether an approval is there and still fits, or there is none and none is asked for."""
    decision: str | None = perhaps("review", "data", "decision")
    comment: str | None = perhaps("review", "data", "comment")
    by: str | None = perhaps("review", "by")
    at: str | None = perhaps("review", "at")
    origin: Origin | None = perhaps("review", "data", "origin")


class Finding(Public):
    """How one requirement stands."""

    id: str = found("requirement", "id")
    revision: int = found("requirement", "revision")
    title: str = found("requirement", "title")
    provisions: tuple[str, ...] = found("requirement", "provisions")
    roles: tuple[str, ...] = found("requirement", "roles")
    """Roles that the requirement binds, held or not."""
    scope: str = found("requirement", "scope")
    """``organisation`` where it is answered once for all systems, otherwise ``system``."""
    theme: str = found("requirement", "theme")
    status: Verdict
    applies: Truth
    because: str = found("applies_because")
    """The answers on which it rests whether it applies."""
    in_application: Truth
    """Whether it binds on the day; unknown where a reading or an open answer decides."""
    follow_ups: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    gaps: tuple[Gap, ...]
    """Most serious first."""
    deciding: tuple[str, ...]
    """Ids of the questions that decide whether it applies, while that is open."""
    evidence: tuple[EvidenceUsed, ...]
    dates: tuple[Start, ...] = found("starts")
    review: Review
    owner: str | None = perhaps("assignment", "owner")
    due: datetime.date | None = perhaps("assignment", "due")
    cause: str | None = perhaps("assignment", "cause")
    """What its gaps come from, as it was declared."""

    @classmethod
    def of(cls, item: findings.Finding, day: datetime.date) -> Self:
        """A finding on a day."""
        further = {
            "in_application": item.binds(day),
            "follow_ups": [question.id for question, _ in item.follow_ups],
            "gaps": findings.most_serious_first(item.gaps),
            "evidence": [EvidenceUsed.of(line) for line in item.evidence],
            "review": Review.model_validate(item),
        }
        return cls.model_validate(SimpleNamespace(**vars(item) | further))


class Counts(Public):
    """How many requirements, wants and gaps there are of each kind; every kind is listed."""

    by_status: dict[Verdict, int]
    wanted: dict[Want, int]
    """What people still owe; questions that only may arise are not counted."""
    by_severity: dict[str, int]

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """The counts of a standing."""
        severities: list[str] = [gap.severity for gap in standing.gaps()]
        return cls(
            by_status=standing.counts(),
            wanted=standing.wants(),
            by_severity={key: severities.count(key) for key in SEVERITY},
        )
