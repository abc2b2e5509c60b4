"""Linking evidence to what it supports, from its own page and from that of a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.errors import ConformityError
from compliance.services.assess.link_evidence import link_evidence, unlink_evidence
from compliance.services.clock import now
from compliance.views.evidence import names_of, supports_of
from compliance.web.common import go, opened, tell
from compliance.web.evidence import listing
from compliance.web.people.identity import person, require

pages = Blueprint("links", __name__, url_prefix="/a/<name>/evidence")


@pages.post("/<number>/link")
def link(name: str, number: str) -> str | Response:
    """Let a file support more questions."""

    def said(names: str, added: Sequence[str]) -> str:
        return f"{number} supports {names}{'' if added else ' already'}."

    return _relink(name, number, link_evidence, said, "also-supports")


@pages.post("/<number>/unlink")
def unlink(name: str, number: str) -> str | Response:
    """Let a file no longer support some questions."""

    def said(names: str, _: Sequence[str]) -> str:
        return f"{number} no longer supports {names}."

    return _relink(name, number, unlink_evidence, said, "supports")


def _relink(
    name: str,
    number: str,
    change: Callable[..., tuple[str, ...]],
    said: Callable[[str, Sequence[str]], str],
    at: str,
) -> str | Response:
    """Change what a file supports as the form says, and tell it.

    Args:
        name: of the assessment.
        number: of the evidence.
        change: records it.
        said: what is told, of the names and the ids that changed.
        at: the place on the page to which a refusal leads.
    """
    require("attach")
    supports, reason = request.form.getlist("supports"), request.form.get("reason", "")
    try:
        with opened(name) as found:
            listing.held_of(found, number)
            who = person().name
            changed = change(found.assessment, number, supports, by=who, at=now(), reason=reason)
            names = names_of(found.assessment, changed or supports)
    except ConformityError as error:
        return listing.show_item(name, number, error.problems, at)
    tell(said(names, changed))
    return _back(name, number)


@pages.post("/use")
def use(name: str) -> Response:
    """Use a file that is here already for a question."""
    require("attach")
    known, number = request.form.get("for", ""), request.form.get("number", "")
    with opened(name) as found:
        if known not in found.assessment.catalogue.questions:
            abort(404)
        if not number:
            tell("No file is chosen.", "problem")
            return _back(name, number)
        listing.held_of(found, number)
        supports = supports_of(found.assessment, known)
        try:
            link_evidence(found.assessment, number, supports, by=person().name, at=now())
        except ConformityError as error:
            for problem in error.problems:
                tell(f"{problem.message} {problem.hint}", "problem")
            return _back(name, number)
        tell(f"{number} supports {names_of(found.assessment, [known])}.")
    return _back(name, number)


def _back(name: str, number: str) -> Response:
    """To the question or requirement that the form stood at, or else to the file."""
    place, _, where = request.form.get("next", "").partition(":")
    if where and place == "requirement":
        return go("findings.requirement", name=name, known=where)
    if where and place == "question":
        return go("question.ask", name=name, known=where)
    return go("evidence.item", name=name, number=number)
