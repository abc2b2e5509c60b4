"""The browser shows what was not begun, where its gap stands, and whose demand a gap is."""

from __future__ import annotations

import pytest

from tests.builders import ANN, MINI, load_mini
from tests.web.helpers_sign import machine

RISK, STOP = "requirements/art-2/art-2.1.yaml", "requirements/art-2/art-2.2.yaml"


@pytest.fixture
def room(tmp_path):
    at, begun = "    applies_when:", '    begun_when: {not: {fact: risk.list, is: "no"}}'
    changes = {
        STOP: MINI[STOP].replace(at, f"{begun}\n{at}", 1),
        RISK: MINI[RISK].replace("severity: major, says", "severity: minor, ground: advice, says"),
    }
    room = machine(tmp_path / "w", load_mini(tmp_path / "packs", changes))
    answers = {"fact.country": "cn", "fact.listed": "yes", "fact.uses": ["a"]}
    for known, value in answers.items():
        room.record(known, value, by=ANN)
    return room


def test_the_page_of_a_part_says_why_nothing_is_asked(room):
    room.record("risk.list", "no", by=ANN)
    text = room.text("/a/machine/findings/stop")
    assert "Not begun" in text
    assert "the gap stands there" in text
    assert "Not begun" in room.text("/a/machine/findings/")


def test_a_gap_that_is_our_advice_says_so(room):
    room.record("risk.list", "partly", by=ANN)
    assert "our advice" in room.text("/a/machine/findings/risk.list")
    room.record("risk.list", "no", by=ANN)
    assert "our advice" not in room.text("/a/machine/findings/risk.list")
