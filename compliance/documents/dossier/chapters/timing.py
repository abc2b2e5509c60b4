"""From when what applies, and which requirements apply at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.assessment.facts import reason
from compliance.assessment.findings import Finding
from compliance.assessment.starts import day_of
from compliance.checklist.conditions import Truth
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter
from compliance.language.words import day, sentence
from compliance.law.provision import outermost
from compliance.law.timeline import ANY_ROUTE, Rule
from compliance.views.deadline import DeadlineView, timetable
from compliance.views.law import DatedRule, dated_rule
from compliance.views.marks import APPLIES, HOLDS, Mark
from compliance.views.reading import ReadingsView, view_readings


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
    perhaps: tuple[str, ...]
    """Routes that may hold, named alone where they are many."""
    readings: ReadingsView


MAY_HOLD: Final = 3
"""Routes that may hold and are shown with their dates; more are only named."""
BY_ROUTE: Final = (
    "From when the law binds depends on the route by which a system or model comes under it."
)


def dates(material: Material) -> Chapter:
    """Dates of application on every route that holds or may hold."""
    timeline = material.catalogue.timeline
    routes, others, perhaps = [], [], []
    many = sum(truth is Truth.UNKNOWN for _, truth in material.standing.routes) > MAY_HOLD
    for declared in material.catalogue.routes:
        truth = dict(material.standing.routes)[declared.route]
        title = timeline.route_title(declared.route)
        if truth is Truth.NO:
            others.append(title)
            continue
        if truth is Truth.UNKNOWN and many:
            perhaps.append(title)
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
        tuple(perhaps),
        view_readings(material.assessment, material.standing.as_of),
    )
    return Chapter("dates", "Dates of application", "dates", content, shares="rules")


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
    return Chapter("deadlines", "Deadlines", "deadlines", content, shares="open")


def _line(item: DeadlineView) -> DeadlineLine:
    on = day(item.on) if item.on else "Not stated"
    return DeadlineLine(on, item.title, item.detail, item.owners)


@dataclass(frozen=True)
class Applicable:
    """A line of the applicability statement."""

    title: str
    """Each requirement with its provision, where several stand alike."""
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
    open: tuple[tuple[str, str], ...]
    """Those that are not determined, by article: its name, and their titles."""
    decide: str
    """The answers that decide whether these apply."""


def _together(lines: list[Applicable]) -> tuple[Applicable, ...]:
    """Lines of one article; those that stand alike for one reason share a line."""
    groups: dict[tuple[Mark, str], list[str]] = {}
    for line in lines:
        groups.setdefault((line.mark, line.because), []).append(line.title)
    return tuple(Applicable("; ".join(titles), *alike) for alike, titles in groups.items())


def _named(material: Material, finding: Finding) -> str:
    """A requirement by its title; with its provision, unless its finding shows that."""
    requirement = finding.requirement
    if requirement.id in material.shown:
        return requirement.title
    return f"{requirement.title} ({material.cite(requirement.provisions[:1])})"


def applicability(material: Material) -> Chapter:
    """The statement of applicability: no requirement is left out silently."""
    findings, outline = material.standing.findings, material.catalogue.outline
    groups: dict[str, list[Applicable]] = {}
    undetermined: dict[str, list[str]] = {}
    for item in findings:
        requirement = item.requirement
        article = outermost(requirement.provisions[0])
        if item.applies is Truth.UNKNOWN:
            undetermined.setdefault(article, []).append(requirement.title)
            continue
        groups.setdefault(article, []).append(
            Applicable(
                _named(material, item), APPLIES[item.applies], sentence(item.applies_because)
            )
        )
    truths = [item.applies for item in findings]
    content = ApplicabilityContent(
        len(truths),
        truths.count(Truth.YES),
        truths.count(Truth.NO),
        truths.count(Truth.UNKNOWN),
        tuple(
            ApplicableGroup(outline.title(article), _together(lines))
            for article, lines in groups.items()
        ),
        tuple((outline.title(one), "; ".join(titles)) for one, titles in undetermined.items()),
        material.waiting.line,
    )
    return Chapter("applicability", "Applicability", "applicability", content, shares="rules")
