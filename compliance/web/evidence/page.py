"""Evidence: what is held, showing it, marking and withdrawing it."""

from __future__ import annotations

from typing import IO

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from compliance.assessment.journal.state import HeldEvidence
from compliance.errors import ConformityError
from compliance.services.assess.attach_evidence import mark_evidence, withdraw_evidence
from compliance.services.clock import now
from compliance.services.measure.draw import draw_held
from compliance.web.common import go, opened, send_kept, tell
from compliance.web.evidence import listing, preview
from compliance.web.evidence.form import OUTSIDE
from compliance.web.people.identity import person, require
from compliance.web.server import security
from compliance.web.workspace.desk import Opened

pages = Blueprint("evidence", __name__, url_prefix="/a/<name>/evidence")


@pages.get("/")
def index(name: str) -> str:
    """Everything held, with the form for more."""
    with opened(name) as found:
        return listing.show(found, {})


@pages.get("/<number>")
def item(name: str, number: str) -> str:
    """One piece of evidence with what can be shown of it."""
    return listing.show_item(name, number)


@pages.get("/<number>/file")
def download(name: str, number: str) -> Response:
    """The file itself, always as a download and never as a page of this server."""
    with opened(name) as found:
        held = listing.held_of(found, number)
        kept = _open(found, held)
    response = send_kept(kept, "application/octet-stream", held.data.name, save=True)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@pages.get("/<number>/view")
def view(name: str, number: str) -> Response:
    """An image or a PDF for the preview, only where its bytes say that it is one."""
    with opened(name) as found:
        held = listing.held_of(found, number)
        with _open(found, held)[0] as stream:
            kind = preview.sniff(stream.read(preview.HEAD))
        if kind not in preview.SHOWN_BY_BROWSER:
            abort(404)
        kept = _open(found, held)
    response = send_kept(kept, kind, held.data.sha256)
    response.headers["Content-Security-Policy"] = security.FRAMED
    return response


@pages.get("/<number>/picture/<int:at>.svg")
def picture(name: str, number: str, at: int) -> Response:
    """A picture of figures that were measured, drawn of what the file holds."""
    with opened(name) as found:
        held, blobs = listing.held_of(found, number), found.assessment.blobs
    drawn = draw_held(blobs, held)
    if at >= len(drawn):
        abort(404)
    response = Response(drawn[at].svg, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
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
            listing.held_of(found, number)
            who = person().name
            mark_evidence(found.assessment, number, inside=inside, reason=reason, by=who, at=now())
    except ConformityError as error:
        return listing.show_item(name, number, error.problems)
    tell(f"{number} is {'not ' if inside else ''}for outside.")
    return go("evidence.item", name=name, number=number)


@pages.post("/<number>/withdraw")
def withdraw(name: str, number: str) -> str | AnyResponse:
    """Say that evidence no longer counts."""
    require("attach")
    reason = request.form.get("reason", "")
    try:
        with opened(name) as found:
            listing.held_of(found, number)
            withdraw_evidence(found.assessment, number, reason=reason, by=person().name, at=now())
    except ConformityError as error:
        return listing.show_item(name, number, error.problems)
    tell(f"{number} was withdrawn; its file stays in the locker.")
    return go("evidence.index", name=name)


def _open(found: Opened, held: HeldEvidence) -> tuple[IO[bytes], int, str]:
    """The file, its bytes and its digest."""
    digest, blobs = held.data.sha256, found.assessment.blobs
    if not held.data.held:
        abort(404)
    return blobs.open(digest, held.data.evidence), blobs.size(digest) or 0, digest
