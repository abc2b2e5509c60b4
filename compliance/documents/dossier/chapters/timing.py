"""From when what applies, and which requirements apply at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from compliance.assessment.facts import reason
from compliance.assessment.starts import day_of
from compliance.checklist.conditions import Missing, Truth
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter
from compliance.language.words import day, sentence
from compliance.law.provision import outermost
from compliance.law.timeline import ANY_ROUTE, OpenQuestion, Rule
from compliance.views.deadline import DeadlineView, timetable
from compliance.views.law import DatedRule, OpenReading, dated_rule, open_reading
from compliance.views.marks import APPLIES, HOLDS, Mark


@dataclass(frozen=True)
class RouteView:
    """A route on which the system comes under the law."""

    title: str
    mark: Mark
    because: str
    rules: tuple[DatedRule, ...]


@dataclass(frozen=True)
class DatesContent:
    lead: str
    as_of: str
    routes: tuple[RouteView, ...]
    other_routes: tuple[str, ...]
    open_readings: tuple[OpenReading, ...]


BY_ROUTE: Final = (
    "From when the law binds depends on the route by which a system or model comes under it."
)


def dates(material: Material) -> Chapter:
    """Dates of application on every route that holds or may hold."""
    timeline = material.catalogue.timeline
    routes, others = [], []
    for declared in material.catalogue.routes:
        truth = dict(material.standing.routes)[declared.route]
        title = timeline.route_title(declared.route)
        if truth is Truth.NO:
            others.append(title)
            continue
        rules = _rules(material, declared.route)
        because = sentence(reason(material.facts, declared.when))
        routes.append(RouteView(title, HOLDS[truth], because, rules))
    general = _rules(material, ANY_ROUTE)
    if general:
        always = Mark("yes", "Always", "+")
        title = "Whatever the route" if timeline.routes else "In every case"
        routes.append(RouteView(title, always, "", general))
    content = DatesContent(
        BY_ROUTE if timeline.routes else "From when the law binds.",
        day(material.standing.as_of),
        tuple(routes),
        tuple(others),
        tuple(_open_reading(material, item) for item in timeline.open_questions),
    )
    return Chapter("dates", "Dates of application", "dates", content, fresh=False)


def _rules(material: Material, route: str) -> tuple[DatedRule, ...]:
    catalogue = material.catalogue
    ordered = catalogue.timeline.as_of(material.standing.as_of, catalogue.outline.order)
    certain = {known for known, truth in material.standing.routes if truth is Truth.YES}
    better = [rule for rule, _ in ordered if rule.route in certain]
    return tuple(
        dated_rule(catalogue, rule, begun=begun, on=day_of(material.facts, rule))
        for rule, begun in ordered
        if rule.route == route and not (rule.fallback and _replaced(rule, better))
    )


def _replaced(rule: Rule, better: list[Rule]) -> bool:
    """Whether rules of routes that hold date what a fallback rule dates."""
    return any(other.matches(provision) for other in better for provision in rule.provisions)


def _open_reading(material: Material, question: OpenQuestion) -> OpenReading:
    value = material.facts.value(question.fact)
    chosen = "" if isinstance(value, Missing) else str(value)
    given = material.state.answers.get(question.fact)
    if chosen and given is not None:
        choice = f"Chosen by {given.by}: {material.catalogue.timeline.reading_title(chosen)}."
        if given.explanation:
            choice += f" {given.explanation}"
    else:
        choice = "No reading was chosen: the dates of all of them are shown."
    return open_reading(material.catalogue, question, chosen, choice)


@dataclass(frozen=True)
class DeadlineLine:
    """One day with what it needs."""

    day: str
    title: str
    detail: str
    owners: str


@dataclass(frozen=True)
class DeadlinesContent:
    """What must be ready by when, counted back from the first supply that is planned."""

    as_of: str
    to_ask: tuple[str, ...]
    groups: tuple[tuple[str, tuple[DeadlineLine, ...]], ...]
    """Heading and lines."""


def deadlines(material: Material) -> Chapter | None:
    """What must be ready by when; no chapter where there is no day and nothing to ask."""
    found = timetable(material.assessment, material.as_of)
    if not found.deadlines and not found.to_ask:
        return None
    content = DeadlinesContent(
        day(material.as_of),
        tuple(item.text for item in found.to_ask),
        tuple((group.title, tuple(map(_line, group.deadlines))) for group in found.groups),
    )
    return Chapter("deadlines", "Deadlines", "deadlines", content, fresh=False)


def _line(item: DeadlineView) -> DeadlineLine:
    on = day(item.on) if item.on else "Not stated"
    return DeadlineLine(on, item.title, item.detail, item.owners)


@dataclass(frozen=True)
class Applicable:
    """A line of the applicability statement."""

    provision: str
    title: str
    href: str
    mark: Mark
    because: str


@dataclass(frozen=True)
class ApplicableGroup:
    """The lines of one article or annex."""

    title: str
    lines: tuple[Applicable, ...]


@dataclass(frozen=True)
class ApplicabilityContent:
    """Every requirement of the edition, with whether and why it applies."""

    total: int
    applying: int
    not_applying: int
    undetermined: int
    groups: tuple[ApplicableGroup, ...]


def _together(lines: list[Applicable]) -> tuple[Applicable, ...]:
    """Lines of one article; neighbours out of scope for one reason share a line."""
    # A line within scope has a target of its own, so it stays alone.
    alike = groupby(lines, key=lambda line: (line.href, line.because))
    groups = [list(group) for _, group in alike]
    return tuple(
        replace(
            group[0],
            provision="; ".join(dict.fromkeys(line.provision for line in group)),
            title="; ".join(line.title for line in group),
        )
        for group in groups
    )


def applicability(material: Material) -> Chapter:
    """The statement of applicability: no requirement is left out silently."""
    findings = material.standing.findings
    groups: dict[str, list[Applicable]] = {}
    for item in findings:
        requirement = item.requirement
        groups.setdefault(outermost(requirement.provisions[0]), []).append(
            Applicable(
                material.cite(requirement.provisions[:1]),
                requirement.title,
                f"#req-{requirement.id}" if item.in_scope else "",
                APPLIES[item.applies],
                sentence(item.applies_because),
            )
        )
    truths = [item.applies for item in findings]
    content = ApplicabilityContent(
        len(truths),
        truths.count(Truth.YES),
        truths.count(Truth.NO),
        truths.count(Truth.UNKNOWN),
        tuple(
            ApplicableGroup(material.catalogue.outline.title(article), _together(lines))
            for article, lines in groups.items()
        ),
    )
    return Chapter("applicability", "Applicability", "applicability", content, fresh=False)
