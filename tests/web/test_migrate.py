"""Moving to a later edition on pages: said, shown, done once, and nothing typed lost."""

from __future__ import annotations

import datetime
import re

import pytest

from compliance.assessment.journal.fold import fold
from compliance.checklist import loader
from compliance.services.editions.migrate import migrate
from compliance.storage.locate import binder_at
from tests.builders import ANN, AT, BEN, EDITION, begin, reopen
from tests.editions import ADDED, SECOND, both, write_two
from tests.services.helpers import attach, journal_of, record, records_of, verified
from tests.web.helpers_sign import CLEO, open_room, plain

PAGE = "/a/machine/edition/"
TASKS = "/a/machine/"
STOP = "/a/machine/q/stop"


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A server with an assessment of the first of two editions."""
    root = tmp_path / "packs"
    monkeypatch.setattr(loader, "shipped_folder", lambda _name: root)
    write_two(root, added=ADDED)
    first, _ = both(root)
    assessment = begin(tmp_path / "w" / "machine", first)
    record(assessment, "fact.name", "Loom")
    record(assessment, "fact.country", "cn")
    record(assessment, "fact.listed", "yes")
    record(assessment, "fact.uses", ["a", "b"])
    record(assessment, "fact.note", "Blue.")
    record(assessment, "stop", "yes", explanation="A red button.")
    source = tmp_path / "report.txt"
    source.write_text("list")
    attach(assessment, source, "risk.list")
    return open_room(tmp_path / "w", first)


def state(room):
    return fold(records_of(room.folder))


def move(room, **more):
    return room.post(PAGE, {**room.fields(PAGE, PAGE), **more})


def form_of(room, path):
    main = room.page(path).partition('class="answer"')[2]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', main))
    hidden.pop("csrf_token", None)
    return hidden


def test_the_task_list_says_that_a_later_edition_is_installed(room):
    text = room.text(TASKS)
    assert f"A later edition of the checklists is installed: {SECOND}" in text
    assert "law as of 1 January 2031" in text
    assert f'href="{PAGE}"' in room.page(TASKS)


def test_the_preview_says_what_becomes_of_everything_and_writes_nothing(room):
    before = journal_of(room.folder)
    text = room.text(PAGE)
    for part in (
        "Nothing is changed yet",
        "To be confirmed (1)",
        "It must stop within a second now.",
        "Not asked any more (1)",
        "Nobody reads it.",
        "Goes on under another name (2)",
        "Answered under new options (1)",
        "Use A; Use B",
        "stay as they are",
        "Is every stop logged?",
        "Findings that change",
        "Not released yet",
    ):
        assert part in text, part
    assert journal_of(room.folder) == before


def test_moving_is_one_record_and_the_server_goes_on_with_the_new_questions(room, monkeypatch):
    monkeypatch.setattr("compliance.web.migrate.now", lambda: AT + datetime.timedelta(hours=1))
    room.page(TASKS)
    browser = room.client
    answer = browser.post(PAGE, data=room.fields(PAGE, PAGE))
    assert (answer.status_code, answer.location) == (303, TASKS)
    found = state(room)
    assert (found.edition, found.moves[-1].by) == (SECOND, CLEO)
    text = plain(browser.get(TASKS).text)
    assert f"follows edition {SECOND} now. 1 answer is to be confirmed." in text
    assert "A later edition" not in text
    assert 'href="/a/machine/confirm/"' in browser.get(TASKS).text
    assert "Can people stop it within a second?" in room.text("/a/machine/confirm/")
    assert "Is every stop logged?" in room.text("/a/machine/section/art-2")
    assert not verified(room.folder).problems
    assert "Migrated from edition" in room.text("/a/machine/history/")


def test_a_second_time_changes_nothing(room):
    fields = room.fields(PAGE, PAGE)
    room.post(PAGE, fields)
    before = journal_of(room.folder)
    assert room.post(PAGE, fields).location == PAGE
    assert "No later one is installed." in room.text(PAGE)
    assert journal_of(room.folder) == before


def test_what_was_recorded_since_the_preview_is_shown_before_anything_moves(room):
    fields = room.fields(PAGE, PAGE)
    room.record("tell", "yes", by=BEN)
    answer = room.post(PAGE, fields)
    assert "Something was recorded meanwhile" in answer.text
    assert state(room).edition == EDITION
    assert move(room).location == TASKS


@pytest.mark.parametrize("target", ["", "3", EDITION])
def test_only_a_later_edition_is_moved_to(room, target):
    assert move(room, to=target).location == PAGE
    assert state(room).edition == EDITION


def test_only_officers_move_an_assessment(room):
    fields = room.fields(PAGE, PAGE)
    room.as_person(ANN, "engineer")
    assert "A compliance officer can move the assessment." in room.text(PAGE)
    assert room.post(PAGE, fields).status_code == 403
    assert state(room).edition == EDITION


def test_a_question_that_changed_shows_the_earlier_answer_and_keeps_it_on_request(room):
    move(room)
    text = room.text(STOP)
    for part in (
        "To be confirmed",
        "It must stop within a second now.",
        f"Edition {EDITION}",
        "A red button.",
        f"answered by {ANN}",
        "Confirm",
    ):
        assert part in text, part
    assert 'value="yes" checked' not in room.page(STOP)
    room.post(STOP, {**form_of(room, STOP), "action": "confirm"})
    given = state(room).answers["stop"]
    assert (given.value, given.explanation, given.by) == ("yes", "A red button.", CLEO)
    assert (given.source.kind, given.source.place) == ("edition", f"answered by {ANN}")
    assert "To be confirmed" not in room.text(STOP)
    assert "to be confirmed" not in room.text(TASKS)


def test_the_enter_key_saves_what_is_typed_and_confirms_nothing(room):
    move(room)
    buttons = re.findall(r"<button[^>]*>", room.page(STOP).partition("<main")[2])
    own = [item for item in buttons if 'form="answer"' in item or "action" in item]
    assert 'value="save"' in own[0]  # browsers press the first one


def test_an_earlier_answer_can_be_put_into_the_form_and_changed(room):
    move(room)
    page = room.page(f"{STOP}?from=source")
    assert 'value="yes" checked' in page
    fields = {**form_of(room, STOP), "value": "yes", "explanation": "In half a second."}
    room.post(STOP, fields)
    assert state(room).answers["stop"].explanation == "In half a second."
    assert not state(room).unconfirmed


def test_without_an_earlier_answer_there_is_nothing_to_keep(room):
    before = journal_of(room.folder)
    answer = room.post("/a/machine/q/tell", {"action": "confirm"})
    assert "Nothing waits here that could be confirmed" in answer.text
    assert journal_of(room.folder) == before


def test_a_form_from_before_is_not_taken_for_an_answer_to_the_new_question(room):
    fields = {**form_of(room, STOP), "value": "no", "explanation": "It runs on."}
    migrate(binder_at(room.folder), by=BEN, at=AT)
    answer = room.post(STOP, fields)
    assert answer.status_code == 200
    assert "[assessment.migrated]" in answer.text
    assert BEN in plain(answer.text)
    assert "It runs on." in answer.text
    assert "stop" not in state(room).answers
    again = {**form_of(room, STOP), "value": "no", "explanation": "It runs on."}
    room.post(STOP, again)
    assert state(room).answers["stop"].value == "no"


def test_the_address_of_a_renamed_question_leads_to_its_present_one(room):
    move(room)
    answer = room.client.get("/a/machine/q/fact.country")
    assert (answer.status_code, answer.location) == (303, "/a/machine/q/maker.country")
    assert room.client.get("/a/machine/q/fact.note").status_code == 404


def test_what_was_typed_into_a_question_that_is_gone_can_be_copied(room):
    fields = {**form_of(room, "/a/machine/q/fact.note"), "value": "Blue and green."}
    migrate(binder_at(room.folder), by=BEN, at=AT)
    answer = room.post("/a/machine/q/fact.note", fields)
    assert answer.status_code == 404
    assert "Blue and green." in answer.text


def test_the_list_of_assessments_goes_on_after_a_migration(room):
    move(room)
    while room.client.get("/board").json["pending"]:
        pass
    assert "internal.unexpected" not in room.page("/")
    assert "questions answered" in room.page("/")


def test_the_places_of_an_assessment_are_there_after_a_migration(room):
    move(room)
    for place in ("findings/", "review/", "history/differences", "files/", "search/?q=o"):
        room.page(f"/a/machine/{place}")
    table = room.client.get("/a/machine/files/export?to=json").json
    waits = [item for item in table["questions"] if item["state"] == "to-confirm"]
    assert [EDITION in item["by"] for item in waits] == [True]
    rest = [item for item in table["questions"] if item not in waits]
    assert SECOND in str(table)
    assert EDITION not in str({**table, "questions": rest})


def test_another_program_that_reads_the_folder_sees_the_same(room, tmp_path):
    move(room)
    again = reopen(room.folder, both(tmp_path / "packs")[1])
    assert again.state.edition == SECOND
