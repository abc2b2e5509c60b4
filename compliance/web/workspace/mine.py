"""What one person has to do: gaps to mend, answers that came back, reviews to give."""

from __future__ import annotations

from flask import Blueprint

from compliance.services.assess.review_queue import review_queue
from compliance.services.clock import today
from compliance.views.finding import view_findings
from compliance.web.common import opened, show_in
from compliance.web.people.identity import person

pages = Blueprint("mine", __name__, url_prefix="/a/<name>/mine")


@pages.get("/")
def index(name: str) -> str:
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
