"""Pages on the small pack: a workspace, one person alone, people with accounts."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import argon2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from compliance.checklist import loader
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.services import clock as clock_module
from compliance.services.accounts import passwords
from compliance.services.accounts.keep import add_account
from compliance.services.accounts.people import ROLES, People
from compliance.web.app import create_app
from compliance.web.server.settings import Settings
from tests.builders import ANN, AT, EDITION, begin, write_pack
from tests.cli.packs import CHANGES
from tests.web.compiled import compile_once

compile_once()

PASSWORD = "tafel-regen-kubus"  # noqa: S105
NAMES = {
    "officer": ("olga", "Olga Officer"),
    "engineer": ("emil", "Emil Engineer"),
    "reviewer": ("rita", "Rita Reviewer"),
    "signatory": ("sven", "Sven Signatory"),
    "reader": ("rosa", "Rosa Reader"),
}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Clock:
    """The clock of the pages, moved by hand."""

    at: datetime.datetime = AT

    def __call__(self) -> datetime.datetime:
        return self.at

    def forward(self, **more: float) -> None:
        self.at += datetime.timedelta(**more)


class Browser:
    """A browser without scripts: keeps cookies, and sends the token of the last page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.last: TestResponse | None = None

    def get(self, path: str, **more: Any) -> TestResponse:
        # Buffered, so that a file that is sent is closed again.
        self.last = self.client.get(path, buffered=True, **more)
        return self.last

    def token(self, path: str = "/account/") -> str:
        """A token of a page, for a form that is sent from it."""
        found = TOKEN.search(self.get(path, follow_redirects=True).text)
        assert found, f"no form on {path}"
        return found[1]

    def post(self, path: str, data: Any = None, page: str = "/account/") -> TestResponse:
        """Send a form as the page at ``page`` would."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        form = {"csrf_token": self.token(page), **(data or {})}
        self.last = self.client.post(path, data=form, headers=headers)
        return self.last

    def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
        data = {"login": login, "password": password, **more}
        return self.post("/login", data, page="/login")


@pytest.fixture(scope="session")
def web_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("web-packs"), CHANGES)


@pytest.fixture(scope="session")
def web_catalogue(web_packs: Path) -> Catalogue:
    return load_catalogue("mini", EDITION, web_packs)


@pytest.fixture(autouse=True)
def quick(web_packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The small pack, settings of nobody, and passwords that are hashed quickly."""
    monkeypatch.setattr(loader, "shipped_folder", lambda _name: web_packs)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.delenv("CONFORMITY_AUTHOR", raising=False)
    monkeypatch.delenv("CONFORMITY_DEBUG", raising=False)
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: cheap)
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every page."""
    made = Clock()
    for name, module in list(sys.modules.items()):
        inside = name.startswith("compliance.web.")
        if inside and getattr(module, "now", None) is clock_module.now:
            monkeypatch.setattr(module, "now", made)
    monkeypatch.setattr(clock_module, "now", made)
    return made


@pytest.fixture
def workspace(tmp_path: Path, web_catalogue: Catalogue) -> Path:
    """A workspace with one assessment, ``looms``."""
    folder = tmp_path / "workspace"
    begin(folder / "looms", web_catalogue)
    return folder


@pytest.fixture
def settings(workspace: Path, tmp_path: Path) -> Settings:
    return Settings(workspace, secret=b"s" * 32, author=ANN, remember_in=tmp_path / "settings")


@pytest.fixture
def make_app(settings: Settings) -> Callable[..., Flask]:
    """Makes the application with other settings."""
    return lambda **changes: create_app(replace(settings, **changes))


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application for one person alone."""
    return make_app()


@pytest.fixture
def running(app: Flask) -> Iterator[int]:
    """The pages behind a real server; gives its port."""
    from tests.web.wire import serve

    with serve(app) as made:
        yield made.effective_port


@pytest.fixture
def alone(app: Flask) -> Browser:
    """One person, who needs not sign in."""
    return Browser(app.test_client())


@pytest.fixture
def people(workspace: Path) -> People:
    """Accounts: one person for each role; the officer keeps the accounts."""
    made = People(workspace)
    for role in ROLES:
        login, name = NAMES[role]
        add_account(
            made,
            login=login,
            name=name,
            function=ROLES[role].lower(),
            roles=[role],
            administrator=role == "officer",
            password=PASSWORD,
        )
    return made


@pytest.fixture
def signed_in(people: People, app: Flask) -> Callable[[str], Browser]:
    """Signs somebody in who has one role."""

    def enter(role: str) -> Browser:
        browser = Browser(app.test_client())
        response = browser.sign_in(NAMES[role][0])
        assert response.status_code == 303, response.text
        return browser

    return enter


class PlainBrowser:
    """A browser as far as tests need one: forms carry their tokens."""

    def __init__(self, app):
        self.client = app.test_client()
        self.token = ""

    def get(self, address, status=200):
        page = self.client.get(address)
        assert page.status_code == status, page.data[:2_000]
        found = re.search(rb'name="csrf_token" value="([^"]+)"', page.data)
        self.token = found[1].decode() if found else self.token
        return page

    def post(self, address, **fields):
        return self.client.post(address, data={"csrf_token": self.token, **fields})


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    return write_pack(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def served(tmp_path, mini, packs, monkeypatch):
    """Makes browsers of people, on one workspace with the assessment ``mill``."""
    from compliance.checklist import loader

    monkeypatch.setattr(loader, "shipped_folder", lambda _name: packs)
    begin(tmp_path / "ws" / "mill", mini)

    def browser(author=ANN):
        app = create_app(Settings(tmp_path / "ws", secret=b"s" * 32, author=author))
        return PlainBrowser(app)

    browser.folder = tmp_path / "ws" / "mill"
    return browser
