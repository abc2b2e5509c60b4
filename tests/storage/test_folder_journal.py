"""The store never loses what it acknowledged, and never mixes two writers."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import GENESIS, JOURNAL
from compliance.assessment.journal.store import Anchor, HeadMovedError
from compliance.errors import ConformityError
from compliance.storage.folder import journal as store_module
from compliance.storage.folder.journal import ANCHOR, FolderStore
from tests.builders import ANN, BEN, begin_record, entry, say


@pytest.fixture
def store(tmp_path, mini) -> FolderStore:
    found = FolderStore(tmp_path / "a")
    found.create()
    found.append(None, entry(begin_record(mini)))
    found.append(None, entry(say("fact.name", "Loom")))
    return found


LATER = say("fact.count", 3)


def name_in_anchor(store: FolderStore, seq: int | None) -> None:
    """Make the anchor name a record, as a program ended then would have left it."""
    path = store.folder / ANCHOR
    path.unlink(missing_ok=True)
    if seq is not None:
        head = store._records[seq - 1].hash
        path.write_text(json.dumps({"head": head, "seq": seq}))


def refused(store: FolderStore, code: str) -> None:
    """Nothing can be read or appended, twice, and not a byte of the folder changes."""

    def files() -> dict[str, bytes]:
        inside = (path for path in store.folder.iterdir() if path.is_file())
        return {path.name: path.read_bytes() for path in inside}

    before = files()
    for _ in range(2):
        with pytest.raises(ConformityError) as caught:
            store.read()
        assert caught.value.code == code
        with pytest.raises(ConformityError) as caught:
            store.append(None, entry(LATER))
        assert caught.value.code == code
        assert files() == before


def answers(folder) -> dict[str, object]:
    state = fold(FolderStore(folder).read())
    return {known: given.value for known, given in state.answers.items()}


def test_a_store_begins_empty_and_only_once(tmp_path):
    store = FolderStore(tmp_path / "deep" / "a")
    store.create()
    assert store.read() == []
    assert store.head == GENESIS
    with pytest.raises(FileExistsError):
        store.create()


def test_a_journal_without_beginning_is_no_assessment(tmp_path):
    store = FolderStore(tmp_path / "a")
    store.create()
    store.append(None, entry(say("fact.name", "Loom")))
    for records in ([], store.read()):
        with pytest.raises(ConformityError) as caught:
            fold(records)
        assert caught.value.code == "journal.unreadable"


# --- a line that was not written completely -------------------------------------------


@pytest.mark.parametrize("kept", [1, 20, 200])
def test_a_torn_last_line_is_set_aside_and_nothing_else_is_lost(store, kept: int):
    content = store.path.read_bytes()
    torn = content.splitlines(keepends=True)[-1][:kept]
    store.path.write_bytes(content + torn)

    later = FolderStore(store.folder)
    assert len(later.read()) == 2, "reading must not mend anything"
    assert store.path.read_bytes() == content + torn

    later.append(later.head, entry(say("fact.count", 3), BEN))
    assert answers(store.folder) == {"fact.name": "Loom", "fact.count": 3}
    (notice,) = later.notices
    assert notice.code == "journal.torn"
    assert "Record 3" in notice.message
    (aside,) = store.folder.glob("journal.torn-*")
    assert aside.read_bytes() == torn + b"\n"
    assert store.path.read_bytes().startswith(content)


@pytest.mark.parametrize("anchored", [1, 2, None])
def test_a_record_that_only_lacks_its_newline_is_completed(store, anchored):
    """Before the anchor named it, after, and without an anchor."""
    content = store.path.read_bytes()
    store.path.write_bytes(content[:-1])
    name_in_anchor(store, anchored)
    later = FolderStore(store.folder)
    assert len(later.read()) == (2 if anchored == 2 else 1), "acknowledged, or not"
    assert len(later.read()) == (2 if anchored == 2 else 1), "the same once more"
    assert store.path.read_bytes() == content[:-1], "reading must not mend anything"
    later.append(later.read()[-1].hash if anchored == 2 else None, entry(LATER, BEN))
    assert len(later.read()) == 3
    assert answers(store.folder) == {"fact.name": "Loom", "fact.count": 3}
    assert store.path.read_bytes().startswith(content)
    assert later.notices == []
    assert not list(store.folder.glob("journal.torn-*"))


def test_two_torn_lines_one_after_the_other_are_both_kept(store):
    for text in (b"first", b"second"):
        with store.path.open("ab") as handle:
            handle.write(text)
        fresh = FolderStore(store.folder)
        fresh.read()
        fresh.append(None, entry(say("fact.note", text.decode())))
    kept = b"".join(path.read_bytes() for path in store.folder.glob("journal.torn-*"))
    assert b"first" in kept
    assert b"second" in kept


def test_a_torn_line_on_a_full_disk_is_an_error_and_changes_nothing(store, monkeypatch):
    content = store.path.read_bytes() + b"{half"
    store.path.write_bytes(content)
    later = FolderStore(store.folder)
    later.read()

    def no_space(_: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(later, "_set_aside", no_space)
    with pytest.raises(ConformityError) as caught:
        later.append(None, entry(say("fact.count", 3)))
    assert caught.value.code == "file.write-failed"
    assert store.path.read_bytes() == content


# --- what was acknowledged is missing -------------------------------------------------


def test_a_torn_record_that_was_acknowledged_is_named_wherever_it_is_cut(store):
    content = store.path.read_bytes()
    first, last = content.splitlines(keepends=True)
    for kept in (*range(0, len(last), 17), len(last) - 2):
        store.path.write_bytes(first + last[:kept])
        refused(FolderStore(store.folder), "journal.truncated")


@pytest.mark.parametrize("kept", [0, 1, 40])
def test_a_cut_through_acknowledged_records_is_named(store, kept: int):
    """Also where a whole but earlier record stands at the end, or a part of one."""
    for number in range(3):
        store.append(None, entry(say("fact.count", number)))
    lines = store.path.read_bytes().splitlines(keepends=True)
    for at in range(len(lines) - 1):
        store.path.write_bytes(b"".join(lines[:at]) + lines[at][:kept])
        refused(FolderStore(store.folder), "journal.truncated")
        store.path.write_bytes(b"".join(lines[: at + 1])[:-1])
        refused(FolderStore(store.folder), "journal.truncated")


def test_who_has_the_journal_open_is_told_of_others_records_that_went(store):
    """A server that never read the record of another program."""
    content = store.path.read_bytes()
    FolderStore(store.folder).append(None, entry(LATER, BEN))
    whole = store.path.read_bytes()
    for cut in (content, whole[: len(content) + 30]):
        store.path.write_bytes(cut)
        refused(store, "journal.truncated")
    store.path.write_bytes(whole)
    assert store.read()[-1].data == LATER


def test_another_record_in_the_place_of_an_acknowledged_one_is_named(store):
    """A synchronising program put the journal of another branch in its place."""
    begun = store.path.read_bytes().splitlines(keepends=True)[0]
    other = FolderStore(store.folder.parent / "b")
    other.create()
    other.path.write_bytes(begun)
    for number in range(2):
        other.append(None, entry(say("fact.count", number), BEN))
        store.path.write_bytes(other.path.read_bytes())
        refused(FolderStore(store.folder), "journal.broken-chain")
        store.path.write_bytes(other.path.read_bytes()[:-1])
        if number == 0:  # it is not an acknowledged record that lacks its line end
            refused(FolderStore(store.folder), "journal.broken-chain")


@pytest.mark.parametrize("anchored", [1, 2, None])
def test_a_torn_record_that_nobody_was_told_of_is_set_aside(store, anchored):
    """Ended before the anchor was renewed, level with it, or without any."""
    content = store.path.read_bytes()
    with store.path.open("ab") as handle:
        handle.write(b'{"at":')
    name_in_anchor(store, anchored)
    later = FolderStore(store.folder)
    later.append(None, entry(LATER, BEN))
    assert [item.code for item in later.notices] == ["journal.torn"]
    assert store.path.read_bytes().startswith(content)
    assert later.anchor() == Anchor(3, later.head)


def test_without_the_anchor_one_goes_on_without_what_is_missing(store):
    """What the message offers to somebody who has no copy."""
    content = store.path.read_bytes()
    store.path.write_bytes(content[:-30])
    refused(FolderStore(store.folder), "journal.truncated")
    name_in_anchor(store, None)
    later = FolderStore(store.folder)
    later.append(None, entry(LATER, BEN))
    assert answers(store.folder) == {"fact.count": 3}
    (aside,) = store.folder.glob("journal.torn-*")
    assert content.endswith(aside.read_bytes()[:-1] + content[-30:])


def test_torn_bytes_are_on_the_disk_before_the_journal_forgets_them(store, monkeypatch):
    with store.path.open("ab") as handle:
        handle.write(b"half")
    aside, found = store.folder / "journal.torn-3", []

    def noted(handle: int) -> None:
        found.append((aside.read_bytes(), b"half" in store.path.read_bytes()))

    monkeypatch.setattr(store_module.os, "fsync", noted)
    store.append(None, entry(LATER))
    assert found[0] == (b"half\n", True)


# --- two writers ----------------------------------------------------------------------


def test_two_stores_on_one_folder_see_each_other(store):
    other = FolderStore(store.folder)
    other.read()
    for number in range(6):
        writer = (store, other)[number % 2]
        writer.append(None, entry(say(f"q.{number}", number), (ANN, BEN)[number % 2]))
    assert store.read() == other.read()
    assert len(store.read()) == 8
    assert answers(store.folder)["q.5"] == 5


def test_a_writer_who_has_not_seen_the_head_is_refused_with_what_came_between(store):
    other = FolderStore(store.folder)
    seen = store.head
    other.append(None, entry(say("fact.count", 3), BEN))
    other.append(None, entry(say("fact.count", 4), BEN))
    before = store.path.read_bytes()
    with pytest.raises(HeadMovedError) as caught:
        store.append(seen, entry(say("fact.count", 5)))
    assert [record.data.value for record in caught.value.unseen] == [3, 4]
    assert store.path.read_bytes() == before
    store.append(store.head, entry(say("fact.count", 5)))
    assert answers(store.folder)["fact.count"] == 5


def test_a_head_that_nobody_knows_counts_as_having_seen_nothing(store):
    with pytest.raises(HeadMovedError) as caught:
        store.append("f" * 64, entry(say("fact.count", 5)))
    assert len(caught.value.unseen) == 2


def test_a_journal_that_shrinks_while_it_is_open_is_an_error(store):
    store.path.write_bytes(store.path.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(ConformityError) as caught:
        store.read()
    assert caught.value.code == "journal.truncated"


def test_a_lock_held_by_somebody_else_is_reported(store, monkeypatch):
    other = FolderStore(store.folder)
    monkeypatch.setattr(store._lock, "timeout", 0.05)
    with other.locked(), pytest.raises(ConformityError) as caught:
        store.append(None, entry(say("fact.count", 1)))
    assert caught.value.code == "journal.locked"
    store.append(None, entry(say("fact.count", 1)))


def test_a_broken_journal_is_not_written_to(store):
    store.path.write_bytes(store.path.read_bytes().replace(b"Loom", b"Boom"))
    before = store.path.read_bytes()
    with pytest.raises(ConformityError) as caught:
        FolderStore(store.folder).append(None, entry(say("fact.count", 1)))
    assert caught.value.code == "journal.broken-chain"
    assert store.path.read_bytes() == before


# --- writing that fails ---------------------------------------------------------------


@pytest.mark.parametrize("half", [False, True])
def test_when_a_record_cannot_be_written_the_journal_is_as_before(store, monkeypatch, half: bool):
    before = store.path.read_bytes()
    write = os.write

    def full(handle: int, content: bytes) -> int:
        if half and len(content) > 10:
            return write(handle, bytes(content[:10]))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(store_module.os, "write", full)
    with pytest.raises(ConformityError) as caught:
        store.append(None, entry(say("fact.count", 3)))
    monkeypatch.undo()
    assert caught.value.code == "file.write-failed"
    assert store.path.read_bytes() == before
    store.append(None, entry(say("fact.count", 4)))
    assert answers(store.folder) == {"fact.name": "Loom", "fact.count": 4}


def test_a_record_that_cannot_be_synced_is_not_acknowledged(store, monkeypatch):
    before = store.path.read_bytes()

    def fails(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(store_module.os, "fsync", fails)
    with pytest.raises(ConformityError) as caught:
        store.append(None, entry(say("fact.count", 3)))
    monkeypatch.undo()
    assert caught.value.code == "file.write-failed"
    assert store.path.read_bytes() == before


def test_an_acknowledged_record_was_synced_before(store, monkeypatch):
    """The order matters: a power cut after the answer must not take it back."""
    order: list[str] = []
    sync, anchor = os.fsync, store._write_anchor

    def noted_sync(handle: int) -> None:
        sync(handle)
        order.append("synced")

    def noted_anchor(record) -> None:
        order.append("anchored")
        anchor(record)

    monkeypatch.setattr(store_module.os, "fsync", noted_sync)
    monkeypatch.setattr(store, "_write_anchor", noted_anchor)
    store.append(None, entry(say("fact.count", 3)))
    assert order[:2] == ["synced", "anchored"]


def test_an_anchor_that_cannot_be_written_loses_nothing(store):
    (store.folder / ANCHOR).unlink()
    (store.folder / ANCHOR).mkdir()
    store.append(None, entry(say("fact.count", 3)))
    assert answers(store.folder)["fact.count"] == 3


def test_a_journal_that_has_gone_is_an_error(store):
    store.path.unlink()
    with pytest.raises(ConformityError) as caught:
        store.read()
    assert caught.value.code == "file.unreadable"
    assert not (store.folder / JOURNAL).exists()


# --- several records at once ----------------------------------------------------------

TWO = (entry(say("fact.count", 3)), entry(say("fact.note", "Blue."), BEN))


@pytest.mark.parametrize("step", ["copyfile", "fsync", "replace"])
def test_where_several_records_cannot_be_written_the_journal_is_as_before(
    store, monkeypatch, step: str
):
    before = {path.name for path in store.folder.iterdir()}, store.path.read_bytes()

    def fails(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    place = {"copyfile": store_module.shutil, "fsync": store_module.os}.get(step, Path)
    with monkeypatch.context() as patch:
        patch.setattr(place, step, fails)
        with pytest.raises(ConformityError) as caught:
            store.append(None, *TWO)
    assert caught.value.code == "file.write-failed"
    assert before == ({path.name for path in store.folder.iterdir()}, store.path.read_bytes())
    store.append(None, *TWO)
    assert answers(store.folder)["fact.note"] == "Blue."


class Ended(BaseException):
    """The program was killed."""


@pytest.mark.parametrize("step", ["copyfile", "fsync", "replace"])
def test_a_program_ended_while_it_writes_several_records_wrote_none(store, monkeypatch, step: str):
    """They are written beside the journal; what is left of that harms nothing."""
    before = store.path.read_bytes()
    real = {"copyfile": shutil.copyfile, "fsync": os.fsync, "replace": Path.replace}[step]

    def ends(*arguments: object) -> None:
        if step != "replace":  # it is ended right after this step
            real(*arguments)
        raise Ended

    place = {"copyfile": store_module.shutil, "fsync": store_module.os}.get(step, Path)
    with monkeypatch.context() as patch:
        patch.setattr(place, step, ends)
        with pytest.raises(Ended):
            store.append(None, *TWO)
    assert store.path.read_bytes() == before
    later = FolderStore(store.folder)
    later.append(None, *TWO)
    assert later.path.read_bytes().startswith(before)
    assert len(later.read()) == 4
    assert later.notices == []


def test_several_records_keep_the_rights_of_the_journal_and_who_has_it_open_sees_them(store):
    store.path.chmod(0o600)
    other = FolderStore(store.folder)
    other.read()
    store.append(None, *TWO)
    assert [item.data for item in other.read(2)] == [item.data for item in TWO]
    other.append(None, entry(LATER))
    assert len(store.read()) == 5
    if os.name != "nt":
        assert store.path.stat().st_mode & 0o777 == 0o600
