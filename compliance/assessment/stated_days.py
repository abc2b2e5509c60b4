"""Days that somebody stated and that lie on the wrong side of today.

A plan whose day has passed says nothing any more, and what is still to come has not
happened. Nothing is concluded from either; somebody is asked.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.assessment.facts import AnswerFacts
from compliance.checklist.conditions import Truth
from compliance.checklist.questions import DateQuestion, StatedDay


@dataclass(frozen=True)
class DoubtfulDay:
    """A stated day that today contradicts."""

    question: DateQuestion
    on: datetime.date
    stated: StatedDay
    """What the checklist asks about it."""


def doubtful_days(facts: AnswerFacts, as_of: datetime.date) -> Iterator[DoubtfulDay]:
    """Plans that are over, and facts still to come, in the order of the questions.

    Args:
        facts: the answers as conditions see them.
        as_of: the day taken for today.
    """
    for known, question in facts.catalogue.questions.items():
        if not isinstance(question, DateQuestion) or question.day is None:
            continue
        if facts.relevance(known) is not Truth.YES:
            continue
        on = facts.value(known)
        if not isinstance(on, datetime.date):
            continue
        over = on < as_of if question.day.lies == "ahead" else on > as_of
        if over:
            yield DoubtfulDay(question, on, question.day)
