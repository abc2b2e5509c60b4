"""The task list, a person's own list, and answers shown in full to be checked."""

from __future__ import annotations

import datetime

import pytest

from compliance.data.persons import same_person
from compliance.services import clock
from compliance.services.assess.follow_up import assign_owner
from tests.builders import ANN, AT, BEN, load_mini
from tests.web.helpers_sign import machine

MINE = "/a/machine/mine/"


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    return machine(tmp_path / "w", load_mini(tmp_path / "packs"))


def assign(room, owner, days=0, requirement="risk.list"):
    day = AT.date() + datetime.timedelta(days=days)
    assign_owner(room.assessment(), requirement, owner, day, by=ANN, at=AT)


@pytest.mark.parametrize(
    ("owner", "who", "same"),
    [
        ("Ben Reviewer", "Ben Reviewer, quality", True),
        ("ben  reviewer , tests", "Ben Reviewer", True),
        ("Ben", "Ben Reviewer", False),
        ("", "", False),
    ],
)
def test_an_owner_is_known_by_name_whatever_the_function(owner, who, same):
    assert same_person(owner, who) is same


def test_my_own_list_holds_what_is_assigned_to_me_with_its_day(room):
    room.as_person(BEN)
    assert "Nothing waits for you here." in room.text(MINE)
    assign(room, "Ben Reviewer, tests", days=-1)
    text = room.text(MINE)
    assert "Gaps for you to mend" in text
    assert "List of risks" in text
    assert "The list is not complete." in text
    assert "overdue 31 May 2030" in text
    assert "Assigned to me (1)" in room.text("/a/machine/")
    room.as_person("Somebody Else")
    assert "List of risks" not in room.text(MINE)


def test_my_own_list_holds_what_was_returned_to_me_and_what_i_can_review(room):
    room.as_person(ANN)
    text = room.text(MINE)
    assert "Returned to you" in text
    assert "Where?" in text
    room.record("risk.list", "yes", by=ANN)
    assert "Nothing waits for you here." in room.text(MINE)
    room.as_person(BEN)
    assert "1 answer for you to review" in room.text(MINE)
    room.as_person(BEN, "engineer")
    assert "for you to review" not in room.text(MINE)


def test_a_name_with_a_slash_has_its_list(room):
    assign(room, "Ben / Night shift")
    page = room.page("/a/machine/?by=person")
    assert "Ben%20/%20Night%20shift" in page or "Ben%20%2F%20Night%20shift" in page
    text = room.text("/a/machine/section/Ben%20/%20Night%20shift?by=person")
    assert "Is there a list of risks?" in text


def test_answers_are_shown_in_full_to_be_checked(room):
    rows = [{"name": "Jam", "weight": 3}, {"name": "Fire", "seen": "2030-05-01"}]
    room.record("risk.list.rows", rows, by=ANN)
    room.record("fact.count", None, by=ANN, state="unknown")
    page = room.page("/a/machine/section/art-2")
    for cell in ("Jam", "Fire", "1 May 2030", "EV-0001", "Übersicht “R-1”"):
        assert cell in page, cell
    text = room.text("/a/machine/section/about")
    assert "1 of them as not known yet" in text
    assert "Use A; Use B" in text


def test_a_changed_answer_leads_back_to_where_it_was_opened(room):
    room.as_person(ANN)
    fields = {"value": "yes", "action": "save", "next": "requirement:risk.list"}
    answer = room.post("/a/machine/q/risk.list", fields)
    assert answer.status_code == 303
    assert answer.location == "/a/machine/findings/risk.list"
    fields = {"value": "no", "action": "save", "next": "person:"}
    assert room.post("/a/machine/q/risk.list", fields).location == "/a/machine/list?by=person"


def test_skipping_goes_on_with_the_next_open_question(room):
    room.as_person(ANN)
    agenda = room.assessment().agenda
    known = next(
        one.question.id
        for one, after in zip(agenda.items, agenda.items[1:], strict=False)
        if after.answered
    )
    location = room.post(f"/a/machine/q/{known}", {"action": "skip"}).location
    upcoming = agenda.next_open(known, {known})
    assert location == (f"/a/machine/q/{upcoming.question.id}" if upcoming else "/a/machine/")


def test_what_is_not_known_yet_is_named_with_the_tasks(room):
    assert "not known yet" not in room.text("/a/machine/")
    room.record("fact.uses", None, by=ANN, state="unknown")
    text = room.text("/a/machine/")
    assert "1 of them as not known yet" in text
    assert "1 answer not known yet" in text


def test_deadlines_are_shown_by_kind(room):
    assign(room, BEN, days=3)
    promise = "Ben Reviewer: List of risks"
    assert promise in room.text("/a/machine/deadlines/?kind=gap")
    assert promise not in room.text("/a/machine/deadlines/?kind=law")


def test_the_history_names_questions_and_not_their_ids(room):
    text = room.text("/a/machine/history/")
    assert "risk.list" not in text
    assert "List of risks" in text


def test_a_file_for_a_follow_up_is_attached_as_in_the_terminal(room):
    page = room.page("/a/machine/evidence/?for=risk.list.how")
    assert '<option value="report" selected>' in page
    for known in ("risk.list.how", "risk.list"):
        assert f'value="{known}" checked' in page
    assert '<option value="other" selected>' in room.page("/a/machine/evidence/?for=stop")
    assert "selected" not in room.page("/a/machine/evidence/")
