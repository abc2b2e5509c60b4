"""Whoever changes, drops, moves or cuts off a byte of the journal is found out."""

from __future__ import annotations

import datetime
import io
import json
import shutil

import pytest

from compliance.assessment.journal.chain import read_lines
from compliance.assessment.journal.records import (
    GENESIS,
    JOURNAL,
    Answer,
    Assignment,
    Begin,
    Evidence,
    EvidenceMarked,
    EvidenceWithdrawn,
    Note,
    Record,
    ReviewGiven,
    seal,
    timestamp,
)
from compliance.data.digests import canonical_json, sha256
from compliance.errors import ConformityError
from compliance.services.verify.dossier import verify
from compliance.storage.folder.blobs import FolderBlobs
from compliance.storage.folder.journal import ANCHOR, FolderStore
from tests.builders import ANN, AT, BEN, begin_record, chain, entry, say

BEGIN = Begin(assessment="CA-1", name="Ü", pack="mini", edition="1", edition_digest="ab" * 32)
EVERY_KIND = [
    BEGIN,
    Answer(question="fact.name", value="Loom", explanation="a\nb"),
    Answer(question="fact.count", value=3),
    Answer(question="x", value=[{"name": "深圳", "weight": 0.25}]),
    Answer(question="x", state="not-applicable", explanation="no"),
    Evidence(
        evidence="EV-0001",
        sha256="cd" * 32,
        size=3,
        name="a.pdf",
        evidence_kind="report",
        supports=("x", "y"),
        collected=datetime.date(2030, 1, 1),
    ),
    EvidenceMarked(evidence="EV-0001", inside=True, reason="names"),
    EvidenceWithdrawn(evidence="EV-0001", reason="old"),
    Note(question="x", text="look"),
    ReviewGiven(requirement="x", decision="approved", basis="ef" * 32),
    Assignment(requirement="x", owner="Cleo", due=datetime.date(2030, 7, 1)),
]


def expected_hash(record: Record) -> str:
    return sha256(canonical_json(record.model_dump(mode="json", exclude={"hash"})))


def lines_of(*data: object) -> bytes:
    return b"".join(record.line() for record in chain(*data))  # type: ignore[arg-type]


def test_a_journal_of_every_kind_of_record_is_read_as_it_was_written():
    written = chain(*EVERY_KIND)
    reading = read_lines(b"".join(record.line() for record in written), "j")
    assert reading.problems == []
    assert reading.records == written
    assert reading.head == written[-1].hash
    assert reading.tail == b""


def test_each_record_points_to_the_one_before_it():
    written = chain(*EVERY_KIND)
    assert [record.prev for record in written] == (
        [GENESIS] + [record.hash for record in written[:-1]]
    )
    assert [record.seq for record in written] == list(range(1, len(written) + 1))
    assert all(record.hash == expected_hash(record) for record in written)


TRAPS = (
    {"hash": "0" * 64, "prev": GENESIS, "seq": 2},
    '","hash":"x","prev":"y","seq":3}',
    [f',"prev":"{GENESIS}","seq":1}}'],
    "“ü” \\u0000 \u2028",
    1.0,
)
"""Values that look like the end of a record, or are written in an unusual way."""


def test_line_and_hash_are_found_together_as_they_are_apart():
    written = chain(*EVERY_KIND, *(Answer(question="q", value=value) for value in TRAPS))
    for record in written:
        value = record.model_dump(mode="json")
        line = canonical_json(value) + b"\n"
        del value["hash"]
        assert record.line_and_hash() == (line, sha256(canonical_json(value)))
        assert record.line() == line
    assert read_lines(b"".join(record.line() for record in written), "j").records == written


def test_the_chain_can_be_checked_with_nothing_but_json_and_sha_256():
    import hashlib

    prev = "0" * 64
    for line in lines_of(*EVERY_KIND).splitlines():
        value = json.loads(line)
        claimed = value.pop("hash")
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == claimed
        assert value["prev"] == prev
        prev = claimed


@pytest.fixture
def folder(tmp_path, mini):
    """A small assessment with two answers and one piece of evidence."""
    store = FolderStore(tmp_path / "a")
    store.create()
    store.append(None, entry(begin_record(mini)))
    digest, size = FolderBlobs(store.folder).put(io.BytesIO(b"risks"), "list.txt")
    listed = Evidence(
        evidence="EV-0001",
        sha256=digest,
        size=size,
        name="list.txt",
        evidence_kind="report",
        supports=("risk.list",),
    )
    store.append(None, entry(listed, BEN))
    store.append(None, entry(say("fact.name", "Loom")))
    return store.folder


def test_an_untouched_folder_is_intact(folder, mini_installed):
    result = verify([folder])
    assert result.intact
    assert result.notes == []
    assert len(result.checked) == 2


