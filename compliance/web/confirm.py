"""What waits to be confirmed: one list, by source."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from compliance.errors import ConformityError
from compliance.language.words import counted
from compliance.services.assess import confirm as service
from compliance.services.clock import now, today
from compliance.views.confirm import view_to_confirm
from compliance.web.common import go, opened, show_in, tell
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("confirm", __name__, url_prefix="/a/<name>/confirm")


@pages.get("/")
def index(name: str) -> str:
    """Everything that waits, by source."""
    with opened(name) as found:
        waiting = view_to_confirm(found.assessment, today())
        return show_in(found, "confirm", "tasks", waiting=waiting, head=found.assessment.head)


@pages.post("/")
def confirm(name: str) -> Response:
    """Confirm one thing, or all that one source says and that was shown."""
    require("answer")
    with opened(name) as found:
        done = service.confirm(
            found.assessment, _wanted(found), by=person().name, at=now(),
            seen=request.form.get("seen", ""),
        )  # fmt: skip
        for problem in done.problems:
            tell(str(problem), "problem")
        if done.recorded or not done.problems:
            tell(f"{counted(len(done.recorded), 'answer')} confirmed.")
        left = bool(found.assessment.waiting())
    return go("confirm.index" if left else "tasks.index", name=name)


def _wanted(found: Opened) -> list[str]:
    """The question whose button was pressed, or those of a source that were shown."""
    one = request.form.get("question", "")
    if one:
        return [one]
    source, shown = request.form.get("source", ""), set(request.form.getlist("shown"))
    try:
        chosen = service.chosen(found.assessment, source=source) if source else []
    except ConformityError:
        chosen = []  # somebody else confirmed the last of it meanwhile
    return [
        item.question
        for item in chosen
        if item.question in shown and found.assessment.proposed(item.question)
    ]
