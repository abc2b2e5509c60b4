"""What must be ready by when."""

from __future__ import annotations

from collections import Counter
from typing import Final

from flask import Blueprint, Response, request

from compliance.services.clock import today
from compliance.services.look import deadlines as show_deadlines
from compliance.web.common import as_download, opened, show_in

pages = Blueprint("deadlines", __name__, url_prefix="/a/<name>/deadlines")

KINDS: Final = {
    "law": "Date of the law",
    "period": "Time limit of a duty",
    "evidence": "Evidence ends",
    "gap": "Gap to be mended",
    "plan": "Your own date",
}
MANY: Final = 6


@pages.get("/")
def index(name: str) -> str:
    """Deadlines from today on, or all of them."""
    past = request.args.get("past") == "yes"
    kind = request.args.get("kind", "")
    with opened(name) as found:
        standing = found.assessment.standing(today())
        lines = show_deadlines.deadlines(found.assessment, today(), past=past, standing=standing)
        questions = found.assessment.catalogue.requirements
        about = {
            item: [(known, questions[known].title) for known in item.about if known in questions]
            for item in lines
        }
        return show_in(
            found,
            "deadlines",
            "deadlines",
            lines=[
                (item, (item.on - today()).days, about[item])
                for item in lines
                if kind in {"", item.kind}
            ],
            numbers=Counter(item.kind for item in lines),
            number=len(lines),
            kind=kind,
            kinds=KINDS,
            past=past,
            many=MANY,
        )


@pages.get("/calendar.ics")
def calendar(name: str) -> Response:
    """The same as a file for a calendar."""
    with opened(name) as found:
        standing = found.assessment.standing(today())
        lines = show_deadlines.deadlines(found.assessment, today(), standing=standing)
        text = show_deadlines.calendar(found.assessment, lines)
    return as_download(text.encode("utf-8"), "text/calendar", f"{name}-deadlines.ics")
