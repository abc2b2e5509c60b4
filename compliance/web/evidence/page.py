"""Evidence: what is held, taking files in, showing them, withdrawing them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.journal.store import Blobs
from compliance.data.names import safe_name
from compliance.data.typed import clean_text, parse_date
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.assess.attach_evidence import (
    MAX_NOTE,
    attach_evidence,
    check_evidence_entry,
    mark_evidence,
    withdraw_evidence,
)
from compliance.services.clock import now, today
from compliance.views.evidence import (
    EvidenceView,
    asked_kind,
    evidence_kinds,
    named,
    supportable,
    supports_of,
    view_evidence,
)
from compliance.views.evidence_read import view_read
from compliance.web.common import go, opened, send_kept, show_in, tell
from compliance.web.evidence import preview
from compliance.web.evidence.read import read_new
from compliance.web.people.identity import person, require
from compliance.web.server import security
from compliance.web.workspace.desk import Opened

OUTSIDE = {"yes": True, "no": False}
"""What is said about whether a file is not for outside; its kind decides otherwise."""

pages = Blueprint("evidence", __name__, url_prefix="/a/<name>/evidence")


@pages.get("/")
def index(name: str) -> str:
    """Everything held, with the form for more."""
    with opened(name) as found:
        return _show(found, {})


@pages.post("/")
def attach(name: str) -> str | AnyResponse:
    require("attach")
    typed = {
        key: request.form.get(key, "")
        for key in ("kind", "collected", "expires", "note", "inside", "for")
    }
    supports = request.form.getlist("supports")
    upload = request.files.get("file")
    try:
        held, new = _take(name, upload, typed, supports)
    except ConformityError as error:
        with opened(name) as found:
            return _show(found, typed, supports, error.problems)
    number = held.data.evidence
    tell(f"{number} was added." if new else f"This file is held already as {number}.")
    if typed["for"]:
        return go("question.ask", name=name, known=typed["for"])
    return go("evidence.index", name=name, _anchor=number)


def _take(
    name: str, upload: FileStorage | None, typed: dict[str, str], supports: Sequence[str]
) -> tuple[HeldEvidence, bool]:
    """Check everything, then take the file into the locker and record it.

    Nobody else has to wait while a large file is copied: the assessment is open before
    and after it only.
    """
    file, collected, expires = _filled_in(upload, typed)
    source = Path(safe_name(file.filename or ""))
    with opened(name) as found:
        clean_text("note", typed["note"], MAX_NOTE)
        check_evidence_entry(
            found.assessment, source, typed["kind"], supports, now(), collected, expires
        )
        blobs = found.assessment.blobs
    taken = blobs.put(file.stream, str(source))
    with opened(name) as found:
        added = attach_evidence(
            found.assessment,
            source,
            kind=typed["kind"],
            supports=supports,
            by=person().name,
            at=now(),
            collected=collected,
            expires=expires,
            note=typed["note"],
            inside=OUTSIDE.get(typed["inside"]),
            taken=taken,
        )
    read_new(name, added[0].data.evidence)
    return added


def _filled_in(
    upload: FileStorage | None, typed: dict[str, str]
) -> tuple[FileStorage, datetime.date | None, datetime.date | None]:
    """The file, and the days on which it was collected and on which it ends.

    Raises:
        ConformityError: all that is missing or no day.
    """
    problems: list[Problem] = []
    days: list[datetime.date | None] = []
    for key in ("collected", "expires"):
        try:
            days.append(parse_date(key, typed[key]) if typed[key] else None)
        except ConformityError as error:
            problems.extend(error.problems)
    if upload is None or not upload.filename:
        problems.append(Problem("file", "file.missing", "No file is chosen.", "Choose one."))
    if problems or upload is None:
        raise ProblemsError(problems)
    return upload, days[0], days[1]


@pages.get("/<number>")
def item(name: str, number: str) -> str:
    """One piece of evidence with what can be shown of it."""
    return _show_item(name, number)


def _show_item(name: str, number: str, problems: Sequence[Problem] = ()) -> str:
    """The page of a piece of evidence; nobody waits while its file is looked at."""
    with opened(name) as found:
        held, blobs = _held(found, number), found.assessment.blobs
    looked = _look(blobs, held)
    with opened(name) as found:
        return show_in(
            found,
            "evidence_item",
            "evidence",
            line=_line(found, _held(found, number)),
            preview=looked,
            read=view_read(found.assessment, _held(found, number)),
            problems=problems,
        )


@pages.get("/<number>/file")
def download(name: str, number: str) -> Response:
    """The file itself, always as a download and never as a page of this server."""
    with opened(name) as found:
        held = _held(found, number)
        kept = _open(found, held)
    response = send_kept(kept, "application/octet-stream", held.data.name, save=True)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@pages.get("/<number>/view")
def view(name: str, number: str) -> Response:
    """An image or a PDF for the preview, only where its bytes say that it is one."""
    with opened(name) as found:
        held = _held(found, number)
        with _open(found, held)[0] as stream:
            kind = preview.sniff(stream.read(preview.HEAD))
        if kind not in preview.SHOWN_BY_BROWSER:
            abort(404)
        kept = _open(found, held)
    response = send_kept(kept, kind, held.data.sha256)
    response.headers["Content-Security-Policy"] = security.FRAMED
    return response


@pages.post("/<number>/outside")
def mark(name: str, number: str) -> str | AnyResponse:
    """Say whether a file may be handed to others."""
    require("attach")
    inside, reason = OUTSIDE.get(request.form.get("inside", "")), request.form.get("reason", "")
    if inside is None:
        abort(400)
    try:
        with opened(name) as found:
            _held(found, number)
            who = person().name
            mark_evidence(found.assessment, number, inside=inside, reason=reason, by=who, at=now())
    except ConformityError as error:
        return _show_item(name, number, error.problems)
    tell(f"{number} is {'not ' if inside else ''}for outside.")
    return go("evidence.item", name=name, number=number)


@pages.post("/<number>/withdraw")
def withdraw(name: str, number: str) -> str | AnyResponse:
    """Say that evidence no longer counts."""
    require("attach")
    reason = request.form.get("reason", "")
    try:
        with opened(name) as found:
            _held(found, number)
            withdraw_evidence(found.assessment, number, reason=reason, by=person().name, at=now())
    except ConformityError as error:
        return _show_item(name, number, error.problems)
    tell(f"{number} was withdrawn; its file stays in the locker.")
    return go("evidence.index", name=name)


def _held(found: Opened, number: str) -> HeldEvidence:
    held = found.assessment.state.evidence.get(number)
    if held is None:
        abort(404)
    return held


def _open(found: Opened, held: HeldEvidence) -> tuple[IO[bytes], int, str]:
    """The file, its bytes and its digest."""
    digest, blobs = held.data.sha256, found.assessment.blobs
    return blobs.open(digest, held.data.evidence), blobs.size(digest) or 0, digest


def _look(blobs: Blobs, held: HeldEvidence) -> preview.Preview:
    """What can be shown of the file; nothing where it is not there."""
    try:
        with blobs.open(held.data.sha256, held.data.evidence) as stream:
            return preview.look(stream, held.data.name)
    except (ConformityError, OSError):
        return preview.Preview("none")


def _line(found: Opened, held: HeldEvidence) -> EvidenceView:
    return view_evidence(found.assessment, held, today())


def _show(
    found: Opened,
    typed: dict[str, str],
    supports: Sequence[str] = (),
    problems: Sequence[Problem] = (),
) -> str:
    wanted = request.args.get("for", "") or typed.get("for", "")
    assessment = found.assessment
    chosen = named(assessment, supports or supports_of(assessment, wanted))
    others = {
        title: [choice for choice in choices if choice not in chosen]
        for title, choices in supportable(assessment).items()
    }
    return show_in(
        found,
        "evidence",
        "evidence",
        lines=[_line(found, held) for held in assessment.state.evidence.values()],
        kinds=evidence_kinds(assessment),
        kind=typed.get("kind") or asked_kind(assessment, wanted),
        choices=chosen,
        others={title: choices for title, choices in others.items() if choices},
        typed={key: typed.get(key, "") for key in ("collected", "expires", "note", "inside")},
        wanted=wanted,
        problems=problems,
    )
