"""Recording an answer for the whole organisation, from the assessment of one system."""

from __future__ import annotations

import datetime

from compliance.assessment.journal.records import Answer
from compliance.services.assess.record_answer import (
    build_answer,
    record_answer,
    refuse_unseen,
    same_as_present,
)
from compliance.services.share.take_over import take_over
from compliance.storage.opened import OpenAssessment


def is_shared(source: OpenAssessment, target: OpenAssessment, known: str) -> bool:
    """Whether a question is organisation-wide in the editions of both."""
    return (
        known in source.catalogue.organisation_wide and known in target.catalogue.organisation_wide
    )


def spreads(source: OpenAssessment, target: OpenAssessment, known: str) -> bool:
    """Whether an answer is for the whole organisation unless somebody says otherwise.

    What a system answered by itself is not spread over all systems by merely saving it
    again, and what the organisation answered is not replaced by the answer of one.

    Args:
        source: the organisation, before the answer is recorded.
        target: the assessment in which it is given.
        known: id of an organisation-wide question.
    """
    return known not in source.state.answers and known not in target.state.answers


def record_shared(
    source: OpenAssessment,
    target: OpenAssessment,
    answer: Answer,
    *,
    by: str,
    at: datetime.datetime,
    seen: str,
    seen_there: str,
) -> None:
    """Record an answer for the organisation, and take it over into an assessment.

    An answer that the organisation gave alike already is only taken over.

    Args:
        source: the organisation.
        target: the assessment.
        answer: from :func:`build_answer`, for the assessment.
        by: who answers.
        at: when.
        seen: head of the assessment when the question was shown.
        seen_there: head of the organisation then.

    Raises:
        AnswerConflictError: somebody else answered meanwhile, here or there.
        ConformityError: the organisation does not accept it, or cannot be written.
    """
    known = answer.question
    refuse_unseen(target, answer, seen)
    source.refresh()
    if not same_as_present(source.state.answers.get(known), answer):
        built = build_answer(
            source, known, answer.value, explanation=answer.explanation, state=answer.state
        )
        record_answer(source, built, by=by, at=at, seen=seen_there)
    take_over(source, target, by=by, at=at, replace=[known], only=[known])
