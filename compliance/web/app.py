"""The application: pages, protection, and how errors are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, g, render_template, request, send_from_directory
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from compliance import __version__
from compliance.data.shipped import shipped_folder
from compliance.errors import ConformityError, Problem
from compliance.web import filters, identity, security
from compliance.web.board import Board
from compliance.web.desk import Desk
from compliance.web.pages import (
    classification,
    deadlines,
    evidence,
    findings,
    history,
    issue,
    law,
    mine,
    question,
    review,
    search,
    sign_off,
    start,
    tasks,
    verify,
    workspace,
)
from compliance.web.settings import FORM_BYTES, UPLOAD_BYTES

if TYPE_CHECKING:
    from flask import Response

    from compliance.web.settings import Settings

PAGES = (
    *(workspace, start, tasks, mine, question, classification, evidence, findings),
    *(review, sign_off, deadlines, history, issue, verify, search, law),
)
"""Modules with a blueprint called ``pages``."""

NAVIGATION = (
    ("tasks", "Tasks", "tasks.index"),
    ("classification", "Classification", "classification.index"),
    ("evidence", "Evidence", "evidence.index"),
    ("findings", "Findings", "findings.index"),
    ("review", "Review", "review.index"),
    ("deadlines", "Deadlines", "deadlines.index"),
    ("history", "History", "history.index"),
    ("issue", "Issue", "issue.index"),
)
"""Places inside an assessment: key, text, endpoint."""

MESSAGES = {
    400: ("The request was not understood", "Go back and try again."),
    403: (
        "You may not do this",
        "Your account does not have the role for it. Ask who administers the accounts.",
    ),
    404: ("There is no such page", "Check the address, or begin at the workspace."),
    405: ("This page does not take that", "Go back and use the form."),
    413: (
        "This is too large",
        "A file may have at most 512 MiB. Attach an extract or a report instead.",
    ),
    429: ("Too many attempts", "Wait a minute and try again."),
}


def create_app(settings: Settings) -> Flask:
    """The application for one workspace."""
    templates = shipped_folder("templates")
    app = Flask(
        "compliance.web",
        template_folder=str(templates / "web"),
        static_folder=str(templates / "web" / "static"),
        static_url_path="/static",
    )
    app.config.update(
        MAX_CONTENT_LENGTH=UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=20_000,
    )
    # Templates end in .j2, which the built-in rule for escaping does not know.
    app.jinja_env.autoescape = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.install(app)
    app.add_url_rule("/fonts/<path:filename>", "static_fonts", _font)
    app.extensions["conformity-settings"] = settings
    app.extensions["conformity-desk"] = Desk(settings.workspace, settings.only)
    app.extensions["conformity-board"] = Board(app.extensions["conformity-desk"])
    security.protect(app, settings)
    app.before_request(_who)
    app.context_processor(_everywhere)
    for module in PAGES:
        app.register_blueprint(module.pages)
    app.register_error_handler(ConformityError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    return app


def _font(filename: str) -> Response:
    """The fonts that pages share with the dossier."""
    return send_from_directory(shipped_folder("templates") / "fonts", filename)


def _who() -> None:
    """Know who is asking before any page runs."""
    g.person = identity.alone(identity.settings().author)


def _everywhere() -> dict[str, Any]:
    """What every template may use."""
    return {
        "person": g.get("person"),
        "version": __version__,
        "name": None,
        "here": "",
        "navigation": NAVIGATION,
    }


def _refused(error: ConformityError) -> tuple[str, int]:
    """A deliberate error: all of its problems, each with what to do."""
    codes = {problem.code for problem in error.problems}
    status = 404 if codes & {"assessment.not-a-folder"} else 422
    return _error_page("This cannot be done", "", error.problems, status)


def _http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    title, remedy = MESSAGES.get(code, ("This did not work", "Go back and try again."))
    if type(error).__name__ == "CSRFError":
        title = "This form is no longer valid"
        remedy = (
            "Go back, reload the page, and send it again; what you typed is still there."
        )
    if type(error).__name__ == "SecurityError":
        title = "This server is not called by this name"
        remedy = "Use the address that was printed when the server started."
    return _error_page(title, remedy, (), code)


def _unexpected(error: Exception) -> tuple[str, int]:
    """The last net: no traceback on a page, and nothing recorded is lost."""
    from flask import current_app  # noqa: PLC0415

    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    problem = Problem(
        request.path[:120],
        "internal.unexpected",
        type(error).__name__,
        "Nothing recorded is lost. The log of the server says where it happened.",
    )
    return _error_page("Something went wrong", "", (problem,), 500)


def _error_page(
    title: str, remedy: str, problems: tuple[Problem, ...], status: int
) -> tuple[str, int]:
    page = render_template(
        "error.html.j2", heading=title, remedy=remedy, problems=problems, status=status
    )
    return page, status
