"""What all systems share: beginning the organisation, and taking its answers over."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.assessment.journal.state import Given
from compliance.errors import ConformityError, Problem, fail
from compliance.services.assess.start import start_organisation
from compliance.services.clock import now
from compliance.services.share.organisation import ORGANISATION
from compliance.services.share.take_over import TakenOver, take_over
from compliance.storage.opened import OpenAssessment
from compliance.views.answer import AnswerView, view_answer
from compliance.web.common import desk, go, opened, show, show_in, tell
from compliance.web.organisation.beside import Beside, beside
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened
from compliance.web.workspace.start import chosen_pack, packs_to_choose

pages = Blueprint("organisation", __name__)


@dataclass(frozen=True)
class Line:
    """An answer of the organisation beside that of the assessment."""

    theirs: AnswerView
    mine: AnswerView
    chosen: bool


@pages.get("/organisation")
def form() -> str:
    """The form with which an organisation begins."""
    _may_begin()
    return _form("", "", ())


@pages.post("/organisation")
def begin() -> str | Response:
    """Begin it, and go to its tasks."""
    _may_begin()
    title, source = request.form.get("title", ""), request.form.get("from", "")
    try:
        taken = _begin(title, source)
    except ConformityError as error:
        return _form(title, source, error.problems)
    tell("The record of the organisation has begun.")
    if taken is not None:
        _tell_taken(taken)
    return go("tasks.index", name=ORGANISATION)


def _may_begin() -> None:
    require("begin")
    if desk().only:
        abort(404)  # the server shows one assessment and leaves the rest alone


def _begin(title: str, source: str) -> TakenOver | None:
    if not title.strip():
        raise fail("title", "assessment.name", "The name is empty.", "Write a name.")
    if not source:
        return _started(title, chosen_pack(), None)
    with opened(source) as found:
        found.assessment.require_system()
        return _started(title, found.assessment.catalogue.pack.pack, found.assessment)


def _started(title: str, pack: str, source: OpenAssessment | None) -> TakenOver | None:
    return start_organisation(
        desk().workspace, name=title, pack=pack, by=person().name, at=now(), source=source
    ).taken


def _form(title: str, source: str, problems: Sequence[Problem]) -> str:
    covers = desk().covers()
    systems = [(cover.name, cover.title) for cover in covers if not cover.organisation]
    return show(
        "organisation_begin",
        title=title,
        source=source,
        systems=systems,
        packs=packs_to_choose(),
        problems=problems,
    )


@pages.get("/a/<name>/organisation")
def compare(name: str) -> str:
    """What the organisation answered and the assessment lacks or answers otherwise."""
    with opened(name) as found, beside(found) as side:
        return _compare(found, side, None)


@pages.post("/a/<name>/organisation")
def take(name: str) -> str | Response:
    """Take over what is ticked, if it still is what was shown."""
    require("answer")
    ticked = set(request.form.getlist("take"))
    with opened(name) as found, beside(found) as side:
        if side.source is None:
            return _compare(found, side, None)
        plan = found.waiting(side.source)
        if request.form.get("basis") != _basis(plan):
            tell("Something changed meanwhile; nothing was taken over. Look again.", "note")
            return _compare(found, side, ticked)
        offered = {item.question for item in (*plan.answers, *plan.kept)}
        wide = found.assessment.catalogue.organisation_wide
        try:
            taken = take_over(
                side.source,
                found.assessment,
                by=person().name,
                at=now(),
                replace=[item.question for item in plan.kept if item.question in ticked],
                only=wide - (offered - ticked),
            )
        except ConformityError as error:
            return _compare(found, side, ticked, error.problems)
    _tell_taken(taken)
    return go("organisation.compare" if taken.refused else "tasks.index", name=name)


def _tell_taken(taken: TakenOver) -> None:
    """Say what was taken over, and what was not and why."""
    if taken.records:
        tell(f"Taken over: {', '.join(taken.counts.values())}.")
    else:
        tell("Nothing was taken over.", "note")
    for problem in taken.refused.values():
        tell(str(problem), "problem")


def _compare(
    found: Opened, side: Beside, ticked: Collection[str] | None, problems: Sequence[Problem] = ()
) -> str:
    plan = side.waiting()
    named = {item.question for item in plan.answers} if plan and ticked is None else ticked or ()

    def line(theirs: Given, mine: Given | None) -> Line:
        source, known = side.source or found.assessment, theirs.question
        return Line(
            view_answer(source, known, theirs),
            view_answer(found.assessment, known, mine),
            known in named,
        )

    return show_in(
        found,
        "organisation",
        "tasks",
        plan=plan,
        source=side.source.state.begin.name if side.source else "",
        answers=[line(item.theirs, item.mine) for item in plan.answers] if plan else [],
        kept=[line(item.theirs, item.mine) for item in plan.kept] if plan else [],
        refused=list(plan.refused.values()) if plan else [],
        basis=_basis(plan) if plan else "",
        problems=(*side.problems, *problems),
        may_take=person().may("answer"),
    )


def _basis(plan: TakenOver) -> str:
    """Stands for everything that a page shows as waiting."""
    parts = [
        *(
            f"{item.question} {item.theirs.record} {item.mine.record if item.mine else ''}"
            for item in (*plan.answers, *plan.kept)
        ),
        *(f"{item.sha256} {item.supports}" for item in plan.evidence),
        *(f"{item.evidence} {item.add} {item.remove}" for item in plan.linked),
        *plan.withdrawn,
        *(f"{item.requirement} {item.basis}" for item in plan.reviews),
        *plan.refused,
    ]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
