"""A program that is killed, hung up on or out of space loses nothing acknowledged."""

from __future__ import annotations

import json
import random
import signal
import sys

import pytest

from compliance.assessment.journal.chain import read_lines
from compliance.assessment.journal.records import JOURNAL
from compliance.errors import ConformityError
from tests.builders import begin, reopen
from tests.services.helpers import child, codes, journal_of, many_pack, record, records_of, verified

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and signals")

KILLS = 200
KILLS_A_FOLDER = 10
HANG_UPS = 20


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    root = tmp_path_factory.mktemp("many")
    return root, many_pack(root)


@pytest.fixture(scope="module")
def catalogue(packs):
    return packs[1]


@pytest.fixture(scope="module")
def server(packs, tmp_path_factory):
    """Ask the forking server; it imports once and forks a writer each time."""
    process = child(tmp_path_factory.mktemp("home"), "serve", packs[0])
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("go\n")

    def ask(job, **request):
        process.stdin.write(json.dumps({"job": job, **request}) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield ask
    process.communicate(timeout=30)
    assert process.returncode == 0


def assert_nothing_acknowledged_is_lost(folder, acknowledged):
    reading = read_lines(journal_of(folder), JOURNAL)
    assert not reading.problems
    for seq, digest in acknowledged:
        assert reading.records[seq - 1].hash == digest
    return reading


def assert_torn_line_is_set_aside(folder, catalogue, tail):
    """Opening, answering and verifying go on after a line was torn."""
    assert "journal.torn" in codes(verified(folder))
    before = reopen(folder, catalogue)
    seq = before.state.seq
    record(before, "fact.note", "after the end")
    (notice,) = before.store.notices
    assert notice.code == "journal.torn"
    assert notice.place == f"{JOURNAL}:{seq + 1}"
    aside = folder / f"journal.torn-{seq + 1}"
    assert aside.name in notice.hint
    assert aside.read_bytes().endswith(tail + b"\n")
    assert len(records_of(folder)) == seq + 1


def test_two_hundred_kills_while_answering_lose_no_acknowledged_answer(server, catalogue, tmp_path):
    chance = random.Random(2024_1689)  # noqa: S311 - repeatable moments
    acknowledged, torn, told = [], 0, 0
    for number in range(KILLS):
        if number % KILLS_A_FOLDER == 0:
            folder = tmp_path / str(number)
            begin(folder, catalogue)
            acknowledged = []
        slow = number % 2 == 1
        answer = server("end", folder=str(folder), after=chance.uniform(0.002, 0.04), slow=slow)
        assert answer["signal"] == signal.SIGKILL
        assert answer["acknowledged"], "the writer was ended before its first answer"
        told += len(answer["acknowledged"])
        acknowledged += answer["acknowledged"]
        reading = assert_nothing_acknowledged_is_lost(folder, acknowledged)
        assert len(reading.records) <= acknowledged[-1][0] + 1
        if reading.tail:
            torn += 1
            assert_torn_line_is_set_aside(folder, catalogue, reading.tail)
        assert verified(folder).intact
    assert told > KILLS
    assert torn > KILLS // 20, "the slow disk should have torn some lines"


def test_a_record_cut_at_any_byte_by_a_kill_is_set_aside_or_completed(server, catalogue, tmp_path):
    whole = tmp_path / "whole"
    assessment = begin(whole, catalogue)
    begun = journal_of(whole)
    record(assessment, "many.001", "lost or kept")
    line = journal_of(whole)[len(begun) :]
    for count in range(len(line) + 1):
        folder = tmp_path / str(count)
        begin(folder, catalogue)
        answer = server("end-after-bytes", folder=str(folder), count=count)
        assert answer["signal"] == signal.SIGKILL
        assert journal_of(folder) == begun + line[:count]
        again = reopen(folder, catalogue)
        record(again, "many.002", "next")
        kept = count >= len(line) - 1
        assert ("many.001" in reopen(folder, catalogue).state.answers) is kept
        reported = {notice.code for notice in again.store.notices}
        assert reported == ({"journal.torn"} if 0 < count < len(line) - 1 else set())
        assert len(records_of(folder)) == (3 if kept else 2)
        assert verified(folder).intact


def test_closing_the_terminal_loses_no_acknowledged_answer(server, catalogue, tmp_path):
    folder = tmp_path / "terminal"
    begin(folder, catalogue)
    acknowledged = []
    for number in range(HANG_UPS):
        answer = server(
            "end",
            folder=str(folder),
            after=0.002 * (number + 1),
            slow=number % 2 == 1,
            hang_up=True,
        )
        assert answer["signal"] == signal.SIGHUP
        acknowledged += answer["acknowledged"]
        reading = assert_nothing_acknowledged_is_lost(folder, acknowledged)
        if reading.tail:
            assert_torn_line_is_set_aside(folder, catalogue, reading.tail)
        assert verified(folder).intact
    assert len(acknowledged) > HANG_UPS


@pytest.mark.parametrize("room", [0, 1, 100, 250])
def test_a_full_disk_is_reported_and_the_next_answer_works(server, catalogue, tmp_path, room):
    folder = tmp_path / "full"
    assessment = begin(folder, catalogue)
    record(assessment, "many.000", "x" * 2000)  # the anchor is no limit then
    answer = server("fill-disk", folder=str(folder), room=room)
    assert answer == {"status": 0, "code": "file.write-failed", "unchanged": True, "later": 3}
    assert verified(folder).intact


def test_a_full_disk_while_a_torn_line_is_set_aside_is_reported(server, catalogue, tmp_path):
    folder = tmp_path / "torn"
    assessment = begin(folder, catalogue)
    record(assessment, "many.000", "x" * 2000)
    (folder / JOURNAL).write_bytes(journal_of(folder) + b'{"at":')
    (folder / "journal.torn-3").write_bytes(b"." * 10_000)  # beyond the limit
    answer = server("fill-disk", folder=str(folder), room=0)
    assert answer["code"] == "file.write-failed"
    assert answer["unchanged"]
    assert answer["later"] == 3
    assert (folder / "journal.torn-3").read_bytes().endswith(b'.{"at":\n')


def test_a_failing_sync_is_reported_and_leaves_the_journal_as_it_was(
    catalogue, tmp_path, monkeypatch
):
    folder = tmp_path / "sync"
    assessment = begin(folder, catalogue)
    before = journal_of(folder)

    def fsync(_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fsync)
        with pytest.raises(ConformityError, match="Input/output error") as raised:
            record(assessment, "fact.note", "lost")
    assert raised.value.code == "file.write-failed"
    assert journal_of(folder) == before
    record(assessment, "fact.note", "kept")
    assert verified(folder).intact
