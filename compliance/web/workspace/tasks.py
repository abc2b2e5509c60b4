"""The task list of an assessment, and the answers of a section to check."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, request

from compliance.assessment.agenda import Item
from compliance.checklist.base import THEMES
from compliance.checklist.model import Edition
from compliance.errors import Problem
from compliance.services.editions.migrate import later_editions
from compliance.services.share.take_over import TakenOver
from compliance.views.answer import AnswerView, view_answer
from compliance.web.common import opened, show_in
from compliance.web.organisation.beside import beside
from compliance.web.people.identity import person
from compliance.web.workspace.desk import Opened
from compliance.web.workspace.mine import is_person

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
    unknown: int
    """Answers that say: not known yet."""

    @property
    def state(self) -> str:
        """``done``, ``begun`` or ``open``."""
        if self.total and self.answered == self.total:
            return "done"
        return "begun" if self.answered else "open"


@dataclass(frozen=True)
class Notices:
    """What lies ready beside the questions."""

    left_out: tuple[Problem, ...]
    """Why the organisation beside the assessment cannot be used."""
    waiting: int
    """What can be taken over from it."""
    otherwise: int
    """Answers that it gave otherwise."""
    later: Edition | None
    """The newest edition, if it is later than the one followed."""
    doubtful: tuple[tuple[str, str], ...]
    """Questions whose earlier answer is to be confirmed: id and text."""


@pages.get("/")
def index(name: str) -> str:
    """What there is to do, by section, theme or person."""
    way = request.args.get("by", "section")
    if way not in WAYS:
        abort(404)
    with opened(name) as found:
        agenda = found.assessment.agenda
        upcoming = agenda.next_open(skipped=found.assessment.scratch.passed_over())
        tasks = _tasks(found, way)
        return show_in(
            found,
            "tasks",
            "tasks",
            tasks=[task for task in tasks if task.total],
            later=[task for task in tasks if not task.total],
            unknown=_not_known(found),
            ways=WAYS,
            way=way,
            upcoming=upcoming,
            assigned=_assigned(found),
            notices=_notices(found),
            answered=sum(part.answered for part in agenda.progress()),
            total=sum(part.total for part in agenda.progress()),
        )


def _notices(found: Opened) -> Notices:
    assessment = found.assessment
    with beside(found) as side:
        plan: TakenOver | None = side.waiting()
    later = later_editions(assessment)
    questions = assessment.catalogue.questions
    return Notices(
        side.problems,
        plan.records if plan else 0,
        len(plan.kept) if plan else 0,
        later[-1] if later else None,
        tuple(
            (known, questions[known].ask)
            for known in assessment.state.unconfirmed
            if known in questions
        ),
    )


def _assigned(found: Opened) -> int:
    """Requirements that are assigned to the person who looks."""
    owners = found.assessment.state.owners.values()
    return sum(is_person(item.owner, person().name) for item in owners)


def _tasks(found: Opened, way: str) -> list[Task]:
    heaps: dict[str, list[Item]] = {}
    titles: dict[str, str] = {}
    for item in found.assessment.agenda.items:
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
            _unknown(found, [item for item in items if item.certain]),
        )
        for key, items in heaps.items()
    ]


def _not_known(found: Opened) -> list[tuple[str, str]]:
    """Questions that arise and are not known yet: id and wording."""
    return [
        (item.question.id, item.question.ask)
        for item in found.assessment.agenda.items
        if item.certain and _unknown(found, [item])
    ]


def _heap(found: Opened, item: Item, way: str) -> tuple[str, str]:
    """Key and title of the heap a question belongs to."""
    catalogue, state = found.assessment.catalogue, found.assessment.state
    if way == "theme" and item.requirement:
        theme = catalogue.requirements[item.requirement].theme
        if theme:
            return theme, catalogue.label(THEMES, theme)
    if way == "person":
        owner = state.owners.get(item.requirement) if item.requirement else None
        return (owner.owner, owner.owner) if owner else ("", NOT_ASSIGNED)
    return item.section, found.assessment.agenda.titles[item.section]


@dataclass(frozen=True)
class Line:
    """A question with its answer, to be checked."""

    said: AnswerView
    follow_up: bool
    certain: bool


@pages.get("/section/<path:heap>")
@pages.get("/list", defaults={"heap": ""})
def section(name: str, heap: str) -> str:
    """Check the answers of one heap of the task list."""
    way = request.args.get("by", "section")
    if way not in WAYS:
        abort(404)
    with opened(name) as found:
        inside = [
            item for item in found.assessment.agenda.items if _heap(found, item, way)[0] == heap
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
            answered=sum(item.answered for item in inside),
            unknown=_unknown(found, inside),
        )


def _unknown(found: Opened, inside: list[Item]) -> int:
    answers = found.assessment.state.answers
    return sum(
        item.question.id in answers and answers[item.question.id].state == "unknown"
        for item in inside
    )


def _line(found: Opened, item: Item) -> Line:
    question = item.question
    given = found.assessment.state.answers.get(question.id)
    follow_up = bool(item.requirement) and item.requirement != question.id
    return Line(view_answer(found.assessment, question.id, given), follow_up, item.certain)
