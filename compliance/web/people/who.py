"""Who is writing, where one person uses the pages without signing in."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from compliance.errors import ConformityError
from compliance.services.accounts.authors import clean_author, remember_author
from compliance.web.common import tell
from compliance.web.people import kept_form
from compliance.web.people.asking import ask_name
from compliance.web.people.gate import gate
from compliance.web.people.identity import alone, settings

pages = Blueprint("who", __name__, url_prefix="/who")


@pages.get("/")
def form() -> str:
    if g.mode != "single":
        abort(404)
    return ask_name(gate().author, kept_form.local_path(request.args.get("next", "")))


@pages.post("/")
def name() -> ResponseReturnValue:
    """Take the name, and remember it for next time."""
    if g.mode != "single":
        abort(404)
    typed = request.form.get("author", "")
    following = kept_form.local_path(request.form.get("next", ""))
    kept = kept_form.read_kept(request.form.get("kept", ""))
    try:
        author = clean_author(typed)
    except ConformityError as error:
        return ask_name(typed, following, error.problems, kept), 422
    gate().author = author
    g.person = alone(author)
    _remember(author)
    if kept is not None:
        return kept_form.page(
            "One more step",
            f"This was not sent yet. It will be recorded as {author}.",
            kept,
            send=True,
        )
    return redirect(following or url_for("workspace.index"), code=303)


def _remember(author: str) -> None:
    folder = settings().remember_in
    if folder is None:
        return
    try:
        remember_author(folder, author)
    except ConformityError:
        tell("The name is kept until the server stops; it could not be remembered.", "note")
