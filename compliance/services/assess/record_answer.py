"""Recording an answer, so that nothing said by anybody is ever lost."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from compliance.assessment.answers import parse_answer
from compliance.assessment.journal.chain import seq_of
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Answer, Record
from compliance.assessment.journal.state import Given, State
from compliance.assessment.journal.store import HeadMovedError
from compliance.assessment.proposals import acceptable
from compliance.assessment.sharing import content
from compliance.checklist.answer_text import full_pair
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import Question
from compliance.data.typed import clean_text
from compliance.errors import ConformityError, Problem, fail
from compliance.services.assess.append import append_record
from compliance.storage.opened import OpenAssessment

MAX_TRIES = 1000


class AnswerConflictError(ConformityError):
    """Somebody answered the same question after the writer looked at it."""

    def __init__(self, problem: Problem, theirs: Record, said: Answer, mine: Answer) -> None:
        super().__init__(problem)
        self.theirs = theirs
        """The other person's record, with author and time."""
        self.said = said
        """What the other person answered."""
        self.mine = mine


def build_answer(
    assessment: OpenAssessment,
    question_id: str,
    raw: Any,
    *,
    explanation: str | None = "",
    state: str = "given",
) -> Answer:
    """Check what was said against the question and make it an answer.

    Whoever says what stands there already, or what a source proposes, keeps its source:
    opening and saving unchanged takes nothing away.

    Args:
        assessment: in which it is asked.
        question_id: the question.
        raw: what was typed or chosen.
        explanation: what is said beside it; nothing where nobody was asked for one, so
            that the present one stays as long as the value does.
        state: ``given``, ``unknown`` or ``not-applicable``.

    Raises:
        ConformityError: codes ``answer.*``.
    """
    question = assessment.catalogue.question(question_id)
    assessment.require_in_scope(question_id)
    asked, explanation = explanation is not None, clean_text(question_id, explanation or "")
    if state == "given":
        value = parse_answer(assessment.catalogue, question, raw)
        said = Answer(question=question_id, value=value, explanation=explanation)
        same = _standing_alike(assessment, said)
        if same is None:
            return said
        kept = explanation if asked else same.explanation
        return said.model_copy(update={"source": same.source, "explanation": kept})
    if state == "not-applicable":
        _check_not_applicable(question, explanation)
    return Answer.model_validate(
        {"question": question_id, "state": state, "explanation": explanation}
    )


def _standing_alike(assessment: OpenAssessment, said: Answer) -> Given | None:
    """The present answer, or what waits at the question, if it has the same value."""
    state, known = assessment.state, said.question
    waiting = state.unconfirmed.get(known)
    standing = [state.answers.get(known)]
    standing += [assessment.proposed(known, one) for one in (waiting.titles if waiting else ())]
    for given in standing:
        if given is not None and (given.state, given.value) == (said.state, said.value):
            return given
    return None


def _check_not_applicable(question: Question, explanation: str) -> None:
    if not question.not_applicable:
        raise fail(
            question.id,
            "answer.not-applicable",
            "This question does not accept “not applicable”.",
            "Answer it, or record that the answer is not known yet.",
        )
    if not explanation:
        raise fail(
            question.id,
            "answer.reason-missing",
            "“Not applicable” needs a reason.",
            f"It fits where: {question.not_applicable}",
        )


def read_value(assessment: OpenAssessment, known: str, raw: Any, column: str = "") -> Any:
    """The value of an answer, or of a cell in a column of a table, from what was typed.

    Raises:
        ConformityError: codes ``answer.*``.
    """
    question = assessment.catalogue.question(known)
    columns = assessment.catalogue.fields(question)
    asked = next((part for part in columns if part.id == column), question)
    return parse_answer(assessment.catalogue, asked, raw)


def same_as_present(given: Given | None, answer: Answer) -> bool:
    """Whether recording the answer would change nothing."""
    if answer.state == "withdrawn":
        return given is None
    return given is not None and content(given) == content(answer)


def record_answer(
    assessment: OpenAssessment,
    answer: Answer,
    *,
    by: str,
    at: datetime.datetime,
    seen: str | None = None,
) -> Record:
    """Append an answer to the journal.

    Args:
        assessment: the open assessment; its state takes the answer in.
        answer: from :func:`build_answer`.
        by: who answers.
        at: when.
        seen: the head of the journal when the question was shown. Nothing means
            the writer looked at nothing (a script): the answer is appended after
            whatever is there.

    Raises:
        AnswerConflictError: somebody else answered this question since ``seen``,
            and differently. Nothing is written; both values are in the error.
        ConformityError: ``file.write-failed`` or a damaged journal.
    """
    for _ in range(MAX_TRIES):
        try:
            return append_record(assessment, answer, by=by, at=at, seen=seen)
        except HeadMovedError as moved:
            assessment.refresh()
            _refuse_collision(assessment, answer, moved.unseen)
            seen = assessment.head
    raise fail(
        answer.question,
        "journal.locked",
        "The journal kept changing; the answer was not recorded.",
        "Try again.",
    )


