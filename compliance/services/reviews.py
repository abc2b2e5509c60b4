"""How the review of a requirement stands, and why an approval no longer counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from compliance.assessment.findings import review_basis
from compliance.assessment.records import (
    Answer,
    Evidence,
    EvidenceWithdrawn,
    Record,
    ReviewGiven,
)
from compliance.checklist.conditions import Truth
from compliance.errors import fail
from compliance.services.journal_text import record_text

if TYPE_CHECKING:
    from compliance.assessment.findings import Finding, Standing
    from compliance.assessment.state import Given, Reviewed
    from compliance.checklist.model import Requirement
    from compliance.services.open_assessment import Assessment

WORDS: Final = {
    "none": "Not reviewed",
    "not-asked": "No review needed",
    "approved": "Approved",
    "returned": "Returned",
    "void": "Approval void",
    "own": "Approval by its author",
}

QUEUE: Final = {
    "waiting": "Waits for a review",
    "again": "Changed after it was returned",
    "void": "Approval void",
    "own": "Approved by its author only",
    "returned": "Returned to its author",
}
"""How a requirement stands that lacks a review."""


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
    assessment: Assessment, requirement: Requirement, *, changes: bool = True
) -> ReviewState:
    """How the review of a requirement stands at present.

    Without ``changes`` it is not looked up what changed since: that reads the whole
    journal, which a list of all requirements must not do for each of them.
    """
    state = assessment.state
    basis = review_basis(state, requirement)
    review = state.reviews.get(requirement.id)
    if review is None:
        found = "none" if requirement.review.required else "not-asked"
        return ReviewState(found, WORDS[found], basis, None)
    if review.data.basis != basis:
        word = "void" if review.data.decision == "approved" else "returned"
        since = changes_since_review(assessment, requirement) if changes else ()
        return ReviewState(word, WORDS[word], basis, review, since)
    if review.data.decision != "approved":
        return ReviewState("returned", WORDS["returned"], basis, review)
    given = state.answers.get(requirement.id)
    rule = requirement.review.not_by_author
    own = rule and given is not None and review.by in given.authors
    found = "own" if own else "approved"
    return ReviewState(found, WORDS[found], basis, review)


def changes_since_review(
    assessment: Assessment, requirement: Requirement
) -> tuple[tuple[str, str, str], ...]:
    """What touched a requirement after its last review: author, moment, what."""
    return _worded(assessment, _touched(assessment, {requirement.id})[requirement.id])


def check_seen(assessment: Assessment, requirement: str, basis: str) -> None:
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
    """A key of ``QUEUE``."""
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
        rule = self.finding.requirement.review.not_by_author
        own = rule and person in self.answer.authors
        return not self.with_author and not own


def review_queue(assessment: Assessment, standing: Standing) -> list[Queued]:
    """Every answered requirement that binds and lacks the review it requires."""
    state = assessment.state
    missing = [
        item
        for item in standing.findings
        if item.applies is Truth.YES
        and item.requirement.review.required
        and not item.review_counts
        and item.answer is not None
        and item.answer.state != "unknown"
    ]
    reviewed = {item.requirement.id for item in missing if item.review is not None}
    touched = _touched(assessment, reviewed)
    found = []
    for item in missing:
        if item.answer is None:
            continue
        same = item.review is not None and item.review.data.basis == review_basis(
            state, item.requirement
        )
        word = _queue_state(item.review, same=same)
        since = () if same else _worded(assessment, touched.get(item.requirement.id, []))
        found.append(Queued(item, word, QUEUE[word], item.answer, item.review, since))
    return found


def _queue_state(review: Reviewed | None, *, same: bool) -> str:
    if review is None:
        return "waiting"
    if review.data.decision == "approved":
        return "own" if same else "void"
    return "returned" if same else "again"


def _touched(assessment: Assessment, wanted: set[str]) -> dict[str, list[Record]]:
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


def _worded(
    assessment: Assessment, records: list[Record]
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (record.by, record.at, record_text(assessment.catalogue, record)[0])
        for record in records
    )
