"""What each reading of an open question of the law would do to an assessment.

Computed, not written: for every reading the days are worked out as if it were chosen,
while all other answers, choices of other readings among them, stay as they are.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.readings import chosen_reading, suppose
from compliance.assessment.roles import held_roles, roles_shown
from compliance.assessment.starts import Dates, Start, binds
from compliance.checklist.conditions import Truth
from compliance.checklist.model import Conclusion
from compliance.law.timeline import OpenQuestion, Reading

Applying = Mapping[str, tuple[Start, ...]]
"""Starts of the requirements that apply, by id."""


@dataclass(frozen=True, order=True)
class FirstDay:
    """The first day on which something may bind."""

    on: datetime.date
    event: str = ""
    """What must happen first; empty where the day alone decides."""
    sure: bool = True
    """False while another reading or an open answer decides whether it is that day."""


@dataclass(frozen=True)
class Consequence:
    """What follows where an open question is read in one way."""

    reading: Reading
    binding: Mapping[Truth, int]
    """Number of requirements that apply, by whether they bind on the day."""
    days: tuple[tuple[FirstDay, int], ...]
    """First days of the requirements on which the readings differ, with their number."""
    roles: tuple[tuple[str, FirstDay], ...]
    """Roles of whose duties the first day differs between the readings."""
    conclusions: tuple[tuple[Conclusion, Truth], ...]
    """Conclusions shown to people that differ between the readings, as they are here."""
    notices: tuple[str, ...]
    """Notices that not every reading raises."""


@dataclass(frozen=True)
class WeighedQuestion:
    """An open question of the law that arises here, and what hangs on it."""

    question: OpenQuestion
    chosen: str
    """Id of the reading chosen; empty where none is."""
    consequences: tuple[Consequence, ...]
    differing: tuple[str, ...]
    """Ids of the requirements that bind from other days in one reading than in another."""

    @property
    def matters(self) -> bool:
        """Whether anything differs between the readings, as the answers stand."""
        return bool(self.differing) or any(item.conclusions for item in self.consequences)


def weigh_readings(facts: AnswerFacts, as_of: datetime.date) -> tuple[WeighedQuestion, ...]:
    """Every open question that arises for these answers, weighed on a day."""
    return tuple(
        _weigh(facts, question, as_of)
        for question in facts.catalogue.timeline.open_questions
        if facts.relevance(question.fact) is Truth.YES
    )


def _weigh(facts: AnswerFacts, question: OpenQuestion, as_of: datetime.date) -> WeighedQuestion:
    worlds = [suppose(facts, {question.fact: reading.id}) for reading in question.readings]
    dates = [_dates(world) for world in worlds]
    differing = tuple(known for known in dates[0] if len({_days(one[known]) for one in dates}) > 1)
    roles = [_roles(world, one) for world, one in zip(worlds, dates, strict=True)]
    conclusions = [
        item
        for item in facts.catalogue.shown_conclusions
        if len({world.holds(item.id) for world in worlds}) > 1
    ]
    return WeighedQuestion(
        question,
        chosen_reading(facts, question),
        tuple(
            Consequence(
                reading,
                Counter(binds(starts, as_of) for starts in here.values()),
                _counted(here[known] for known in differing),
                tuple(pair for pair in held.items() if any(pair not in o.items() for o in roles)),
                tuple((item, world.holds(item.id)) for item in conclusions),
                tuple(
                    item.notice
                    for item in conclusions
                    if item.notice and world.holds(item.id) is Truth.YES
                ),
            )
            for reading, world, here, held in zip(
                question.readings, worlds, dates, roles, strict=True
            )
        ),
        differing,
    )


def _dates(facts: AnswerFacts) -> Applying:
    found = Dates(facts)
    return {
        known: found[known]
        for known in facts.catalogue.requirements
        if facts.applies(known) is Truth.YES
    }


def _days(starts: tuple[Start, ...]) -> frozenset[FirstDay]:
    """Every start as a day; sure where it comes in every mix of the readings still open."""
    mixes = {mix for start in starts for mix in start.mixes}
    return frozenset(
        FirstDay(start.on, start.event, start.sure and start.mixes >= mixes) for start in starts
    )


def _first(starts: tuple[Start, ...]) -> FirstDay:
    return min(_days(starts))


def _counted(found: Iterable[tuple[Start, ...]]) -> tuple[tuple[FirstDay, int], ...]:
    return tuple(sorted(Counter(map(_first, found)).items()))


def _roles(facts: AnswerFacts, dates: Applying) -> dict[str, FirstDay]:
    """From when each role that is held brings its first duty."""
    held = held_roles(facts)
    found: dict[str, FirstDay] = {}
    for known, starts in dates.items():
        for role in roles_shown(facts.catalogue.requirements[known], held):
            if held[role] is Truth.YES:
                first = _first(starts)
                found[role] = min(found.get(role, first), first)
    return found
