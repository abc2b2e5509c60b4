"""Where the law can be read in several ways, and what each reading would change."""

from __future__ import annotations

from flask import Blueprint

from compliance.services.clock import today
from compliance.views.reading import view_readings
from compliance.web.common import opened, show_in

pages = Blueprint("readings", __name__, url_prefix="/a/<name>/readings")


@pages.get("/")
def index(name: str) -> str:
    """Every open question of the law that matters for an assessment, on one page."""
    with opened(name) as found:
        said = view_readings(found.assessment, today())
        return show_in(found, "readings", "readings", said=said)
