"""System or model, operators, and the classification that follows from the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.assessment.conclusions import Outcome
from compliance.assessment.what_if import alterations
from compliance.checklist.base import CONCLUSION_GROUPS
from compliance.checklist.conditions import Truth
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter, Entry
from compliance.language.words import capital, listed, sentence
from compliance.views.answer import show_answer
from compliance.views.marks import ALERT, HOLDS, WOULD, Mark

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
    title = f"{capital(material.subject)} and operators"
    return Chapter("facts", title, "facts", content, fresh=False)


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
    mark: Mark
    title: str
    text: str
    reason: str
    provisions: str
    effect: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ConclusionGroup:
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
    return Chapter("classification", "Classification", "classification", content, fresh=False)


def _group_order(material: Material, grouped: Iterable[str]) -> list[str]:
    """Groups in the order of their vocabulary, unknown ones last."""
    order = [word.id for word in material.catalogue.words(CONCLUSION_GROUPS)]
    return sorted(grouped, key=lambda group: order.index(group) if group in order else len(order))


def _group(material: Material, group: str, items: list[Outcome]) -> ConclusionGroup:
    def those(truth: Truth) -> tuple[Conclusive, ...]:
        return tuple(_conclusive(material, item) for item in items if item.truth is truth)

    return ConclusionGroup(
        material.word(CONCLUSION_GROUPS, group),
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
    return tuple(
        Turn(
            item.fact_text,
            item.present,
            item.other,
            tuple(
                f"{capital(WOULD[truth])}: {listed(titles, SHOWN_EFFECTS)}."
                for truth, titles in item.effects
            ),
        )
        for item in alterations(material.outcomes, material.changes)
    )
