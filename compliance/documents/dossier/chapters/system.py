"""System or model, operators, and the classification that follows from the facts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compliance.checklist.conditions import Truth
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter, Entry
from compliance.language.words import capital
from compliance.views.answer import OPEN_WHETHER, show_answer
from compliance.views.conclusion import conclude


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
        if given is not None and given.state == "given" and facts.relevance(known) is not Truth.YES:
            shown = replace(shown, note=OPEN_WHETHER)
        found.append(Entry(material.label(known), shown))
    return tuple(found)


def classification(material: Material) -> Chapter:
    """Every shown conclusion with its reason, and what would change it."""
    content = conclude(material.assessment)
    return Chapter("classification", "Classification", "classification", content, fresh=False)
