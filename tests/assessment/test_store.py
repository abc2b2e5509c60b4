"""The store never loses what it acknowledged, and never mixes two writers."""

from __future__ import annotations

import errno
import os

import pytest

from compliance.assessment import store as store_module
from compliance.assessment.records import GENESIS, timestamp
from compliance.assessment.state import fold
from compliance.assessment.store import (
    ANCHOR,
    JOURNAL,
    FolderStore,
    HeadMovedError,
)
from compliance.errors import ConformityError
from tests.builders import ANN, AT, BEN, begin_record, say

NOW = timestamp(AT)


@pytest.fixture
def store(tmp_path, mini) -> FolderStore:
    found = FolderStore(tmp_path / "a")
    found.create()
    found.append(None, NOW, ANN, begin_record(mini))
    found.append(None, NOW, ANN, say("fact.name", "Loom"))
    return found


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
    store.append(None, NOW, ANN, say("fact.name", "Loom"))
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

    later.append(later.head, NOW, BEN, say("fact.count", 3))
    assert answers(store.folder) == {"fact.name": "Loom", "fact.count": 3}
    (notice,) = later.notices
    assert notice.code == "journal.torn"
    assert "Record 3" in notice.message
    (aside,) = store.folder.glob("journal.torn-*")
    assert aside.read_bytes() == torn + b"\n"
    assert store.path.read_bytes().startswith(content)


def test_a_record_that_only_lacks_its_newline_is_completed(store):
    content = store.path.read_bytes()
    store.path.write_bytes(content[:-1])
    later = FolderStore(store.folder)
    assert len(later.read()) == 1
    later.append(None, NOW, BEN, say("fact.count", 3))
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
        fresh.append(None, NOW, ANN, say("fact.note", text.decode()))
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
        later.append(None, NOW, ANN, say("fact.count", 3))
    assert caught.value.code == "file.write-failed"
    assert store.path.read_bytes() == content


# --- two writers ----------------------------------------------------------------------


def test_two_stores_on_one_folder_see_each_other(store):
    other = FolderStore(store.folder)
    other.read()
    for number in range(6):
        writer = (store, other)[number % 2]
        writer.append(None, NOW, (ANN, BEN)[number % 2], say(f"q.{number}", number))
    assert store.read() == other.read()
    assert len(store.read()) == 8
    assert answers(store.folder)["q.5"] == 5


def test_a_writer_who_has_not_seen_the_head_is_refused_with_what_came_between(store):
    other = FolderStore(store.folder)
    seen = store.head
    other.append(None, NOW, BEN, say("fact.count", 3))
    other.append(None, NOW, BEN, say("fact.count", 4))
    before = store.path.read_bytes()
    with pytest.raises(HeadMovedError) as caught:
        store.append(seen, NOW, ANN, say("fact.count", 5))
    assert [record.data.value for record in caught.value.unseen] == [3, 4]
    assert store.path.read_bytes() == before
    store.append(store.head, NOW, ANN, say("fact.count", 5))
    assert answers(store.folder)["fact.count"] == 5


def test_a_head_that_nobody_knows_counts_as_having_seen_nothing(store):
    with pytest.raises(HeadMovedError) as caught:
        store.append("f" * 64, NOW, ANN, say("fact.count", 5))
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
        store.append(None, NOW, ANN, say("fact.count", 1))
    assert caught.value.code == "journal.locked"
    store.append(None, NOW, ANN, say("fact.count", 1))


def test_a_broken_journal_is_not_written_to(store):
    store.path.write_bytes(store.path.read_bytes().replace(b"Loom", b"Boom"))
    before = store.path.read_bytes()
    with pytest.raises(ConformityError) as caught:
        FolderStore(store.folder).append(None, NOW, ANN, say("fact.count", 1))
    assert caught.value.code == "journal.broken-chain"
    assert store.path.read_bytes() == before


# --- writing that fails ---------------------------------------------------------------


@pytest.mark.parametrize("half", [False, True])
def test_when_a_record_cannot_be_written_the_journal_is_as_before(
    store, monkeypatch, half: bool
):
    before = store.path.read_bytes()
    write = os.write

    def full(handle: int, content: bytes) -> int:
        if half and len(content) > 10:
            return write(handle, bytes(content[:10]))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(store_module.os, "write", full)
    with pytest.raises(ConformityError) as caught:
        store.append(None, NOW, ANN, say("fact.count", 3))
    monkeypatch.undo()
    assert caught.value.code == "file.write-failed"
    assert store.path.read_bytes() == before
    store.append(None, NOW, ANN, say("fact.count", 4))
    assert answers(store.folder) == {"fact.name": "Loom", "fact.count": 4}


def test_a_record_that_cannot_be_synced_is_not_acknowledged(store, monkeypatch):
    before = store.path.read_bytes()

    def fails(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(store_module.os, "fsync", fails)
    with pytest.raises(ConformityError) as caught:
        store.append(None, NOW, ANN, say("fact.count", 3))
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
    store.append(None, NOW, ANN, say("fact.count", 3))
    assert order[:2] == ["synced", "anchored"]


def test_an_anchor_that_cannot_be_written_loses_nothing(store):
    (store.folder / ANCHOR).unlink()
    (store.folder / ANCHOR).mkdir()
    store.append(None, NOW, ANN, say("fact.count", 3))
    assert answers(store.folder)["fact.count"] == 3


def test_a_journal_that_has_gone_is_an_error(store):
    store.path.unlink()
    with pytest.raises(ConformityError) as caught:
        store.read()
    assert caught.value.code == "file.unreadable"
    assert not (store.folder / JOURNAL).exists()
