"""A workspace with the mini pack, and a browser without a screen for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient

from compliance.assessment.journal.fold import fold
from compliance.checklist.catalogue import Catalogue
from compliance.storage.opened import OpenAssessment
from compliance.web.app import create_app
from compliance.web.people import identity
from compliance.web.server.settings import Settings
from tests.builders import reopen
from tests.services.helpers import record, records_of, sample

CLEO = "Cleo Signatory"


@dataclass
class Room:
    """A server with one assessment in it, ``machine``, and who is at the browser."""

    app: Flask
    catalogue: Catalogue
    workspace: Path
    who: str = CLEO
    roles: frozenset[str] = field(default_factory=lambda: frozenset(identity.ROLES))

    @property
    def folder(self) -> Path:
        return self.workspace / "machine"

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def as_person(self, who: str, *roles: str) -> None:
        self.who = who
        self.roles = frozenset(roles or identity.ROLES)

    def assessment(self) -> OpenAssessment:
        return reopen(self.folder, self.catalogue)

    def state(self) -> Any:
        return fold(records_of(self.folder))

    def record(self, question: str, value: Any, by: str, **more: Any) -> None:
        """Answer as another program would."""
        record(self.assessment(), question, value, by=by, **more)

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def text(self, path: str) -> str:
        return plain(self.page(path))

    def fields(self, path: str, form: str) -> dict[str, str]:
        """The hidden fields of the form that goes to an address."""
        return hidden(self.page(path), form)

    def post(self, path: str, fields: dict[str, Any]) -> Any:
        return self.client.post(path, data=fields)


def plain(html: str) -> str:
    """What a page says, on one line."""
    body = html.partition("<main")[2].partition("</main>")[0] or html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def hidden(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with an action."""
    form = html.partition(f'action="{action}"')[2].partition("</form>")[0]
    assert form, f"there is no form to {action}"
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found if name != "csrf_token"}


def open_room(workspace: Path, catalogue: Catalogue | None = None, **more: Any) -> Room:
    """A server over a workspace, without form tokens (they have tests of their own)."""
    settings = {"secret": b"s" * 32, "author": CLEO, **more}
    app = create_app(Settings(workspace=workspace, **settings))
    app.config.update(TESTING=True, WTF_CSRF_METHODS=())
    room = Room(app, catalogue, workspace)  # type: ignore[arg-type]
    if catalogue is not None:
        key = (catalogue.pack.pack, catalogue.edition.id)
        app.extensions["conformity-desk"].editions._known[key] = catalogue

    def somebody() -> None:
        g.person = identity.Person(room.who, room.roles)

    app.before_request(somebody)
    return room


def machine(workspace: Path, catalogue: Catalogue) -> Room:
    """A room with the small assessment of the tests of services."""
    workspace.mkdir()
    sample(workspace / "machine", catalogue)
    return open_room(workspace, catalogue)
