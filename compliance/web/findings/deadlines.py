"""What must be ready by when."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, request

from compliance.services.clock import today
from compliance.services.look.deadlines import calendar as calendar_text
from compliance.views.deadline import KINDS, deadlines
from compliance.web.common import as_download, opened, show_in

pages = Blueprint("deadlines", __name__, url_prefix="/a/<name>/deadlines")


@pages.get("/")
def index(name: str) -> str:
    """Deadlines from today on, or all of them."""
    past = request.args.get("past") == "yes"
    kind = request.args.get("kind", "")
    with opened(name) as found:
        lines = deadlines(found.assessment, today(), past=past)
        return show_in(
            found,
            "deadlines",
            "deadlines",
            lines=[item for item in lines if kind in {"", item.kind}],
            numbers=Counter(item.kind for item in lines),
            number=len(lines),
            kind=kind,
            kinds=KINDS,
            past=past,
        )


@pages.get("/calendar.ics")
def calendar(name: str) -> Response:
    """The same as a file for a calendar."""
    with opened(name) as found:
        text = calendar_text(found.assessment, deadlines(found.assessment, today()))
    return as_download(text.encode("utf-8"), "text/calendar", f"{name}-deadlines.ics")
