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
from compliance.services.journal_text import record_text

if TYPE_CHECKING:
    from compliance.assessment.state import Reviewed
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
    own = requirement.review.not_by_author and given is not None and given.by == review.by
    found = "own" if own else "approved"
    return ReviewState(found, WORDS[found], basis, review)


def changes_since_review(
    assessment: Assessment, requirement: Requirement
) -> tuple[tuple[str, str, str], ...]:
    """What touched a requirement after its last review: author, moment, what."""
    ids = {requirement.id, *(part.id for part in requirement.follow_ups)}
    since: list[Record] = []
    supporting: set[str] = set()
    for record in assessment.store.read()[: assessment.state.seq]:
        data = record.data
        if isinstance(data, ReviewGiven) and data.requirement == requirement.id:
            since = []
        elif isinstance(data, Answer) and data.question in ids:
            since.append(record)
        elif isinstance(data, Evidence) and ids & set(data.supports):
            supporting.add(data.evidence)
            since.append(record)
        elif isinstance(data, EvidenceWithdrawn) and data.evidence in supporting:
            since.append(record)
    return tuple(
        (record.by, record.at, record_text(assessment.catalogue, record)[0])
        for record in since
    )
