"""One screen of the open readings of the law, in the browser and on paper."""

from __future__ import annotations

import datetime
import re

import pytest

from compliance.assessment.assessment import Assessment
from compliance.checklist.catalogue import Catalogue
from compliance.documents.dossier.chapters.timing import dates
from compliance.documents.dossier.compose import gather
from compliance.views.reading import view_readings
from tests.builders import ANN, MINI, load_mini
from tests.cases.test_cases import CONTENT, state_of
from tests.web.helpers_sign import machine

DAY = datetime.date(2030, 6, 1)
REASONED = MINI["law/timeline.yaml"].replace(
    'argument: "The wording."',
    'argument: "The wording.", counter: "The purpose is missed.", follows: "It binds in 2030."',
)


@pytest.fixture
def room(tmp_path):
    changes = {"law/timeline.yaml": REASONED}
    return machine(tmp_path / "w", load_mini(tmp_path / "packs", changes))


def case(catalogue: Catalogue, name: str) -> Assessment:
    found = next(item for item in CONTENT["readings"]["cases"] if item["case"] == name)
    return Assessment(catalogue, state_of(catalogue, "readings", found))


def test_the_page_says_what_each_reading_would_change(room):
    room.record("fact.listed", "yes", by=ANN)
    room.record("law.reading", None, by=ANN, state="unknown")
    text = room.text("/a/machine/readings/")
    for part in (
        "1 open question of the law makes a difference here.",
        "Does Article 2 wait?",
        "No reading was chosen: all of them are shown, and the earliest day stands.",
        "For it: The wording.",
        "Against it: The purpose is missed.",
        "It binds in 2030.",
    ):
        assert part in text
    assert re.search(r"requirements? from 1 March 2030\.", text)
    assert re.search(r"requirements? from 1 March 2031\.", text)
    page = room.page("/a/machine/readings/")
    assert 'href="/a/machine/q/law.reading"' in page


def test_the_page_says_who_chose_and_why(room):
    room.record("fact.listed", "yes", by=ANN)
    room.record("law.reading", "late", by=ANN, explanation="Counsel said so.")
    text = room.text("/a/machine/readings/")
    assert f"Chosen by {ANN}: It waits. Counsel said so." in text
    assert "Choose another reading" in text


def test_questions_that_do_not_arise_are_named_apart(shipped):
    assessment = case(shipped, "An older product that does not change is free by every reading")
    said = view_readings(assessment, datetime.date(2026, 11, 30))
    assert {item.id: item.matters for item in said.questions} == {
        "section-5": True,
        "cut-off": True,
    }
    assert "Which duties of a provider" in " ".join(said.idle)


def test_while_answers_are_missing_a_question_may_arise(shipped):
    found = Assessment(
        shipped, state_of(shipped, "readings", {"facts": {"operator.activities": ["rebrands"]}})
    )
    said = view_readings(found, datetime.date(2026, 11, 30))
    assert said.questions == ()
    assert any("Article 25" in title for title in said.perhaps)
    assert said.lead == "No open reading of the law makes a difference for this assessment."


def test_paper_prints_the_readings_that_arise_and_names_the_others(shipped):
    name = "With no reading chosen a product sold in between shows every day, the earliest first"
    assessment = case(shipped, name)
    material = gather(assessment, datetime.date(2026, 11, 30), (), "0")
    chapter = dates(material)
    ids = [item.id for item in chapter.content.readings.questions]
    assert sorted(ids) == ["cut-off", "section-5"]
    assert len(chapter.content.readings.idle) == len(shipped.timeline.open_questions) - 2
    for item in chapter.content.readings.questions:
        assert item.matters
        assert all(reading.here and reading.counter for reading in item.readings)
