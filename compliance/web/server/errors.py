"""How errors are shown: always a page, never a traceback, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from compliance.data.trace import log_unexpected
from compliance.errors import ConformityError, Problem
from compliance.web.people import kept_form
from compliance.web.people.asking import ENDED, ask_login

FIRST_ERROR: Final = 400
TWICE: Final = frozenset({"login", "who", "people"})
"""Places whose forms are shown empty rather than sent again."""
MESSAGES: Final = {
    400: ("The request was not understood", "Go back and try again."),
    403: (
        "You may not do this",
        "Your account does not have the role for it. Ask who administers the accounts.",
    ),
    404: ("There is no such page", "Check the address, or begin at the workspace."),
    405: ("This page does not take that", "Go back and use the form."),
    413: (
        "This is too large",
        "A file may have at most 512 MiB, and the texts of a form 4 MiB in all. Go back: "
        "attach an extract or a report, or shorten the texts.",
    ),
    429: ("Too many attempts", "Wait a minute and try again."),
}
FORBIDDEN: Final = {
    "proxy": (
        "These pages are reached through another address",
        "Only the proxy may call this server. Use the address that you were given.",
    ),
    "stranger": (
        "You are not known here",
        "You signed in, but the workspace has no account for you. Ask who administers "
        "the accounts to add the login that you sign in with.",
    ),
    "file": (
        "This is too large",
        "Large files are taken only from people who are signed in, and whose browser "
        "sends the cookie of this server. Go back, open the page again, and send it then.",
    ),
}
"""Refusals with a reason of their own."""


def install(app: Flask) -> None:
    """Show every error of an application as a page."""
    app.register_error_handler(ConformityError, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(SecurityError, _foreign_name)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _refused(error: ConformityError) -> tuple[str, int]:
    """A deliberate error: all of its problems, each with what to do."""
    codes = {problem.code for problem in error.problems}
    status = 422
    if codes & {"assessment.not-a-folder", "people.unknown"}:
        status = 404
    if "people.file" in codes:
        status = 503  # nobody is let in until somebody has mended it
    return error_page("This cannot be done", "", error.problems, status)


def _stale_form(error: CSRFError) -> tuple[str, int]:
    """A form without a valid token: shown again, with everything that was typed."""
    del error
    title = "This form is no longer valid"
    if request.blueprint in TWICE:
        remedy = "Open the page again, and fill in the form once more."
        return error_page(title, remedy, (), 400)
    kept = kept_form.kept_form()
    if g.get("mode") == "accounts" and g.get("person") is None:
        return ask_login(kept=kept, lead=ENDED), 400
    send = kept_form.from_own_page()
    lead = "It was not sent from a page that this server gave you a short while ago."
    return kept_form.page(title, lead, kept, send=send), 400


def _foreign_name(error: SecurityError) -> tuple[str, int]:
    del error
    return error_page(
        "This server is not called by this name",
        "Use the address that was printed when the server started. Who runs the server "
        "can add a name with --name.",
        (),
        400,
    )


def _http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < FIRST_ERROR:  # a redirect is not an error
        return error
    title, remedy = MESSAGES.get(code, ("This did not work", "Go back and try again."))
    title, remedy = FORBIDDEN.get(str(error.description), (title, remedy))
    return error_page(title, remedy, (), code)


def _unexpected(error: Exception) -> tuple[str, int]:
    """The last net. The log says where it happened, and nothing of what was typed."""
    log(error)
    problem = Problem(
        request.path[:120],
        "internal.unexpected",
        type(error).__name__,
        "Nothing recorded is lost. The log of the server says where it happened.",
    )
    return error_page("Something went wrong", "", (problem,), 500)


def log(error: Exception) -> None:
    """Write where an unexpected error happened, with the page that was asked for."""
    rule = str(request.url_rule or "no page")
    log_unexpected(current_app.logger, f"{request.method} {rule}", error)


def error_page(
    title: str, remedy: str, problems: Sequence[Problem], status: int
) -> tuple[str, int]:
    """A page that says what is wrong and what to do."""
    page = render_template(
        "error.html.j2", heading=title, remedy=remedy, problems=problems, status=status
    )
    return page, status
