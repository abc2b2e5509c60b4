"""Days where people are, moments in UTC, and documents of a day that has just begun."""

from __future__ import annotations

import datetime
import time

import pytest

from compliance.errors import ConformityError
from compliance.services import clock
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.attach_evidence import attach_evidence
from compliance.services.assess.import_answers import import_answers
from tests.builders import ANN, begin

EARLY = datetime.datetime(2026, 11, 24, 23, 30, tzinfo=datetime.UTC)
"""07:30 on 25 November in Shenzhen, 18:30 on the 24th in New York."""


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set here")
@pytest.mark.parametrize(
    ("zone", "day"), [("CST-8", 25), ("UTC0", 24), ("EST+5", 24), ("LINT-14", 25)]
)
def test_today_is_the_day_where_the_computer_is(monkeypatch, zone, day):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    monkeypatch.setattr(clock, "now", lambda: EARLY)
    found = clock.today()
    monkeypatch.undo()
    time.tzset()
    assert found == datetime.date(2026, 11, day)


def test_now_is_in_utc_to_the_second():
    assert clock.now().tzinfo is datetime.UTC
    assert clock.now().microsecond == 0


@pytest.fixture
def assessment(tmp_path, mini):
    (tmp_path / "report.txt").write_text("Findings.")
    return begin(tmp_path / "a", mini)


def attached(assessment, day):
    return attach_evidence(
        assessment,
        assessment.store.folder.with_name("report.txt"),
        kind="report",
        supports=["risk.list"],
        by=ANN,
        at=EARLY,
        collected=datetime.date(2026, 11, day),
    )


def test_a_document_made_today_is_taken_wherever_it_is_day_first(assessment):
    assert attached(assessment, 25)[1]
    with pytest.raises(ConformityError) as caught:
        attached(assessment, 26)
    assert caught.value.code == "evidence.dates"


@pytest.mark.parametrize(("day", "taken"), [(25, True), (26, False)])
def test_an_answers_file_may_hold_a_document_of_today(assessment, tmp_path, day, taken):
    path = tmp_path / "answers.yaml"
    path.write_text(
        "evidence:\n  - {file: report.txt, kind: report, supports: [risk.list], "
        f"collected: 2026-11-{day}}}\n"
    )
    if taken:
        import_answers(assessment, read_answers(path), by=ANN, at=EARLY)
        assert assessment.state.evidence
        return
    with pytest.raises(ConformityError) as caught:
        import_answers(assessment, read_answers(path), by=ANN, at=EARLY)
    assert [item.code for item in caught.value.problems] == ["evidence.dates"]
