"""A folder whose seals are all right and which this program did not write."""

from __future__ import annotations

import datetime
import io
import json
import os
import time

import pytest

from compliance.assessment.journal.chain import read_lines
from compliance.assessment.journal.records import (
    JOURNAL,
    Answer,
    Assignment,
    Evidence,
    Note,
    seal,
    timestamp,
)
from compliance.services.assess.append import CLOCKS_DIFFER
from compliance.storage.folder.blobs import FolderBlobs
from compliance.storage.folder.journal import ANCHOR
from tests.builders import ANN, AT, reopen
from tests.services.helpers import codes, journal_of, record, verified

pytestmark = pytest.mark.usefixtures("mini_installed")


def forge(folder, *data, at=AT):
    """Add records as somebody would who knows how a journal is sealed."""
    records = read_lines(journal_of(folder), JOURNAL).records
    for item in data:
        last = records[-1]
        records.append(seal(last.seq + 1, timestamp(at), ANN, item, last.hash))
    store(folder, records)


def redate(folder, number, at):
    """Date a record anew, and seal everything from there on again."""
    records, head = [], None
    for old in read_lines(journal_of(folder), JOURNAL).records:
        moment = at if old.seq == number else old.at
        records.append(seal(old.seq, moment, old.by, old.data, head or old.prev))
        head = records[-1].hash
    store(folder, records)


def store(folder, records):
    (folder / JOURNAL).write_bytes(b"".join(item.line() for item in records))
    (folder / ANCHOR).write_text(json.dumps({"head": records[-1].hash, "seq": len(records)}))


def test_what_the_program_wrote_fits_its_questions(folder):
    assert verified(folder).intact
    assert verified(folder).notes == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (Answer(question="fact.country", value="ATLANTIS"), "answer.not-an-option"),
        (Answer(question="fact.listed", value=True), "answer.wrong-type"),
        (Answer(question="fact.name", value=["a", "list"]), "answer.wrong-type"),
        (Answer(question="fact.name", value="  spaced  "), "answer.wrong-type"),
        (Answer(question="fact.name", value="bell \x07"), "answer.control-character"),
        (Answer(question="fact.count", value="3"), "answer.wrong-type"),
        (Answer(question="fact.count", value=True), "answer.wrong-type"),
        (Answer(question="fact.uses", value=["b", "a", "a"]), "answer.wrong-type"),
        (Answer(question="no.such", value="x"), "answer.unknown-question"),
        (Answer(question="no.such", state="withdrawn"), "answer.unknown-question"),
        (Answer(question="fact.name", state="unknown", value="x"), "answer.wrong-type"),
        (Answer(question="fact.name", state="not-applicable"), "answer.not-applicable"),
        (Note(question="no.such", text="x"), "answer.unknown-question"),
        (Assignment(requirement="fact.name", owner="x"), "answer.unknown-question"),
    ],
)
def test_what_no_question_accepts_is_named_at_its_record(folder, data, code):
    forge(folder, data)
    (problem,) = verified(folder).problems
    assert (problem.place, problem.code) == (f"a/{JOURNAL}:8", code)
    assert "not written by this program" in problem.hint


def test_an_answer_that_was_replaced_later_is_looked_at_too(folder):
    forge(folder, Answer(question="fact.country", value="ATLANTIS"))
    forge(folder, Answer(question="fact.country", value="cn"))
    assert codes(verified(folder)) == {"answer.not-an-option"}


def test_what_fits_no_later_revision_is_noted_and_not_called_forged(folder):
    """The checklists may have been revised since; an honest journal stays honest."""
    records, head = [], None
    for old in read_lines(journal_of(folder), JOURNAL).records:
        data = old.data
        if old.seq == 1:
            data = data.model_copy(update={"edition_digest": "0" * 64})
        records.append(seal(old.seq, old.at, old.by, data, head or old.prev))
        head = records[-1].hash
    store(folder, records)
    forge(folder, Answer(question="gone.since", value="x"))
    result = verified(folder)
    assert result.intact
    assert any("record 8 does not fit edition" in note for note in result.notes)


def test_without_the_checklists_a_note_says_what_was_not_compared(folder, monkeypatch):
    monkeypatch.delenv("CONFORMITY_CHECKLISTS")
    forge(folder, Answer(question="no.such", value="x"))
    result = verified(folder)
    assert result.intact
    assert any("not held against its questions" in note for note in result.notes)


# --- times


@pytest.mark.parametrize("at", ["1999-01-01T00:00:00Z", "2030-05-29T08:00:00Z"])
def test_a_time_days_back_is_named(folder, at):
    redate(folder, 5, at)
    (problem,) = verified(folder).problems
    assert (problem.place, problem.code) == (f"a/{JOURNAL}:5", "journal.clock")


def test_a_record_from_the_future_is_named_where_the_next_one_is_earlier(folder):
    redate(folder, 3, "2041-01-01T00:00:00Z")
    (problem,) = verified(folder).problems
    assert (problem.place, problem.code) == (f"a/{JOURNAL}:4", "journal.clock")


