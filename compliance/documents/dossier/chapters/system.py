"""System or model, operators, and the classification that follows from the facts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from compliance.checklist.conditions import Truth
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter, Entry
from compliance.documents.dossier.waiting import SHOWN
from compliance.language.words import capital, listed
from compliance.views.answer import OPEN_WHETHER, show_answer
from compliance.views.conclusion import Concluded, Group, Turn, conclude

SHOWN_UNDECIDED: Final = 4
"""Conclusions of a group that are not determined and are shown with their reasons."""


@dataclass(frozen=True)
class FactSection:
    """A part of the questionnaire with its answers."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class FactsContent:
    """Everything stated about system and operators."""

    sections: tuple[FactSection, ...]
    by: str = ""
    """Who stated most of it, and when: named once."""


def facts_chapter(material: Material) -> Chapter:
    """The facts by section, each with its answer and who gave it."""
    found = [(one.title, _entries(material, one.id)) for one in material.catalogue.sections]
    authors = Counter(one.shown.given for _, entries in found for one in entries)
    authors.pop("", None)
    by = authors.most_common(1)[0][0] if authors else ""
    sections = (
        FactSection(title, tuple(_signed(entry, by) for entry in entries))
        for title, entries in found
        if entries
    )
    content = FactsContent(tuple(sections), by)
    title = f"{capital(material.subject)} and operators"
    return Chapter("facts", title, "facts", content)


def _signed(entry: Entry, by: str) -> Entry:
    """A line that names who stated it, unless that is who stated most."""
    return replace(entry, by="" if entry.shown.given == by else entry.shown.given)


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


@dataclass(frozen=True)
class GroupRows:
    """Conclusions under one heading, as they are printed."""

    title: str
    rows: tuple[Concluded, ...]
    """Those that hold or are not determined, each with its reasons."""
    undetermined: str
    """Further ones that are not determined, where they are many: by name alone."""
    failing: tuple[Concluded, ...]


@dataclass(frozen=True)
class ClassificationContent:
    """Every shown conclusion, what decides those that are open, and what would turn one."""

    groups: tuple[GroupRows, ...]
    decide: str
    turns: tuple[Turn, ...]


def classification(material: Material) -> Chapter:
    """Every shown conclusion with its reason, and what would change it."""
    found = conclude(material.assessment)
    hang = Counter(
        name for item in found.groups for one in item.undecided for _, name in one.missing
    )
    decide = [f"{capital(name)} ({number})" for name, number in hang.most_common()]
    content = ClassificationContent(
        tuple(map(_rows, found.groups)), listed(decide, SHOWN), found.turns
    )
    return Chapter("classification", "Classification", "classification", content, shares="rules")


def _rows(group: Group) -> GroupRows:
    many = len(group.undecided) > SHOWN_UNDECIDED
    return GroupRows(
        group.title,
        group.holding + (() if many else group.undecided),
        "; ".join(item.title for item in group.undecided) if many else "",
        group.failing,
    )
