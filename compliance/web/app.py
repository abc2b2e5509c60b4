"""The application: its pages, and what stands before and around them."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, send_from_directory
from jinja2 import StrictUndefined

from compliance import __version__
from compliance.data.shipped import shipped_folder
from compliance.language.words import capital, day, moment, number_of, size_text
from compliance.services.clock import today
from compliance.services.press_room.room import PressRoom
from compliance.storage.locate import workspace_at
from compliance.web import confirm, history, law, migrate, readings
from compliance.web.after_launch import page as after_launch
from compliance.web.dossier import documents
from compliance.web.dossier import page as issue
from compliance.web.evidence import bring, links
from compliance.web.evidence import page as evidence
from compliance.web.evidence import places as evidence_places
from compliance.web.evidence import plan as evidence_plan
from compliance.web.evidence import read as evidence_reading
from compliance.web.exchange import page as exchange
from compliance.web.findings import consequences, review, sign_off
from compliance.web.findings import page as findings
from compliance.web.organisation import page as organisation
from compliance.web.people import account, login, who
from compliance.web.people import accounts as people
from compliance.web.people import gate as guard
from compliance.web.question import page as question
from compliance.web.question import rows
from compliance.web.server import errors as trouble
from compliance.web.server import forwarded, security
from compliance.web.server.forwarded import Forwarded
from compliance.web.server.settings import FORM_BYTES, FORM_FIELDS, UPLOAD_BYTES, Settings
from compliance.web.table import page as table
from compliance.web.workspace import page as workspace
from compliance.web.workspace import search, start, tasks
from compliance.web.workspace.board import Board
from compliance.web.workspace.desk import Desk

PAGES = (
    workspace.pages, start.pages, tasks.pages, tasks.mine_pages, question.pages, rows.pages,
    confirm.pages, consequences.pages, evidence.pages, bring.pages, links.pages,
    evidence_plan.pages, evidence_places.pages, findings.pages, review.pages, sign_off.pages,
    consequences.deadline_pages, history.pages, documents.pages, after_launch.pages,
    issue.pages, issue.verify_pages, search.pages, readings.pages, law.pages, exchange.pages,
    evidence_reading.pages, organisation.pages, migrate.pages, table.pages, login.pages,
    who.pages, account.pages, people.pages,
)  # fmt: skip


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
        MAX_CONTENT_LENGTH=UPLOAD_BYTES, MAX_FORM_MEMORY_SIZE=FORM_BYTES, MAX_FORM_PARTS=FORM_FIELDS
    )
    # Templates end in .j2, which the built-in rule for escaping does not know.
    app.jinja_env.autoescape = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day, moment=moment, capital=capital, size=size_text, counted=number_of
    )
    app.add_url_rule("/fonts/<path:filename>", "static_fonts", _font)
    app.extensions["conformity-settings"] = settings
    workspace = workspace_at(settings.workspace, links=False)
    room = PressRoom(keep=settings.keep_pages)
    desk = Desk(workspace, settings.only, lambda binder: room.get_ready(binder, today()))
    app.extensions["conformity-press-room"] = room
    app.extensions["conformity-desk"] = desk
    app.extensions["conformity-board"] = Board(desk)
    security.protect(app, settings)
    guard.install(app, settings)
    app.wsgi_app = Forwarded(app.wsgi_app, forwarded.believed(settings))  # type: ignore[method-assign]
    app.context_processor(_everywhere)
    for pages in PAGES:
        app.register_blueprint(pages)
    trouble.install(app)
    return app


def _font(filename: str) -> Response:
    """The fonts that pages share with the dossier."""
    return send_from_directory(shipped_folder("templates") / "fonts", filename)


def _everywhere() -> dict[str, Any]:
    """What every template may use."""
    return {
        "person": g.get("person"),
        "mode": g.get("mode", ""),
        "version": __version__,
        "name": None,
        "here": "",
    }
