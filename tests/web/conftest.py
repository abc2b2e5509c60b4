"""A server of the mini pack for the tests of pages."""

from __future__ import annotations

import re

import pytest

from compliance.web.app import create_app
from compliance.web.settings import Settings
from tests.builders import ANN, begin, write_pack


class Browser:
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
        return Browser(app)

    browser.folder = tmp_path / "ws" / "mill"
    return browser
