"""``conformity evidence places``: headings of a document beside what they may answer."""

from __future__ import annotations

import pytest

from tests.builders import write_pack
from tests.cli.packs import CHANGES

HEADINGS = """
languages: [en]
parts:
  - kinds: [report]
    headings:
      - question: tell
        words: {en: [telling]}
      - question: fact.name
        words: {en: [name of the system]}
"""


@pytest.fixture(scope="session")
def packs(tmp_path_factory):
    root = tmp_path_factory.mktemp("packs")
    return write_pack(root, {**CHANGES, "reading/headings.yaml": HEADINGS})


@pytest.fixture
def held(program, looms, tmp_path):
    text = "---\nversion: 3.2\n---\n# Report\n\n## 2 Telling people\n"
    (tmp_path / "report.md").write_text(text, encoding="utf-8")
    add = ["evidence", "add", looms, "report.md", "--kind", "report", "--supports", "tell"]
    assert program(*add).status == 0
    return looms


def test_places_are_shown_and_nothing_is_recorded_by_itself(program, held):
    said = program("evidence", "places", held, "EV-0001")
    assert said.status == 0
    assert "version 3.2" in said.out
    assert "heading “2 Telling people” (line 6)" in " ".join(said.out.split())
    assert "Named in no heading" in said.out
    assert "Recorded" not in said.out


def test_a_place_is_recorded_once(program, held):
    said = program("evidence", "places", held, "EV-0001", "--all")
    assert "Recorded 1 place." in said.out
    again = program("evidence", "places", held, "EV-0001", "--record", "tell")
    assert "✓" in again.out
    assert "Recorded 0 places." in again.out


def test_what_was_not_found_cannot_be_recorded(program, held):
    said = program("evidence", "places", held, "EV-0001", "--record", "fact.name")
    assert said.status == 2
    assert "[evidence.unknown-support]" in said.err
