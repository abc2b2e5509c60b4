"""What people do around answers: notes, owners of gaps, reviews."""

from __future__ import annotations

import datetime

from compliance.assessment.findings import review_basis
from compliance.assessment.journal.records import Assignment, Note, ReviewGiven
from compliance.assessment.reviews import barred
from compliance.checklist.model import Requirement
from compliance.data.persons import is_among
from compliance.data.typed import clean_text
from compliance.errors import fail
from compliance.services.accounts.authors import clean_author, name_problem, one_line
from compliance.services.assess.append import append_record
from compliance.storage.opened import OpenAssessment

MAX_NOTE = 4_000
MAX_CAUSE = 300


def add_note(
    assessment: OpenAssessment, question: str, text: str, *, by: str, at: datetime.datetime
) -> None:
    """Leave a remark on a question; it is not part of the answer.

    Raises:
        ConformityError: ``answer.unknown-question`` or codes of texts.
    """
    assessment.catalogue.question(question)
    assessment.require_in_scope(question)
    text = clean_text(question, text, MAX_NOTE)
    if not text:
        raise fail(question, "answer.too-short", "The note is empty.", "Write a text.")
    append_record(assessment, Note(question=question, text=text), by=by, at=at)


def assign_owner(
    assessment: OpenAssessment,
    requirement: str,
    owner: str,
    due: datetime.date | None,
    *,
    by: str,
    at: datetime.datetime,
    cause: str = "",
) -> None:
    """Say who mends the gaps of a requirement, by when, and what they come from.

    Args:
        assessment: the open assessment.
        requirement: its id.
        owner: name and function.
        due: by when.
        by: who says so.
        at: when.
        cause: what its gaps come from, in a line; those of other requirements with the same
            words are shown with them.

    Raises:
        ConformityError: ``checklist.unknown-id``, ``assessment.no-author`` or codes of texts.
    """
    assessment.catalogue.requirement(requirement)
    assessment.require_in_scope(requirement)
    owner = clean_owner(requirement, owner)
    cause = clean_cause(requirement, cause)
    data = Assignment(requirement=requirement, owner=owner, due=due, cause=cause or None)
    append_record(assessment, data, by=by, at=at)


def clean_owner(requirement: str, owner: str) -> str:
    """Name of an owner in one printable line.

    Raises:
        ConformityError: ``assessment.no-author`` or codes of texts.
    """
    owner = one_line(requirement, owner)
    message = name_problem(owner) if owner else "No owner is named."
    if message:
        raise fail(requirement, "assessment.no-author", message, "Give --owner.")
    return owner


def clean_cause(requirement: str, cause: str) -> str:
    """A cause in one printable line.

    Raises:
        ConformityError: codes of texts.
    """
    return clean_text(requirement, one_line(requirement, cause), MAX_CAUSE)


def review_requirement(
    assessment: OpenAssessment,
    requirement: str,
    *,
    approve: bool,
    comment: str,
    by: str,
    at: datetime.datetime,
) -> None:
    """Record what a second person thinks of a requirement as it stands now.

    The review names a digest of the answers and evidence looked at; it no longer
    counts when one of them changes.

    Raises:
        ConformityError: ``checklist.unknown-id``, or codes of :func:`check_review`.
    """
    declared = assessment.catalogue.requirement(requirement)
    assessment.require_in_scope(requirement)
    given = assessment.state.answers.get(requirement)
    authors = frozenset[str]() if given is None else given.authors
    comment = check_review(declared, authors, approve=approve, comment=comment, by=by)
    data = ReviewGiven(
        requirement=requirement,
        decision="approved" if approve else "returned",
        comment=comment,
        basis=review_basis(assessment.state, declared),
    )
    append_record(assessment, data, by=by, at=at)


def check_review(
    requirement: Requirement, authors: frozenset[str], *, approve: bool, comment: str, by: str
) -> str:
    """Refuse a review that a person may not give, or that returns without saying why.

    Args:
        requirement: with its rule on reviews.
        authors: who answered, and who entered it; nobody while there is no answer.
        approve: whether the review would approve it.
        comment: what was looked at; what is missing where it is returned.
        by: the reviewer.

    Returns:
        The comment as it is recorded.

    Raises:
        ConformityError: ``review.nothing``, ``review.by-author``,
            ``answer.reason-missing``, ``assessment.no-author`` or codes of texts.
    """
    if not authors:
        raise fail(
            requirement.id,
            "review.nothing",
            "There is no answer to review yet.",
            "Answer the question first.",
        )
    by = clean_author(by)
    if approve and is_among(by, barred(requirement, authors)):
        raise fail(
            requirement.id,
            "review.by-author",
            f"{by} gave or entered the answer and cannot approve it.",
            "Ask another person to review it.",
        )
    comment = clean_text(requirement.id, comment, MAX_NOTE)
    if not approve and not comment:
        raise fail(
            requirement.id,
            "answer.reason-missing",
            "It is not said why it goes back.",
            "Write in the comment what is missing.",
        )
    return comment
