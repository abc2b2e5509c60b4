"""What follows from the answers: role, scope and class, why, and what would change it."""

from __future__ import annotations

from flask import Blueprint, request

from compliance.views.conclusion import conclude
from compliance.web.common import opened, show_in

pages = Blueprint("classification", __name__, url_prefix="/a/<name>/classification")


@pages.get("/")
def index(name: str) -> str:
    everything = request.args.get("all") == "yes"
    with opened(name) as found:
        said = conclude(found.assessment)
        return show_in(
            found,
            "classification",
            "classification",
            said=said,
            groups=said.shown(everything=everything),
            everything=everything,
        )
