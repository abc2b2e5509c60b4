"""Recording what happens after the launch: numbers, mistakes all at once, two writers."""

from __future__ import annotations

import datetime

import pytest

from compliance.errors import ConformityError
from compliance.services.assess.log_entry import change_entry, record_entry
from compliance.views.after_launch import view_entry
from tests.builders import ANN, AT, BEN, begin, reopen

DAY = datetime.date(2030, 6, 1)
DEATH = {"entry.title": "Fall", "entry.day": "2030-05-20", "entry.aware": "2030-05-21"}


@pytest.fixture
def assessment(shipped, tmp_path):
    return begin(tmp_path / "a", shipped)


def make(assessment, sort="incident", by=ANN, **more):
    return record_entry(assessment, sort, {**DEATH, **more}, by=by, at=AT)


def places(caught):
    return [(problem.place, problem.code) for problem in caught.value.problems]


def test_each_kind_counts_its_own_numbers(assessment):
    numbers = [make(assessment).entry.number, make(assessment).entry.number]
    action = record_entry(
        assessment, "corrective-action", {"entry.title": "Fix"}, by=ANN, at=AT, linked=numbers
    )
    assert [*numbers, action.entry.number] == ["IN-0001", "IN-0002", "CA-0001"]
    assert view_entry(assessment, "IN-0002", DAY).linked == (("CA-0001", "Fix"),)


def test_everything_that_is_wrong_is_said_at_once(assessment):
    raw = {
        "entry.day": "2030-05-20",
        "entry.aware": "2030-05-19",
        "entry.harm": ["flood"],
        "entry.told": [{"whom": "authority", "what": "notice", "on": "2031-01-01"}],
        "entry.rumour": "x",
    }
    with pytest.raises(ConformityError) as caught:
        record_entry(assessment, "incident", raw, by=ANN, at=AT, evidence=["EV-0009"])
    assert set(places(caught)) == {
        ("evidence", "evidence.missing"),
        ("entry.harm", "answer.not-an-option"),
        ("entry.rumour", "entry.unknown"),
        ("entry.title", "answer.too-short"),
        ("entry.told[1].on", "entry.order"),
        ("entry.aware", "entry.order"),
    }
    assert assessment.state.entries == {}


def test_a_change_names_only_what_is_different_and_keeps_the_rest(assessment):
    make(assessment)
    raw = {**DEATH, "entry.harm": ["death"], "entry.aware": ""}
    change_entry(assessment, "IN-0001", raw, by=BEN, at=AT, reason="Autopsy")
    entry = assessment.state.entries["IN-0001"]
    assert entry.changes[0].data.values == {"entry.harm": ["death"], "entry.aware": None}
    history = view_entry(assessment, "IN-0001", DAY).history
    assert [(one.by, one.reason) for one in history] == [(ANN, ""), (BEN, "Autopsy")]
    taken = next(one for one in history[1].changes if one.name == "Known since")
    assert (taken.before, taken.after) == ("21 May 2030", "")


def test_nothing_is_recorded_where_nothing_changes(assessment):
    make(assessment)
    with pytest.raises(ConformityError) as caught:
        change_entry(assessment, "IN-0001", DEATH, by=BEN, at=AT)
    assert places(caught) == [("IN-0001", "entry.nothing")]


def test_two_who_change_different_fields_both_count(assessment, shipped, tmp_path):
    make(assessment)
    other, seen = reopen(tmp_path / "a", shipped), assessment.head
    other.refresh()
    change_entry(other, "IN-0001", {**DEATH, "entry.place": "Lyon"}, by=BEN, at=AT, seen=seen)
    raw = {**DEATH, "entry.place": "", "entry.version": "3.2"}
    change_entry(assessment, "IN-0001", raw, by=ANN, at=AT, seen=seen)
    values = reopen(tmp_path / "a", shipped).state.entries["IN-0001"].values
    assert (values["entry.place"], values["entry.version"]) == ("Lyon", "3.2")


def test_two_who_change_one_field_differently_are_told(assessment, shipped, tmp_path):
    make(assessment)
    other, seen = reopen(tmp_path / "a", shipped), assessment.head
    change_entry(other, "IN-0001", {"entry.place": "Lyon"}, by=BEN, at=AT, seen=seen)
    with pytest.raises(ConformityError) as caught:
        change_entry(assessment, "IN-0001", {"entry.place": "Paris"}, by=ANN, at=AT, seen=seen)
    assert places(caught) == [("entry.place", "answer.conflict")]
    assert BEN in str(caught.value)


def test_an_entry_that_is_not_there_cannot_be_changed(assessment):
    with pytest.raises(ConformityError) as caught:
        change_entry(assessment, "IN-0009", {"entry.title": "x"}, by=ANN, at=AT)
    assert places(caught) == [("IN-0009", "entry.unknown")]


def test_lines_that_two_add_to_one_table_are_not_lost_in_silence(assessment, shipped, tmp_path):
    """Each adds to what stood there: whoever comes second is told, and adds again."""
    make(assessment)
    other, seen = reopen(tmp_path / "a", shipped), assessment.head
    rows = [
        {"whom": known, "what": "notice", "on": "2030-05-22"} for known in ("provider", "other")
    ]
    change_entry(other, "IN-0001", {"entry.told": rows[:1]}, by=BEN, at=AT, seen=seen)
    with pytest.raises(ConformityError) as caught:
        change_entry(assessment, "IN-0001", {"entry.told": rows[1:]}, by=ANN, at=AT, seen=seen)
    assert places(caught) == [("entry.told", "answer.conflict")]