def refuse_unseen(assessment: OpenAssessment, answer: Answer, seen: str) -> None:
    """Refuse an answer if somebody answered the question differently since ``seen``.

    Raises:
        AnswerConflictError: both values are in the error.
    """
    assessment.refresh()
    records = assessment.store.read()
    at = seq_of(records, seen)
    _refuse_collision(assessment, answer, records[at:])


def _refuse_collision(assessment: OpenAssessment, answer: Answer, unseen: list[Record]) -> None:
    for record in reversed(unseen):
        theirs = record.data
        if not isinstance(theirs, Answer) or theirs.question != answer.question:
            continue
        if content(theirs) == content(answer):
            return
        raise _conflict(assessment, record, theirs, answer)


def _conflict(
    assessment: OpenAssessment, record: Record, theirs: Answer, mine: Answer
) -> AnswerConflictError:
    both = _both(assessment.catalogue, theirs, mine)
    problem = Problem(
        mine.question,
        "answer.conflict",
        f"{record.by} answered “{both[0]}” at {record.at}; "
        f"your answer “{both[1]}” was not recorded.",
        "Look at both and answer again.",
    )
    return AnswerConflictError(problem, record, theirs, mine)


def _both(catalogue: Catalogue, theirs: Answer, mine: Answer) -> list[str]:
    """Two answers to a question as the message of a conflict puts them side by side."""
    texts = full_pair(
        catalogue, mine.question, (theirs.state, theirs.value), (mine.state, mine.value)
    )
    return [
        f"{text} ({item.explanation})" if item.explanation else text
        for text, item in zip(texts, (theirs, mine), strict=True)
    ]


def confirmation(
    assessment: OpenAssessment,
    question: str,
    seen: str = "",
    source: str = "",
    rows: Collection[int] | None = None,
) -> Answer:
    """What waits at a question, to be recorded as its answer with its source.

    Args:
        assessment: in which it waits.
        question: the question.
        seen: head of the journal when it was shown; empty where whatever waits now is
            meant.
        source: title of the source that is meant, where several say something.
        rows: which of the rows that it adds to a table are taken, counted from 0; all by
            default.

    Raises:
        AnswerConflictError: somebody answered the question otherwise meanwhile.
        ConformityError: ``answer.unknown-question``, ``answer.conflict`` where something
            else waits now than was shown, or ``answer.nothing-to-confirm``.
    """
    assessment.catalogue.question(question)
    assessment.require_in_scope(question)
    given = _offered(assessment, assessment.state, question, source, rows)
    shown: Given | None = None
    if seen and seen != assessment.head:
        then, unseen = _then(assessment, seen)
        shown = None if then is None else _offered(assessment, then, question, source, rows)
        if shown is not None:
            _refuse_collision(assessment, said_again(shown), unseen)
        if shown is not None and given is not None and content(shown) != content(given):
            raise fail(
                question,
                "answer.conflict",
                "Something else waits there now than you saw; nothing was confirmed.",
                "Look at it again.",
            )
    given = given or shown
    if given is None:
        raise fail(
            question,
            "answer.nothing-to-confirm",
            "Nothing waits here that could be confirmed as it is.",
            "Answer the question.",
        )
    return said_again(given)


def _offered(
    assessment: OpenAssessment,
    state: State,
    question: str,
    source: str,
    rows: Collection[int] | None,
) -> Given | None:
    """What waits at a question, with the rows that are taken."""
    waiting, present = state.unconfirmed.get(question), state.answers.get(question)
    given = None if waiting is None else waiting.of(source)
    if waiting is not None and given is not None and given.adds and rows is not None:
        taken = [row for at, row in enumerate(given.value) if at in rows]
        waiting = replace(waiting, answers=(replace(given, value=taken),))
    return acceptable(assessment.catalogue, waiting, present, source)


def _then(assessment: OpenAssessment, seen: str) -> tuple[State | None, list[Record]]:
    """How things stood when a head was seen, and the records since."""
    records = assessment.store.read()
    at = seq_of(records, seen)
    return (fold(records[:at]), records[at:]) if at else (None, [])


def said_again(given: Given, **further: Any) -> Answer:
    """What was given or proposed, with its source, as an answer to be recorded.

    Args:
        given: that stands or stood in the journal.
        further: fields of the answer beside what was said.
    """
    said = {"question": given.question, "state": given.state, "value": given.value}
    beside = {"explanation": given.explanation, "source": given.source}
    return Answer.model_validate(said | beside | further)
