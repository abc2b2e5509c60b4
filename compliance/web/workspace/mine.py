"""What one person has to do: gaps to mend, answers that came back, reviews to give."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from flask import Blueprint

from compliance.assessment.findings import Finding
from compliance.services.assess.review_queue import review_queue
from compliance.services.clock import today
from compliance.views.marks import SEVERITY, STATUS, Mark
from compliance.web.common import opened, show_in
from compliance.web.people.identity import person

pages = Blueprint("mine", __name__, url_prefix="/a/<name>/mine")


@dataclass(frozen=True)
class Line:
    """One requirement that is assigned to the person."""

    id: str
    title: str
    mark: Mark
    gaps: tuple[tuple[Mark, str], ...]
    due: datetime.date | None
    late: bool
    done: bool


@pages.get("/")
def index(name: str) -> str:
    who = person().name
    with opened(name) as found:
        standing = found.assessment.standing(today())
        lines = [
            _line(item)
            for item in standing.findings
            if item.assignment is not None and is_person(item.assignment.owner, who)
        ]
        queue = review_queue(found.assessment, standing)
        return show_in(
            found,
            "mine",
            "tasks",
            open_lines=sorted(
                (line for line in lines if not line.done),
                key=lambda line: (line.due is None, str(line.due)),
            ),
            done_lines=[line for line in lines if line.done],
            returned=[item for item in queue if item.with_author and who in item.answer.authors],
            reviews=sum(item.for_reviewer(who) for item in queue),
        )


def is_person(owner: str, who: str) -> bool:
    """Whether an owner, written by hand, is a person; functions are left out."""
    return bool(who) and _plain(owner) == _plain(who)


def _plain(name: str) -> str:
    return " ".join(name.partition(",")[0].casefold().split())


def _line(finding: Finding) -> Line:
    due = finding.assignment.due if finding.assignment else None
    done = not finding.is_open
    return Line(
        finding.requirement.id,
        finding.requirement.title,
        STATUS[finding.status],
        tuple((SEVERITY[gap.severity], gap.text) for gap in finding.gaps),
        due,
        due is not None and due < today() and not done,
        done,
    )
