"""Readings of the law: they combine, the earliest day stands, and none hides anything."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.readings import hanging_on, suppose, ways_of
from compliance.assessment.starts import binds, dates_of
from compliance.assessment.weigh_readings import weigh_readings
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from tests.builders import MINI, facts_of, load_mini
from tests.cases.test_cases import CONTENT, state_of

DAY = datetime.date(2026, 11, 30)
CASES = [
    (stem, case)
    for stem in ("readings", "legal_traps")
    for case in CONTENT[stem]["cases"]
    if case.get("start") != "model"
]
MIXES = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]


def facts_in(catalogue: Catalogue, stem: str, case: dict[str, Any]) -> AnswerFacts:
    """The answers of a case, without the readings that it chooses."""
    state = state_of(catalogue, stem, case)
    chosen = {question.fact for question in catalogue.timeline.open_questions}
    return AnswerFacts(catalogue, {k: v for k, v in state.answers.items() if k not in chosen})


def in_case(catalogue: Catalogue, name: str, **more: str) -> AnswerFacts:
    case = next(case for case in CONTENT["readings"]["cases"] if case["case"] == name)
    facts = AnswerFacts(catalogue, state_of(catalogue, "readings", case).answers)
    return suppose(
        facts, {f"law.reading-{known.replace('_', '-')}": v for known, v in more.items()}
    )


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_choosing_readings_hides_no_requirement_and_adds_no_day(
    shipped: Catalogue, data: st.DataObject
):
    facts = facts_in(shipped, *data.draw(st.sampled_from(CASES)))
    open_dates = dates_of(facts)
    choices = {
        question.fact: data.draw(st.sampled_from([item.id for item in question.readings]))
        for question in shipped.timeline.open_questions
        if data.draw(st.booleans())
    }
    chosen = suppose(facts, choices)
    assert {known: chosen.applies(known) for known in shipped.requirements} == {
        known: facts.applies(known) for known in shipped.requirements
    }
    for known, starts in dates_of(chosen).items():
        assert starts, known
        days = {(start.on, start.event) for start in starts}
        assert days <= {(start.on, start.event) for start in open_dates[known]}, known


@settings(max_examples=3, deadline=None)
@given(st.sampled_from(CASES))
def test_with_no_reading_chosen_the_earliest_day_of_all_stands(shipped: Catalogue, named: Any):
    facts = facts_in(shipped, *named)
    arising = [
        question
        for question in shipped.timeline.open_questions
        if facts.relevance(question.fact) is Truth.YES
    ]
    worlds = [
        dates_of(suppose(facts, dict(zip((q.fact for q in arising), mix, strict=True))))
        for mix in itertools.product(*([r.id for r in q.readings] for q in arising))
    ]
    for known, starts in dates_of(facts).items():
        assert starts[0].on == min(world[known][0].on for world in worlds), known
        truths = {binds(world[known], DAY) for world in worlds}
        alike = truths.pop() if len(truths) == 1 else Truth.UNKNOWN
        assert binds(starts, DAY) is alike, known


@pytest.mark.parametrize(
    ("some", "readings"),
    [
        (MIXES, ()),
        (MIXES[:2], ("a",)),
        ([MIXES[0], MIXES[2]], ("x",)),
        (MIXES[:1], ("a", "x")),
        (MIXES[:3], ("a", "b", "x", "y")),
        ([], ()),
    ],
)
def test_a_start_names_the_readings_on_which_it_hangs(some, readings):
    assert hanging_on(some, MIXES) == readings


def test_a_reading_chosen_is_the_only_one_left(mini: Catalogue):
    assert len(ways_of(facts_of(mini, {"fact.listed": "yes"}))) == 2
    (one,) = ways_of(facts_of(mini, {"fact.listed": "yes", "law.reading": "late"}))
    assert one.chosen == {"late"}


SOLD = (
    "The literal reading is kept for a product supplied since, and its day stands while the "
    "cut-off is open"
)


def test_each_reading_is_weighed_with_what_it_comes_to(shipped: Catalogue):
    found = {item.question.id: item for item in weigh_readings(in_case(shipped, SOLD), DAY)}
    assert {*found} == {"section-5", "cut-off"}
    assert found["section-5"].chosen == "literal"
    cut_off = found["cut-off"]
    assert not cut_off.chosen
    assert cut_off.matters
    by_class, each_part, general = cut_off.consequences
    assert by_class.reading.id == "by-class"
    kept = by_class.binding[Truth.YES]
    assert by_class.binding[Truth.UNKNOWN] == each_part.binding[Truth.UNKNOWN] == 0
    assert each_part.binding[Truth.YES] == general.binding[Truth.YES] > kept + 20
    assert [(day.on.isoformat(), bool(day.event)) for day, _ in each_part.days] == [
        ("2026-08-02", False),
        ("2027-12-02", True),
    ]
    assert [(day.on.isoformat(), bool(day.event)) for day, _ in general.days] == [
        ("2026-08-02", False),
        ("2027-12-02", False),
    ]
    assert sum(number for _, number in general.days) == len(cut_off.differing)
    assert "no breach today" in by_class.notices[0]
    assert "bind it" in each_part.notices[0]
    assert general.notices == ()
    here = {item.id: truth for item, truth in each_part.conclusions}
    assert here["legacy.high-risk-in-part"] is Truth.YES
    assert here["legacy.high-risk"] is Truth.NO


def test_what_was_supplied_is_bound_by_as_much_as_what_is_planned(shipped: Catalogue):
    def bound(facts: AnswerFacts) -> set[str]:
        dates = dates_of(facts)
        return {
            known
            for known in dates
            if facts.applies(known) is Truth.YES and binds(dates[known], DAY) is Truth.YES
        }

    planned = in_case(shipped, "By the literal reading Section 5 binds a product before its supply")
    sold = in_case(shipped, SOLD, cut_off="each-part")
    assert bound(planned) <= bound(sold)
    assert len(bound(planned)) > 20


def test_a_reading_that_changes_nothing_here_says_so(shipped: Catalogue):
    facts = in_case(shipped, SOLD, section_5="follows-classification", cut_off="by-class")
    unchanged = suppose(facts, {"market.first-date": "2026-03-01"})
    found = {item.question.id: item for item in weigh_readings(unchanged, DAY)}
    assert not found["cut-off"].matters
    assert found["cut-off"].differing == ()


LATER_RULE = """rules:
  - id: later
    title: "Later"
    provisions: [art-3.1]
    from: 2030-05-01
    basis: [art-3.1]
    source: "Gazette 2029, page 9"
