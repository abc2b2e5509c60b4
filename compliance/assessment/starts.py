"""From when a requirement binds, and on what that hangs.

A system can come under the law by several routes, some of which may still be open; the
law can be read in two ways; and a day may count only from an event, such as the first
significant change of an older system. Each possibility is a start of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compliance.assessment.facts import AnswerFacts
from compliance.checklist.conditions import Truth
from compliance.law.timeline import ANY_ROUTE, Rule, no_date


@dataclass(frozen=True)
class Start:
    """One day from which a requirement binds, or may bind."""

    rule: Rule
    on: datetime.date
    """The day of the rule, or the later day of the event that the answers name."""
    sure: bool = True
    """False while it is open whether the rule's route is the one the system takes."""

    @property
    def event(self) -> str:
        """What must happen first; empty where the day alone decides."""
        return self.rule.waits_for

    def begun(self, as_of: datetime.date) -> bool:
        """Whether it has come by a day. Of an event not known to have been: no."""
        return not self.event and self.on <= as_of

    def covers(self, other: Start) -> bool:
        """Whether this start leaves nothing to say for another, later one.

        A certain day covers later ones. A possible day covers only a possible event
        that cannot come before it: two possible days are two ways things may turn out.
        """
        if self is other or self.event or self.on > other.on:
            return False
        if self.rule.reading not in {"", other.rule.reading}:
            return False
        if not self.sure:
            return not other.sure and bool(other.event)
        return self.on < other.on or not other.sure or bool(other.event)


def find_starts(
    facts: AnswerFacts, provision: str, routes: Iterable[tuple[str, Truth]]
) -> tuple[Start, ...]:
    """Every day from which a provision binds or may bind, earliest first.

    Days of routes that hold come with those of routes that may still hold, unless
    these are later: whoever plans by the earlier day is never late. A rule that only
    stands in for routes not settled is left out where a possible route has a day as
    early.

    Raises:
        ConformityError: ``law.no-date`` when no rule covers the provision.
    """
    timeline = facts.catalogue.timeline
    readings = [str(facts.value(question.fact)) for question in timeline.open_questions]
    routes = list(routes)

    def rules(*wanted: Truth) -> list[Rule]:
        named = [route for route, truth in routes if truth in wanted]
        return timeline.rules_on(provision, named, readings)

    sure, possible = rules(Truth.YES), rules(Truth.UNKNOWN)
    anyway = [] if sure else timeline.rules_on(provision, [ANY_ROUTE], readings)
    stand_ins = [rule for rule in anyway if rule.fallback and possible]
    starts = [
        *(_start(facts, rule, sure=True) for rule in sure),
        *(_start(facts, rule, sure=True) for rule in anyway if rule not in stand_ins),
        *(_start(facts, rule, sure=False) for rule in possible),
        *(
            _start(facts, rule, sure=False)
            for rule in stand_ins
            if not any(_as_early(other, rule) for other in possible)
        ),
    ]
    if not starts:
        raise no_date(provision)
    kept = [start for start in starts if not any(one.covers(start) for one in starts)]
    return tuple(sorted(kept, key=lambda start: (start.on, start.rule.id)))


def binds(starts: Sequence[Start], as_of: datetime.date) -> Truth:
    """Whether a requirement binds on a day.

    Unknown while only one reading of the law, or only a route that is still open,
    lets it bind.
    """
    readings = {start.rule.reading for start in starts} - {""} or {""}
    truths = {
        _binds([one for one in starts if one.rule.reading in {"", reading}], as_of)
        for reading in readings
    }
    return truths.pop() if len(truths) == 1 else Truth.UNKNOWN


def _binds(starts: Sequence[Start], as_of: datetime.date) -> Truth:
    """The same within one reading."""
    begun = [start for start in starts if start.begun(as_of)]
    if any(start.sure for start in begun) or (starts and len(begun) == len(starts)):
        return Truth.YES
    return Truth.UNKNOWN if begun else Truth.NO


def day_of(facts: AnswerFacts, rule: Rule) -> datetime.date:
    """The day of a rule; that of its event, if the answers name one that is later."""
    happened = facts.value(rule.event_fact) if rule.event_fact else None
    if isinstance(happened, datetime.date):
        return max(rule.from_, happened)
    return rule.from_


def _start(facts: AnswerFacts, rule: Rule, *, sure: bool) -> Start:
    return Start(rule, day_of(facts, rule), sure)


def _as_early(other: Rule, rule: Rule) -> bool:
    return other.from_ <= rule.from_ and not other.event and other.reading in {"", rule.reading}
