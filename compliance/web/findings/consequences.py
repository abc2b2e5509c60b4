"""What follows from the answers: role, scope and class; and what must be ready by when."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, request

from compliance.services.clock import today
from compliance.services.look.deadlines import calendar as calendar_text
from compliance.views.conclusion import conclude
from compliance.views.deadline import KINDS, deadlines, group, timetable
from compliance.web.common import as_download, opened, show_in

pages = Blueprint("classification", __name__, url_prefix="/a/<name>/classification")


@pages.get("/")
def index(name: str) -> str:
    everything = request.args.get("all") == "yes"
    with opened(name) as found:
        said = conclude(found.assessment)
        return show_in(
            found,
            "classification",
            "classification",
            said=said,
            groups=said.shown(everything=everything),
            everything=everything,
        )


deadline_pages = Blueprint("deadlines", __name__, url_prefix="/a/<name>/deadlines")


@deadline_pages.get("/", endpoint="index")
def deadline_index(name: str) -> str:
    """Deadlines from today on, or all of them."""
    past = request.args.get("past") == "yes"
    kind = request.args.get("kind", "")
    with opened(name) as found:
        table = timetable(found.assessment, today(), past=past)
        lines = table.deadlines
        return show_in(
            found,
            "deadlines",
            "deadlines",
            table=table,
            groups=group(table, [item for item in lines if kind in {"", item.kind}]),
            numbers=Counter(item.kind for item in lines),
            number=len(lines),
            kind=kind,
            kinds=KINDS,
            past=past,
        )


@deadline_pages.get("/calendar.ics")
def calendar(name: str) -> Response:
    """The same as a file for a calendar."""
    with opened(name) as found:
        text = calendar_text(found.assessment, deadlines(found.assessment, today()))
    return as_download(text.encode("utf-8"), "text/calendar", f"{name}-deadlines.ics")
