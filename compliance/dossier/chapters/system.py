"""System and operators; classification; dates; applicability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from compliance.assessment.facts import reason
from compliance.checklist.conditions import Missing, Truth
from compliance.dossier.material import article_of
from compliance.dossier.parts import Chapter, Entry, Mark
from compliance.dossier.values import show_answer
from compliance.dossier.words import ALERT, APPLIES, HOLDS, capital, day, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compliance.assessment.outcome import Change, Outcome
    from compliance.dossier.material import Material
    from compliance.law.timeline import OpenQuestion, Rule


SHOWN_EFFECTS: Final = 4
"""Conclusions named in a line of what one other answer would change."""


@dataclass(frozen=True)
class FactSection:
    """A part of the questionnaire with its answers."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class FactsContent:
    """Everything stated about system and operators."""

    sections: tuple[FactSection, ...]


def facts_chapter(material: Material) -> Chapter:
    """The facts by section, each with its answer and who gave it."""
    sections = []
    for section in material.catalogue.sections:
        entries = _entries(material, section.id)
        if entries:
            sections.append(FactSection(section.title, entries))
    content = FactsContent(tuple(sections))
    return Chapter("facts", "System and operators", "facts", content, fresh=False)


def _entries(material: Material, section: str) -> tuple[Entry, ...]:
    catalogue, facts = material.catalogue, material.facts
    found = []
    for known, question in catalogue.facts.items():
        if catalogue.section_of[known] != section:
            continue
        if facts.relevance(known) is Truth.NO:
            continue
        given = material.state.answers.get(known)
        if given is None and facts.relevance(known) is Truth.UNKNOWN:
            continue
        shown = show_answer(
            catalogue, material.state, question, given, caption=material.label(known)
        )
        found.append(Entry(material.label(known), shown))
    return tuple(found)


@dataclass(frozen=True)
class Conclusive:
    """A conclusion with its reasons."""

    mark: Mark
    title: str
    text: str
    reason: str
    provisions: str
    effect: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ConclusionGroup:
    """Conclusions under one heading."""

    title: str
    holding: tuple[Conclusive, ...]
    """Those that hold, then those that are not determined."""
    failing: tuple[Conclusive, ...]


@dataclass(frozen=True)
class Turn:
    """What one other answer would change."""

    question: str
    present: str
    other: str
    effects: tuple[str, ...]


@dataclass(frozen=True)
class ClassificationContent:
    """Conclusions by group, and how far they are from turning."""

    groups: tuple[ConclusionGroup, ...]
    turns: tuple[Turn, ...]


def classification(material: Material) -> Chapter:
    """Every shown conclusion with its reason, and what would change it."""
    grouped: dict[str, list[Outcome]] = {}
    for item in material.outcomes:
        grouped.setdefault(item.conclusion.group, []).append(item)
    groups = tuple(
        _group(material, group, grouped[group]) for group in _group_order(material, grouped)
    )
    content = ClassificationContent(groups, _turns(material))
    return Chapter(
        "classification", "Classification", "classification", content, fresh=False
    )


def _group_order(material: Material, grouped: Iterable[str]) -> list[str]:
    """Groups in the order of their vocabulary, unknown ones last."""
    vocabulary = material.catalogue.vocabularies.get("conclusion-groups")
    order = [] if vocabulary is None else [word.id for word in vocabulary.words]
    return sorted(
        grouped, key=lambda group: order.index(group) if group in order else len(order)
    )


def _group(material: Material, group: str, items: list[Outcome]) -> ConclusionGroup:
    def those(truth: Truth) -> tuple[Conclusive, ...]:
        return tuple(_conclusive(material, item) for item in items if item.truth is truth)

    return ConclusionGroup(
        material.word("conclusion-groups", group),
        those(Truth.YES) + those(Truth.UNKNOWN),
        those(Truth.NO),
    )


def _conclusive(material: Material, item: Outcome) -> Conclusive:
    declared = item.conclusion
    alert = declared.alert and item.truth is Truth.YES
    return Conclusive(
        mark=ALERT if alert else HOLDS[item.truth],
        title=declared.title,
        text=item.text,
        reason=sentence(item.reason),
        provisions=material.cite(declared.provisions),
        effect=declared.effect if item.truth is Truth.YES else "",
        missing=tuple(material.label(fact) for fact in item.missing),
    )


def _turns(material: Material) -> tuple[Turn, ...]:
    grouped: dict[tuple[str, str, str], list[Change]] = {}
    for item in material.changes:
        key = (item.fact, item.present, item.other)
        grouped.setdefault(key, []).append(item)
    titles = {item.conclusion.id: item.conclusion.title for item in material.outcomes}
    return tuple(
        Turn(material.label(fact), present, other, _effects(items, titles))
        for (fact, present, other), items in grouped.items()
    )


def _effects(items: list[Change], titles: dict[str, str]) -> tuple[str, ...]:
    """What would hold, what no longer, what would become open: one line each."""
    words = (
        (Truth.YES, "Would hold"),
        (Truth.NO, "Would no longer hold"),
        (Truth.UNKNOWN, "Would become open"),
    )
    found = []
    for truth, word in words:
        names = [
            titles.get(item.conclusion, item.conclusion)
            for item in items
            if item.becomes is truth
        ]
        if names:
            found.append(f"{word}: {listed(names, SHOWN_EFFECTS)}.")
    return tuple(found)


