"""The pages show another law in its own words, with nothing of the one that is shipped."""

from __future__ import annotations

import pytest

from compliance.checklist import loader
from compliance.checklist.loader import load_catalogue
from compliance.services.assess.record_answer import build_answer, record_answer
from compliance.web.app import create_app
from compliance.web.server.settings import Settings
from tests.builders import ANN, AT, begin
from tests.cli.test_other_law import CITED, PACKS, foreign
from tests.web.helpers_sign import plain

PAGES = {
    "/": "Assessments of this workspace",
    "/new": "",
    "/organisation": "",
    "/a/sorter/": "6-1-1702: What developers hand over",
    "/a/sorter/?by=theme": "6-1-1702: What developers hand over",
    "/a/sorter/q/documents": CITED,
    "/a/sorter/findings/": CITED,
    "/a/sorter/findings/documents": CITED,
    "/a/sorter/review/": CITED,
    "/a/sorter/review/documents": CITED,
    "/a/sorter/classification/": "6-1-1701",
    "/a/sorter/deadlines/": "The whole law",
    "/a/sorter/law/6-1-1702.1.a": f"{CITED}: Uses that are meant",
    "/a/sorter/evidence/": "",
    "/a/sorter/files/": "6-1-1702: What developers hand over",
    "/a/sorter/history/": "",
    "/a/sorter/sign-off/": "Colorado ADMT law, edition 1",
    "/a/sorter/issue/": "No declaration is drawn up here",
}


@pytest.fixture
def client(tmp_path, monkeypatch):
    """A browser on a workspace with one assessment under the other law."""
    monkeypatch.setattr(loader, "shipped_folder", lambda _name: PACKS)
    assessment = begin(tmp_path / "w" / "sorter", load_catalogue())
    for question, value in {
        "tool.name": "Sorter",
        "tool.decides": "yes",
        "documents": "no",
    }.items():
        answer = build_answer(assessment, question, value, explanation="So it is.")
        record_answer(assessment, answer, by=ANN, at=AT)
    settings = Settings(tmp_path / "w", secret=b"s" * 32, author=ANN)
    return create_app(settings).test_client()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_shows_another_law_in_its_own_words(client, address: str):
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    text = plain(answer.text)
    assert PAGES[address] in text
    assert foreign(text) == set()
