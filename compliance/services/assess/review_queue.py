"""How the review of a requirement stands, and why an approval no longer counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from compliance.assessment.findings import review_basis
from compliance.assessment.journal.records import (
    Answer,
    Evidence,
    EvidenceWithdrawn,
    Record,
    ReviewGiven,
)
from compliance.errors import fail
from compliance.services.look.history import record_text
from compliance.storage.opened import OpenAssessment
from compliance.views.finding import FindingView, view_findings


@dataclass(frozen=True)
class Change:
    """What was recorded after a review or a sign-off."""

    by: str
    at: str
    text: str


def changes_since_review(assessment: OpenAssessment, requirement: str) -> list[Change]:
    """What touched a requirement after its last review, in order."""
    return changes_in(assessment, _touched(assessment, {requirement})[requirement])


def basis_of(assessment: OpenAssessment, requirement: str) -> str:
    """Digest of the answers and evidence as they stand; a review is bound to it.

    Raises:
        ConformityError: ``answer.unknown-question``.
    """
    return review_basis(assessment.state, assessment.catalogue.requirement(requirement))


def check_seen(assessment: OpenAssessment, requirement: str, basis: str) -> None:
    """Refuse a review of a state that the reviewer did not see.

    Raises:
        ConformityError: ``review.changed``.
    """
    if basis_of(assessment, requirement) != basis:
        raise fail(
            requirement,
            "review.changed",
            "The answers or the evidence changed after you opened the page.",
            "Look at what changed, and review again.",
        )


@dataclass(frozen=True)
class Queued:
    """A requirement whose answer waits for a review, or for its author."""

    finding: FindingView
    changes: list[Change]
    """What changed since the last review, in order."""

    @property
    def with_author(self) -> bool:
        """Whether its author has to act before anybody looks again."""
        return self.finding.review.waits_for == "author"

    def for_reviewer(self, person: str) -> bool:
        """Whether a person may review it now: it waits, and somebody else answered."""
        return not self.with_author and not self.finding.own(person)


def review_queue(assessment: OpenAssessment, as_of: datetime.date) -> list[Queued]:
    """Every answered requirement that binds and lacks the review it requires.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    waiting = [item for item in view_findings(assessment, as_of) if item.review.waits_for]
    touched = _touched(assessment, {item.id for item in waiting if item.review.changed})
    return [Queued(item, changes_in(assessment, touched.get(item.id, []))) for item in waiting]


def _touched(assessment: OpenAssessment, wanted: set[str]) -> dict[str, list[Record]]:
    """Records about requirements after the last review of each, in one pass."""
    since: dict[str, list[Record]] = {known: [] for known in wanted}
    if not wanted:
        return since
    of = assessment.catalogue.requirement_of
    supporting: dict[str, set[str]] = {}
    for record in assessment.store.read()[: assessment.state.seq]:
        data = record.data
        about: set[str] = set()
        if isinstance(data, ReviewGiven):
            if data.requirement in since:
                since[data.requirement] = []
        elif isinstance(data, Answer):
            about = {of.get(data.question, "")}
        elif isinstance(data, Evidence):
            about = {of.get(known, "") for known in data.supports}
            supporting[data.evidence] = about
        elif isinstance(data, EvidenceWithdrawn):
            about = supporting.get(data.evidence, set())
        for known in about & since.keys():
            since[known].append(record)
    return since


def changes_in(assessment: OpenAssessment, records: Iterable[Record]) -> list[Change]:
    """Records in words, each with who wrote it and when."""
    catalogue = assessment.catalogue
    return [Change(item.by, item.at, record_text(catalogue, item)[0]) for item in records]
