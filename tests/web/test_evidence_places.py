"""A page shows where a document answers what is asked, and records what was looked at."""

from __future__ import annotations

import pytest

from tests.builders import load_mini
from tests.services.reading_pack import attach
from tests.services.test_place_evidence import HEADINGS
from tests.web.helpers_sign import machine

REPORT = "# Report\n\n## 1 Name of the system\n\n## 2 Risks\n"


@pytest.fixture
def room(tmp_path):
    pack = load_mini(tmp_path / "packs", {"reading/headings.yaml": HEADINGS})
    return machine(tmp_path / "w", pack)


def held(room, tmp_path, name="report.md", text=REPORT):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return f"/a/machine/evidence/{attach(room.assessment(), path)}"


def test_places_are_shown_and_those_ticked_are_recorded(room, tmp_path):
    page = held(room, tmp_path)
    assert "See where it answers what is asked" in room.text(page)
    places = f"{page}/places"
    text = room.text(places)
    for part in ("Heading “2 Risks” (line 5)", "Named in no heading", "was not read"):
        assert part in text, part
    room.post(places, {**room.fields(places, places), "places": "fact.name"})
    state = room.state()
    assert state.evidence[page.rsplit("/", 1)[-1]].data.supports == ("risk.list", "fact.name")
    assert [note.question for note in state.notes if note.source] == ["fact.name"]
    assert "recorded" in room.text(places)


def test_text_of_a_stranger_stays_text(room, tmp_path):
    page = held(room, tmp_path, text="# <b>x</b>\n\n## Risks <script>alert(1)</script>\n")
    assert "<script>alert" not in room.page(f"{page}/places")


def test_a_file_that_cannot_be_read_leads_back_with_the_reason(room, tmp_path):
    page = held(room, tmp_path, "report.pdf", "%PDF-1.7 nothing")
    answer = room.client.get(f"{page}/places", follow_redirects=True)
    assert "It cannot be read" in answer.get_data(as_text=True)
