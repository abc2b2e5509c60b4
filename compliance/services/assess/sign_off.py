"""Signing an assessment off, taking that back, and why a sign-off no longer holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

from compliance.assessment.declaration import state_declaration
from compliance.assessment.journal.records import SignOff
from compliance.assessment.journal.state import Touch
from compliance.assessment.journal.store import HeadMovedError
from compliance.assessment.sign_off import authored, sign_off_basis
from compliance.data.typed import clean_text
from compliance.documents.declaration import Declaration, declare
from compliance.errors import fail
from compliance.language.words import counted
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.append import append_record
from compliance.services.assess.record_answer import MAX_TRIES
from compliance.services.assess.review_queue import Change, changes_in
from compliance.storage.opened import OpenAssessment

MAX_COMMENT: Final = 4_000
MAX_FUNCTION: Final = 200
NAMED: Final = 5
"""Requirements named in a message."""


def changes_since(assessment: OpenAssessment, touches: Iterable[Touch]) -> list[Change]:
    """What made a sign-off void: who recorded what, and when, in order."""
    records = assessment.store.read()
    return changes_in(assessment, (records[item.seq - 1] for item in touches))


def declaration_of(assessment: OpenAssessment, as_of: datetime.date) -> Declaration:
    """The declaration as it stands on a day, with what keeps it a draft.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    return declare(assessment, as_of)


def own_answers(assessment: OpenAssessment, person: str) -> list[tuple[str, str]]:
    """Requirements, id and title, because of which a person cannot sign."""
    titles = assessment.catalogue.requirements
    return [(known, titles[known].title) for known in authored(assessment, person)]


def who_may_not(assessment: OpenAssessment, person: str) -> str:
    """Why a person cannot sign the assessment off; empty where nothing forbids it."""
    own = authored(assessment, person)
    if not own:
        return ""
    more = f", and {len(own) - NAMED} more" if len(own) > NAMED else ""
    return (
        f"{person} answered {len(own)} of the requirements that another person has to "
        f"review: {', '.join(own[:NAMED])}{more}."
    )


def sign_off(
    assessment: OpenAssessment,
    *,
    function: str,
    comment: str,
    by: str,
    at: datetime.datetime,
    basis: str | None = None,
    duties: str | None = None,
    as_of: datetime.date | None = None,
) -> None:
    """Sign the assessment off as it stands now.

    Args:
        assessment: the open assessment.
        function: in what function the signatory signs.
        comment: what the signatory states; may be empty.
        by: the signatory.
        at: when.
        basis: digest of the state that the signatory saw; nothing where the present
            state is meant (a command).
        duties: digest of the list of what is known to be open, where the signatory
            confirms it.
        as_of: the day on which that list was seen; the day of signing by default.

    Raises:
        ConformityError: ``review.nothing``, ``review.by-author``, ``review.changed``,
            ``signing.to-confirm``, ``signing.function``, ``signing.duties`` or
            ``assessment.no-author``.
    """
    function = " ".join(clean_text("function", function, MAX_FUNCTION).split())
    comment = clean_text("comment", comment, MAX_COMMENT)
    by = clean_author(by)
    if not function:
        raise fail(
            "sign-off",
            "signing.function",
            "The function of the signatory is missing.",
            "Say in what function you sign, for example “Head of Regulatory Affairs”.",
        )
    seen = basis
    for _ in range(MAX_TRIES):
        present = sign_off_basis(assessment)
        if seen is not None and seen != present:
            raise _changed()
        seen = present
        _check(assessment, by)
        known = None if duties is None else _confirmed(assessment, as_of or at.date(), duties)
        if _append(assessment, "signed", function, comment, by=by, at=at, duties=known):
            return
    raise _changed()


def withdraw_sign_off(
    assessment: OpenAssessment, reason: str, *, by: str, at: datetime.datetime
) -> None:
    """Take a sign-off back; the record of it stays.

    Raises:
        ConformityError: ``signing.none`` or ``answer.reason-missing``.
    """
    reason = clean_text("reason", reason, MAX_COMMENT)
    by = clean_author(by)
    if not reason:
        raise fail(
            "sign-off",
            "answer.reason-missing",
            "Taking a sign-off back needs a reason.",
            "Say why it no longer stands.",
        )
    for _ in range(MAX_TRIES):
        last = assessment.state.sign_offs[-1:]
        if not last or last[0].data.decision == "withdrawn":
            raise fail(
                "sign-off",
                "signing.none",
                "There is no sign-off to take back.",
                "`conformity status` shows whether an assessment is signed off.",
            )
        if _append(assessment, "withdrawn", "", reason, by=by, at=at):
            return
    raise _changed()


def _check(assessment: OpenAssessment, by: str) -> None:
    if not assessment.state.answers:
        raise fail(
            "sign-off",
            "review.nothing",
            "There is no answer yet that could be signed.",
            "Answer the questions first.",
        )
    waiting = assessment.waiting()
    if waiting:
        more = f", and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
        names = ", ".join(item.question for item in waiting[:NAMED])
        raise fail(
            "sign-off",
            "signing.to-confirm",
            f"{counted(len(waiting), 'answer')} from sources nobody has confirmed: {names}{more}.",
            "Confirm or change them first; `conformity confirm DIR` lists them.",
        )
    why_not = who_may_not(assessment, by)
    if why_not:
        raise fail(
            "sign-off",
            "review.by-author",
            why_not,
            "Ask a person who gave none of these answers to sign.",
        )


def _confirmed(assessment: OpenAssessment, as_of: datetime.date, seen: str) -> tuple[str, ...]:
    """What the signatory confirms as known to be open, if it is what was seen."""
    found = state_declaration(assessment, as_of)
    if found.duties_digest != seen:
        raise fail(
            "sign-off",
            "signing.duties",
            "What is known to be open is not what you confirmed.",
            "Look at the list as it stands now, and confirm that one.",
        )
    return found.open_duties


def _append(
    assessment: OpenAssessment,
    decision: str,
    function: str,
    comment: str,
    *,
    by: str,
    at: datetime.datetime,
    duties: tuple[str, ...] | None = None,
) -> bool:
    """Append a sign-off to the head at hand; False if the journal moved on."""
    data = SignOff.model_validate(
        {
            "decision": decision,
            "function": function,
            "comment": comment,
            "edition_digest": assessment.catalogue.digest,
            "basis": sign_off_basis(assessment),
            "seen": assessment.head,
            "open_duties": duties,
        }
    )
    try:
        append_record(assessment, data, by=by, at=at, seen=assessment.head)
    except HeadMovedError:
        assessment.refresh()
        return False
    return True


def _changed() -> Exception:
    return fail(
        "sign-off",
        "review.changed",
        "Answers, evidence or reviews changed after you looked at the assessment.",
        "Look at what changed, and sign again.",
    )
