"""Which evidence ends soon: the same on every face and in the list of deadlines."""

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
