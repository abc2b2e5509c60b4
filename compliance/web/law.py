"""A provision: our heading, its dates, what it asks, and the official text if imported."""

from __future__ import annotations

from flask import Blueprint

from compliance.services.official_law.quote import official_text
from compliance.views.law import show_provision
from compliance.web.common import opened, show_in

pages = Blueprint("law", __name__, url_prefix="/a/<name>/law")


@pages.get("/<provision>")
def provision(name: str, provision: str) -> str:
    with opened(name) as found:
        catalogue = found.assessment.catalogue
        shown = show_provision(catalogue, provision)
        official = official_text(catalogue, [shown.id])
        return show_in(found, "law", "", shown=shown, official=official)
