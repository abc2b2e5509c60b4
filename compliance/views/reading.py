"""Open questions of the law as they are shown: readings, reasons, and what each would do."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.weigh_readings import (
    Consequence,
    FirstDay,
    WeighedQuestion,
    weigh_readings,
)
from compliance.checklist.base import ROLES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.language.words import capital, counted, day
from compliance.views.marks import Mark, held

CHOSEN: Final = Mark("yes", "Chosen", "+")
OPEN: Final = Mark("unknown", "Open", "?")


@dataclass(frozen=True)
class ReadingView:
    """One way to read an open question, and what it would come to here."""

    id: str
    title: str
    argument: str
    counter: str
    """What speaks against it; empty where nothing is recorded."""
    follows: str
    """What follows from it in general."""
    chosen: bool
    bind: str
    """How many requirements bind on the day, in a sentence."""
    here: tuple[str, ...]
    """What it does to this assessment where the readings differ, each a sentence."""
    notices: tuple[str, ...]
    """Notices that not every reading raises."""


@dataclass(frozen=True)
class QuestionView:
    """An open question of the law that arises for an assessment."""

    id: str
    fact: str
    """The question in which the reading is chosen."""
    title: str
    provisions: str
    mark: Mark
    choice: str
    """Who chose which reading and why, or that nobody did."""
    stake: str
    """How much hangs on it here, in a sentence."""
    matters: bool
    """Whether anything differs between the readings as the answers stand."""
    readings: tuple[ReadingView, ...]


@dataclass(frozen=True)
class ReadingsView:
    """All open questions of a law, seen from an assessment on a day."""

    as_of: datetime.date
    questions: tuple[QuestionView, ...]
    """Those that arise, the ones that make a difference first."""
    perhaps: tuple[str, ...]
    """Titles of those of which it is open whether they arise."""
    idle: tuple[str, ...]
    """Titles of those that do not arise."""

    @property
    def lead(self) -> str:
        """What the screen is about, in a sentence."""
        number = sum(item.matters for item in self.questions)
        if not number:
            return "No open reading of the law makes a difference for this assessment."
        verb = "makes" if number == 1 else "make"
        return f"{capital(counted(number, 'open question'))} of the law {verb} a difference here."


def view_readings(assessment: Assessment, as_of: datetime.date) -> ReadingsView:
    """Every open question of the law, and what each reading would change.

    Args:
        assessment: of a system.
        as_of: day on which is counted what binds.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    assessment.require_system()
    facts = assessment.facts
    found = weigh_readings(facts, as_of)
    timeline = assessment.catalogue.timeline
    relevance = {item.title: facts.relevance(item.fact) for item in timeline.open_questions}
    shown = [_question(assessment, item, as_of) for item in found]
    return ReadingsView(
        as_of,
        tuple(sorted(shown, key=lambda item: not item.matters)),
        tuple(title for title, truth in relevance.items() if truth is Truth.UNKNOWN),
        tuple(title for title, truth in relevance.items() if truth is Truth.NO),
    )


def _question(assessment: Assessment, item: WeighedQuestion, as_of: datetime.date) -> QuestionView:
    catalogue, question = assessment.catalogue, item.question
    return QuestionView(
        question.id,
        question.fact,
        question.title,
        catalogue.outline.printed(*question.provisions),
        CHOSEN if item.chosen else OPEN,
        _choice(assessment, item),
        _stake(item),
        item.matters,
        tuple(
            ReadingView(
                one.reading.id,
                one.reading.title,
                one.reading.argument,
                one.reading.counter,
                one.reading.follows,
                one.reading.id == item.chosen,
                _bind(one, as_of),
                tuple(_here(catalogue, one)) if item.matters else (),
                one.notices,
            )
            for one in item.consequences
        ),
    )


def _choice(assessment: Assessment, item: WeighedQuestion) -> str:
    given = assessment.state.answers.get(item.question.fact)
    if not item.chosen or given is None:
        return "No reading was chosen: all of them are shown, and the earliest day stands."
    title = assessment.catalogue.timeline.reading_title(item.chosen)
    text = f"Chosen by {given.by}: {title}."
    return f"{text} {given.explanation}" if given.explanation else text


def _stake(item: WeighedQuestion) -> str:
    if item.differing:
        number = counted(len(item.differing), "requirement")
        verb = "has" if len(item.differing) == 1 else "have"
        return f"{capital(number)} {verb} other days in one reading than in another."
    if item.matters:
        return "No day hangs on it here, but conclusions do."
    return "As the answers stand, every reading comes to the same here."


def _bind(one: Consequence, as_of: datetime.date) -> str:
    """How many requirements bind, may bind, and bind later."""
    sure, perhaps, later = (one.binding.get(t, 0) for t in (Truth.YES, Truth.UNKNOWN, Truth.NO))
    text = f"On {day(as_of)} {counted(sure, 'requirement')} {'binds' if sure == 1 else 'bind'}"
    if perhaps:
        text += f", {perhaps} more only if another reading or an open answer decides so"
    return f"{text}; {later} later or after an event."


def _here(catalogue: Catalogue, one: Consequence) -> Iterator[str]:
    for first, number in one.days:
        yield f"{capital(counted(number, 'requirement'))} {_from(first)}."
    for role, first in one.roles:
        yield f"First duty as {catalogue.label(ROLES, role).lower()} {_from(first)}."
    for truth in Truth:
        titles = [item.title for item, here in one.conclusions if here is truth]
        if titles:
            yield f"{capital(held(truth))}: {'; '.join(titles)}."


def _from(first: FirstDay) -> str:
    text = f"from {day(first.on)}"
    if first.event:
        text = f"only from {first.event} on, not before {day(first.on)}"
    return text if first.sure else f"{text} (if another reading or an open answer decides so)"
