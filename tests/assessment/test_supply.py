"""Deadlines count back from the first supply; days on the wrong side are asked about."""

from __future__ import annotations

import datetime

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.deadlines import find_deadlines, law_days
from compliance.checklist.lint.edition import review
from compliance.data.yaml_lines import read_yaml
from compliance.views.deadline import days_to_ask, timetable
from tests.builders import ROOT, begin_record, chain, load_mini, say
from tests.cases.test_cases import CONTENT, raw_facts

DAY = datetime.date
SUPPLY = """
planned: fact.planned
not_yet: {fact: fact.status, is: not-yet}
apart: [art-2.3]
steps:
  - {id: first, title: "First things", provisions: [art-2.2]}
  - {id: rest, title: "Everything else"}
  - {id: last, title: "Last things", provisions: [art-2.1]}
"""
MARKET = """
section: {id: market, title: "Market", order: 15}
facts:
  - id: fact.status
    type: choice
    label: "status"
    ask: "Is it supplied?"
    options: [{id: not-yet, label: "Not yet"}, {id: there, label: "Supplied"}]
  - id: fact.planned
    type: date
    label: "planned day"
    ask: "When is it planned?"
    optional: true
    ask_when: {fact: fact.status, is: not-yet}
    day: {lies: ahead, asks: "Was it supplied?", question: fact.status}
  - id: fact.first
    type: date
    label: "first day"
    ask: "When was it supplied?"
    ask_when: {fact: fact.status, is: there}
    day: {lies: past, asks: "Is it still planned?", question: fact.status}
"""
LISTED = {"fact.listed": "yes", "law.reading": "literal", "fact.country": "cn", "fact.uses": ["a"]}
NOT_YET = {**LISTED, "fact.status": "not-yet"}


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    changes = {"supply.yaml": SUPPLY, "facts/market.yaml": MARKET}
    return load_mini(tmp_path_factory.mktemp("market"), changes)


def answers_of(example):
    """The facts and answers of a shipped example."""
    entries = read_yaml(ROOT / "examples" / example / "answers.yaml", "answers").value["answers"]
    return {
        known: entry["value"] if isinstance(entry, dict) else entry
        for known, entry in entries.items()
        if not isinstance(entry, dict) or "value" in entry
    }


def assessed(catalogue, answers):
    said = [say(known, value) for known, value in answers.items()]
    return Assessment.of(catalogue, chain(begin_record(catalogue), *said))


def listed(catalogue, answers, day):
    made = assessed(catalogue, answers)
    return [
        (item.phase, item.kind, item.on, item.about)
        for item in find_deadlines(made, made.standing(day))
    ]


def test_the_edition_is_sound(market):
    assert review(market) == []


def test_what_the_law_asks_by_then_is_due_before_the_supply_in_the_order_of_the_steps(market):
    found = listed(market, {**NOT_YET, "fact.planned": "2030-06-01"}, DAY(2030, 4, 15))
    supply = DAY(2030, 6, 1)
    steps = [(on, about) for _, kind, on, about in found if kind == "supply"]
    assert steps == [(supply, ("stop",)), (supply, ("risk.list",))]
    # What does not wait for the supply keeps its day of the law.
    assert any(kind == "law" and about == ("tell",) for _, kind, _, about in found)


def test_days_of_the_law_after_the_planned_day_come_after_it(market):
    found = listed(market, {**NOT_YET, "fact.planned": "2030-01-20"}, DAY(2030, 1, 10))
    assert not [item for item in found if item[1] == "supply"]
    assert {phase for phase, kind, *_ in found if kind == "law"} == {"after"}


def test_a_past_day_of_the_law_is_no_breach_before_the_supply(market):
    made = assessed(market, NOT_YET)
    table = timetable(made, DAY(2030, 5, 1))
    late = [item for item in table.deadlines if "risk.list" in item.about and item.late]
    assert late == []
    (step,) = [item for item in table.deadlines if item.about == ("risk.list",)]
    assert (step.on, step.phase, step.distance) == (None, "before", "no day is stated")
    supplied = assessed(market, {**LISTED, "fact.status": "there", "fact.first": "2030-04-01"})
    late = [item for item in timetable(supplied, DAY(2030, 5, 1)).deadlines if item.late]
    assert {item.phase for item in late} == {"due"}
    assert "risk.list" in {known for item in late for known in item.about}


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        (LISTED, "fact.status"),
        (NOT_YET, "fact.planned"),
        ({**NOT_YET, "fact.planned": "2030-06-01"}, None),
        ({**LISTED, "fact.status": "there", "fact.first": "2030-01-01"}, None),
    ],
)
def test_without_a_stated_supply_it_is_asked_for_first(market, answers, asked):
    table = timetable(assessed(market, answers), DAY(2030, 5, 1))
    assert [item.question for item in table.to_ask] == ([asked] if asked else [])


@pytest.mark.parametrize(
    ("answers", "day", "asked"),
    [
        ({"fact.status": "not-yet", "fact.planned": "2030-06-01"}, DAY(2030, 5, 31), ""),
        ({"fact.status": "not-yet", "fact.planned": "2030-06-01"}, DAY(2030, 6, 1), ""),
        ({"fact.status": "not-yet", "fact.planned": "2030-06-01"}, DAY(2030, 6, 2),
         "Planned day: 1 June 2030. That day has passed. Was it supplied?"),
        ({"fact.status": "there", "fact.first": "2030-06-01"}, DAY(2030, 6, 1), ""),
        ({"fact.status": "there", "fact.first": "2030-06-01"}, DAY(2030, 5, 31),
         "First day: 1 June 2030. That day is still to come. Is it still planned?"),
    ],
)  # fmt: skip
def test_a_day_on_the_wrong_side_is_asked_about(market, answers, day, asked):
    found = days_to_ask(assessed(market, answers), day)
    assert [item.text for item in found] == ([asked] if asked else [])
    assert all(item.question == "fact.status" for item in found)


