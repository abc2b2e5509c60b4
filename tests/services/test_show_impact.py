"""What changes between two days: law that begins, evidence that runs out, findings."""

from __future__ import annotations

import datetime

import pytest

from compliance.errors import ConformityError
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.import_answers import import_answers
from compliance.services.look.compare_days import impact
from compliance.storage.locate import binder_at
from tests.builders import ROOT

AT = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
ANSWERS = ROOT / "examples" / "cv-screening" / "answers.yaml"


@pytest.fixture(scope="module")
def hiring(tmp_path_factory):
    folder = tmp_path_factory.mktemp("impact") / "case"
    assessment = begin_assessment(
        binder_at(folder), assessment_id="CA-1", name="Case", pack="eu-ai-act", by="Ann", at=AT
    )
    import_answers(assessment, read_answers(ANSWERS), by="Ann", at=AT)
    return assessment


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_the_day_of_the_high_risk_rules_begins_within_the_window(hiring):
    found = impact(hiring, day("2027-12-01"), day("2027-12-02"))
    assert {item.on for item in found.begins} == {day("2027-12-02")}
    assert any("stop-control" in known for item in found.begins for known in item.about)


def test_the_first_day_is_outside_and_the_last_inside(hiring):
    assert impact(hiring, day("2027-12-02"), day("2027-12-03")).begins == ()


def test_evidence_that_grows_old_turns_a_finding(hiring):
    found = impact(hiring, day("2026-11-24"), day("2028-06-30"))
    assert found.ends
    turned = {(item.before.status.value, item.after.status.value) for item in found.turned}
    assert ("met", "partly-met") in turned
    assert all(item.before.status is not item.after.status for item in found.turned)


def test_days_in_the_wrong_order_are_refused(hiring):
    with pytest.raises(ConformityError) as refused:
        impact(hiring, day("2027-01-02"), day("2027-01-01"))
    assert refused.value.code == "usage.date"
