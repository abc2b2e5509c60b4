"""The ways in which the law can be read, as far as nobody has chosen between them.

The wording leaves some questions open. Each has readings, one of which the answers may
choose; where they choose none, all of them stay possible. One reading of each question
taken together is a *way*: readings combine, and what follows is worked out for every way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.state import Given
from compliance.checklist.conditions import Missing, Truth, evaluate
from compliance.checklist.model import WaitRule
from compliance.law.timeline import OpenQuestion

Mix = tuple[str, ...]
"""One reading of each question that is open, in the order of the questions."""
Routes = tuple[tuple[str, Truth], ...]
"""Routes of the timeline, each with whether it is the one the system takes."""


@dataclass(frozen=True)
class Way:
    """What the answers come to where the open questions are read in one way."""

    routes: Routes
    waits: tuple[WaitRule, ...] = ()
    """What binds later than its own day says."""
    chosen: frozenset[str] = frozenset()
    """The readings gone by, whether the answers choose them or this way supposes them."""
    mixes: tuple[Mix, ...] = ((),)
    """Every mix of open readings that comes to this."""


def ways_of(facts: AnswerFacts) -> tuple[Way, ...]:
    """Every way in which the law can be read for these answers, at least one.

    Mixes of readings that come to the same routes, waits and rules are one way.
    """
    catalogue = facts.catalogue
    timeline = catalogue.timeline
    dating = {rule.reading for rule in timeline.rules}
    settled = {chosen_reading(facts, question) for question in timeline.open_questions}
    open_ = [item for item in timeline.open_questions if _is_open(facts, item, dating)]
    found: dict[tuple[object, ...], Way] = {}
    for mix in product(*([reading.id for reading in item.readings] for item in open_)):
        here = suppose(facts, {item.fact: one for item, one in zip(open_, mix, strict=True)})
        routes = tuple((rule.route, evaluate(rule.when, here)) for rule in catalogue.routes)
        waits = tuple(w for w in catalogue.waits if evaluate(w.when, here) is Truth.YES)
        key = (routes, tuple(wait.id for wait in waits), frozenset(dating & {*mix}))
        way = found.setdefault(key, Way(routes, waits, frozenset({*mix, *settled}), ()))
        found[key] = replace(way, mixes=(*way.mixes, mix))
    return tuple(found.values())


def suppose(facts: AnswerFacts, choices: Mapping[str, str]) -> AnswerFacts:
    """The same answers with some questions answered by an option.

    Args:
        facts: the answers.
        choices: question to option.
    """
    supposed = {
        known: Given(known, "given", choice, "", "", "", 0) for known, choice in choices.items()
    }
    return facts.with_answers(supposed) if supposed else facts


def chosen_reading(facts: AnswerFacts, question: OpenQuestion) -> str:
    """The reading that the answers choose; empty where they choose none."""
    value = facts.value(question.fact)
    return "" if isinstance(value, Missing) else str(value)


def hanging_on(some: Iterable[Mix], every: Iterable[Mix]) -> tuple[str, ...]:
    """The readings on which something hangs that is so in some mixes of all.

    A question whose readings make no difference to it is left out.
    """
    some, every = set(some), set(every)
    named: set[str] = set()
    for at, readings in enumerate(zip(*every, strict=True)):
        alike = {(*mix[:at], one, *mix[at + 1 :]) for mix in some for one in readings} == some
        named |= set() if alike else {mix[at] for mix in some}
    return tuple(sorted(named))


def _is_open(facts: AnswerFacts, question: OpenQuestion, dating: set[str]) -> bool:
    """Whether nobody chose between its readings, and that makes a difference here.

    The answer to a question that may not arise counts for nothing yet; but rules that
    belong to a reading differ all the same.
    """
    if chosen_reading(facts, question):
        return False
    return facts.relevance(question.fact) is Truth.YES or any(
        reading.id in dating for reading in question.readings
    )
