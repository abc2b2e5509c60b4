"""The law as it is shown: its provisions and dates, and what the checklists ask of them."""

from __future__ import annotations

import datetime
import functools
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from compliance.checklist.catalogue import Catalogue
from compliance.language.words import capital, day
from compliance.law.provision import is_within
from compliance.law.timeline import OpenQuestion, Rule
from compliance.views.marks import Mark

BEGUN: Final = Mark("yes", "Applies", "+")
AHEAD: Final = Mark("unknown", "Ahead", "»")
MANY_ALIKE: Final = 5


@dataclass(frozen=True)
class Place:
    """A provision as cited, with our heading."""

    id: str
    printed: str
    heading: str

    def __str__(self) -> str:
        return f"{self.printed} ({self.heading})"


@dataclass(frozen=True)
class DatedRule:
    """A rule of the timeline: from when what applies, and on which source that rests."""

    on: datetime.date
    begun: Mark
    title: str
    provisions: str
    basis: str
    source: str
    replaces: str
    reading: str
    """The reading of the law in which alone it holds; empty where undisputed."""
    event: str
    """What must happen first; the rule binds from then, and not before its day."""
    note: str

    @property
    def day(self) -> str:
        """Its day in words."""
        return day(self.on)

    @property
    def conditions(self) -> tuple[str, ...]:
        """On what it depends that it applies from its day, each a sentence."""
        event = f"Not before this day, and from {self.event} on." if self.event else ""
        reading = f"Only in the reading “{self.reading}”." if self.reading else ""
        return tuple(filter(None, (event, reading)))


@dataclass(frozen=True)
class Reading:
    """One way to read an open question of the law."""

    title: str
    argument: str
    counter: str
    """What speaks against it; empty where nothing is recorded."""
    follows: str
    """What follows from it."""


@dataclass(frozen=True)
class OpenReading:
    """A question that the wording of the law leaves open."""

    title: str
    provisions: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Dates:
    """All dates of a law, seen from a day."""

    law: str
    state: datetime.date
    rules: tuple[DatedRule, ...]
    open_readings: tuple[OpenReading, ...]
    milestones: tuple[tuple[datetime.date, str], ...]


@dataclass(frozen=True)
class ShownProvision:
    """A provision with its surroundings."""

    id: str
    printed: str
    heading: str
    law: str
    state: datetime.date
    changed: str
    """How and by what it was changed since it was first published."""
    path: tuple[Place, ...]
    """From the outermost provision to this one."""
    children: tuple[Place, ...]
    rules: tuple[DatedRule, ...]
    requirements: tuple[tuple[str, str], ...]
    """Ids and titles of what the checklists ask of it."""
    conclusions: tuple[tuple[str, str], ...]
    within: str
    """The enclosing provision that they name, where none of them names this one."""
    authentic: str
    """Which edition alone is authentic."""


def cited(catalogue: Catalogue, provisions: Iterable[str]) -> tuple[Place, ...]:
    """Provisions as cited, with our headings."""
    found = map(catalogue.outline.get, provisions)
    return tuple(Place(item.id, item.printed, item.heading) for item in found)


def show_provision(catalogue: Catalogue, provision: str) -> ShownProvision:
    """Look up a provision by its id or as it is cited.

    Raises:
        ConformityError: ``law.bad-provision``, ``law.unknown-provision`` or
            ``law.no-date``.
    """
    outline, law, timeline = catalogue.outline, catalogue.law, catalogue.timeline
    found = outline.read(provision)
    routes = [route.id for route in timeline.routes]
    # What only explains the law does not apply, so it has no dates.
    rules = [] if outline.explanations(found.id) else timeline.rules_for(found.id, routes)

    within, requirements, conclusions = _citing(catalogue, found.id)
    changes = [name for name in ("amended", "deleted") if getattr(found, name)]
    return ShownProvision(
        found.id,
        found.printed,
        found.heading,
        law.number,
        law.state,
        f"{capital(' and '.join(changes))} by {'; '.join(law.amended_by)}" if changes else "",
        cited(catalogue, (above.id for above in outline.path(found.id))),
        cited(catalogue, outline.children(found.id)),
        tuple(dated_rule(catalogue, rule) for rule in rules),
        requirements,
        conclusions,
        within,
        law.authentic,
    )


