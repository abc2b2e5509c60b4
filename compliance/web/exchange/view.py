"""What the pages of export and import show, as ready values."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.checklist.base import THEMES
from compliance.services.exchange.compare import KINDS, Difference, Differences
from compliance.services.exchange.table import Choice, ordered, part_of, part_title
from compliance.web.workspace.desk import Opened

LISTED = ("new", "changed", "conflict", "refused", "newer", "emptied")
"""Kinds that are shown question by question."""
MARKS = {
    "new": ("+", "New"),
    "changed": ("≠", "Changed"),
    "conflict": ("!", "Conflict"),
    "refused": ("✗", "Refused"),
    "newer": ("–", "Stays"),
    "emptied": ("–", "Stays"),
}


@dataclass(frozen=True)
class Heap:
    """Something that a group of questions can be chosen by."""

    value: str
    title: str
    count: int


@dataclass(frozen=True)
class Heaps:
    """The groups of questions by part, theme and person."""

    parts: tuple[Heap, ...]
    themes: tuple[Heap, ...]
    people: tuple[Heap, ...]


@dataclass(frozen=True)
class Section:
    """The differences of one kind."""

    kind: str
    heading: str
    glyph: str
    word: str
    items: tuple[Difference, ...]


def heaps(found: Opened) -> Heaps:
    """Every group of questions that can be exported, with its number of questions."""
    catalogue, state = found.assessment.catalogue, found.assessment.state
    agenda = found.assessment.agenda
    arising = {item.question.id for item in agenda.items}
    parts: dict[str, int] = {}
    for question in ordered(catalogue):
        if question.id in arising:
            part = part_of(catalogue, question.id)
            parts[part] = parts.get(part, 0) + 1
    themes: dict[str, int] = {}
    people: dict[str, int] = {}
    for item in agenda.items:
        if not item.requirement:
            continue
        theme = catalogue.requirements[item.requirement].theme
        themes[theme] = themes.get(theme, 0) + 1
        owner = state.owners.get(item.requirement)
        if owner is not None:
            people[owner.owner] = people.get(owner.owner, 0) + 1
    return Heaps(
        tuple(
            Heap(f"section:{known}", part_title(catalogue, known), count)
            for known, count in parts.items()
        ),
        tuple(
            Heap(f"theme:{known}", catalogue.label(THEMES, known), count)
            for known, count in sorted(themes.items())
            if known
        ),
        tuple(Heap(f"person:{name}", name, count) for name, count in sorted(people.items())),
    )


def sections(differences: Differences) -> list[Section]:
    """The differences that are shown, kind by kind."""
    return [
        Section(kind, KINDS[kind], *MARKS[kind], tuple(differences.of(kind)))
        for kind in LISTED
        if differences.counts[kind]
    ]


def quiet(differences: Differences) -> list[tuple[str, int]]:
    """Kinds of which only the number is said."""
    return [
        (KINDS[kind], differences.counts[kind])
        for kind in KINDS
        if kind not in LISTED and differences.counts[kind]
    ]


def described(choice: Choice) -> str:
    """A choice of questions in a few words."""
    words = {
        "arising": "questions that arise now, or may arise",
        "open": "questions without an answer",
        "all": "every question of the checklists",
    }
    return words[choice.scope]
