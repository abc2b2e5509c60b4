"""From when a provision binds whom, and on which source that rests.

A rule covers a list of provisions on one *route* (a way in which a system or
model comes under the Act: Annex III, Annex I, legacy, ...). The most specific
rule wins: among rules of the same route the one with the longest matching
scope. Where the law can be read in two ways, a rule belongs to a *reading*;
the user's choice of reading is recorded in the assessment and printed. A reading can
also decide by which route a system comes: then conditions name the question in which it
is chosen.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Annotated

from pydantic import Field

from compliance.errors import ConformityError, fail
from compliance.law.base import LawModel
from compliance.law.provision import Grammar, SortKey, around, is_within

ANY_ROUTE = "any"


class Rule(LawModel):
    """One line of the timeline: these provisions, on this route, from this day."""

    id: str
    title: str
    provisions: Annotated[tuple[str, ...], Field(min_length=1)]
    """Scopes: an article, paragraph, point or annex with all inside it."""
    exceptions: tuple[str, ...] = ()
    route: str = ANY_ROUTE
    from_: Annotated[datetime.date, Field(alias="from")]
    basis: Annotated[tuple[str, ...], Field(min_length=1)]
    """Provisions that set the date."""
    source: str
    """The act that set or changed the date, with its publication."""
    replaces: str = ""
    """The date before the amendment, and where it stood, if it was another."""
    reading: str = ""
    """Id of the reading this rule belongs to; empty when undisputed."""
    fallback: bool = False
    """True of a rule that dates something only while no route of the system is settled."""
    event: str = ""
    """What must happen for the rule to bind; it binds from then on, and not before
    its day. Empty where the day alone decides."""
    event_fact: str = ""
    """Question for the day from which the rule binds where that is later than its own:
    of the event, where the route itself says that it has happened, or of what begins
    with the system or model itself. Unanswered, the day of the rule counts."""
    note: str = ""

    @property
    def waits_for(self) -> str:
        """The event still to come; nothing where the route says it has happened."""
        return "" if self.event_fact else self.event

    def matches(self, provision: str) -> int:
        """How specifically the rule covers a provision (0: not at all)."""
        if any(is_within(provision, scope) for scope in self.exceptions):
            return 0
        return max(
            (len(scope) for scope in self.provisions if is_within(provision, scope)), default=0
        )


def no_date(provision: str) -> ConformityError:
    """The error ``law.no-date``: nothing says from when a provision applies."""
    return fail(
        provision,
        "law.no-date",
        "No rule of the timeline covers this provision on these routes.",
        "Add a rule to timeline.yaml.",
    )


class Reading(LawModel):
    """One of several defensible ways to read the law."""

    id: str
    """Unlike that of any other reading of the timeline: rules name it alone."""
    title: str
    argument: str
    """Why somebody reads it so, in our own words."""
    counter: str = ""
    """What speaks against it."""
    follows: str = ""
    """What follows from it for whoever goes by it."""


class OpenQuestion(LawModel):
    """A question that the wording leaves open, on which days or duties hang."""

    id: str
    title: str
    provisions: tuple[str, ...]
    fact: str
    """The question in which the user records the choice of reading."""
    readings: Annotated[tuple[Reading, ...], Field(min_length=2)]


class Route(LawModel):
    """A way in which a system or model comes under the Act."""

    id: str
    title: str


class Milestone(LawModel):
    """A dated event that is not the application of a provision to an operator."""

    id: str
    title: str
    on: datetime.date
    basis: Annotated[tuple[str, ...], Field(min_length=1)]
    source: str


class LawState(LawModel):
    """Which text of which law the pack follows, and how that law is cited."""

    name: Annotated[str, Field(min_length=1)]
    short_name: str = Field(default_factory=lambda said: str(said.get("name", "")))
    number: str = Field(default_factory=lambda said: str(said.get("short_name", "")))
    """Official number; where a law has none, its short name stands for it."""
    celex: str = ""
    """Number in the database of the law of the Union, where the law has one."""
    published: str = ""
    amended_by: tuple[str, ...] = ()
    state: datetime.date
    """The pack follows the law as it stands on this day."""
    entry_into_force: datetime.date
    authentic: str = ""
    """Which edition alone is authentic."""
    limits: tuple[str, ...] = ()
    """What this edition of the pack does not cover."""
    decided_by: Annotated[str, Field(min_length=1)] = "an authority"
    """Who decides under this law, in words: no dossier stands for their decision."""
    importer: str = ""
    """Which importer reads the official text; without one it cannot be imported."""
    citations: Grammar = Grammar.model_construct()


class Timeline(LawModel):
    """All dates of one state of the law."""

    routes: tuple[Route, ...]
    rules: tuple[Rule, ...]
    open_questions: tuple[OpenQuestion, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    def rules_for(
        self, provision: str, routes: Iterable[str], readings: Iterable[str] = ()
    ) -> list[Rule]:
        """The rule that decides for each route and each reading still possible.

        Args:
            provision: canonical id.
            routes: routes that hold or may hold for the system.
            readings: readings chosen; none chosen leaves all of them possible.

        Raises:
            ConformityError: ``law.no-date`` when no rule covers the provision.
        """
        found = self.rules_on(provision, routes, readings) or self.rules_on(
            provision, [ANY_ROUTE], readings
        )
        if not found:
            raise no_date(provision)
        return found

    def rules_on(
        self, provision: str, routes: Iterable[str], readings: Iterable[str] = ()
    ) -> list[Rule]:
        """The rules that decide on these routes alone, in order of date; none if none.

        Arguments as for :meth:`rules_for`; :data:`ANY_ROUTE` is a route here.
        """
        settled = self._settled(set(readings))
        found = [rule for route in routes for rule in self._best(provision, route, settled)]
        unique = {rule.id: rule for rule in found}
        return sorted(unique.values(), key=lambda rule: (rule.from_, rule.id))

    def reading_title(self, reading: str) -> str:
        """How a reading of the law is called; its id if no question names it."""
        titles = {
            known.id: known.title for question in self.open_questions for known in question.readings
        }
        return titles.get(reading, reading)

    def route_title(self, route: str) -> str:
        """How a route is called; nothing for the rules that hold on any."""
        return next((known.title for known in self.routes if known.id == route), "")

    def _settled(self, chosen: set[str]) -> set[str]:
        """Readings ruled out because another answer to the question was chosen."""
        out: set[str] = set()
        for question in self.open_questions:
            ids = {reading.id for reading in question.readings}
            if ids & chosen:
                out |= ids - chosen
        return out

    def _best(self, provision: str, route: str, ruled_out: set[str]) -> list[Rule]:
        candidates = [
            (weight, rule)
            for rule, weight in ((self.rules[at], weight) for at, weight in self._over(provision))
            if rule.route == route and rule.reading not in ruled_out
        ]
        best = max((weight for weight, _ in candidates), default=0)
        return [rule for weight, rule in candidates if weight == best]

    def dated_by(self, provision: str) -> tuple[tuple[int, int], ...]:
        """The rules that cover a provision, and how specifically beside one another.

        What is dated by the same has the same days, whatever the routes and readings.
        """
        known = self._known_order
        if provision not in known:
            over = self._over(provision)
            order = sorted({weight for _, weight in over})
            known[provision] = tuple((at, order.index(weight)) for at, weight in over)
        return known[provision]

    def _over(self, provision: str) -> list[tuple[int, int]]:
        """The place of every rule that covers a provision, and how specifically it does."""
        known = self._known
        if provision not in known:
            weights: dict[int, int] = {}
            excepted: set[int] = set()
            for scope in around(provision):
                for at in self._scopes.get(scope, ()):
                    weights.setdefault(at, len(scope))
                excepted.update(self._exceptions.get(scope, ()))
            known[provision] = sorted(pair for pair in weights.items() if pair[0] not in excepted)
        return known[provision]

    @cached_property
    def _known(self) -> dict[str, list[tuple[int, int]]]:
        """What was found for each provision looked up so far: one is asked for often."""
        return {}

    @cached_property
    def _known_order(self) -> dict[str, tuple[tuple[int, int], ...]]:
        return {}

    @cached_property
    def _scopes(self) -> dict[str, list[int]]:
        """Scope to the places of the rules that have it."""
        return _places(rule.provisions for rule in self.rules)

    @cached_property
    def _exceptions(self) -> dict[str, list[int]]:
        """The same for what rules leave out."""
        return _places(rule.exceptions for rule in self.rules)

    def as_of(self, day: datetime.date, order: Callable[[str], SortKey]) -> list[tuple[Rule, bool]]:
        """Every rule with whether it applies on ``day``, in order of date.

        A rule that waits for an event applies on no day by itself.

        Args:
            day: the day.
            order: sorts provisions; those of one date come in the order of the law.
        """
        ordered = sorted(self.rules, key=lambda rule: (rule.from_, order(rule.provisions[0])))
        return [(rule, rule.from_ <= day and not rule.event) for rule in ordered]


def _places(scopes: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Scope to the places at which it stands."""
    found: dict[str, list[int]] = {}
    for at, several in enumerate(scopes):
        for scope in several:
            found.setdefault(scope, []).append(at)
    return found
