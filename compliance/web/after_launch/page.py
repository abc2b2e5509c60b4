"""After the launch: the list with its clocks, the form of an entry, one entry with its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.errors import ConformityError, Problem
from compliance.services.assess.log_entry import change_entry, kind_named, record_entry
from compliance.services.clock import now, today
from compliance.views.after_launch import (
    EntryView,
    FieldView,
    KindView,
    new_fields,
    view_entry,
    view_kind,
    view_log,
)
from compliance.views.document import documents_about
from compliance.web.after_launch.form import parts_of, typed_values
from compliance.web.common import go, opened, show_in, tell
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("after_launch", __name__, url_prefix="/a/<name>/after-launch")
HERE = "after-launch"


@pages.get("/")
def index(name: str) -> str:
    """Everything that was recorded, and what is due."""
    with opened(name) as found:
        log = view_log(found.assessment, today())
        titles = {entry.number: entry.title for entry in log.entries}
        return show_in(found, "after_launch", HERE, log=log, titles=titles)


@pages.get("/new/<kind>")
def new(name: str, kind: str) -> str:
    """The form of a new entry."""
    require("answer")
    with opened(name) as found:
        return _form(found, _kind(found, kind), None)


@pages.post("/new/<kind>")
def record(name: str, kind: str) -> str | Response:
    """Record a new entry, or add a line to a table of its form."""
    require("answer")
    with opened(name) as found:
        said = _kind(found, kind)
        fields = _asked(new_fields(found.assessment, kind_named(found.assessment, kind)))
        if _adds():
            return _form(found, said, None, add=_adds(), sent=True)
        try:
            made = record_entry(
                found.assessment,
                kind,
                typed_values(fields, request.form),
                by=person().name,
                at=now(),
                evidence=request.form.getlist("evidence"),
                linked=request.form.getlist("linked"),
            )
        except ConformityError as error:
            return _form(found, said, None, error.problems, sent=True)
        number = made.entry.number
    tell(f"{number} was recorded.")
    return go("after_launch.entry", name=name, entry=number)


@pages.get("/<entry>/", endpoint="entry")
def one(name: str, entry: str) -> str:
    """One entry: what it says, what is due, its papers and its history."""
    with opened(name) as found:
        view = _entry(found, entry)
        papers = [one for one in documents_about(found.assessment, entry, today()) if one.owed]
        return show_in(found, "after_launch_entry", HERE, entry=view, papers=papers)


@pages.get("/<entry>/change")
def change(name: str, entry: str) -> str:
    """The form of an entry, filled with what it says."""
    require("answer")
    with opened(name) as found:
        view = _entry(found, entry)
        return _form(found, _kind(found, view.kind), view)


@pages.post("/<entry>/change")
def save(name: str, entry: str) -> str | Response:
    """Record what an entry says from now on, or add a line to a table of its form."""
    require("answer")
    with opened(name) as found:
        view = _entry(found, entry)
        kind = _kind(found, view.kind)
        if _adds():
            return _form(found, kind, view, add=_adds(), sent=True)
        try:
            change_entry(
                found.assessment,
                entry,
                typed_values(_shown(view), request.form),
                by=person().name,
                at=now(),
                evidence=request.form.getlist("evidence"),
                linked=request.form.getlist("linked"),
                reason=request.form.get("reason", ""),
                seen=request.form.get("seen") or None,
            )
        except ConformityError as error:
            return _form(found, kind, _entry(found, entry), error.problems, sent=True)
    tell(f"{entry} was changed; what it said before is in its history.")
    return go("after_launch.entry", name=name, entry=entry)


def _adds() -> str:
    """Id of the table to which a line is added; empty where the form is to be recorded."""
    return request.form.get("add", "")


def _kind(found: Opened, known: str) -> KindView:
    try:
        return view_kind(found.assessment, kind_named(found.assessment, known))
    except ConformityError:
        abort(404)


def _entry(found: Opened, number: str) -> EntryView:
    if number not in found.assessment.state.entries:
        abort(404)
    return view_entry(found.assessment, number, today())


def _asked(fields: Sequence[FieldView]) -> list[FieldView]:
    """The fields that are, or may be, asked of this operator."""
    return [field for field in fields if field.arises]


def _shown(view: EntryView) -> list[FieldView]:
    """The fields that are asked or hold something."""
    return [field for field in view.fields if field.arises or field.filled]


def _form(
    found: Opened,
    kind: KindView,
    view: EntryView | None,
    problems: Sequence[Problem] = (),
    *,
    add: str = "",
    sent: bool = False,
) -> str:
    """The form of an entry: as it stands, or as it was typed."""
    assessment = found.assessment
    if view is None:
        fields = _asked(new_fields(assessment, kind_named(assessment, kind.id)))
        kept: dict[str, Any] = {}
        chosen: dict[str, Sequence[str]] = {"evidence": (), "linked": ()}
    else:
        fields, kept = _shown(view), assessment.state.entries[view.number].values
        numbers = tuple(number for number, _ in view.evidence)
        chosen = {"evidence": numbers, "linked": view.own_links}
    form = request.form if sent else None
    if form is not None:
        chosen = {key: form.getlist(key) for key in chosen}
    parts, mistakes = parts_of(fields, kept, form, problems, add)
    return show_in(
        found,
        "after_launch_form",
        HERE,
        kind=kind,
        entry=view,
        parts=parts,
        problems=mistakes,
        chosen=chosen,
        evidence=[
            (held.data.evidence, held.data.name)
            for held in assessment.state.evidence.values()
            if held.is_current
        ],
        others=[
            (one.number, one.title)
            for one in view_log(assessment, today()).entries
            if view is None or one.number != view.number
        ],
        reason=form.get("reason", "") if form is not None else "",
        seen=_seen(found, sent=sent, problems=problems),
    )


def _seen(found: Opened, *, sent: bool, problems: Sequence[Problem]) -> str:
    """The head that the form is filled from: the one of its page, until a conflict was shown."""
    met = any(problem.code == "answer.conflict" for problem in problems)
    kept = request.form.get("seen", "") if sent and not met else ""
    return kept or found.assessment.head
