"""Taking an answer back: emptying it, or putting back what stood before it.

Nothing is lost by either: both are records of their own, and the history keeps what
was said.
"""

from __future__ import annotations

import datetime

from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Answer, Migrated, Record
from compliance.errors import fail
from compliance.services.assess.record_answer import (
    build_answer,
    record_answer,
    said_again,
    same_as_present,
)
from compliance.storage.opened import OpenAssessment


def withdraw_answer(
    assessment: OpenAssessment,
    question: str,
    reason: str,
    *,
    by: str,
    at: datetime.datetime,
    seen: str | None = None,
) -> bool:
    """Withdraw the answer to a question, so that it is open again.

    Args:
        assessment: the open assessment.
        question: id of the question; it need not arise any more.
        reason: why, for the history; may be empty.
        by: who withdraws it.
        at: when.
        seen: head of the journal when the answer was shown, as :func:`record_answer`.

    Returns:
        False where there is no answer to withdraw; nothing is recorded then.

    Raises:
        ConformityError: ``answer.unknown-question``, or what recording raises.
    """
    assessment.refresh()
    answer = build_answer(assessment, question, None, explanation=reason, state="withdrawn")
    if same_as_present(assessment.state.answers.get(question), answer):
        return False
    record_answer(assessment, answer, by=by, at=at, seen=seen)
    return True


def undo_answer(
    assessment: OpenAssessment, question: str, seq: int, *, by: str, at: datetime.datetime
) -> None:
    """Put back what stood before an answer: the former one, or none.

    Args:
        assessment: the open assessment.
        question: that was answered.
        seq: number of the record of that answer.
        by: who takes it back.
        at: when.

    Raises:
        ConformityError: ``answer.changed-since`` where it is not the last word on the
            question any more, or was given in another edition; or what recording raises.
    """
    assessment.refresh()
    records = assessment.store.read()
    moved = any(isinstance(record.data, Migrated) for record in records[seq:])
    if _last_about(records, question) != seq or moved:
        raise fail(
            question,
            "answer.changed-since",
            "The question was answered again since, or there was no such answer.",
            "Look at its present answer and change that.",
        )
    record_answer(
        assessment, _former(records[: seq - 1], question, by), by=by, at=at, seen=assessment.head
    )


def _last_about(records: list[Record], question: str) -> int:
    """Number of the last record that answers a question; 0 without one."""
    return next(
        (
            record.seq
            for record in reversed(records)
            if isinstance(record.data, Answer) and record.data.question == question
        ),
        0,
    )


def _former(records: list[Record], question: str, by: str) -> Answer:
    """The answer that counted at the end of some records, to be recorded again."""
    given = fold(records).answers.get(question)
    if given is None:
        return Answer(question=question, state="withdrawn")
    said_by = None if given.origin or given.by == by else given.by
    return said_again(given, origin=given.origin, said_by=said_by)
