"""Recording what stands in the form of a question, here or for the organisation."""

from __future__ import annotations

from typing import Literal

from compliance.assessment.journal.records import Answer, Migrated
from compliance.errors import Problem, fail
from compliance.services.assess.form_fields import Fields, first, raw_answer
from compliance.services.assess.record_answer import (
    build_answer,
    confirmation,
    record_answer,
    same_as_present,
)
from compliance.services.clock import now
from compliance.services.share.record_shared import record_shared
from compliance.storage.opened import OpenAssessment
from compliance.views.question import Prompt
from compliance.web.organisation.beside import WHOLE, Beside
from compliance.web.people.identity import person

Outcome = Literal["unchanged", "here", "shared"]


def build(assessment: OpenAssessment, question: Prompt, fields: Fields, action: str) -> Answer:
    """The answer in a form.

    Args:
        assessment: in which it is answered.
        question: of the form.
        fields: what was typed.
        action: ``save``, ``confirm`` (keep the earlier answer), or a state.

    Raises:
        ConformityError: codes ``answer.*``.
    """
    if action == "confirm":
        return confirmation(assessment, question.id)
    state = action if action in {"unknown", "not-applicable"} else "given"
    given = state == "given"
    raw = raw_answer(question, fields) if given else None
    if given and raw is None:
        raise fail(
            question.id,
            "answer.too-short",
            "Nothing is chosen or written.",
            "Answer, or say below that it is not known yet.",
        )
    explanation = first(fields, "explanation" if given else f"{state}-reason")
    return build_answer(assessment, question.id, raw, explanation=explanation, state=state)


def record(
    assessment: OpenAssessment,
    side: Beside,
    answer: Answer,
    *,
    where: str,
    seen: str,
    seen_there: str,
) -> Outcome:
    """Record an answer where it is for.

    Args:
        assessment: in which it was answered.
        side: the organisation beside it.
        answer: from :func:`build`.
        where: ``organisation`` to record it for all systems.
        seen: head of the assessment on which the form rests.
        seen_there: head of the organisation on which it rests.

    Raises:
        AnswerConflictError: somebody else answered meanwhile, here or there.
        ConformityError: it cannot be recorded.
    """
    known, source = answer.question, side.source
    unchanged = same_as_present(assessment.state.answers.get(known), answer)
    alike = False
    if source is not None and side.shares(known):
        alike = same_as_present(source.state.answers.get(known), answer)
        # What the organisation says too is its answer, whatever is chosen.
        if (where == WHOLE and not (unchanged and alike)) or (alike and not unchanged):
            record_shared(
                source,
                assessment,
                answer,
                by=person().name,
                at=now(),
                seen=seen or assessment.head,
                seen_there=seen_there or source.head,
            )
            return "shared"
    if unchanged:
        return "unchanged"
    record_answer(assessment, answer, by=person().name, at=now(), seen=seen or None)
    return "here"


def moved_since(assessment: OpenAssessment, seen: str) -> Problem | None:
    """What to say where the assessment was migrated after a form was shown.

    The question may ask something else now: what was typed is not taken for an answer
    to it before somebody has looked.
    """
    if not seen or not assessment.state.moves:
        return None
    records = assessment.store.read()
    at = next((record.seq for record in records if record.hash == seen), 0)
    moves = [item for item in records[at:] if isinstance(item.data, Migrated)]
    if not moves:
        return None
    return Problem(
        "value",
        "assessment.migrated",
        f"{moves[-1].by} moved the assessment to edition {assessment.state.edition} "
        "meanwhile, and the question may ask something else now.",
        "Look at it, and save again. What you typed is below.",
    )


def onward(assessment: OpenAssessment, known: str) -> str:
    """The present id of a question that a migration renamed; nothing for others."""
    questions = assessment.catalogue.questions
    if known in questions:
        return ""
    for move in assessment.state.moves:
        known = move.data.renamed.get(known, known)
    return known if known in questions else ""
