"""Answers from a file: only what changed is appended, and everything or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from compliance.errors import ProblemsError
from compliance.services.assess.answers_file import Answers, AssignmentEntry, ReviewEntry
from compliance.services.assess.attach_evidence import attach_file
from compliance.services.assess.follow_up import assign_owner, review_requirement
from compliance.services.assess.import_plan import Plan, make_plan
from compliance.services.assess.record_answer import record_answer, same_as_present
from compliance.storage.opened import OpenAssessment

Target = TypeVar("Target", AssignmentEntry, ReviewEntry)


@dataclass
class Imported:
    recorded: int = 0
    unchanged: int = 0
    evidence: int = 0
    assignments: int = 0
    reviews: int = 0


def import_answers(
    assessment: OpenAssessment,
    answers: Answers,
    *,
    by: str,
    at: datetime.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Record the answers of a file.

    The whole file is checked first: if anything in it is wrong, all problems are
    reported and nothing is recorded. Importing the same file again appends
    nothing.

    Args:
        assessment: the open assessment.
        answers: the answers file as read.
        by: author of entries that do not name one.
        at: moment of the records.
        progress: called with the number done and the total.

    Raises:
        ConformityError: every problem of the file, with its lines.
    """
    plan = make_plan(assessment, answers, by, at)
    if plan.problems:
        raise ProblemsError(plan.problems)
    return _carry_out(assessment, plan, progress)


def _carry_out(
    assessment: OpenAssessment, plan: Plan, progress: Callable[[int, int], None] | None
) -> Imported:
    done = Imported()
    total = len(plan.answers) + len(plan.evidence)
    for number, (answer, author) in enumerate(plan.answers, 1):
        if same_as_present(assessment.state.answers.get(answer.question), answer):
            done.unchanged += 1
        else:
            record_answer(assessment, answer, by=author, at=plan.at)
            done.recorded += 1
        if progress is not None:
            progress(number, total)
    for number, (author, said, source) in enumerate(plan.evidence, len(plan.answers) + 1):
        kept = attach_file(assessment, source, said, by=author, at=plan.at)
        done.evidence += kept.how != "same"
        if progress is not None:
            progress(number, total)
    for assignment in _unsettled(plan.assignments, assessment, _is_assigned):
        _assign(assessment, assignment, plan.at)
        done.assignments += 1
    for review in _unsettled(plan.reviews, assessment, _is_reviewed):
        _review(assessment, review, plan.at)
        done.reviews += 1
    return done


def _unsettled(
    entries: list[Target],
    assessment: OpenAssessment,
    is_present: Callable[[OpenAssessment, Target], bool],
) -> list[Target]:
    """Entries of the requirements whose last entry is not what stands at present.

    A file may tell a story (returned, then approved); once its end is reached,
    importing it again must not tell the story again.
    """
    last = {entry.requirement: entry for entry in entries}
    open_ones = {known for known, entry in last.items() if not is_present(assessment, entry)}
    return [entry for entry in entries if entry.requirement in open_ones]


def _is_assigned(assessment: OpenAssessment, entry: AssignmentEntry) -> bool:
    present = assessment.state.owners.get(entry.requirement)
    said = (entry.owner, entry.due, entry.cause or None)
    return present is not None and (present.owner, present.due, present.cause) == said


def _is_reviewed(assessment: OpenAssessment, entry: ReviewEntry) -> bool:
    present = assessment.state.reviews.get(entry.requirement)
    return (
        present is not None
        and present.by == entry.by
        and present.data.decision == entry.decision
        and present.data.comment == entry.comment
    )


def _assign(assessment: OpenAssessment, entry: AssignmentEntry, at: datetime.datetime) -> None:
    assign_owner(
        assessment, entry.requirement, entry.owner, entry.due, by=entry.by, at=at, cause=entry.cause
    )


def _review(assessment: OpenAssessment, entry: ReviewEntry, at: datetime.datetime) -> None:
    review_requirement(
        assessment,
        entry.requirement,
        approve=entry.decision == "approved",
        comment=entry.comment,
        by=entry.by,
        at=at,
    )