"""
LISTED = {"fact.listed": "yes", "law.reading": "literal"}


def waiting(path: Path, wait: str) -> Catalogue:
    """The mini pack with one wait, and with a rule that gives Article 3(1) a later day."""
    changes = {
        "routes.yaml": f"{MINI['routes.yaml']}waits:\n  - {{id: w, {wait}}}\n",
        "law/timeline.yaml": MINI["law/timeline.yaml"].replace("rules:\n", LATER_RULE, 1),
    }
    return load_mini(path, changes)


@pytest.mark.parametrize(
    ("wait", "start"),
    [
        ("roles: [maker], until: art-3.1", ("2030-05-01", "")),
        ("provisions: [art-2.1], until: art-3.1", ("2030-05-01", "")),
        ("provisions: [art-3], until: art-3.1", ("2030-03-01", "")),
        ("roles: [maker], provisions: [art-3], until: art-3.1", ("2030-03-01", "")),
        ("roles: [maker], until: art-1", ("2030-03-01", "")),
        ('roles: [maker], event: "a sale"', ("2030-03-01", "a sale")),
    ],
)
def test_what_waits_binds_with_what_it_waits_for_and_not_before(tmp_path, wait, start):
    catalogue = waiting(tmp_path, f'{wait}, when: {{fact: fact.listed, is: "yes"}}')
    (found,) = dates_of(facts_of(catalogue, LISTED))["risk.list"]
    assert (found.on.isoformat(), found.event) == start


def test_while_it_is_open_whether_something_waits_the_earlier_day_stands(tmp_path):
    wait = 'roles: [maker], event: "a sale", when: {fact: fact.country, is: fr}'
    catalogue = waiting(tmp_path, wait)
    (found,) = dates_of(facts_of(catalogue, {"fact.country": None, **LISTED}))["risk.list"]
    assert found.event == ""
    (found,) = dates_of(facts_of(catalogue, {"fact.country": "fr", **LISTED}))["risk.list"]
    assert found.event == "a sale"
    assert binds([found], datetime.date(2099, 1, 1)) is Truth.NO