Named = tuple[tuple[str, str], ...]


def _citing(catalogue: Catalogue, known: str) -> tuple[str, Named, Named]:
    """Requirements and conclusions that cite a provision or a part of it.

    Where there are none, those that cite the nearest provision around it, which is named:
    an entry of a list decides with the list.
    """
    outline = catalogue.outline
    asked = [(r.id, r.title, r.provisions) for r in catalogue.ordered_requirements]
    decided = [(c.id, c.title, c.provisions) for c in catalogue.conclusions.values()]

    def naming(fits: Callable[[str], bool]) -> tuple[Named, Named]:
        found = (
            tuple((id_, title) for id_, title, cited in items if any(map(fits, cited)))
            for items in (asked, decided)
        )
        return next(found), next(found)

    requirements, conclusions = naming(lambda cited: is_within(outline.canonical(cited), known))
    for above in reversed(outline.path(known)[:-1]):
        if requirements or conclusions:
            break
        requirements, conclusions = naming(functools.partial(operator.eq, above.id))
        if requirements or conclusions:
            return above.printed, requirements, conclusions
    return "", requirements, conclusions


def show_dates(catalogue: Catalogue, as_of: datetime.date) -> Dates:
    """From when what applies, open questions of date, and other dates, in order."""
    law, timeline = catalogue.law, catalogue.timeline
    return Dates(
        law.short_name,
        law.state,
        tuple(
            dated_rule(catalogue, rule, begun=begun)
            for rule, begun in timeline.as_of(as_of, catalogue.outline.order)
        ),
        tuple(open_reading(catalogue, question) for question in timeline.open_questions),
        tuple((item.on, item.title) for item in sorted(timeline.milestones, key=lambda i: i.on)),
    )


def dated_rule(
    catalogue: Catalogue, rule: Rule, *, begun: bool = False, on: datetime.date | None = None
) -> DatedRule:
    """A rule of the timeline in words.

    Args:
        catalogue: cites its provisions.
        rule: the rule.
        begun: whether it applies on the day from which it is looked at.
        on: its day for one system, in whose route an event may have happened already.
    """
    cite = catalogue.outline.printed
    scope = cite(*rule.provisions)
    if rule.exceptions:
        scope += f"; except {cite(*rule.exceptions)}"
    return DatedRule(
        on or rule.from_,
        BEGUN if begun else AHEAD,
        rule.title,
        scope,
        cite(*rule.basis),
        rule.source,
        rule.replaces,
        catalogue.timeline.reading_title(rule.reading),
        rule.waits_for if on else rule.event,
        rule.note,
    )


def open_reading(catalogue: Catalogue, question: OpenQuestion) -> OpenReading:
    """An open question of the law with its readings."""
    return OpenReading(
        question.title,
        catalogue.outline.printed(*question.provisions),
        tuple(
            Reading(item.title, item.argument, item.counter, item.follows)
            for item in question.readings
        ),
    )


def outermost_listed(catalogue: Catalogue, ids: Iterable[str]) -> list[str]:
    """The outermost of some provisions; many that only explain the law as one span."""
    outline, listed = catalogue.outline, dict.fromkeys(ids)
    found = [known for known in listed if outline.parent(known) not in listed]
    for name in filter(None, dict.fromkeys(map(outline.explanations, found))):
        alike = [known for known in found if outline.explanations(known) == name]
        if len(alike) > MANY_ALIKE:
            found = [known for known in found if known not in alike]
            found.insert(0, f"{alike[0]} to {alike[-1]} ({len(alike)} {name.lower()})")
    return found
