"""The first page: the assessments of the workspace and how each stands."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, jsonify

from compliance.services.clock import today
from compliance.services.share.organisation import ORGANISATION
from compliance.web.common import board, desk, show

pages = Blueprint("workspace", __name__)


@pages.get("/")
def index() -> str:
    """Every assessment with how it stands."""
    entries = board().entries(today())
    titles = Counter(entry.title for entry in entries)
    return show(
        "workspace",
        lines=[entry for entry in entries if not entry.organisation],
        organisations=[entry for entry in entries if entry.organisation],
        twice=[title for title, number in titles.items() if number > 1],
        used=ORGANISATION,
        pending=sum(entry.pending for entry in entries),
        may_begin=not desk().only,
        may_begin_organisation=not (desk().only or not desk().workspace.is_free(ORGANISATION)),
    )


@pages.get("/board")
def progress() -> Response:
    """How many are still being worked out, for the page that waits for them."""
    entries = board().entries(today(), patience=0)
    return jsonify({"pending": sum(entry.pending for entry in entries)})