def test_every_flipped_bit_is_found(folder):
    journal = folder / JOURNAL
    good = journal.read_bytes()
    for at in range(len(good)):
        for bit in range(8):
            bad = bytearray(good)
            bad[at] ^= 1 << bit
            reading = read_lines(bytes(bad), JOURNAL)
            assert reading.problems or reading.tail, f"byte {at} bit {bit}"


def test_every_flipped_byte_makes_the_folder_not_intact(folder):
    journal = folder / JOURNAL
    good = journal.read_bytes()
    for at in range(len(good)):
        bad = bytearray(good)
        bad[at] ^= 1 << at % 8
        journal.write_bytes(bad)
        assert not verify([folder]).intact, f"byte {at}"


def test_every_dropped_byte_makes_the_folder_not_intact(folder):
    journal = folder / JOURNAL
    good = journal.read_bytes()
    for at in range(len(good)):
        journal.write_bytes(good[:at] + good[at + 1 :])
        assert not verify([folder]).intact, f"byte {at}"


def test_every_truncation_makes_the_folder_not_intact(folder):
    journal = folder / JOURNAL
    good = journal.read_bytes()
    for length in range(len(good)):
        journal.write_bytes(good[:length])
        assert not verify([folder]).intact, f"cut to {length} bytes"


def test_every_added_byte_makes_the_folder_not_intact(folder):
    journal = folder / JOURNAL
    good = journal.read_bytes()
    for at in range(len(good) + 1):
        journal.write_bytes(good[:at] + b" " + good[at:])
        assert not verify([folder]).intact, f"before byte {at}"


def test_the_problem_names_the_record_that_was_changed(folder):
    journal = folder / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"Ben Reviewer", b"Bob Reviewer")
    journal.write_bytes(b"".join(lines))
    (problem,) = verify([folder]).problems
    assert problem.code == "journal.broken-chain"
    assert problem.place.endswith("journal.jsonl:2")
    assert "Record 2" in problem.message


def shuffled(lines: list[bytes], way: str) -> list[bytes]:
    match way:
        case "dropped":
            return [lines[0], lines[2]]
        case "moved":
            return [lines[0], lines[2], lines[1]]
        case "doubled":
            return [*lines, lines[2]]
        case _:
            return [lines[0], lines[1], lines[1], lines[2]]


@pytest.mark.parametrize("way", ["dropped", "moved", "doubled", "inserted"])
def test_records_that_were_dropped_or_moved_are_found(folder, way: str):
    journal = folder / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(shuffled(lines, way)))
    codes = [problem.code for problem in verify([folder]).problems]
    assert codes[0] == "journal.broken-chain"


def test_records_cut_off_the_end_are_found_by_the_anchor(folder):
    journal = folder / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:2]))
    (problem,) = verify([folder]).problems
    assert problem.code == "journal.truncated"
    with pytest.raises(ConformityError) as caught:
        FolderStore(folder).read()
    assert caught.value.code == "journal.truncated"


def test_without_the_anchor_the_user_is_told_what_cannot_be_seen(folder):
    (folder / ANCHOR).unlink()
    result = verify([folder])
    assert result.intact
    assert any("cut off" in note for note in result.notes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"seq": 3}',
        '{"seq": "x", "head": "y"}',
        '{"seq": Infinity, "head": "y"}',
        "[" * 100_000,
        '{"seq": 0, "head": ""}',
        '{"seq": -4, "head": ""}',
    ],
)
def test_an_anchor_that_says_nothing_is_noted_and_stops_nobody(folder, text: str):
    (folder / ANCHOR).write_text(text)
    assert len(FolderStore(folder).read()) == 3
    result = verify([folder])
    assert result.intact
    assert any(ANCHOR in note for note in result.notes)


def test_a_journal_rewritten_as_a_whole_is_found_by_the_anchor(folder, mini):
    other = chain(begin_record(mini), say("fact.name", "A"), say("fact.name", "B"))
    (folder / JOURNAL).write_bytes(b"".join(record.line() for record in other))
    codes = [problem.code for problem in verify([folder]).problems]
    assert "journal.broken-chain" in codes


def forged(**changes: object) -> bytes:
    """A record with a right hash that no program would write."""
    body = {
        "seq": 1,
        "at": timestamp(AT),
        "by": ANN,
        "data": BEGIN.model_dump(mode="json"),
        "prev": GENESIS,
        **changes,
    }
    return canonical_json({**body, "hash": sha256(canonical_json(body))}) + b"\n"


GOOD = forged()


