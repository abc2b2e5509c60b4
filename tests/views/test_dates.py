"""Which evidence ends soon, and how far away a day is: the same on every face."""

from __future__ import annotations

import datetime

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import Evidence
from compliance.views.board import summarise
from compliance.views.deadline import deadlines
from compliance.views.evidence import view_evidence
from tests.builders import TODAY, begin_record, chain, say

FACTS = (say("fact.country", "cn"), say("fact.listed", "yes"), say("fact.uses", ["a"]))


@pytest.mark.parametrize(
    ("collected", "expires", "state"),
    [(365, None, "soon"), (305, None, "soon"), (304, None, "counts"), (1, 60, "soon")],
)
def test_board_evidence_and_deadlines_agree_about_what_ends_soon(mini, collected, expires, state):
    evidence = Evidence(
        evidence="EV-0001",
        sha256="0" * 64,
        size=1,
        name="list.txt",
        evidence_kind="report",
        supports=("risk.list",),
        collected=TODAY - datetime.timedelta(days=collected),
        expires=expires and TODAY + datetime.timedelta(days=expires),
    )
    assessment = Assessment.of(mini, chain(begin_record(mini), *FACTS, evidence))
    held = view_evidence(assessment, assessment.state.evidence["EV-0001"], TODAY)
    assert held.state == state
    assert summarise(assessment, TODAY).ending == (state == "soon")
    (item,) = [one for one in deadlines(assessment, TODAY) if one.kind == "evidence"]
    assert (item.days <= 60) == (state == "soon")


@pytest.mark.parametrize(
    ("days", "words"),
    [(-2, "2 days ago"), (-1, "1 day ago"), (0, "today"), (1, "in 1 day"), (2, "in 2 days")],
)
def test_how_far_a_day_is_away_is_said_in_words(mini, days, words):
    said = (say("fact.listed", "yes"), say("fact.since", "2030-06-10"))
    assessment = Assessment.of(mini, chain(begin_record(mini), *said))
    as_of = datetime.date(2030, 6, 10) - datetime.timedelta(days=days)
    (plan,) = [one for one in deadlines(assessment, as_of, past=True) if one.kind == "plan"]
    assert plan.distance == words
