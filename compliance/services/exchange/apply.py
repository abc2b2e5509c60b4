"""Recording what a returned file says, as far as somebody accepted it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from compliance.assessment.journal.records import Note, Proposed, Source
from compliance.data.typed import clean_text
from compliance.errors import ConformityError, Problem
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.append import append_record
from compliance.services.assess.confirm import propose
from compliance.services.assess.follow_up import MAX_NOTE
from compliance.services.assess.record_answer import AnswerConflictError, record_answer
from compliance.services.exchange.compare import Difference, Differences
from compliance.storage.opened import OpenAssessment

MAX_TITLE: Final = 300
MAX_PLACE: Final = 1_000


@dataclass
class Applied:
    """What was recorded, and what was not."""

    recorded: list[str] = field(default_factory=list)
    remarks: int = 0
    """How many new remarks were recorded."""
    problems: list[Problem] = field(default_factory=list)
    """Answers that somebody changed at the very same time; nothing was overwritten."""


def propose_differences(
    assessment: OpenAssessment,
    differences: Differences,
    chosen: Iterable[Difference],
    *,
    by: str,
    at: datetime.datetime,
) -> Applied:
    """Put the chosen answers of a file before people, with the file as their source.

    For a file that no person here answers for. A question that has an answer keeps it.

    Args:
        assessment: the open assessment.
        differences: the comparison that the choice was made on.
        chosen: those of its differences that are to be put forward.
        by: who takes the file in.
        at: moment of the records.

    Raises:
        ConformityError: codes of names, ``file.write-failed`` or a damaged journal.
    """
    done, source = Applied(), _file(differences, at)
    for difference in chosen:
        answer = difference.answer
        if answer is None or answer.state == "withdrawn":
            continue
        proposal = Proposed(
            question=answer.question,
            state=answer.state,
            value=answer.value,
            explanation=answer.explanation,
            source=source.model_copy(update={"place": difference.place}),
        )
        answered = answer.question in assessment.state.answers
        if not answered and propose(assessment, proposal, by=by, at=at):
            done.recorded.append(difference.question)
        else:
            done.problems.append(
                Problem(
                    difference.question,
                    "answer.conflict",
                    "It has an answer here, or waits already; the file was not put forward.",
                    "Record the answer of the file, or leave it.",
                )
            )
    _remark(assessment, differences, done, differences.answered_by, by=by, at=at)
    return done


def _file(differences: Differences, at: datetime.datetime) -> Source:
    """A file as the source of what it says."""
    (name, digest), who = differences.file, differences.answered_by
    return Source(
        kind="file",
        title=name[:MAX_TITLE] or "file",
        address=f"SHA-256 {digest}",
        read=at.date(),
        sure=f"filled in by {who}"[:MAX_TITLE] if who else "",
    )


def accepted(differences: Differences, take: Collection[str] = ()) -> list[Difference]:
    """What is recorded without further choice, and the conflicts that are taken."""
    return [
        difference
        for difference in differences.questions
        if difference.kind in {"new", "changed"}
        or (difference.kind == "conflict" and difference.question in take)
    ]


def apply_differences(
    assessment: OpenAssessment,
    differences: Differences,
    chosen: list[Difference],
    *,
    by: str,
    at: datetime.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Applied:
    """Record the chosen answers of a file.

    The author of the records is who takes the file in; who filled it in is kept beside
    the answer where that is somebody else.

    Args:
        assessment: the open assessment.
        differences: the comparison that the choice was made on.
        chosen: those of its differences that are to be recorded.
        by: who takes the file in.
        at: moment of the records.
        progress: called with the number done and the total.

    Raises:
        ConformityError: codes of names, ``file.write-failed`` or a damaged journal.
    """
    by = clean_author(by)
    answered_by = clean_author(differences.answered_by) if differences.answered_by else by
    said_by = None if answered_by == by else answered_by
    done = Applied()
    for number, difference in enumerate(chosen, 1):
        if difference.answer is None:
            continue
        answer = difference.answer.model_copy(update={"said_by": said_by})
        try:
            record_answer(assessment, answer, by=by, at=at, seen=differences.head)
            done.recorded.append(difference.question)
        except AnswerConflictError as conflict:
            done.problems += conflict.problems
        if progress is not None:
            progress(number, len(chosen))
    _remark(assessment, differences, done, said_by or "", by=by, at=at)
    return done


def _remark(
    assessment: OpenAssessment,
    differences: Differences,
    done: Applied,
    said_by: str,
    *,
    by: str,
    at: datetime.datetime,
) -> None:
    """Record the new remarks of a file, as said by who filled it in."""
    name, digest = differences.file
    for remark in differences.remarks:
        try:
            text = clean_text(remark.question, remark.text, MAX_NOTE)
        except ConformityError as error:
            done.problems += error.problems
            continue
        source = None
        if said_by:
            source = Source(
                kind="file",
                title=said_by,
                address=f"SHA-256 {digest}",
                place=f"{name}, {remark.place}"[:MAX_PLACE],
                read=at.date(),
            )
        note = Note(question=remark.question, text=text, source=source)
        append_record(assessment, note, by=by, at=at)
        done.remarks += 1
