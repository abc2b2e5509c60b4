"""What evidence is still wanted."""

from __future__ import annotations

from flask import Blueprint, Response

from compliance.services.clock import today
from compliance.views.evidence_plan import plan_csv, view_plan
from compliance.web.common import as_download, opened, show_in

pages = Blueprint("plan", __name__, url_prefix="/a/<name>/evidence/plan")


@pages.get("/")
def index(name: str) -> str:
    """By kind: for what, from whom, by when."""
    with opened(name) as found:
        return show_in(
            found, "evidence_plan", "evidence", plan=view_plan(found.assessment, today())
        )


@pages.get("/evidence-plan.csv")
def as_csv(name: str) -> Response:
    """The same as a table."""
    with opened(name) as found:
        content = plan_csv(view_plan(found.assessment, today()))
    return as_download(content, "text/csv", f"{name}-evidence-plan.csv")
