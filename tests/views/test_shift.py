"""What an answer changed, said in a few lines and only where something did."""

from __future__ import annotations

import time

import pytest

from compliance.assessment.assessment import Assessment
from compliance.views.shift import Watch
from tests.assessment.test_supply import answers_of
from tests.builders import TODAY, begin_record, chain, say

LITERAL = {"fact.listed": "yes", "fact.uses": ["a"], "law.reading": "literal"}


def lines_after(catalogue, before, changes):
    """What is said after an answer; ``None`` withdraws one."""
    said = [say(known, value) for known, value in before.items()]
    made = Assessment.of(catalogue, chain(begin_record(catalogue), *said))
    watch = Watch(made)
    assert watch.lines() == ()
    more = [
        say(known, value)
        if value is not None
        else say(known, None).model_copy(update={"state": "withdrawn"})
        for known, value in changes.items()
    ]
    records = chain(begin_record(catalogue), *said, *more)
    made.take(records[-len(more) :])
    return watch.lines()


def test_what_comes_is_named_with_its_first_day(mini):
    before = {**LITERAL, "fact.listed": "no"}
    said = lines_after(mini, before, {"fact.listed": "yes"})
    assert said[0] == "Now: Listed; Bound."
    assert any("requirement" in line and "first day 1 March 2030" in line for line in said)


def test_what_goes_is_said(mini):
    said = lines_after(mini, LITERAL, {"fact.listed": "no"})
    assert said[0] == "No longer: Listed; Bound."
    assert any(line.endswith("fewer.") for line in said)


def test_what_is_open_again_is_said(mini):
    said = lines_after(mini, LITERAL, {"fact.listed": None})
    assert said[0] == "Open again: Listed; Bound."
    assert any("may apply, depending on open answers" in line for line in said)


def test_another_reading_says_which_days_move(mini):
    said = lines_after(mini, LITERAL, {"law.reading": "late"})
    assert any("from 1 March 2031, before from 1 March 2030" in line for line in said)


@pytest.mark.parametrize("known", ["fact.name", "fact.note"])
def test_an_answer_from_which_nothing_follows_says_nothing(mini, known):
    assert lines_after(mini, LITERAL, {known: "Loom"}) == ()


RANKER = answers_of("cv-screening")


def test_the_class_that_an_answer_brings_is_named_with_its_point_and_number(shipped):
    reading = {"law.reading-section-5": "follows-classification"}
    before = {**RANKER, **reading, "purpose.employment-uses": []}
    said = lines_after(
        shipped, before, {"purpose.employment-uses": RANKER["purpose.employment-uses"]}
    )
    assert "Listed in Annex III, point 4(a)" in said[0]
    assert "High-risk AI system" in said[0]
    (number,) = [line for line in said if "requirements more" in line]
    assert int(number.split()[0]) > 100
    assert "first day 2 December 2027" in number


def test_saying_it_takes_less_than_a_tenth_of_a_second(shipped):
    said = [say(known, value) for known, value in RANKER.items()]
    records = chain(begin_record(shipped), *said, say("purpose.employment-uses", []))
    made = Assessment.of(shipped, records[:-1])
    made.standing(TODAY)
    spent = time.process_time()
    watch = Watch(made)
    made.take(records[-1:])
    assert watch.lines()
    assert time.process_time() - spent < 0.1
