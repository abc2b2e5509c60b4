"""The list of assessments: how each stands, worked out beside the page and kept."""

from __future__ import annotations

import datetime
import json
import shutil
import threading
import time

import pytest

from compliance.services import clock
from compliance.services.assess.follow_up import assign_owner
from compliance.services.assess.sign_off import sign_off
from compliance.storage.locate import binder_at
from tests.builders import ANN, AT, BEN, load_mini
from tests.web.helpers_sign import CLEO, machine, open_room

KEPT = ".conformity/summaries"
PATIENCE = 20
"""Seconds after which a background thread is given up."""


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The day on which the tests happen; tests move it on."""
    moment = {"now": AT}
    monkeypatch.setattr(clock, "now", lambda: moment["now"])
    return moment


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr("compliance.checklist.loader.shipped_folder", lambda _: tmp_path / "packs")
    return machine(tmp_path / "w", load_mini(tmp_path / "packs"))


def ready(room):
    """The page after everything has been worked out."""
    end = time.monotonic() + PATIENCE
    while room.client.get("/board").json["pending"]:
        assert time.monotonic() < end
        time.sleep(0.01)
    return room.text("/")


def again(room):
    """The same workspace after the server was started again."""
    return open_room(room.workspace, room.catalogue)


def computing_forbidden(monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError

    monkeypatch.setattr("compliance.services.look.summaries.summarise", refuse)


def test_the_list_says_how_an_assessment_stands(room):
    text = ready(room)
    for part in (
        "Test",
        "≈ Partly met 1",
        "… Not assessed 1",
        "? Undetermined 1",
        "… To answer",
        "– Not signed off",
        "1 answer returned",
        "Changed 1 June 2030, 09:00 UTC by Ben Reviewer",
        "1 March 2031",
    ):
        assert part in text, part


def test_reviews_that_wait_lead_to_the_queue(room):
    room.record("risk.list", "yes", by=ANN)
    assert "1 answer to review" in ready(room)
    assert 'href="/a/machine/review/"' in room.page("/")


def test_a_sign_off_and_its_end_show_in_the_list(room):
    sign_off(room.assessment(), function="Director", comment="", by=CLEO, at=AT)
    text = ready(room)
    assert "≈ Signed as a draft" in text
    assert CLEO in text
    room.record("tell", "no", by=BEN)
    assert "! Sign-off void" in ready(room)


def test_an_owner_who_is_late_shows_in_the_list(room):
    day = AT.date() - datetime.timedelta(days=1)
    assign_owner(room.assessment(), "risk.list", "Ben", day, by=ANN, at=AT)
    assert "1 requirement overdue" in ready(room)


def test_evidence_is_named_sixty_days_before_it_ends_and_when_it_has_ended(room, noon):
    # The report of 1 June 2030 counts for 365 days.
    noon["now"] = AT + datetime.timedelta(days=304)
    assert "of evidence" not in ready(room)
    noon["now"] = AT + datetime.timedelta(days=305)
    assert "1 piece of evidence counts for less than 60 days" in ready(room)
    noon["now"] = AT + datetime.timedelta(days=366)
    assert "1 piece of evidence no longer counts" in ready(room)


def test_names_are_shown_before_anything_is_worked_out(room, monkeypatch):
    monkeypatch.setattr("compliance.web.workspace.board.Board._ask", lambda *_: None)
    text = room.text("/")
    assert "Test" in text
    assert "How 1 assessment stands is being worked out." in text
    assert room.client.get("/board").json == {"pending": 1}


def test_a_summary_is_not_worked_out_again_for_the_same_journal_and_day(room, monkeypatch):
    before = ready(room)
    computing_forbidden(monkeypatch)
    assert room.text("/") == before


def test_a_summary_is_there_at_once_after_a_restart(room, monkeypatch):
    before = ready(room)
    assert len(list((room.workspace / KEPT).iterdir())) == 1
    computing_forbidden(monkeypatch)
    assert again(room).text("/") == before


def test_another_head_another_day_and_other_checklists_are_worked_out_again(room, noon):
    ready(room)
    room.record("tell", "no", by=BEN)
    assert "× Not met 1" in ready(room)
    noon["now"] = AT + datetime.timedelta(days=366)
    assert "no longer counts" in ready(room)
    (kept,) = (room.workspace / KEPT).iterdir()
    entry = json.loads(kept.read_bytes())
    entry["summary"]["title"] = "Forged"
    entry["edition"][2] = "0" * 64
    kept.write_text(json.dumps(entry))
    assert "Forged" not in ready(again(room))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\x00"])
def test_a_kept_summary_that_cannot_be_read_is_worked_out_again(room, content):
    before = ready(room)
    (kept,) = (room.workspace / KEPT).iterdir()
    kept.write_bytes(content)
    assert ready(again(room)) == before


def test_a_workspace_that_cannot_be_written_only_costs_time(room):
    inside = room.workspace / ".conformity"
    inside.mkdir(exist_ok=True)
    shutil.rmtree(inside / "summaries", ignore_errors=True)
    (inside / "summaries").write_text("a file where the folder should be")
    assert "Not signed off" in ready(room)


def test_a_damaged_journal_is_shown_and_hides_no_other(room):
    shutil.copytree(room.folder, room.workspace / "broken")
    ready(room)
    journal = room.workspace / "broken" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"Ann Author", b"Ann Forger"))
    text = ready(room)
    assert "journal.broken-chain" in text
    assert "Not signed off" in text
    assert "journal.broken-chain" in ready(again(room))


def test_assessments_with_one_title_are_told_apart_by_their_folders(room):
    assert "Folder" not in ready(room)
    shutil.copytree(room.folder, room.workspace / "other")
    text = ready(room)
    assert "Folder machine" in text
    assert "Folder other" in text


def test_a_server_for_one_assessment_leaves_nothing_in_the_folder_around_it(room):
    alone = open_room(room.workspace, room.catalogue, only="machine")
    assert "Not signed off" in ready(alone)
    assert "Begin an assessment" not in alone.text("/")
    assert not (room.workspace / ".conformity").exists()


def test_checklists_are_read_once_for_all_assessments(room, monkeypatch):
    for number in range(3):
        shutil.copytree(room.folder, room.workspace / f"copy-{number}")
    desk = room.app.extensions["conformity-desk"]
    desk.editions._known.clear()
    loads = []

    def load(*wanted):
        loads.append(wanted)
        return room.catalogue

    monkeypatch.setattr("compliance.services.editions.load.load_catalogue", load)
    ready(room)
    assert len(loads) == 1


def test_the_stamp_of_a_journal_is_its_last_whole_record(room, tmp_path):
    head = room.state().head
    binder = binder_at(room.folder)
    assert binder.cover().stamp.head == head
    journal = room.folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"torn')
    assert binder.cover().stamp.head == head
    assert binder.cover().title == "Test"
    journal.write_bytes(b"no journal\n")
    assert binder.cover().stamp is None
    assert binder.cover().title == "machine"
    assert binder_at(tmp_path / "nowhere").cover().stamp is None


def test_a_last_record_longer_than_a_block_is_read_whole(room):
    room.record("fact.note", "word " * 3_900, by=ANN)
    stamp = binder_at(room.folder).cover().stamp
    assert stamp.head == room.state().head
    assert stamp.size > 16_384


# --- many assessments


def many(room, number):
    for at in range(number):
        shutil.copytree(room.folder, room.workspace / f"copy-{at:03d}")


def test_a_long_list_has_pages_and_is_searched_by_name(room, monkeypatch):
    monkeypatch.setattr("compliance.web.workspace.page.PAGE", 3)
    assert 'type="search"' not in room.page("/").partition("<main")[2]
    many(room, 6)
    first = room.page("/").partition("<main")[2]
    assert "Page 1 of 3" in first
    assert first.count('scope="row"') == 3
    assert "copy-005" not in first
    assert "copy-005" in room.page("/?page=2")
    assert "machine" in room.page("/?page=99")
    found = room.page("/?q=COPY-004").partition("<main")[2]
    assert "1 of 7 found" in found
    assert found.count('scope="row"') == 1
    nothing = room.page("/?q=nowhere").partition("<main")[2]
    assert "0 of 7 found" in nothing


def test_the_board_keeps_nothing_open_that_nobody_works_on(room):
    many(room, 5)
    ready(room)
    desk = room.app.extensions["conformity-desk"]
    assert list(desk._open) == []
    with desk.open("copy-001"):
        pass
    ready(room)
    assert list(desk._open) == ["copy-001"]


def test_only_so_many_assessments_stay_open_and_none_in_use_is_put_away(room, monkeypatch):
    monkeypatch.setattr("compliance.web.workspace.desk.MOST_OPEN", 2)
    many(room, 5)
    desk = room.app.extensions["conformity-desk"]
    with desk.open("copy-000") as used:
        for at in (1, 2, 3, 4, 1):
            with desk.open(f"copy-{at:03d}"):
                assert desk._open["copy-000"] is used
    assert list(desk._open) == ["copy-001", "copy-000"]


def test_many_threads_on_few_places_share_one_lock_for_each_assessment(room, monkeypatch):
    """However often it is put away, nobody works on a second copy meanwhile."""
    monkeypatch.setattr("compliance.web.workspace.desk.MOST_OPEN", 1)
    many(room, 4)
    desk = room.app.extensions["conformity-desk"]
    inside, wrong = dict.fromkeys((f"copy-{at:03d}" for at in range(4)), 0), []

    def work(start):
        for turn in range(25):
            name = f"copy-{(start + turn) % 4:03d}"
            with desk.open(name, keep=turn % 3 > 0):
                inside[name] += 1
                if inside[name] != 1:
                    wrong.append(name)
                time.sleep(0.001)
                inside[name] -= 1

    threads = [threading.Thread(target=work, args=(at,)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(desk._open) <= 1
    assert not any(item.users for item in desk._open.values())
