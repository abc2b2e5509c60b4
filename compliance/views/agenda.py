"""What there is to answer: questions in heaps, and how far each role is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compliance.assessment.agenda import Item
from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import Given
from compliance.assessment.roles import held_roles, roles_shown
from compliance.checklist.base import ROLES, THEMES
from compliance.checklist.conditions import Truth
from compliance.data.persons import same_person

Way = Literal["section", "theme", "person"]


@dataclass(frozen=True)
class ItemView:
    """A question that arises, or may arise."""

    id: str
    ask: str
    given: Given | None
    certain: bool
    """False while it depends on open answers whether it arises at all."""
    answered: bool
    follow_up: bool

    @property
    def unknown(self) -> bool:
        """Whether the answer says: not known yet."""
        return self.given is not None and self.given.state == "unknown"


@dataclass(frozen=True)
class Heap:
    """Questions that are listed together."""

    id: str
    title: str
    items: tuple[ItemView, ...]

    @property
    def sure(self) -> tuple[ItemView, ...]:
        """Those that arise now."""
        return tuple(item for item in self.items if item.certain)

    @property
    def answered(self) -> int:
        """Answered ones among those that arise now."""
        return sum(item.answered for item in self.sure)

    @property
    def total(self) -> int:
        """How many arise now."""
        return len(self.sure)

    @property
    def perhaps(self) -> int:
        """Questions without an answer that may arise, depending on open answers."""
        return sum(not item.certain and not item.answered for item in self.items)

    @property
    def unknown(self) -> tuple[ItemView, ...]:
        """Those that arise now and whose answer says: not known yet."""
        return tuple(item for item in self.sure if item.unknown)

    @property
    def state(self) -> str:
        """``done``, ``begun`` or ``open``."""
        if self.total and self.answered == self.total:
            return "done"
        return "begun" if self.answered else "open"


def heaps(assessment: Assessment, way: Way) -> list[Heap]:
    """Everything that is asked at present, by section, theme or owner of the gaps.

    What has no theme stays in its section.
    """
    titles: dict[str, str] = {}
    found: dict[str, list[ItemView]] = {}
    answers = assessment.state.answers
    for item in assessment.agenda.items:
        key, title = _heap(assessment, item, way)
        titles.setdefault(key, title)
        question, follow_up = item.question, item.requirement not in {"", item.question.id}
        given = answers.get(question.id)
        found.setdefault(key, []).append(
            ItemView(question.id, question.ask, given, item.certain, item.answered, follow_up)
        )
    return [Heap(key, titles[key], tuple(items)) for key, items in found.items()]


def _heap(assessment: Assessment, item: Item, way: Way) -> tuple[str, str]:
    """Key and title of the heap a question belongs to."""
    catalogue = assessment.catalogue
    if way == "theme" and item.requirement:
        theme = catalogue.requirements[item.requirement].theme
        if theme:
            return theme, catalogue.label(THEMES, theme)
    if way == "person":
        owner = assessment.state.owners.get(item.requirement)
        return (owner.owner, owner.owner) if owner else ("", "Not assigned")
    return item.section, assessment.agenda.titles[item.section]


def assigned(assessment: Assessment, person: str) -> int:
    """Requirements whose gaps are assigned to a person."""
    return sum(same_person(item.owner, person) for item in assessment.state.owners.values())


@dataclass(frozen=True)
class RoleProgress:
    """How many requirements of a role are answered, of those that may bind."""

    title: str
    answered: int
    total: int


def answered_by_role(assessment: Assessment) -> list[RoleProgress]:
    """How far the requirements of each role are that is held; none of an organisation's."""
    catalogue, held = assessment.catalogue, held_roles(assessment.facts)
    found: dict[str, list[bool]] = {}
    for item in () if assessment.state.is_organisation else assessment.agenda.items:
        if item.requirement == item.question.id:
            for role in roles_shown(catalogue.requirements[item.requirement], held):
                found.setdefault(role, []).append(item.answered)
    return [
        RoleProgress(catalogue.label(ROLES, role), sum(answered), len(answered))
        for role, answered in found.items()
        if held.get(role) is Truth.YES
    ]