def test_a_plan_that_has_passed_is_counted_back_from_no_more(market):
    made = assessed(market, {**NOT_YET, "fact.planned": "2030-04-20"})
    table = timetable(made, DAY(2030, 5, 1))
    assert table.planned is None
    assert [item.stated for item in table.to_ask] == ["fact.planned"]
    steps = [item for item in table.deadlines if item.kind == "supply"]
    assert steps
    assert all(item.on is None for item in steps)


def test_comparing_two_days_still_names_the_days_of_the_law(market):
    made = assessed(market, {**NOT_YET, "fact.planned": "2030-06-01"})
    days = law_days(made, made.standing(DAY(2030, 2, 15)))
    assert DAY(2030, 3, 1) in {item.on for item in days}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("planned: fact.planned", "planned: fact.name"),
        ("[art-2.2]", "[art-9.9]"),
        ("apart: [art-2.3]", "apart: [art-77]"),
        (", provisions: [art-2.1]}", "}"),
    ],
)
def test_a_wrong_supply_is_found_by_the_lint(tmp_path, old, new):
    changes = {"supply.yaml": SUPPLY.replace(old, new), "facts/market.yaml": MARKET}
    problems = review(load_mini(tmp_path, changes))
    assert len(problems) == 1
    assert "supply.yaml" in problems[0].place


RANKER = answers_of("cv-screening")
"""A system for recruitment, high-risk by Annex III."""
SUPPLIED = {"market.status": "on-market", "market.first-date": "2026-10-01"}


@pytest.mark.parametrize(
    ("answers", "day", "known"),
    [
        # A first supply that was planned, looked at a day later.
        ({"market.status": "not-yet", "market.planned-date": "2027-06-01"},
         DAY(2027, 6, 2), "market.planned-date"),
        # A supply that "has happened" on a day still to come.
        ({"market.status": "on-market", "market.first-date": "2027-06-01"},
         DAY(2026, 11, 30), "market.first-date"),
        # A significant change that "has happened" on a day still to come.
        ({**SUPPLIED, "market.significant-change": "yes",
          "market.significant-change-date": "2028-02-01"},
         DAY(2026, 11, 30), "market.significant-change-date"),
        # A significant change that was planned, looked at a day later.
        ({**SUPPLIED, "market.significant-change": "planned",
          "market.significant-change-planned": "2028-04-01"},
         DAY(2028, 4, 2), "market.significant-change-planned"),
    ],
)  # fmt: skip
def test_a_stated_day_under_the_act_is_asked_about(shipped, answers, day, known):
    made = assessed(shipped, {**RANKER, **answers})
    assert known in {item.stated for item in days_to_ask(made, day)}
    agreed = day.replace(year=2029 if day < DAY.fromisoformat(answers[known]) else 2026)
    assert known not in {item.stated for item in days_to_ask(made, agreed)}


@pytest.mark.parametrize("planned", ["2027-06-01", "2028-03-01"])
def test_the_declaration_is_due_before_a_supply_from_its_day_of_the_law_on(shipped, planned):
    reading = {"law.reading-section-5": "follows-classification"}
    market = {"market.status": "not-yet", "market.planned-date": planned}
    made = assessed(shipped, {**RANKER, **reading, **market})
    table = timetable(made, DAY(2026, 11, 30))
    (found,) = [item for item in table.deadlines if "declaration.drawn-up" in item.about]
    bound = DAY.fromisoformat(planned) >= DAY(2027, 12, 2)
    assert found.phase == ("before" if bound else "after")
    assert not any(item.late for item in table.deadlines if item.kind == "law")
    steps = [item for item in table.deadlines if item.kind == "supply"]
    assert {item.on for item in steps} == {DAY.fromisoformat(planned)}
    order = ["representative.mandate", "conformity.internal-control", "declaration.drawn-up",
             "ce.affixed", "registration.high-risk"]  # fmt: skip
    places = [at for known in order for at, item in enumerate(steps) if known in item.about]
    assert places == sorted(places)
    assert len(places) == (len(order) if bound else 0)


def test_the_steps_of_the_act_stand_in_the_order_of_the_acts_themselves(shipped):
    steps = [step.id for step in shipped.supply.steps if step.provisions]
    assert steps == [
        "representative", "mandate", "assessment", "declaration", "marking", "registration",
    ]  # fmt: skip


@pytest.mark.parametrize(("status", "late"), [("not-used-yet", False), ("on-market", True)])
def test_a_user_counts_back_from_its_own_first_use(shipped, status, late):
    """The system is on the market; what a user owes waits for the user."""
    name = "Between contract and first use the bank has the assessment before it, and no breach"
    (case,) = [case for case in CONTENT["second_reader"]["cases"] if case["case"].startswith(name)]
    facts = raw_facts("second_reader", case)
    first_use = DAY.fromisoformat(str(facts["market.planned-date"]))
    if status == "on-market":
        del facts["market.planned-date"]
    made = assessed(shipped, {**facts, "market.status": status})
    table = timetable(made, DAY(2028, 2, 15))
    found = [item for item in table.deadlines if "fria.performed" in item.about]
    assert {(item.on == first_use, item.late) for item in found} == {(not late, late)}
