"""From when a requirement binds, and on what that hangs.

A system can come under the law by several routes, some of which may still be open; the
law can be read in several ways; a day may count only from an event, such as the first
significant change of an older system; and a role may begin later than the duties that it
brings. Each possibility is a start of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.readings import Mix, Routes, Way, hanging_on, ways_of
from compliance.assessment.roles import held_roles, roles_shown
from compliance.checklist.conditions import Truth
from compliance.checklist.model import WaitRule
from compliance.law.provision import around
from compliance.law.timeline import ANY_ROUTE, Rule, no_date


@dataclass(frozen=True)
class Start:
    """One day from which a requirement binds, or may bind."""

    rule: Rule
    on: datetime.date
    """The day of the rule, or a later one: of an event that the answers name, or of the
    role that brings the requirement."""
    sure: bool = True
    """False while it is open whether the rule's route is the one the system takes."""
    awaits: str = ""
    """An event that must come first although the rule itself waits for none."""
    mixes: frozenset[Mix] = frozenset({()})
    """The mixes of open readings in which it is a start."""
    readings: tuple[str, ...] = ()
    """The readings on which it hangs, chosen or not; none where all of them agree."""
    agreed: bool = True
    """False while it comes in some mixes of the open readings only."""

    @property
    def event(self) -> str:
        """What must happen first; empty where the day alone decides."""
        return self.awaits or self.rule.waits_for

    def begun(self, as_of: datetime.date) -> bool:
        """Whether it has come by a day. Of an event not known to have been: no."""
        return not self.event and self.on <= as_of

    def covers(self, other: Start) -> bool:
        """Whether this start leaves nothing to say for another, later one.

        A certain day covers later ones. A possible day covers only a possible event
        that cannot come before it: two possible days are two ways things may turn out.
        """
        if self is other or self.event or self.on > other.on or not self.mixes >= other.mixes:
            return False
        if not self.sure:
            return not other.sure and bool(other.event)
        return self.on < other.on or not other.sure or bool(other.event)


def find_starts(
    facts: AnswerFacts, ways: Sequence[Way], provision: str, roles: Collection[str] = ()
) -> tuple[Start, ...]:
    """Every day from which a provision binds or may bind, earliest first.

    Args:
        facts: the answers as conditions see them.
        ways: in which the law can be read for them.
        provision: canonical id.
        roles: by which of its roles the provision may bind the operator.

    Raises:
        ConformityError: ``law.no-date`` when no rule covers the provision.
    """
    found: dict[tuple[datetime.date, bool, str], dict[Start, set[Mix]]] = {}
    for way in ways:
        for start in _starts_in(facts, way, provision, roles):
            alike = found.setdefault((start.on, start.sure, start.event), {})
            alike.setdefault(start, set()).update(way.mixes)
    every = frozenset(mix for way in ways for mix in way.mixes)
    starts = [_as_one(alike, every) for alike in found.values()]
    return tuple(sorted(starts, key=lambda start: (start.on, start.rule.id, start.event)))


class Dates:
    """The starts of requirements under some answers, each found when it is asked for."""

    def __init__(self, facts: AnswerFacts) -> None:
        self.facts, self.held, self.ways = facts, held_roles(facts), ways_of(facts)
        self._found: dict[tuple[object, ...], tuple[Start, ...]] = {}

    def __getitem__(self, known: str) -> tuple[Start, ...]:
        catalogue = self.facts.catalogue
        requirement = catalogue.requirements[known]
        provision = catalogue.outline.canonical(requirement.provisions[0])
        roles = roles_shown(requirement, self.held)
        # Hundreds of requirements are dated by some forty combinations of rules and waits.
        waits = (_waits(wait, provision, roles) for wait in catalogue.waits)
        key = (catalogue.timeline.dated_by(provision), *waits)
        if key not in self._found:
            self._found[key] = find_starts(self.facts, self.ways, provision, roles)
        return self._found[key]

    def stands_on(self) -> tuple[object, ...]:
        """All that the days hang on: roles, routes and readings, days of events."""
        events = {rule.event_fact for rule in self.facts.catalogue.timeline.rules}
        stated = {fact: self.facts.value(fact) for fact in events if fact}
        return self.held, self.ways, stated


