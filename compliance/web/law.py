"""A provision: our heading, its dates, what it asks, and the official text if imported."""

from __future__ import annotations

from flask import Blueprint

from compliance.errors import ConformityError, Problem
from compliance.law.official.text import Quote
from compliance.services.official_law.quote import official_quotes, show_provision
from compliance.web.common import opened, show_in

pages = Blueprint("law", __name__, url_prefix="/a/<name>/law")


@pages.get("/<provision>")
def provision(name: str, provision: str) -> str:
    with opened(name) as found:
        catalogue = found.assessment.catalogue
        shown = show_provision(catalogue, provision)
        quotes: list[Quote] = []
        problems: tuple[Problem, ...] = ()
        try:
            quotes = list(official_quotes(catalogue, [shown.provision.id]))
        except ConformityError as error:
            problems = tuple(error.problems)
        return show_in(
            found,
            "law",
            "",
            shown=shown,
            quotes=quotes,
            problems=problems,
            importable=bool(catalogue.law.importer),
        )
