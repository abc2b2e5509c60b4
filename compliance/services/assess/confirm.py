"""What sources propose: putting it forward, confirming and refusing it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from compliance.assessment.journal.records import Answer, ProposalRefused, Proposed
from compliance.assessment.journal.state import Given, Proposal
from compliance.assessment.journal.waiting import saying, settles
from compliance.data.typed import clean_text
from compliance.errors import ConformityError, Problem, fail
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.append import append_record
from compliance.services.assess.record_answer import confirmation, record_answer, same_as_present
from compliance.storage.opened import OpenAssessment

MAX_REASON: Final = 2_000


@dataclass
class Confirmed:
    """What was confirmed, and what could not be."""

    recorded: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def propose(
    assessment: OpenAssessment, proposal: Proposed, *, by: str, at: datetime.datetime
) -> bool:
    """Put something before people that a source says; whether it waits now.

    It waits beside an answer that stands. Nothing is recorded where that answer says it
    already, or where the same source said the same before, whatever became of it.

    Args:
        assessment: in which the question is asked.
        proposal: with a value that the question accepts, and its source.
        by: who brings it in; the author of what is said is the source.
        at: when.

    Raises:
        ConformityError: ``file.write-failed`` or a damaged journal.
    """
    if not is_news(assessment, proposal):
        return False
    append_record(assessment, proposal, by=clean_author(by), at=at)
    return True


def is_news(assessment: OpenAssessment, proposal: Proposed) -> bool:
    """Whether a source says something that nobody has decided on and that waits nowhere."""
    state = assessment.state
    said = Given(
        proposal.question, proposal.state, proposal.value, "", "", "", 0, adds=proposal.adds
    )
    return saying(proposal) not in state.put_forward and not settles(
        state.answers.get(proposal.question), said
    )


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
    wanted = source_called(assessment, source) if source else ""
    return [
        item
        for known, item in waiting.items()
        if (not questions or known in questions) and (not wanted or wanted in item.titles)
    ]


def source_called(assessment: OpenAssessment, name: str) -> str:
    """The title of a source of something that waits, of which the name or a part is given.

    Raises:
        ConformityError: ``usage.arguments`` where no source, or several, are called so.
    """
    waiting = assessment.waiting()
    titles = list(dict.fromkeys(title for item in waiting for title in item.titles))
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
    source: str = "",
    rows: Mapping[str, Collection[int]] | None = None,
) -> Confirmed:
    """Confirm what waits at some questions; each answer keeps its source.

    Args:
        assessment: in which it waits.
        questions: ids, in the order in which they are recorded.
        by: who confirms.
        at: when.
        seen: head of the journal when it was shown; empty where what waits now is meant.
        source: title of the source that is meant; where none is, what differs by source
            is refused.
        rows: of tables, which of the rows that the source adds are taken, counted from 0;
            all of a table that is not named.

    Raises:
        ConformityError: ``file.write-failed``, a damaged journal, or a name that cannot
            be an author.
    """
    by, done, taken = clean_author(by), Confirmed(), rows or {}
    assessment.refresh()
    answers: list[Answer] = []
    for known in questions:
        try:
            answers.append(confirmation(assessment, known, seen, source, taken.get(known)))
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


def refuse(
    assessment: OpenAssessment,
    questions: Sequence[str],
    *,
    by: str,
    at: datetime.datetime,
    source: str = "",
    reason: str = "",
) -> list[str]:
    """Do not take what sources say; an answer that stands goes on standing.

    Args:
        assessment: in which it waits.
        questions: ids; of one at which nothing waits any more nothing is recorded.
        by: who refuses.
        at: when.
        source: title of the source that is meant; all that say something where none is.
        reason: why; may be empty.

    Returns:
        The questions at which something was refused.

    Raises:
        ConformityError: ``file.write-failed``, a damaged journal, a reason that is too
            long, or a name that cannot be an author.
    """
    by, reason = clean_author(by), clean_text("reason", reason, MAX_REASON)
    assessment.refresh()
    done: list[str] = []
    for known in questions:
        waiting = assessment.state.unconfirmed.get(known)
        for item in waiting.answers if waiting else ():
            if item.source is None or source not in {"", item.source.title}:
                continue
            refused = ProposalRefused(question=known, source=item.source, reason=reason)
            append_record(assessment, refused, by=by, at=at)
            done.append(known)
    return list(dict.fromkeys(done))
