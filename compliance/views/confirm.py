"""What waits to be confirmed, as every face lists it: by source, in the order of the questions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import Proposal
from compliance.views.answer import AnswerView, view_answer
from compliance.views.source import SourceView, view_source


@dataclass(frozen=True)
class ProposedView:
    """One thing that is proposed, with what says it."""

    answer: AnswerView
    source: SourceView | None


@dataclass(frozen=True)
class ConfirmView:
    """What waits at a question."""

    id: str
    ask: str
    reason: str
    """Why somebody has to confirm it."""
    source: SourceView
    """What said it; of several the last."""
    said: tuple[ProposedView, ...]
    """Several where sources differ; nothing where a file answered it."""
    keeps: bool
    """Whether it can be confirmed as it is."""
    since: str

    @property
    def short(self) -> str:
        """What is proposed, in a few words."""
        return " / ".join(item.answer.short for item in self.said)


@dataclass(frozen=True)
class SourceGroup:
    """What waits of one source."""

    source: SourceView
    items: tuple[ConfirmView, ...]

    @property
    def confirmable(self) -> int:
        """How much of it can be confirmed as it is."""
        return sum(item.keeps for item in self.items)


@dataclass(frozen=True)
class ToConfirm:
    """Everything that waits."""

    groups: tuple[SourceGroup, ...]
    later: int
    """Kept for questions that do not arise, or not yet."""

    @property
    def number(self) -> int:
        """How many questions wait."""
        return sum(len(group.items) for group in self.groups)


def view_to_confirm(assessment: Assessment, today: datetime.date | None = None) -> ToConfirm:
    """What waits in an assessment, by source.

    Args:
        assessment: the assessment.
        today: the day on which somebody looks, for the age of what was read.
    """
    waiting = assessment.waiting()
    groups: dict[str, list[Proposal]] = {}
    for item in waiting:
        groups.setdefault(item.source.title, []).append(item)
    return ToConfirm(
        tuple(
            SourceGroup(
                view_source(items[0].source, today),
                tuple(view_proposal(assessment, item, today) for item in items),
            )
            for items in groups.values()
        ),
        len(assessment.state.unconfirmed) - len(waiting),
    )


def view_proposal(
    assessment: Assessment, proposal: Proposal, today: datetime.date | None = None
) -> ConfirmView:
    """What waits at one question."""
    known = proposal.question
    question = assessment.catalogue.questions.get(known)
    return ConfirmView(
        known,
        question.ask if question else known,
        proposal.reason,
        view_source(proposal.source, today),
        tuple(
            ProposedView(
                view_answer(assessment, known, given),
                view_source(given.source, today) if given.source else None,
            )
            for given in proposal.answers
        ),
        assessment.proposed(known) is not None,
        proposal.at,
    )
