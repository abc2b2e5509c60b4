"""Where a document answers what is asked: its headings, beside what they may answer."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from compliance.adapters.outlines import Outline
from compliance.errors import ConformityError
from compliance.language.words import counted
from compliance.services.assess.place_evidence import Places, placed_in, read_outline, record_places
from compliance.services.assess.read_evidence import counting
from compliance.services.clock import now
from compliance.web.common import go, opened, show_in, tell
from compliance.web.evidence import listing
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("evidence_places", __name__, url_prefix="/a/<name>/evidence")


@pages.get("/<number>/places")
def index(name: str, number: str) -> str | Response:
    """Each place that was found, to be looked at and recorded."""
    require("attach")
    try:
        outline = _outline(name, number)
        with opened(name) as found:
            return _show(found, placed_in(found.assessment, number, outline))
    except ConformityError as error:
        return _back(name, number, error)


@pages.post("/<number>/places")
def record(name: str, number: str) -> Response:
    """Record the places that somebody looked at."""
    require("attach")
    wanted = request.form.getlist("places")
    try:
        outline = _outline(name, number)
        with opened(name) as found:
            places = placed_in(found.assessment, number, outline)
            done = record_places(found.assessment, places, wanted, by=person().name, at=now())
    except ConformityError as error:
        return _back(name, number, error)
    tell(f"{counted(len(done), 'place')} recorded.")
    return go("evidence.item", name=name, number=number)


def _outline(name: str, number: str) -> Outline:
    """Its headings; nobody else has to wait while they are read."""
    with opened(name) as found:
        listing.held_of(found, number)
        held, blobs = counting(found.assessment, number), found.assessment.blobs
    return read_outline(blobs, held)


def _show(found: Opened, places: Places) -> str:
    return show_in(found, "evidence_places", "evidence", places=places)


def _back(name: str, number: str, error: ConformityError) -> Response:
    for problem in error.problems:
        tell(f"{problem.message} {problem.hint}", "problem")
    return go("evidence.item", name=name, number=number)