def test_clocks_that_lie_seconds_apart_are_only_noted(folder):
    redate(folder, 4, timestamp(AT - datetime.timedelta(seconds=7)))
    result = verified(folder)
    assert result.intact
    assert any("by 7 seconds at most" in note for note in result.notes)


def test_a_day_that_no_calendar_has_is_named(folder):
    redate(folder, 4, "2030-02-31T09:00:00Z")
    (problem,) = verified(folder).problems
    assert (problem.place, problem.code) == (f"a/{JOURNAL}:4", "journal.clock")


@pytest.mark.parametrize(("years", "said"), [(11, True), (0, False)])
def test_an_answer_before_the_last_record_is_recorded_and_says_so(folder, mini, years, said):
    forge(folder, Answer(question="fact.note", value="x"), at=AT.replace(year=AT.year + years))
    assessment = reopen(folder, mini)
    record(assessment, "fact.note", "one")
    record(assessment, "fact.note", "two")
    found = [item.code for item in assessment.store.notices]
    assert found == (["journal.clock"] if said else [])
    assert assessment.state.answers["fact.note"].value == "two"


def test_clocks_of_two_machines_may_lie_a_little_apart(folder, mini):
    forge(folder, Answer(question="fact.note", value="x"), at=AT + CLOCKS_DIFFER)
    assessment = reopen(folder, mini)
    record(assessment, "fact.note", "one")
    assert assessment.store.notices == []


# --- the locker


def the_file(folder):
    (path,) = (path for path in (folder / "evidence").rglob("*") if path.is_file())
    return path


def links(folder, tmp_path, which):
    """Put the file elsewhere and a link in the place of it, or of a folder around it."""
    path = the_file(folder)
    place = {"file": path, "folder": path.parent, "locker": folder / "evidence"}[which]
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere", target_is_directory=which != "file")


@pytest.mark.parametrize("which", ["file", "folder", "locker"])
def test_evidence_that_is_only_a_link_is_refused(folder, tmp_path, which):
    links(folder, tmp_path, which)
    result = verified(folder)
    assert codes(result) == {"evidence.missing", "evidence.foreign"}
    assert any("(a link)" in item.place for item in result.problems)


@pytest.mark.parametrize("which", ["folder", "locker"])
def test_nothing_is_written_through_a_link(folder, mini, tmp_path, which):
    if which == "folder":
        digest = FolderBlobs(tmp_path / "scratch").put(io.BytesIO(b"new"), "x")[0]
        (tmp_path / "elsewhere").mkdir()
        (folder / "evidence" / digest[:2]).symlink_to(tmp_path / "elsewhere")
    else:
        links(folder, tmp_path, which)
    before = sorted((tmp_path / "elsewhere").rglob("*"))
    with pytest.raises(Exception, match="is a link") as raised:
        reopen(folder, mini).blobs.put(io.BytesIO(b"new"), "x")
    assert raised.value.code == "file.write-failed"
    assert sorted((tmp_path / "elsewhere").rglob("*")) == before


def test_a_size_that_is_not_that_of_the_file_is_named(folder):
    held = next(
        item.data
        for item in read_lines(journal_of(folder), JOURNAL).records
        if isinstance(item.data, Evidence)
    )
    forge(folder, held.model_copy(update={"evidence": "EV-0002", "size": 999_999}))
    (problem,) = verified(folder).problems
    assert problem.code == "evidence.changed"
    assert "its record says 999999" in problem.message


# --- what a stopped program left


def test_what_a_stopped_program_left_goes_with_the_next_file(folder):
    locker = folder / "evidence"
    names = {
        "old": ".new-abcd1234",
        "fresh": ".new-wxyz5678",
        "other": ".new-notes-of-mine.txt",
        "folder": ".new-folder12",
    }
    for name in ("old", "fresh", "other"):
        (locker / names[name]).write_text("x")
    (locker / names["folder"]).mkdir()
    (locker / ".new-linked00").symlink_to(folder / JOURNAL)
    long_ago = time.time() - 2 * 3600
    for name in ("old", "other", "folder"):
        os.utime(locker / names[name], (long_ago, long_ago))
    os.utime(locker / ".new-linked00", (long_ago, long_ago), follow_symlinks=False)
    FolderBlobs(folder).put(io.BytesIO(b"next"), "next.txt")
    left = {path.name for path in locker.iterdir() if path.name.startswith(".new-")}
    assert left == {names["fresh"], names["other"], names["folder"], ".new-linked00"}


def test_uploads_left_among_the_drafts_go_too(folder, mini):
    scratch = reopen(folder, mini).scratch
    scratch.keep_file("Ann", "a.csv", b"x")
    left = folder / "drafts" / ".new-abcd1234"
    left.write_text("half")
    scratch.keep_file("Ann", "b.csv", b"x")
    assert left.exists()
    os.utime(left, (1, 1))
    scratch.keep_file("Ann", "c.csv", b"x")
    assert not left.exists()
