"""Confirming an earlier answer whose question changed with a later edition."""

from __future__ import annotations

from compliance.assessment.answers import parse_answer
from compliance.assessment.records import Answer
from compliance.assessment.state import Given
from compliance.errors import ConformityError, fail
from compliance.services.open_assessment import Assessment


def earlier_answer(assessment: Assessment, question: str) -> Given | None:
    """The one earlier answer that the present question would accept as it is."""
    waiting = assessment.state.unconfirmed.get(question)
    if waiting is None or len(waiting.answers) != 1:
        return None
    given = waiting.answers[0]
    if given.state != "given":
        return given
    declared = assessment.catalogue.question(question)
    try:
        value = parse_answer(assessment.catalogue, declared, given.value)
    except ConformityError:
        return None
    return given if value == given.value else None


def confirmation(assessment: Assessment, question: str) -> Answer:
    """The earlier answer of a question, to be recorded as its present one.

    Raises:
        ConformityError: ``answer.unknown-question``, or ``answer.wrong-type`` where
            there is no earlier answer that the question accepts.
    """
    assessment.catalogue.question(question)
    given = earlier_answer(assessment, question)
    if given is None:
        raise fail(
            question,
            "answer.wrong-type",
            "There is no earlier answer that could be confirmed as it is.",
            "Answer the question.",
        )
    return Answer.model_validate(
        {
            "question": question,
            "state": given.state,
            "value": given.value,
            "explanation": given.explanation,
        }
    )
