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
    """Confirm or refuse one thing, or all that one source says and that was shown."""
    require("answer")
    form = request.form
    source = form.get("of") or form.get("source") or form.get("refuse-all", "")
    with opened(name) as found:
        if "refuse" in form or "refuse-all" in form:
            _refuse(found, source)
        else:
            _confirm(found, source)
        left = bool(found.assessment.waiting())
    return go("confirm.index" if left else "tasks.index", name=name)


def _confirm(found: Opened, source: str) -> None:
    wanted = _wanted(found, source)
    done = service.confirm(
        found.assessment, wanted, by=person().name, at=now(), source=source,
        seen=request.form.get("seen", ""), rows=_rows(wanted),
    )  # fmt: skip
    for problem in done.problems:
        tell(str(problem), "problem")
    if done.recorded or not done.problems:
        tell(f"{counted(len(done.recorded), 'answer')} confirmed.")


def _refuse(found: Opened, source: str) -> None:
    one = request.form.get("refuse", "")
    wanted = [one] if one else _shown(found, source)
    done = service.refuse(
        found.assessment, wanted, by=person().name, at=now(), source=source,
        reason=request.form.get("reason", ""),
    )  # fmt: skip
    tell(f"Refused at {counted(len(done), 'question')}; no answer was changed.")


def _rows(wanted: list[str]) -> dict[str, set[int]]:
    """Which rows of tables were ticked, where their rows were shown with boxes."""
    taken: dict[str, set[int]] = {}
    for known in wanted:
        if request.form.get(f"rows-of-{known}"):
            ticked = request.form.getlist(f"row-of-{known}")
            taken[known] = {int(number) for number in ticked if number.isdecimal()}
    return taken


def _wanted(found: Opened, source: str) -> list[str]:
    """The question whose button was pressed, or those of a source that were shown."""
    one = request.form.get("question", "")
    if one:
        return [one]
    shown = _shown(found, source)
    return [known for known in shown if found.assessment.proposed(known, source)]


def _shown(found: Opened, source: str) -> list[str]:
    """Questions at which a source says something, as far as they were shown."""
    shown = set(request.form.getlist("shown"))
    try:
        chosen = service.chosen(found.assessment, source=source) if source else []
    except ConformityError:
        chosen = []  # somebody else confirmed the last of it meanwhile
    return [item.question for item in chosen if item.question in shown]
