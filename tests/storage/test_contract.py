"""What holds for assessments however they are kept: one suite for every implementation."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import pickle
import threading
import time

import pytest
from pydantic import ValidationError

from compliance.assessment.journal import store as module
from compliance.assessment.journal.records import GENESIS, Evidence, Migrated
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.journal.store import (
    MAX_DRAFT,
    MAX_FILE_NAME,
    MOST_WAITING,
    Anchor,
    Entry,
    HeadMovedError,
)
from compliance.checklist import loader
from compliance.data.digests import CHUNK
from compliance.errors import ConformityError
from compliance.services.assess.attach_evidence import attach_evidence
from compliance.services.assess.begin import abandon, begin_assessment
from compliance.services.assess.open import open_binder
from compliance.services.look.summaries import SummaryStore
from compliance.services.share.organisation import (
    begin_organisation,
    free_binder,
    has_organisation,
    open_organisation,
    organisation_of,
    systems_in,
)
from compliance.services.share.take_over import take_over
from compliance.services.verify.dossier import verify
from compliance.views.board import summarise
from tests.builders import ANN, AT, BEN, TODAY, begin_record, entry, say, write_pack
from tests.services.helpers import record

LATER = entry(say("fact.count", 3))
MOVED = Migrated(from_edition="1", from_digest="0" * 64, edition="2", edition_digest="1" * 64)


@pytest.fixture
def binder(keeping, mini):
    """An assessment with two records."""
    found = keeping.workspace.binder("a")
    found.create().append(None, entry(begin_record(mini)), entry(say("fact.name", "Loom")))
    return found


@pytest.fixture
def store(binder):
    found = binder.store()
    found.read()
    return found


@pytest.fixture
def blobs(binder):
    return binder.blobs()


@pytest.fixture
def scratch(binder):
    return binder.scratch()


def values(binder) -> list[object]:
    return [item.data.value for item in binder.store().read()[1:]]


def refused(code: str, call, *arguments) -> ConformityError:
    with pytest.raises(ConformityError) as caught:
        call(*arguments)
    assert caught.value.code == code
    return caught.value


# --- the journal


def test_records_are_read_back_as_they_were_appended(binder, store):
    (added,) = store.append(store.read()[-1].hash, entry(say("fact.count", 3), BEN))
    records = binder.store().read()
    assert records[-1] == added
    assert [item.seq for item in records] == [1, 2, 3]
    assert [item.by for item in records] == [ANN, ANN, BEN]
    assert [item.prev for item in records] == [GENESIS, records[0].hash, records[1].hash]
    assert store.read() == records
    assert store.read(2) == [added]
    assert store.read(3) == []


def test_several_entries_are_appended_as_one(binder, store):
    entries = [entry(say("q", number), (ANN, BEN)[number % 2]) for number in range(5)]
    added = store.append(None, *entries)
    assert [item.data.value for item in added] == list(range(5))
    assert binder.store().read()[2:] == added
    assert [item.by for item in added] == [ANN, BEN, ANN, BEN, ANN]
    assert store.append(added[-1].hash, LATER)[0].seq == 8


def test_of_several_entries_none_is_kept_where_one_is_no_record(binder, store):
    with pytest.raises(ValidationError):
        store.append(None, LATER, Entry(LATER.at, "", LATER.data))
    assert values(binder) == ["Loom"]
    store.append(None, LATER)
    assert values(binder) == ["Loom", 3]


def test_appending_nothing_changes_nothing(binder, store):
    before = binder.cover()
    assert store.append(None) == []
    assert binder.cover() == before


def test_who_has_not_seen_the_head_is_refused_with_what_came_between(binder, store):
    seen = store.read()[-1].hash
    binder.store().append(None, entry(say("fact.count", 3), BEN))
    binder.store().append(None, entry(say("fact.count", 4), BEN))
    with pytest.raises(HeadMovedError) as caught:
        store.append(seen, entry(say("fact.count", 5)), entry(say("fact.count", 6)))
    assert [item.data.value for item in caught.value.unseen] == [3, 4]
    assert values(binder) == ["Loom", 3, 4]
    store.append(store.read()[-1].hash, entry(say("fact.count", 5)))
    assert values(binder) == ["Loom", 3, 4, 5]


def test_a_head_that_nobody_knows_counts_as_having_seen_nothing(store):
    with pytest.raises(HeadMovedError) as caught:
        store.append("f" * 64, LATER)
    assert [item.seq for item in caught.value.unseen] == [1, 2]


def test_who_saw_a_head_that_another_program_wrote_is_told_only_what_came_later(binder, store):
    """Several servers: the page was shown by one, its form comes to another."""
    (shown,) = binder.store().append(None, LATER)
    binder.store().append(None, entry(say("fact.count", 4), BEN))
    with pytest.raises(HeadMovedError) as caught:
        store.append(shown.hash, entry(say("fact.count", 5)))
    assert [item.data.value for item in caught.value.unseen] == [4]


def test_nobody_appends_blindly_to_an_assessment_that_was_migrated(binder, store):
    (moved,) = binder.store().append(None, entry(MOVED, BEN))
    with pytest.raises(HeadMovedError) as caught:
        store.append(None, LATER)
    assert caught.value.unseen == [moved]
    assert store.read() == binder.store().read()
    store.append(moved.hash, LATER)
    assert len(binder.store().read()) == 4


def test_two_writers_at_once_lose_nothing_and_what_belongs_together_stays(binder):
    def work(name: str) -> None:
        mine = binder.store()
        for number in range(20):
            mine.append(None, *(entry(say(name, [number, part]), name) for part in "ab"))

    threads = [threading.Thread(target=work, args=(name,)) for name in ("q.1", "q.2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = [(item.by, item.data.value) for item in binder.store().read()[2:]]
    for name in ("q.1", "q.2"):
        mine = [value for by, value in written if by == name]
        assert mine == [[number, part] for number in range(20) for part in "ab"]
    pairs = zip(written[::2], written[1::2], strict=True)
    assert all(one[1][0] == two[1][0] and one[0] == two[0] for one, two in pairs)


def test_of_writers_who_saw_the_same_head_one_is_first(binder):
    head, told = binder.store().read()[-1].hash, []

    def work(name: str) -> None:
        try:
            binder.store().append(head, entry(say("q", name), name))
            told.append("kept")
        except HeadMovedError as moved:
            told.append([item.by for item in moved.unseen])

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = values(binder)[1:]
    assert sorted(told, key=str) == [[kept]] * 3 + ["kept"]


def _append_many(pickled: bytes, name: str) -> None:
    mine = pickle.loads(pickled).store()  # noqa: S301 - made a moment ago
    for number in range(10):
        mine.append(None, entry(say("q", f"{name} {number}"), name))


def test_writers_in_processes_of_their_own_lose_nothing(shared, mini):
    binder = shared.workspace.binder("a")
    binder.create().append(None, entry(begin_record(mini)))
    context = multiprocessing.get_context("spawn")
    pickled = pickle.dumps(binder)
    children = [context.Process(target=_append_many, args=(pickled, name)) for name in "abc"]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0]
    wanted = {f"{name} {number}" for name in "abc" for number in range(10)}
    assert sorted(values(binder)) == sorted(wanted)


def test_who_holds_the_journal_may_append_and_others_wait(binder, store):
    other = threading.Thread(target=lambda: binder.store().append(None, LATER))
    with store.locked():
        other.start()
        time.sleep(0.05)
        store.append(None, entry(say("fact.count", 1)))
        time.sleep(0.05)
        assert other.is_alive()
        assert values(binder) == ["Loom", 1]
    other.join(30)
    assert values(binder) == ["Loom", 1, 3]


def test_an_undamaged_journal_has_no_notices(store):
    store.append(None, LATER)
    assert store.notices == []


def test_a_changed_record_is_named_and_nothing_is_appended_to_it(keeping, binder):
    keeping.change_journal("a", b"Loom", b"Boom")
    before = binder.store().as_stored()
    refused("journal.broken-chain", binder.store().read)
    refused("journal.broken-chain", binder.store().append, None, LATER)
    assert binder.store().as_stored() == before


def test_a_journal_lies_there_as_the_lines_of_its_records(binder, store):
    (last,) = store.append(None, LATER)
    stored = store.as_stored()
    assert stored.content == b"".join(item.line() for item in store.read())
    assert stored.anchor == Anchor(3, last.hash)
    assert stored.anchor_name


def test_a_journal_written_again_entry_by_entry_has_the_same_bytes(keeping, binder, store):
    store.append(None, LATER, entry(MOVED, BEN))
    copy = keeping.workspace.binder("b").create()
    entries = [Entry(item.at, item.by, item.data) for item in store.read()]
    copy.append(None, *entries[:1])
    copy.append(copy.read()[-1].hash, *entries[1:])
    assert copy.as_stored() == store.as_stored()


# --- evidence


class Brought(io.BytesIO):
    """A stream that notes how much is asked of it, and may break off."""

    def __init__(self, content: bytes, error: BaseException | None = None) -> None:
        super().__init__(content)
        self.asked: list[int] = []
        self.error = error

    def read(self, size: int = -1) -> bytes:
        self.asked.append(size)
        piece = super().read(size)
        if not piece and self.error is not None:
            raise self.error
        return piece


def put(blobs, content: bytes = b"content") -> str:
    return blobs.put(io.BytesIO(content), "x")[0]


def read(blobs, digest: str) -> bytes:
    with blobs.open(digest, "x") as stream:
        return stream.read()


def everything(blobs) -> list[str]:
    return [*blobs.foreign(set()), *blobs.unfinished()]


def held(digest: str, size: int = 7, number: int = 1) -> HeldEvidence:
    data = Evidence(
        evidence=f"EV-{number:04}",
        sha256=digest,
        size=size,
        name="list.txt",
        evidence_kind="report",
        supports=("risk.list",),
    )
    return HeldEvidence(data, ANN, "")


def test_what_is_taken_in_is_found_by_its_digest(binder, blobs):
    digest, size = blobs.put(io.BytesIO(b"content"), "x")
    assert digest == hashlib.sha256(b"content").hexdigest()
    assert size == blobs.size(digest) == 7
    again = binder.blobs()
    assert read(again, digest) == b"content"
    assert again.is_whole(digest, 7)
    assert not again.is_whole(digest, 8)


def test_a_large_file_passes_in_pieces(blobs):
    content, told = b"x" * (2 * CHUNK + 5), []
    stream = Brought(content)
    digest, size = blobs.put(stream, "x", told.append)
    assert told == [CHUNK, CHUNK, 5]
    assert set(stream.asked) == {CHUNK}
    assert size == len(content)
    assert read(blobs, digest) == content


def test_the_same_content_is_kept_once(blobs):
    assert put(blobs) == put(blobs)
    assert len(everything(blobs)) == 1


def test_the_same_content_from_two_at_once_is_kept_whole(blobs):
    content = b"x" * (CHUNK + 1)
    threads = [threading.Thread(target=put, args=(blobs, content)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert blobs.is_whole(hashlib.sha256(content).hexdigest(), len(content))
    assert len(everything(blobs)) == 1


def test_an_empty_and_a_too_large_file_are_refused_and_leave_nothing(blobs, monkeypatch):
    monkeypatch.setattr(module, "MAX_EVIDENCE", 10)
    monkeypatch.setattr(module, "CHUNK", 4)
    for content, code in ((b"", "evidence.empty"), (b"x" * 50, "file.too-large")):
        stream = Brought(content)
        problem = refused(code, blobs.put, stream, "report.pdf")
        assert problem.problems[0].place == "report.pdf"
        assert stream.tell() <= 12, "no more is read than shows that it is too large"
        assert everything(blobs) == []
    assert blobs.size(put(blobs, b"x" * 10)) == 10


def test_a_stream_that_breaks_off_leaves_nothing(blobs):
    with pytest.raises(KeyboardInterrupt):
        blobs.put(Brought(b"half a file", KeyboardInterrupt()), "x")
    assert everything(blobs) == []
    broken = Brought(b"half a file", OSError(5, "Input/output error"))
    assert "Input/output error" in str(refused("file.write-failed", blobs.put, broken, "x"))
    assert everything(blobs) == []


def test_what_is_not_there_is_said_with_its_place(blobs):
    assert blobs.size("0" * 64) is None
    assert not blobs.is_whole("0" * 64, 7)
    problem = refused("evidence.missing", blobs.open, "0" * 64, "EV-0001")
    assert problem.problems[0].place == "EV-0001"


def test_missing_changed_and_foreign_files_are_named_at_once(keeping, blobs):
    whole, gone, changed = (put(blobs, content) for content in (b"one", b"two", b"three"))
    every = [held(whole, 3), held(gone, 3, 2), held(changed, 5, 3)]
    assert blobs.check(every) == []
    keeping.change_blob("a", gone, None)
    keeping.change_blob("a", changed, b"THREE")
    keeping.add_foreign("a")
    problems = blobs.check(every)
    assert [(item.code, item.place) for item in problems[:2]] == [
        ("evidence.missing", "EV-0002 (list.txt)"),
        ("evidence.changed", "EV-0003 (list.txt)"),
    ]
    assert [item.code for item in problems[2:]] == ["evidence.foreign"]
    assert "foreign" in problems[2].place


def test_a_changed_file_is_mended_by_the_whole_one(keeping, blobs):
    digest = put(blobs)
    keeping.change_blob("a", digest, b"other")
    assert not blobs.is_whole(digest, 7)
    assert put(blobs) == digest
    assert blobs.is_whole(digest, 7)


# --- what is kept and is not a record


FIELDS = {"value": ["It weaves", ""], "seen": ["ab"]}
HOSTILE = ("../../x", "a/b\\c", "CON", "", "深圳 \u202e", "x" * 5_000, "a\x00b")


def test_a_draft_belongs_to_one_person_and_one_question(binder, scratch):
    scratch.keep_draft(ANN, "fact.name", FIELDS, "2030-06-01T09:00:00Z")
    scratch.keep_draft(BEN, "fact.name", {"value": ["It knits"]}, "2030-06-01T09:00:01Z")
    again = binder.scratch()
    assert again.draft(ANN, "fact.name") == (FIELDS, "2030-06-01T09:00:00Z")
    assert again.draft(BEN, "fact.name")[0] == {"value": ["It knits"]}
    assert again.draft(ANN, "fact.note") is None
    again.drop_draft(ANN, "fact.name")
    again.drop_draft(ANN, "fact.note")
    assert scratch.draft(ANN, "fact.name") is None
    assert scratch.draft(BEN, "fact.name") is not None


def test_a_later_draft_replaces_one_unless_it_is_too_long(scratch):
    scratch.keep_draft(ANN, "fact.name", FIELDS, "1")
    scratch.keep_draft(ANN, "fact.name", {"value": ["x"]}, "2")
    scratch.keep_draft(ANN, "fact.name", {"value": ["x" * MAX_DRAFT]}, "3")
    assert scratch.draft(ANN, "fact.name") == ({"value": ["x"]}, "2")


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_people_and_questions_may_be_anything(scratch, name):
    scratch.keep_draft(name, name, FIELDS, "1")
    scratch.keep_draft(ANN, name, {}, "2")
    assert scratch.draft(name, name) == (FIELDS, "1")
    assert scratch.draft(ANN, name) == ({}, "2")
    token = scratch.keep_file(name, name, b"content")
    assert scratch.file(name, token) == (name[:MAX_FILE_NAME], b"content")


def test_questions_are_passed_over_until_they_are_taken_up(binder, scratch):
    assert scratch.passed_over() == frozenset()
    scratch.take_up()
    scratch.pass_over("fact.note")
    scratch.pass_over("fact.since")
    assert binder.scratch().passed_over() == {"fact.note", "fact.since"}
    scratch.take_up()
    assert binder.scratch().passed_over() == frozenset()


def test_a_file_waits_for_its_person_only(binder, scratch):
    token = scratch.keep_file(ANN, "answers.xlsx", b"PK\n\x00")
    assert binder.scratch().file(ANN, token) == ("answers.xlsx", b"PK\n\x00")
    refused("exchange.kept", scratch.file, BEN, token)
    for wrong in ("", "x", "../../journal", token[:-1], token + "x", "é" * 40):
        refused("exchange.kept", scratch.file, ANN, wrong)
        scratch.drop_file(ANN, wrong)
    scratch.drop_file(BEN, token)
    assert scratch.file(ANN, token)[1] == b"PK\n\x00"
    scratch.drop_file(ANN, token)
    refused("exchange.kept", scratch.file, ANN, token)


def test_few_files_wait_and_the_oldest_goes_first(scratch):
    tokens = []
    for number in range(MOST_WAITING + 2):
        tokens.append(scratch.keep_file(ANN, "x", b"%d" % number))
        time.sleep(0.02)
    for token in tokens[:2]:
        refused("exchange.kept", scratch.file, ANN, token)
    assert [scratch.file(ANN, token)[1] for token in tokens[2:]] == [
        b"%d" % number for number in range(2, MOST_WAITING + 2)
    ]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[" * 100_000])
def test_what_is_damaged_reads_as_nothing(keeping, scratch, content):
    scratch.keep_draft(ANN, "fact.name", FIELDS, "1")
    scratch.pass_over("fact.note")
    token = scratch.keep_file(ANN, "x", b"content")
    keeping.damage_scratch("a", content)
    assert scratch.draft(ANN, "fact.name") is None
    assert scratch.passed_over() == frozenset()
    refused("exchange.kept", scratch.file, ANN, token)
    scratch.keep_draft(ANN, "fact.name", FIELDS, "2")
    scratch.pass_over("fact.note")
    assert scratch.draft(ANN, "fact.name") == (FIELDS, "2")
    assert scratch.passed_over() == {"fact.note"}


def test_documents_are_kept_by_name(binder, scratch):
    assert scratch.papers() == {}
    scratch.keep_paper("one.pdf", b"%PDF one")
    scratch.keep_paper("two.pdf", b"%PDF")
    scratch.keep_paper("one.pdf", b"%PDF again")
    assert binder.scratch().papers() == {"one.pdf": 10, "two.pdf": 4}
    with binder.scratch().paper("one.pdf") as stream:
        assert stream.read() == b"%PDF again"
    for wrong in ("three.pdf", "../journal.jsonl", ""):
        refused("file.missing", scratch.paper, wrong)


# --- binders side by side


def test_an_assessment_begins_once_and_can_be_taken_back(keeping):
    binder = keeping.workspace.binder("a")
    assert not binder.exists()
    refused("assessment.not-a-folder", binder.store)
    assert binder.create().read() == []
    assert binder.exists()
    refused("assessment.exists", binder.create)
    binder.discard()
    assert not binder.exists()
    binder.create()


def test_a_workspace_tells_of_its_assessments_without_opening_them(keeping, mini):
    workspace = keeping.workspace
    assert (workspace.names(), workspace.covers()) == ([], [])
    for name, scope in (("b", "system"), ("a", "organisation")):
        update = {"name": name.upper(), "scope": scope}
        first = begin_record(mini).model_copy(update=update)
        workspace.binder(name).create().append(None, entry(first))
    assert workspace.names() == ["a", "b"]
    assert [(item.name, item.title, item.organisation) for item in workspace.covers()] == [
        ("a", "A", True),
        ("b", "B", False),
    ]
    assert workspace.binder("a").workspace.names() == ["a", "b"]


def test_a_cover_tells_every_change_of_its_journal(binder, store):
    stamps = [binder.cover().stamp]
    for number in range(3):
        (last,) = store.append(None, entry(say("fact.count", number)))
        stamps.append(binder.cover().stamp)
        assert stamps[-1].head == last.hash
    assert binder.cover().stamp == stamps[-1]
    assert sorted({stamp.size for stamp in stamps}) == [stamp.size for stamp in stamps]


def test_a_cover_that_cannot_be_read_still_has_a_name(keeping):
    assert keeping.workspace.binder("a").cover().title == "a"
    binder = keeping.workspace.binder("b")
    binder.create()
    assert (binder.cover().title, binder.cover().stamp) == ("b", None)


def test_a_free_name_is_nobodys(keeping, binder):
    workspace = keeping.workspace
    assert not workspace.is_free("a")
    assert workspace.is_free("loom")
    assert workspace.free_name("Loom") == "loom"
    assert workspace.free_name("A") == "a-2"
    assert workspace.free_name("Loom", {"loom"}) == "loom-2"


def test_a_summary_is_found_again(keeping):
    assert keeping.workspace.summary("a") is None
    for name in ("a", "../b"):
        keeping.workspace.keep_summary(name, name.encode())
    assert keeping.workspace.summary("a") == b"a"
    assert keeping.workspace.summary("../b") == b"../b"


def test_what_was_chosen_before_is_found_again(keeping):
    assert keeping.workspace.habits("tables") is None
    keeping.workspace.keep_habits("tables", b"{}")
    keeping.workspace.keep_habits("../tables", b"[]")
    assert keeping.workspace.habits("tables") == b"{}"


# --- what people do, however it is kept


@pytest.fixture
def made(keeping, tmp_path, monkeypatch):
    """An organisation and a system, begun and answered as a face would."""
    root = write_pack(tmp_path / "packs")
    monkeypatch.setattr(loader, "shipped_folder", lambda _name: root)
    more = {"pack": "mini", "by": ANN, "at": AT}
    firm = begin_organisation(keeping.workspace, organisation_id="CO-1", name="Mill Ltd", **more)
    binder = free_binder(keeping.workspace, "Loom 3")
    loom = begin_assessment(binder, assessment_id="CA-1", name="Loom 3", **more)
    return firm, loom


def test_an_assessment_is_begun_answered_proven_and_verified(made, keeping, tmp_path):
    firm, loom = made
    (tmp_path / "list.txt").write_text("risks")
    record(loom, "fact.name", "Loom")
    attach_evidence(
        loom,
        tmp_path / "list.txt",
        kind="report",
        supports=["risk.list"],
        by=ANN,
        at=AT,
        collected=TODAY,
    )
    assert loom.binder.name == "loom-3"
    assert [item.name for item in systems_in(keeping.workspace)] == ["loom-3"]
    again = open_binder(keeping.workspace.binder("loom-3"))
    record(again, "fact.country", "fr", by=BEN)
    assert [item.by for item in loom.refresh()] == [BEN]
    result = verify([], [loom.binder, firm.binder])
    assert result.problems == []
    assert any("loom-3: 4 records chained" in line for line in result.checked)


def test_an_organisation_is_found_beside_and_taken_over(made, keeping, tmp_path):
    firm, loom = made
    assert has_organisation(loom)
    assert organisation_of(loom.binder).head == firm.head
    assert organisation_of(firm.binder) is None
    assert open_organisation(keeping.workspace).head == firm.head
    take_over(firm, loom, by=BEN, at=AT)
    assert verify([], [loom.binder]).intact


def test_what_failed_at_the_beginning_is_taken_back(made, keeping):
    _, loom = made
    abandon(loom)
    assert not loom.binder.exists()
    assert keeping.workspace.names() == ["organisation"]


def test_a_summary_outlives_the_server(made, keeping):
    _, loom = made
    stamp = loom.binder.cover().stamp
    summary = summarise(loom, TODAY)
    SummaryStore(keeping.workspace).keep("loom-3", stamp, TODAY, loom, summary)
    assert SummaryStore(keeping.workspace).find("loom-3", stamp, TODAY) == summary
    record(loom, "fact.name", "Loom")
    later = loom.binder.cover().stamp
    assert SummaryStore(keeping.workspace).find("loom-3", later, TODAY) is None
