"""Signing the whole assessment off: what is signed, what is open, who signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, request
from werkzeug.wrappers import Response

from compliance.errors import ConformityError, Problem
from compliance.services.assess.review_queue import review_queue
from compliance.services.assess.sign_off import (
    changes_since,
    declaration_of,
    own_answers,
    sign_off,
    withdraw_sign_off,
)
from compliance.services.clock import now, today
from compliance.views.sign_off import view_sign_off
from compliance.views.standing import view_standing
from compliance.web.common import go, opened, show_in, tell
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("sign_off", __name__, url_prefix="/a/<name>/sign-off")

CHANGES: Final = 40
"""Changes after a sign-off that are listed."""


@pages.get("/")
def index(name: str) -> str:
    """How the sign-off stands, and the forms."""
    with opened(name) as found:
        return _show(found)


@pages.post("/")
def sign(name: str) -> str | Response:
    """Sign the state that was shown."""
    require("sign")
    function, comment = request.form.get("function", ""), request.form.get("comment", "")
    with opened(name) as found:
        try:
            sign_off(
                found.assessment,
                function=function,
                comment=comment,
                by=person().name,
                at=now(),
                basis=request.form.get("basis", ""),
                duties=request.form.get("duties"),
                as_of=today(),
            )
        except ConformityError as error:
            return _show(found, error.problems, function=function, comment=comment)
        word = view_sign_off(found.assessment, today()).word
    tell(f"{word}. This is how the assessment stands now.")
    return go("sign_off.index", name=name)


@pages.post("/withdraw")
def withdraw(name: str) -> str | Response:
    require("sign")
    reason = request.form.get("reason", "")
    with opened(name) as found:
        try:
            withdraw_sign_off(found.assessment, reason, by=person().name, at=now())
        except ConformityError as error:
            return _show(found, error.problems, reason=reason)
    tell("The sign-off was taken back. It stays in the history.")
    return go("sign_off.index", name=name)


def _show(
    found: Opened,
    problems: Sequence[Problem] = (),
    *,
    function: str = "",
    comment: str = "",
    reason: str = "",
) -> str:
    assessment, state = found.assessment, found.assessment.state
    catalogue, signed = assessment.catalogue, view_sign_off(assessment, today())
    changes = changes_since(assessment, signed.touches)
    queue = review_queue(assessment, today())
    return show_in(
        found,
        "sign_off",
        "review",
        signed=signed,
        changes=changes[:CHANGES],
        more_changes=max(len(changes) - CHANGES, 0),
        standing=view_standing(assessment, today()),
        head=assessment.head,
        records=state.seq,
        answers=len(state.answers),
        files=state.files,
        edition=f"{catalogue.law.short_name}, edition {catalogue.edition.id}",
        declaration=declaration_of(assessment, today()).view,
        void=[item.finding for item in queue if item.finding.review.state == "void"],
        to_confirm=len(assessment.waiting()),
        own=own_answers(assessment, person().name),
        problems=problems,
        target="reason" if reason or _withdrawing() else "function",
        function=function or person().name.partition(", ")[2],
        comment=comment,
        reason=reason,
    )


def _withdrawing() -> bool:
    return request.endpoint == "sign_off.withdraw"