@dataclass(frozen=True)
class DatedRule:
    """A rule of the timeline as it is printed."""

    from_: str
    begun: Mark
    title: str
    provisions: str
    basis: str
    source: str
    replaces: str
    reading: str
    note: str


@dataclass(frozen=True)
class RouteView:
    """A route on which the system comes under the law."""

    title: str
    mark: Mark
    because: str
    rules: tuple[DatedRule, ...]


@dataclass(frozen=True)
class ReadingView:
    """One way to read an open question of date."""

    title: str
    argument: str
    chosen: bool


@dataclass(frozen=True)
class OpenReading:
    """An open question of date with the choice made, or none."""

    title: str
    provisions: str
    readings: tuple[ReadingView, ...]
    choice: str


@dataclass(frozen=True)
class DatesContent:
    """From when what applies."""

    as_of: str
    routes: tuple[RouteView, ...]
    other_routes: tuple[str, ...]
    open_readings: tuple[OpenReading, ...]


BEGUN = Mark("yes", "Applies", "+")
AHEAD = Mark("unknown", "Ahead", "»")


def dates(material: Material) -> Chapter:
    """Dates of application on every route that holds or may hold."""
    timeline = material.catalogue.timeline
    titles = {route.id: route.title for route in timeline.routes}
    routes, others = [], []
    for declared in material.catalogue.routes:
        truth = dict(material.standing.routes)[declared.route]
        title = titles.get(declared.route, declared.route)
        if truth is Truth.NO:
            others.append(title)
            continue
        rules = _rules(material, declared.route)
        because = sentence(reason(material.facts, declared.when))
        routes.append(RouteView(title, HOLDS[truth], because, rules))
    general = _rules(material, "any")
    if general:
        always = Mark("yes", "Always", "+")
        routes.append(RouteView("Whatever the route", always, "", general))
    content = DatesContent(
        day(material.standing.as_of),
        tuple(routes),
        tuple(others),
        tuple(_open_reading(material, item) for item in timeline.open_questions),
    )
    return Chapter("dates", "Dates of application", "dates", content, fresh=False)


def _rules(material: Material, route: str) -> tuple[DatedRule, ...]:
    ordered = material.catalogue.timeline.as_of(material.standing.as_of)
    return tuple(
        _dated(material, rule, begun=begun)
        for rule, begun in ordered
        if rule.route == route
    )


def _dated(material: Material, rule: Rule, *, begun: bool) -> DatedRule:
    readings = {
        reading.id: reading.title
        for question in material.catalogue.timeline.open_questions
        for reading in question.readings
    }
    scope = material.cite(rule.provisions)
    if rule.exceptions:
        scope += f"; except {material.cite(rule.exceptions)}"
    return DatedRule(
        from_=day(rule.from_),
        begun=BEGUN if begun else AHEAD,
        title=rule.title,
        provisions=scope,
        basis=material.cite(rule.basis),
        source=rule.source,
        replaces=rule.replaces,
        reading=readings.get(rule.reading, rule.reading),
        note=rule.note,
    )


def _open_reading(material: Material, question: OpenQuestion) -> OpenReading:
    value = material.facts.value(question.fact)
    chosen = "" if isinstance(value, Missing) else str(value)
    given = material.state.answers.get(question.fact)
    titles = {reading.id: reading.title for reading in question.readings}
    if chosen and given is not None:
        choice = f"Chosen by {given.by}: {titles.get(chosen, chosen)}."
        if given.explanation:
            choice += f" {given.explanation}"
    else:
        choice = "No reading was chosen: the dates of all of them are shown."
    return OpenReading(
        question.title,
        material.cite(question.provisions),
        tuple(
            ReadingView(reading.title, reading.argument, reading.id == chosen)
            for reading in question.readings
        ),
        choice,
    )


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


def applicability(material: Material) -> Chapter:
    """The statement of applicability: no requirement is left out silently."""
    findings = material.standing.findings
    groups: dict[str, list[Applicable]] = {}
    for item in findings:
        requirement = item.requirement
        shown = item.status.value != "out-of-scope"
        groups.setdefault(article_of(requirement.provisions[0]), []).append(
            Applicable(
                material.cite(requirement.provisions[:1]),
                requirement.title,
                f"#req-{requirement.id}" if shown else "",
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
            ApplicableGroup(article_title(material, article), tuple(lines))
            for article, lines in groups.items()
        ),
    )
    return Chapter("applicability", "Applicability", "applicability", content, fresh=False)


def article_title(material: Material, article: str) -> str:
    """Number and heading of an article or annex."""
    heading = material.heading(article)
    printed = material.cite([article])
    return f"{printed}: {heading}" if heading else printed


def sentence(text: str) -> str:
    """A sentence part as a sentence."""
    if not text:
        return ""
    return capital(text) + ("" if text.endswith((".", "?", "!")) else ".")
