"""The task list of an assessment, and the answers of a section to check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, request

from compliance.errors import Problem
from compliance.services.assess.review_queue import review_queue
from compliance.services.clock import today
from compliance.services.editions.migrate import later_editions
from compliance.services.share.take_over import TakenOver
from compliance.views.agenda import Way, assigned, heaps
from compliance.views.answer import view_answer
from compliance.views.finding import view_findings
from compliance.views.standing import view_standing
from compliance.web.common import opened, show_in
from compliance.web.organisation.beside import beside
from compliance.web.people.identity import person
from compliance.web.workspace.desk import Opened

pages = Blueprint("tasks", __name__, url_prefix="/a/<name>")

WAYS: Final[dict[Way, str]] = {"section": "By section", "theme": "By theme", "person": "By person"}


@dataclass(frozen=True)
class Notices:
    """What lies ready beside the questions."""

    left_out: tuple[Problem, ...]
    """Why the organisation beside the assessment cannot be used."""
    waiting: int
    """What can be taken over from it."""
    otherwise: int
    """Answers that it gave otherwise."""
    to_confirm: int
    """Questions at which something waits to be confirmed."""


def _way() -> Way:
    """How the questions are heaped, from the address."""
    chosen = request.args.get("by", "section")
    way = next((way for way in WAYS if way == chosen), None)
    if way is None:
        abort(404)
    return way


@pages.get("/")
def index(name: str) -> str:
    """What there is to do, by section, theme or person."""
    way = _way()
    with opened(name) as found:
        assessment = found.assessment
        tasks = heaps(assessment, way)
        return show_in(
            found,
            "tasks",
            "tasks",
            tasks=[task for task in tasks if task.total],
            later=[task for task in tasks if not task.total],
            unknown=[item for task in heaps(assessment, "section") for item in task.unknown],
            ways=WAYS,
            way=way,
            upcoming=assessment.upcoming(),
            standing=None
            if assessment.state.is_organisation
            else view_standing(assessment, today()),
            assigned=assigned(assessment, person().name),
            notices=_notices(found),
            newest=next(reversed(later_editions(assessment)), None),
            answered=assessment.agenda.answered,
            total=assessment.agenda.total,
        )


def _notices(found: Opened) -> Notices:
    assessment = found.assessment
    with beside(found) as side:
        plan: TakenOver | None = side.waiting()
    return Notices(
        side.problems,
        plan.records if plan else 0,
        len(plan.kept) if plan else 0,
        len(assessment.waiting()),
    )


@pages.get("/section/<path:heap>")
@pages.get("/list", defaults={"heap": ""})
def section(name: str, heap: str) -> str:
    """Check the answers of one heap of the task list."""
    way = _way()
    with opened(name) as found:
        inside = next((one for one in heaps(found.assessment, way) if one.id == heap), None)
        if inside is None:
            abort(404)
        return show_in(
            found,
            "section",
            "tasks",
            heading=inside.title,
            way=way,
            heap=heap,
            lines=[
                (item, view_answer(found.assessment, item.id, item.given)) for item in inside.items
            ],
            following=next((item for item in inside.items if not item.answered), None),
            answered=sum(item.answered for item in inside.items),
            unknown=sum(item.unknown for item in inside.items),
        )


mine_pages = Blueprint("mine", __name__, url_prefix="/a/<name>/mine")


@mine_pages.get("/", endpoint="index")
def mine(name: str) -> str:
    who = person().name
    with opened(name) as found:
        lines = [i for i in view_findings(found.assessment, today()) if i.owned_by(who)]
        queue = review_queue(found.assessment, today())
        return show_in(
            found,
            "mine",
            "tasks",
            open_lines=sorted(
                (line for line in lines if line.open),
                key=lambda line: (line.due is None, str(line.due)),
            ),
            done_lines=[line for line in lines if not line.open],
            returned=[
                item.finding for item in queue if item.with_author and item.finding.answered_by(who)
            ],
            reviews=sum(item.for_reviewer(who) for item in queue),
        )
