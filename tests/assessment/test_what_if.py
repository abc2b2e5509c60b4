"""Which other answers would turn a conclusion, told together where they are alike."""

from __future__ import annotations

from typing import Any

import pytest

from compliance.assessment.conclusions import outcomes
from compliance.assessment.what_if import Change, changes
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.views.conclusion import turns_of
from compliance.views.marks import WOULD
from tests.builders import facts_of

HIRING: dict[str, Any] = {
    "operator.activities": ["develops", "supplies-own-name"],
    "operator.established-in": "cn",
    "market.supplied-in-union": "yes",
    "market.status": "not-yet",
    "market.planned-date": "2027-06-01",
    "law.reading-cut-off": "by-class",
    "products.regulated": "no",
    "purpose.areas": ["employment"],
    "purpose.employment-uses": ["recruitment"],
    "system.processes-personal-data": "yes",
    "system.profiling": "yes",
    "system.uses-inference": "yes",
    "system.autonomy": "yes",
}


def of(catalogue: Catalogue, fact: str, *wanted: str) -> list[Change]:
    found = changes(facts_of(catalogue, HIRING), wanted)
    return [item for item in found if item.fact == fact]


def test_neighbouring_days_with_one_effect_are_a_range(shipped: Catalogue):
    (item,) = of(shipped, "market.planned-date", "legacy.planned-before-chapter-3")
    assert item.other == "“2 December 2027” or later"
    assert item.supposing.endswith("were “2 December 2027” or later instead of “1 June 2027”")
    assert item.becomes is Truth.NO


def test_options_that_no_condition_tells_apart_stand_for_each_other(shipped: Catalogue):
    (item,) = of(shipped, "operator.established-in", "role.third-country-provider")
    assert item.other == "“Austria” or “Bulgaria” (for example)"


def test_options_with_one_effect_are_told_together(shipped: Catalogue):
    (item,) = of(shipped, "market.status", "legacy.planned-before-chapter-3")
    assert " or " in item.other
    assert item.becomes is Truth.NO


@pytest.mark.parametrize("everything", [False, True])
def test_what_only_becomes_open_is_named_where_it_holds_now(shipped, everything):
    facts = facts_of(shipped, HIRING)
    found = outcomes(facts)
    wanted = [item.conclusion.id for item in found if item.conclusion.headline]
    turns = changes(facts, wanted)
    told = turns_of(found, turns, everything=everything)
    assert told
    failing = {item.conclusion.title for item in found if item.truth is Truth.NO} - {
        item.conclusion.title for item in found if item.truth is not Truth.NO
    }
    opened = {
        title
        for item in told
        for would, titles in item.effects
        for title in titles
        if would == WOULD[Truth.UNKNOWN]
    }
    assert bool(opened & failing) is everything
    assert len({item.supposing for item in told}) == len(told)
