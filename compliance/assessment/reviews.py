"""How the review of a requirement stands, decided once for every list and page.

A review is given by another person than the author of an answer. Three questions are
asked of it again and again: may this person approve it, how does it stand, and which
requirements lack one. They are answered here and nowhere else.
"""

from __future__ import annotations

from typing import Final

from compliance.assessment.journal.state import Given, Reviewed
from compliance.checklist.model import Requirement
from compliance.data.persons import is_among

WORDS: Final = {
    "not-asked": "No review needed",
    "none": "Not reviewed",
    "waiting": "Waits for a review",
    "again": "Changed after it was returned",
    "void": "Approval void",
    "own": "Approved by its author only",
    "returned": "Returned to its author",
    "approved": "Approved",
}
"""How the review of a requirement may stand."""


def is_own(requirement: Requirement, given: Given | None, person: str) -> bool:
    """Whether a person answered, or entered the answer, and so cannot approve it.

    Never where the checklists let the author of an answer approve it.
    """
    return given is not None and is_among(person, barred(requirement, given.authors))


def barred(requirement: Requirement, authors: frozenset[str]) -> frozenset[str]:
    """Who cannot approve a requirement: its authors, unless the checklists let them.

    As they are written in the journal; a person is compared with them by
    :func:`compliance.data.persons.is_among`.
    """
    return authors if requirement.review.not_by_author else frozenset()


def is_answered(given: Given | None) -> bool:
    """Whether there is something to review; "not known yet" is nothing."""
    return given is not None and given.state != "unknown"


def review_word(
    requirement: Requirement, given: Given | None, review: Reviewed | None, *, fits: bool
) -> str:
    """How the review of a requirement stands: a key of ``WORDS``.

    Args:
        requirement: with its rule on reviews.
        given: the answer.
        review: the last review.
        fits: whether the answers and the evidence are still those it was given for.
    """
    if review is None:
        if not requirement.review.required:
            return "not-asked"
        return "waiting" if is_answered(given) else "none"
    if review.data.decision != "approved":
        return "returned" if fits else "again"
    if not fits:
        return "void"
    return "own" if is_own(requirement, given, review.by) else "approved"
