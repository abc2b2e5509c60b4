"""Recording an answer where it belongs: for one system, or for the whole organisation."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Literal

from compliance.assessment.journal.records import Answer
from compliance.services.assess.record_answer import (
    build_answer,
    record_answer,
    refuse_unseen,
    same_as_present,
)
from compliance.services.share.take_over import take_over
from compliance.storage.opened import OpenAssessment

Outcome = Literal["unchanged", "here", "shared"]
"""Where an answer went: nowhere, as it stands there already; into the assessment alone;
or to the organisation, whose answer the assessment then has."""


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


def record_where_it_belongs(
    source: OpenAssessment | None,
    target: OpenAssessment,
    answer: Answer,
    *,
    whole: Callable[[], bool],
    by: str,
    at: datetime.datetime,
    seen: str | None,
    seen_there: str = "",
) -> Outcome:
    """Record an answer in an assessment, or for the organisation.

    What the organisation says too is its answer, whatever is chosen.

    Args:
        source: the organisation beside the assessment, if there is one.
        target: the assessment in which it was answered.
        answer: from :func:`build_answer`, for the assessment.
        whole: whether it is to hold for the whole organisation; called only where both
            ways are open.
        by: who answers.
        at: when.
        seen: head of the assessment when the question was shown; nothing where the
            writer looked at nothing.
        seen_there: head of the organisation then; empty where it is what stands there
            now.

    Raises:
        AnswerConflictError: somebody else answered meanwhile, here or there.
        ConformityError: it cannot be recorded.
    """
    known = answer.question
    unchanged = same_as_present(target.state.answers.get(known), answer)
    if source is not None and is_shared(source, target, known):
        source.refresh()
        seen_there = seen_there or source.head
        alike = same_as_present(source.state.answers.get(known), answer)
        if not unchanged if alike else whole():
            _record_shared(source, target, answer, by, at, seen or target.head, seen_there)
            return "shared"
    if unchanged:
        return "unchanged"
    record_answer(target, answer, by=by, at=at, seen=seen)
    return "here"


def _record_shared(
    source: OpenAssessment,
    target: OpenAssessment,
    answer: Answer,
    by: str,
    at: datetime.datetime,
    seen: str,
    seen_there: str,
) -> None:
    """Record an answer for the organisation, and take it over into an assessment.

    An answer that the organisation gave alike already is only taken over.
    """
    known = answer.question
    refuse_unseen(target, answer, seen)
    source.refresh()
    if not same_as_present(source.state.answers.get(known), answer):
        built = build_answer(
            source, known, answer.value, explanation=answer.explanation, state=answer.state
        )
        built = built.model_copy(update={"source": answer.source})
        record_answer(source, built, by=by, at=at, seen=seen_there)
    take_over(source, target, by=by, at=at, replace=[known], only=[known])
