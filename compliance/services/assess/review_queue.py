"""How the review of a requirement stands, and why an approval no longer counts."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.assessment.findings import Finding, Standing, review_basis
from compliance.assessment.journal.records import (
    Answer,
    Evidence,
    EvidenceWithdrawn,
    Record,
    ReviewGiven,
)
from compliance.assessment.journal.state import Given, Reviewed
from compliance.assessment.reviews import WORDS, is_own, review_word
from compliance.checklist.model import Requirement
from compliance.errors import fail
from compliance.services.look.history import record_text
from compliance.storage.opened import OpenAssessment


@dataclass(frozen=True)
class ReviewState:
    """How the review of one requirement stands."""

    state: str
    """A key of ``WORDS``."""
    word: str
    basis: str
    """Digest of the answers and evidence as they stand; a review is bound to it."""
    given: Reviewed | None
    changes: tuple[tuple[str, str, str], ...] = ()
    """What changed since the review: author, moment, and what, in order."""


def review_state(
    assessment: OpenAssessment, requirement: Requirement, *, changes: bool = True
) -> ReviewState:
    """How the review of a requirement stands at present.

    Without ``changes`` it is not looked up what changed since: that reads the whole
    journal, which a list of all requirements must not do for each of them.
    """
    state = assessment.state
    basis = review_basis(state, requirement)
    review = state.reviews.get(requirement.id)
    fits = review is None or review.data.basis == basis
    given = state.answers.get(requirement.id)
    found = review_word(requirement, given, review, fits=fits)
    since: tuple[tuple[str, str, str], ...] = ()
    if changes and not fits:
        since = changes_since_review(assessment, requirement)
    return ReviewState(found, WORDS[found], basis, review, since)


def changes_since_review(
    assessment: OpenAssessment, requirement: Requirement
) -> tuple[tuple[str, str, str], ...]:
    """What touched a requirement after its last review: author, moment, what."""
    return _worded(assessment, _touched(assessment, {requirement.id})[requirement.id])


def check_seen(assessment: OpenAssessment, requirement: str, basis: str) -> None:
    """Refuse a review of a state that the reviewer did not see.

    Raises:
        ConformityError: ``review.changed``.
    """
    declared = assessment.catalogue.requirement(requirement)
    if review_basis(assessment.state, declared) != basis:
        raise fail(
            requirement,
            "review.changed",
            "The answers or the evidence changed after you opened the page.",
            "Look at what changed, and review again.",
        )


@dataclass(frozen=True)
class Queued:
    """A requirement whose answer waits for a review, or for its author."""

    finding: Finding
    state: str
    """A key of ``WORDS``."""
    word: str
    answer: Given
    given: Reviewed | None
    changes: tuple[tuple[str, str, str], ...] = ()
    """What changed since the last review: author, moment, and what, in order."""

    @property
    def with_author(self) -> bool:
        """Whether its author has to act before anybody looks again."""
        return self.state == "returned"

    def for_reviewer(self, person: str) -> bool:
        """Whether a person may review it now: it waits, and somebody else answered."""
        own = is_own(self.finding.requirement, self.answer, person)
        return not self.with_author and not own


def review_queue(assessment: OpenAssessment, standing: Standing) -> list[Queued]:
    """Every answered requirement that binds and lacks the review it requires."""
    state = assessment.state
    missing = standing.unreviewed()
    reviewed = {item.requirement.id for item in missing if item.review is not None}
    touched = _touched(assessment, reviewed)
    found = []
    for item in missing:
        if item.answer is None:
            continue
        requirement = item.requirement
        same = item.review is not None and item.review.data.basis == review_basis(
            state, requirement
        )
        word = review_word(requirement, item.answer, item.review, fits=same)
        since = () if same else _worded(assessment, touched.get(requirement.id, []))
        found.append(Queued(item, word, WORDS[word], item.answer, item.review, since))
    return found


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


def _worded(assessment: OpenAssessment, records: list[Record]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (record.by, record.at, record_text(assessment.catalogue, record)[0]) for record in records
    )
