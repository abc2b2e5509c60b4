"""The task list of an assessment, and the answers of a section to check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request

from compliance.checklist.texts import value_text
from compliance.web.common import opened, show_in

if TYPE_CHECKING:
    from compliance.assessment.session import Item
    from compliance.assessment.state import Given
    from compliance.web.desk import Opened

pages = Blueprint("tasks", __name__, url_prefix="/a/<name>")

WAYS = {"section": "By section", "theme": "By theme", "person": "By person"}
NOT_ASSIGNED = "Not assigned"


@dataclass(frozen=True)
class Task:
    """A heap of questions in the task list."""

    id: str
    title: str
    answered: int
    total: int
    perhaps: int
    """Questions that may arise, depending on open answers."""

    @property
    def state(self) -> str:
        """``done``, ``begun`` or ``open``."""
        if self.total and self.answered == self.total:
            return "done"
        return "begun" if self.answered else "open"


@pages.get("/")
def index(name: str) -> str:
    """What there is to do, by section, theme or person."""
    way = request.args.get("by", "section")
    if way not in WAYS:
        abort(404)
    with opened(name) as found:
        agenda = found.agenda()
        upcoming = agenda.next_open()
        tasks = _tasks(found, way)
        return show_in(
            found,
            "tasks",
            "tasks",
            tasks=tasks,
            ways=WAYS,
            way=way,
            upcoming=upcoming,
            answered=sum(part.answered for part in agenda.progress()),
            total=sum(part.total for part in agenda.progress()),
        )


def _tasks(found: Opened, way: str) -> list[Task]:
    heaps: dict[str, list[Item]] = {}
    titles: dict[str, str] = {}
    for item in found.agenda().items:
        key, title = _heap(found, item, way)
        titles.setdefault(key, title)
        heaps.setdefault(key, []).append(item)
    return [
        Task(
            key,
            titles[key],
            sum(item.answered for item in items if item.certain),
            sum(item.certain for item in items),
            sum(not item.certain and not item.answered for item in items),
        )
        for key, items in heaps.items()
    ]


def _heap(found: Opened, item: Item, way: str) -> tuple[str, str]:
    """Key and title of the heap a question belongs to."""
    catalogue, state = found.assessment.catalogue, found.assessment.state
    if way == "theme" and item.requirement:
        theme = catalogue.requirements[item.requirement].theme
        return theme, catalogue.label("themes", theme)
    if way == "person":
        owner = state.owners.get(item.requirement) if item.requirement else None
        return (owner.owner, owner.owner) if owner else ("", NOT_ASSIGNED)
    return item.section, found.agenda().titles[item.section]


@dataclass(frozen=True)
class Line:
    """A question with its answer in a few words."""

    id: str
    ask: str
    follow_up: bool
    certain: bool
    answered: bool
    value: str
    explanation: str
    by: str
    at: str


@pages.get("/section/<heap>")
@pages.get("/list", defaults={"heap": ""})
def section(name: str, heap: str) -> str:
    """Check the answers of one heap of the task list."""
    way = request.args.get("by", "section")
    if way not in WAYS:
        abort(404)
    with opened(name) as found:
        inside = [
            item for item in found.agenda().items if _heap(found, item, way)[0] == heap
        ]
        if not inside:
            abort(404)
        return show_in(
            found,
            "section",
            "tasks",
            heading=_heap(found, inside[0], way)[1],
            way=way,
            heap=heap,
            lines=[_line(found, item) for item in inside],
            following=next((item for item in inside if not item.answered), None),
        )


def _line(found: Opened, item: Item) -> Line:
    given = found.assessment.state.answers.get(item.question.id)
    return Line(
        id=item.question.id,
        ask=item.question.ask,
        follow_up=bool(item.requirement) and item.requirement != item.question.id,
        certain=item.certain,
        answered=item.answered,
        value=answer_words(found, given),
        explanation=given.explanation if given else "",
        by=given.by if given else "",
        at=given.at if given else "",
    )


def answer_words(found: Opened, given: Given | None) -> str:
    """An answer as people read it; empty while there is none."""
    if given is None:
        return ""
    if given.state == "unknown":
        return "Not known yet"
    if given.state == "not-applicable":
        return "Not applicable"
    return value_text(found.assessment.catalogue, given.question, given.value)
