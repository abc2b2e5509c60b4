"""The shipped example: its own table of outcomes, measured and held against what it states."""

from __future__ import annotations

import datetime

import pytest

from compliance.assessment.verdict import Status
from compliance.measure.table import Chosen
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.import_answers import import_answers
from compliance.services.assess.record_answer import build_answer, record_answer
from compliance.services.measure.attach import attach_result
from compliance.services.measure.counted import CountColumns
from compliance.services.measure.run import measure_fairness
from compliance.storage.locate import binder_at
from tests.builders import ROOT

EXAMPLE = ROOT / "examples" / "cv-screening"
AT = datetime.datetime(2026, 11, 30, 9, 0, tzinfo=datetime.UTC)
TABLE, REQUIREMENT = "accuracy.by-group.table", "accuracy.by-group"
COUNTS = CountColumns(
    "applications", "in_top_quarter", "suitable_by_two_recruiters", "suitable_in_top_quarter"
)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    case = begin_assessment(
        binder_at(tmp_path_factory.mktemp("case") / "cv"),
        assessment_id="CA-1", name="Case", pack="eu-ai-act", by="Ann", at=AT,
    )  # fmt: skip
    import_answers(case, read_answers(EXAMPLE / "answers.yaml"), by="Ann", at=AT)
    return case


def finding(case):
    standing = case.standing(AT.date())
    return next(one for one in standing.findings if one.requirement.id == REQUIREMENT)


def test_what_the_example_states_is_what_its_table_gives_until_it_states_something_else(example):
    measured = measure_fairness(
        EXAMPLE / "evidence" / "group-outcomes-3.2.0.csv",
        Chosen(("sex", "age_band"), stratum="language", missing=("not stated",)),
        counts=COUNTS,
        today=AT.date(),
    )
    figures = {(one.id, one.of): one for one in measured.measured.figures}
    recall = figures["tpr", "age_band: 50 and over"]
    assert [round(end, 3) for end in (recall.value, recall.low, recall.high)] == [
        0.803, 0.762, 0.839,
    ]  # fmt: skip
    attach_result(
        example, measured, name="outcomes.json", kind="", supports=[REQUIREMENT, TABLE],
        by="Ann", at=AT,
    )  # fmt: skip
    before = finding(example)
    assert not [gap for gap in before.gaps if "contradicts" in gap.text]
    rows = [dict(row) for row in example.state.answers[TABLE].value]
    rows[1]["result"] = "0.86"
    answer = build_answer(example, TABLE, rows)
    record_answer(example, answer, by="Ann", at=AT)
    after = finding(example)
    (gap,) = [gap for gap in after.gaps if "contradicts" in gap.text]
    assert "stated 0.86, measured 0.803 (0.762 to 0.839; n = 412)" in gap.text
    assert gap.severity == "major"
    assert after.status is Status.PARTLY_MET
