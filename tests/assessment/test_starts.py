"""From when a requirement binds: routes, readings, events, and what is still open."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.readings import Way
from compliance.assessment.starts import Start, binds, find_starts
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.errors import ConformityError
from compliance.law.timeline import Rule
from compliance.views.finding import FindingView
from tests.builders import facts_of

DAY = datetime.date
EARLY, LATE = DAY(2030, 1, 1), DAY(2031, 1, 1)
BETWEEN, AFTER = DAY(2030, 6, 1), DAY(2031, 6, 1)
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


def start(on: datetime.date, *, sure: bool = True, reading: str = "", **more: Any) -> Start:
    values = {"id": f"r{on}", "title": "t", "provisions": ("art-1",), "basis": ("art-1",)}
    rule = Rule.model_validate({**values, "source": "s", "from": on, **more})
    mixes = [(reading,)] if reading else [("one",), ("other",)]
    return Start(rule, on, sure, mixes=frozenset(mixes), readings=tuple(filter(None, [reading])))


SURE, LATER = start(EARLY), start(LATE)
OPEN = start(EARLY, sure=False)
WAITS = start(EARLY, event="a change")
ONE, OTHER = start(EARLY, reading="one"), start(LATE, reading="other")


@pytest.mark.parametrize(
    ("starts", "day", "truth"),
    [
        ((SURE,), EARLY, YES),
        ((SURE,), DAY(2029, 12, 31), NO),
        ((SURE, LATER), BETWEEN, YES),
        ((WAITS,), AFTER, NO),
        ((WAITS, LATER), BETWEEN, NO),
        ((WAITS, LATER), AFTER, YES),
        ((OPEN, LATER), BETWEEN, UNKNOWN),
        ((OPEN, LATER), AFTER, YES),
        ((OPEN,), BETWEEN, YES),
        ((OPEN, start(LATE, sure=False)), BETWEEN, UNKNOWN),
        ((ONE, OTHER), DAY(2029, 1, 1), NO),
        ((ONE, OTHER), BETWEEN, UNKNOWN),
        ((ONE, OTHER), AFTER, YES),
        ((ONE,), BETWEEN, YES),
        ((start(EARLY), OTHER), BETWEEN, YES),
    ],
)
def test_a_requirement_binds_on_a_day_only_where_nothing_speaks_against_it(starts, day, truth):
    assert binds(starts, day) is truth


@pytest.mark.parametrize(
    ("one", "other", "covered"),
    [
        (SURE, LATER, True),
        (LATER, SURE, False),
        (SURE, SURE, False),
        (SURE, start(EARLY, sure=False, id="x"), True),
        (OPEN, LATER, False),
        (OPEN, start(LATE, sure=False), False),
        (OPEN, start(LATE, sure=False, event="a change"), True),
        (WAITS, LATER, False),
        (SURE, start(EARLY, event="a change", id="x"), True),
        (ONE, OTHER, False),
        (SURE, OTHER, True),
    ],
)
def test_a_later_day_is_left_out_only_where_an_earlier_one_is_certain(one, other, covered):
    assert one.covers(other) is covered


def test_how_it_is_said():
    text = FindingView.since(SimpleNamespace(starts=(ONE, OPEN, WAITS, LATER)), DAY.isoformat)
    assert text == (
        "2030-01-01 (one reading of the law) or 2030-01-01 (if open answers turn out so) "
        "or a change, not before 2030-01-01 or 2031-01-01"
    )


OLDER = {
    "system.uses-inference": "yes",
    "system.autonomy": "yes",
    "market.supplied-in-union": "yes",
}


def starts_on(catalogue: Catalogue, facts: AnswerFacts, provision: str, **routes: Truth):
    pairs = [(known.replace("_", "-"), truth) for known, truth in routes.items()]
    return [
        (item.on.isoformat(), item.sure, bool(item.event))
        for item in find_starts(facts, [Way(tuple(pairs))], provision)
    ]


def test_a_possible_route_with_an_earlier_day_is_shown_beside_a_certain_one(shipped):
    facts = facts_of(shipped, OLDER)
    assert starts_on(shipped, facts, "art-9.1", annex_1=YES, annex_3=UNKNOWN) == [
        ("2027-12-02", False, False),
        ("2028-08-02", True, False),
    ]
    assert starts_on(shipped, facts, "art-9.1", annex_3=YES, annex_1=UNKNOWN) == [
        ("2027-12-02", True, False)
    ]


def test_a_stand_in_gives_way_to_possible_routes_with_a_day_as_early(shipped):
    facts = facts_of(shipped, OLDER)
    assert starts_on(shipped, facts, "art-9.1") == [("2027-12-02", True, False)]
    assert starts_on(shipped, facts, "art-9.1", annex_3=UNKNOWN) == [("2027-12-02", False, False)]
    assert starts_on(shipped, facts, "art-9.1", legacy_high_risk_public=UNKNOWN) == [
        ("2027-12-02", False, False),
        ("2030-08-02", False, False),
    ]


def test_the_last_day_for_authorities_stands_while_a_change_is_open(shipped):
    facts = facts_of(shipped, OLDER)
    routes = {
        "legacy_high_risk_public": YES,
        "legacy_changed": UNKNOWN,
        "legacy_high_risk": UNKNOWN,
    }
    assert starts_on(shipped, facts, "art-9.1", **routes) == [
        ("2027-12-02", False, False),
        ("2030-08-02", True, False),
    ]


def test_a_provision_without_any_day_is_named(mini: Catalogue):
    with pytest.raises(ConformityError) as caught:
        find_starts(facts_of(mini, {}), [Way(())], "annex-1")
    assert caught.value.problems[0].code == "law.no-date"