def dates_of(facts: AnswerFacts) -> dict[str, tuple[Start, ...]]:
    """The starts of every requirement of the edition, by its id.

    Raises:
        ConformityError: ``law.no-date`` when no rule covers one of them.
    """
    dates = Dates(facts)
    return {known: dates[known] for known in facts.catalogue.requirements}


def binds(starts: Sequence[Start], as_of: datetime.date) -> Truth:
    """Whether a requirement binds on a day.

    Unknown while only one reading of the law, or only a route that is still open,
    lets it bind.
    """
    if starts and starts[0].mixes and all(one.mixes == starts[0].mixes for one in starts):
        return _binds(starts, as_of)  # as it mostly is: they come together in every mix
    mixes = {mix for start in starts for mix in start.mixes}
    truths = {_binds([one for one in starts if mix in one.mixes], as_of) for mix in mixes}
    if not truths:
        return Truth.NO
    return truths.pop() if len(truths) == 1 else Truth.UNKNOWN


def _binds(starts: Sequence[Start], as_of: datetime.date) -> Truth:
    """The same within one way of reading the law."""
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


def _as_one(alike: dict[Start, set[Mix]], every: frozenset[Mix]) -> Start:
    """What comes on one day alike, by whatever rule: a day is said once.

    It goes by the rule that holds in most mixes of readings.
    """
    mixes = frozenset(mix for some in alike.values() for mix in some)
    own = set.intersection(*({start.rule.reading} - {""} for start in alike))
    first = min(alike, key=lambda start: (-len(alike[start]), start.rule.id))
    return replace(
        first,
        mixes=mixes,
        readings=tuple(sorted({*hanging_on(mixes, every), *own})),
        agreed=mixes == every,
    )


def _starts_in(
    facts: AnswerFacts, way: Way, provision: str, roles: Collection[str]
) -> Sequence[Start]:
    """The starts where the law is read in one way, waits included."""
    starts: Sequence[Start] = _of_rules(facts, way, provision)
    for wait in way.waits:
        if not _waits(wait, provision, roles):
            continue
        if wait.event:
            starts = [replace(start, awaits=start.event or wait.event) for start in starts]
        else:
            later = _of_rules(facts, way, wait.until)
            starts = _uncovered([_not_before(own, role) for own in starts for role in later])
    return starts


def _waits(wait: WaitRule, provision: str, roles: Collection[str]) -> bool:
    if wait.roles and not (roles and {*roles} <= {*wait.roles}):
        return False
    return not wait.provisions or any(scope in wait.provisions for scope in around(provision))


def _not_before(own: Start, other: Start) -> Start:
    """A start of a duty that cannot begin before the other has."""
    later = replace(own, on=max(own.on, other.on), sure=own.sure and other.sure)
    if own.event:
        return later
    if other.event or other.on > own.on:
        return replace(later, rule=other.rule)
    return later


def _of_rules(facts: AnswerFacts, way: Way, provision: str) -> Sequence[Start]:
    """Days of routes that hold, with earlier ones of routes that may still hold.

    Whoever plans by the earlier day is never late. A rule that only stands in for routes
    not settled is left out where a possible route has a day as early.

    Raises:
        ConformityError: ``law.no-date`` when no rule covers the provision.
    """
    timeline = facts.catalogue.timeline
    sure = timeline.rules_on(provision, _named(way.routes, Truth.YES), way.chosen)
    possible = timeline.rules_on(provision, _named(way.routes, Truth.UNKNOWN), way.chosen)
    anyway = [] if sure else timeline.rules_on(provision, [ANY_ROUTE], way.chosen)
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
    return _uncovered(starts)


def _uncovered(starts: Iterable[Start]) -> Sequence[Start]:
    starts = list(dict.fromkeys(starts))
    return [start for start in starts if not any(one.covers(start) for one in starts)]


def _named(routes: Routes, wanted: Truth) -> list[str]:
    return [route for route, truth in routes if truth is wanted]


def _start(facts: AnswerFacts, rule: Rule, *, sure: bool) -> Start:
    return Start(rule, day_of(facts, rule), sure)


def _as_early(other: Rule, rule: Rule) -> bool:
    return other.from_ <= rule.from_ and not other.event
