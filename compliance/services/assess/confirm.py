"""Confirming what a source proposed: single questions, or all of one source."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from compliance.assessment.journal.records import Answer, Proposed
from compliance.assessment.journal.state import Proposal
from compliance.assessment.sharing import content
from compliance.errors import ConformityError, Problem, fail
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.record_answer import (
    append_record,
    confirmation,
    record_answer,
    same_as_present,
)
from compliance.storage.opened import OpenAssessment


@dataclass
class Confirmed:
    """What was confirmed, and what could not be."""

    recorded: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def propose(
    assessment: OpenAssessment, proposal: Proposed, *, by: str, at: datetime.datetime
) -> bool:
    """Put something before people that a source says; whether it waits now.

    Nothing is recorded where the question has an answer, or the same waits already.

    Args:
        assessment: in which the question is asked.
        proposal: with a value that the question accepts, and its source.
        by: who brings it in; the author of what is said is the source.
        at: when.

    Raises:
        ConformityError: ``file.write-failed`` or a damaged journal.
    """
    state = assessment.state
    before = state.unconfirmed.get(proposal.question)
    alike = before is not None and any(
        content(item) == (proposal.state, proposal.value, proposal.explanation)
        and item.source == proposal.source
        for item in before.answers
    )
    if proposal.question in state.answers or alike:
        return False
    append_record(assessment, proposal, by=clean_author(by), at=at)
    return True


def chosen(
    assessment: OpenAssessment, questions: Sequence[str] = (), source: str = ""
) -> list[Proposal]:
    """What waits of some questions, of one source, or everything.

    Args:
        assessment: in which it waits.
        questions: ids; all where none.
        source: title of a source, or a part of it that fits one only; all where empty.

    Raises:
        ConformityError: ``answer.unknown-question``, ``answer.nothing-to-confirm`` or
            ``usage.arguments`` where no source, or several, are called so.
    """
    waiting = {item.question: item for item in assessment.waiting()}
    for known in questions:
        assessment.catalogue.question(known)
        if known not in waiting:
            raise fail(
                known,
                "answer.nothing-to-confirm",
                "Nothing waits at this question.",
                "`conformity confirm DIR` lists what waits.",
            )
    wanted = _source_called(waiting.values(), source) if source else ""
    return [
        item
        for known, item in waiting.items()
        if (not questions or known in questions) and wanted in {"", item.source.title}
    ]


def _source_called(waiting: Iterable[Proposal], name: str) -> str:
    titles = list(dict.fromkeys(item.source.title for item in waiting))
    low = name.casefold()
    found = [title for title in titles if title.casefold() == low]
    found = found or [title for title in titles if low in title.casefold()]
    if len(found) != 1:
        raise fail(
            "--source",
            "usage.arguments",
            f"{'Several sources are' if found else 'No source is'} called “{name[:60]}”.",
            f"Sources: {'; '.join(titles) or 'none'}.",
        )
    return found[0]


def confirm(
    assessment: OpenAssessment,
    questions: Sequence[str],
    *,
    by: str,
    at: datetime.datetime,
    seen: str = "",
) -> Confirmed:
    """Confirm what waits at some questions; each answer keeps its source.

    Args:
        assessment: in which it waits.
        questions: ids, in the order in which they are recorded.
        by: who confirms.
        at: when.
        seen: head of the journal when it was shown; empty where what waits now is meant.

    Raises:
        ConformityError: ``file.write-failed``, a damaged journal, or a name that cannot
            be an author.
    """
    by, done = clean_author(by), Confirmed()
    assessment.refresh()
    answers: list[Answer] = []
    for known in questions:
        try:
            answers.append(confirmation(assessment, known, seen))
        except ConformityError as error:
            done.problems += error.problems
    head = assessment.head
    for answer in answers:
        if same_as_present(assessment.state.answers.get(answer.question), answer):
            continue
        try:
            record_answer(assessment, answer, by=by, at=at, seen=head)
        except ConformityError as error:
            if error.code != "answer.conflict":
                raise
            done.problems += error.problems
        else:
            done.recorded.append(answer.question)
        head = assessment.head
    return done