@pytest.mark.parametrize(
    "line",
    [
        forged(seq=2),
        forged(prev="1" * 64),
        forged(at="yesterday"),
        forged(by=""),
        forged(extra=1),
        GOOD.replace(b'"by":', b'"by": '),
        GOOD.replace(b'"by":', b'"by":"Eve","by":'),
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace("Ü".encode(), b"\\u00dc"),
        GOOD.replace("Ü".encode(), b"\\ud800"),
        GOOD.replace("Ü".encode(), "U\u0308".encode()),
        GOOD.replace("Ü".encode(), b"\xff"),
        GOOD.replace(b'"format":1', b'"format":1.0'),
        GOOD.replace(b'"format":1', b'"format":true'),
        b"\xef\xbb\xbf" + GOOD,
        b"\n",
        b"[]\n",
        b"null\n",
        b"[" * 100_000 + b"\n",
        b'{"seq":' + b"9" * 5000 + b"}\n",
    ],
)
def test_a_line_that_is_not_exactly_a_record_is_a_problem(line: bytes):
    assert line != GOOD
    assert read_lines(GOOD, "j").problems == []
    reading = read_lines(line, "j")
    assert reading.records == []
    (problem,) = reading.problems
    assert problem.code in {"journal.unreadable", "journal.broken-chain"}
    assert problem.place == "j:1"


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "unheard-of"},
        {**BEGIN.model_dump(mode="json"), "format": 2},
        {**BEGIN.model_dump(mode="json"), "country": "fr"},
    ],
)
def test_a_whole_record_of_a_later_version_is_named_as_such(data):
    (problem,) = read_lines(forged(data=data), "j").problems
    assert problem.code == "assessment.newer"
    assert "Install" in problem.hint
    torn = forged(data=data).replace(b'"by":"', b'"by":"E')
    assert read_lines(torn, "j").problems[0].code == "journal.unreadable"


@pytest.mark.parametrize("value", [b"NaN", b"Infinity", b'"\\ud800"'])
def test_a_value_that_canonical_json_does_not_know_is_a_problem(value: bytes):
    (first, second) = chain(BEGIN, say("x", 1))
    line = second.line().replace(b'"value":1', b'"value":' + value)
    reading = read_lines(first.line() + line, "j")
    assert reading.records == [first]
    assert [problem.place for problem in reading.problems] == ["j:2"]


def test_reading_stops_at_the_first_line_that_cannot_be_trusted():
    content = lines_of(BEGIN, say("a", 1), say("b", 2))
    lines = content.splitlines(keepends=True)
    reading = read_lines(lines[0] + b"rubbish\n" + lines[1] + lines[2], "j")
    assert len(reading.records) == 1
    assert reading.good_bytes == len(lines[0])
    assert len(reading.problems) == 1


def test_a_time_is_written_in_utc_to_the_second():
    berlin = datetime.timezone(datetime.timedelta(hours=2))
    moment = datetime.datetime(2030, 6, 1, 1, 2, 3, 999, tzinfo=berlin)
    assert timestamp(moment) == "2030-05-31T23:02:03Z"


def test_sealing_refuses_a_record_without_author():
    with pytest.raises(ValueError, match="by"):
        seal(1, timestamp(AT), "", BEGIN, GENESIS)


# --- the locker -----------------------------------------------------------------------


def evidence_file(folder):
    return next(path for path in (folder / "evidence").rglob("*") if path.is_file())


def test_a_changed_evidence_file_is_named(folder):
    evidence_file(folder).write_text("other")
    (problem,) = verify([folder]).problems
    assert problem.code == "evidence.changed"
    assert "EV-0001 (list.txt)" in problem.place


def test_a_missing_evidence_file_is_named(folder):
    evidence_file(folder).unlink()
    (problem,) = verify([folder]).problems
    assert problem.code == "evidence.missing"
    assert "EV-0001 (list.txt)" in problem.place


def test_a_missing_locker_is_found(folder):
    shutil.rmtree(folder / "evidence")
    assert [p.code for p in verify([folder]).problems] == ["evidence.missing"]


def test_a_file_that_belongs_to_no_record_is_named(folder):
    held = evidence_file(folder)
    (held.parent / "notes.txt").write_text("x")
    (folder / "evidence" / held.name).write_bytes(held.read_bytes())
    problems = verify([folder]).problems
    assert {problem.code for problem in problems} == {"evidence.foreign"}
    assert len(problems) == 2
    assert any(problem.place.endswith("notes.txt") for problem in problems)


def test_a_copy_that_was_interrupted_is_named_and_is_no_change(folder):
    (folder / "evidence" / ".new-abc").write_text("half")
    result = verify([folder])
    assert result.intact
    assert any("evidence/.new-abc is an unfinished copy" in note for note in result.notes)


def test_a_file_hidden_under_the_name_of_a_copy_elsewhere_is_foreign(folder):
    (evidence_file(folder).parent / ".new-abc").write_text("hidden")
    problems = verify([folder]).problems
    assert [problem.code for problem in problems] == ["evidence.foreign"]
    assert problems[0].place.endswith(".new-abc")
