"""The journal of an assessment in its folder: reading it, and appending to it."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from compliance.assessment.journal.chain import Reading, read_lines, whole_tail
from compliance.assessment.journal.records import GENESIS, JOURNAL, Record
from compliance.assessment.journal.store import Anchor, AsStored, Entry, Store, next_records
from compliance.data.files import sync_folder
from compliance.errors import ConformityError, Problem, fail

if TYPE_CHECKING:
    from filelock import FileLock

ANCHOR: Final = "head.json"
LOCK: Final = ".lock"
LOCK_SECONDS = 30.0
POLL_SECONDS = 0.005


class FolderStore(Store):
    """A journal in a folder: ``journal.jsonl``, a lock, and an anchor.

    The anchor names the last acknowledged record. It makes an accident that cuts
    acknowledged records off the end, or a part of one, visible; it is no protection
    against somebody who rewrites both files, for which the head is printed in every
    dossier. It is looked at whenever the journal is, before anything is written: a
    record is on the disk before the anchor names it, so an anchor may be behind the
    journal (the program was ended between the two) but never ahead of it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / JOURNAL
        self._records: list[Record] = []
        self._unended: Record | None = None
        """An acknowledged last record whose line end is missing."""
        self._offset = 0
        self.notices: list[Problem] = []

    @property
    def head(self) -> str:
        """Hash of the last record known to this store."""
        return self._records[-1].hash if self._records else GENESIS

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the journal alone.

        Raises:
            ConformityError: ``journal.locked`` after half a minute, or
                ``file.write-failed`` where the folder cannot be written.
        """
        from filelock import Timeout  # noqa: PLC0415 - heavy, and whoever only reads needs none

        try:
            self._lock.acquire(poll_interval=POLL_SECONDS)
        except Timeout:
            raise fail(
                str(self.path),
                "journal.locked",
                "Another program has been writing for half a minute.",
                "Wait, or end the other program, and try again.",
            ) from None
        except OSError as error:
            raise self._unwritable(error) from None
        try:
            yield
        finally:
            self._lock.release()

    @functools.cached_property
    def _lock(self) -> FileLock:
        from filelock import FileLock  # noqa: PLC0415 - as above

        return FileLock(self.folder / LOCK, timeout=LOCK_SECONDS)

    def read(self, after: int = 0) -> list[Record]:
        """Every record behind number ``after``, as far as whole lines reach.

        Nothing is mended. An acknowledged record that only lacks its line end is among
        them; one that was never acknowledged counts when it has been completed.

        Raises:
            ConformityError: ``journal.broken-chain``, ``journal.unreadable``,
                ``file.unreadable``, or ``journal.truncated``.
        """
        self._refresh()
        unended = [] if self._unended is None else [self._unended]
        found = [*self._records[after:], *unended]
        return [record for record in found if record.seq > after]

    def append(self, expected_head: str | None, *entries: Entry) -> list[Record]:
        with self.locked():
            known = len(self._records)
            tail = self._refresh()
            if tail:
                self._deal_with(tail)
            added = next_records(self._records, known, expected_head, entries)
            if added:
                self._write(added)
            return added

    def as_stored(self) -> AsStored:
        with contextlib.ExitStack() as stack:
            # A folder that cannot be written (a copy on a read-only disk) has no
            # writers, so it is read as it is.
            if os.access(self.folder, os.W_OK):
                stack.enter_context(self.locked())
            return AsStored(self.path.read_bytes(), self.anchor(), ANCHOR)

    def create(self) -> None:
        """Make an empty journal; the folder must not hold one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.path.open("xb"):
            pass
        sync_folder(self.folder)
        sync_folder(self.folder.parent)  # the folder may be new in there

    def anchor(self) -> Anchor | None:
        """The last acknowledged record, if the anchor can be read."""
        try:
            value = json.loads((self.folder / ANCHOR).read_text("utf-8"))
            anchor = Anchor(int(value["seq"]), str(value["head"]))
        except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
            return None
        return anchor if anchor.seq > 0 else None

    def _refresh(self) -> bytes:
        """Read what others appended; return bytes after the last newline."""
        # The anchor is read first: a writer may append while the journal is read.
        anchor = self.anchor()
        self._unended = None
        try:
            with self.path.open("rb") as handle:
                size = handle.seek(0, os.SEEK_END)
                handle.seek(min(self._offset, size))
                content = handle.read()
        except OSError as error:
            raise fail(
                str(self.path),
                "file.unreadable",
                f"The journal cannot be read: {error.strerror}.",
                "Check the folder.",
            ) from None
        if size < self._offset:
            raise self._cut(size)
        found = read_lines(content, JOURNAL, self.head, len(self._records))
        self._accept(found)
        if anchor is not None:
            self._compare_with(anchor, found.tail)
        return found.tail

    def _accept(self, found: Reading) -> None:
        self._records += found.records
        self._offset += found.good_bytes
        if found.problems:
            raise ConformityError(found.problems[0])

    def _compare_with(self, anchor: Anchor, tail: bytes) -> None:
        """Refuse a journal that lacks what was acknowledged."""
        count = len(self._records)
        if anchor.seq == count + 1:
            self._unended = whole_tail(tail, self.head, count)
        known = [*self._records, self._unended] if self._unended else self._records
        if anchor.seq > len(known):
            raise fail(
                f"{JOURNAL}:{count}",
                "journal.truncated",
                f"Acknowledged records are missing at the end: {anchor.seq - count}.",
                f"Restore the journal from a copy, or delete {ANCHOR} to go on without them.",
            )
        if known[anchor.seq - 1].hash != anchor.head:
            raise fail(
                f"{JOURNAL}:{anchor.seq}",
                "journal.broken-chain",
                f"Record {anchor.seq} is another one than was acknowledged as {ANCHOR} says.",
                f"Restore the journal from a copy, or delete {ANCHOR} if the journal is "
                "the right one: its head stands in every dossier.",
            )

    def _cut(self, size: int) -> ConformityError:
        return fail(
            str(self.path),
            "journal.truncated",
            f"The journal became shorter ({size} bytes) while it was in use.",
            "Restore it from a copy.",
        )

    def _deal_with(self, tail: bytes) -> None:
        try:
            self._set_aside(tail)
        except OSError as error:
            raise self._unwritable(error) from None

    def _set_aside(self, tail: bytes) -> None:
        """Deal with a last line that has no newline.

        A whole record that only lacks its newline is completed; anything else is kept
        in a file of its own. As the anchor does not name it, it was never acknowledged.
        """
        whole = whole_tail(tail, self.head, len(self._records))
        if whole is not None:
            with self.path.open("r+b") as handle:
                handle.seek(0, os.SEEK_END)
                handle.write(b"\n")
                handle.flush()
                os.fsync(handle.fileno())
            self._records.append(whole)
            self._offset += len(tail) + 1
            self._unended = None
            return
        number = len(self._records) + 1
        aside = self.folder / f"journal.torn-{number}"
        with aside.open("ab") as handle:
            handle.write(tail + b"\n")
            handle.flush()
            os.fsync(handle.fileno())
        sync_folder(self.folder)  # before the journal forgets these bytes
        with self.path.open("r+b") as handle:
            handle.truncate(self._offset)
            handle.flush()
            os.fsync(handle.fileno())
        self.notices.append(
            Problem(
                f"{JOURNAL}:{number}",
                "journal.torn",
                f"Record {number} was not written completely; it was set aside.",
                f"Its bytes are in {aside.name}. Answer that question again.",
            )
        )

    def _write(self, added: list[Record]) -> None:
        content = b"".join(record.line() for record in added)
        try:
            if len(added) == 1:
                self._extend(content)
            else:
                self._replace(content)
        except OSError as error:
            raise self._unwritable(error) from None
        self._records += added
        self._offset += len(content)
        self._write_anchor(added[-1])

    def _extend(self, line: bytes) -> None:
        with self.path.open("r+b", buffering=0) as handle:
            handle.seek(self._offset)
            try:
                _write_all(handle.fileno(), line)
                os.fsync(handle.fileno())
            except OSError:
                with contextlib.suppress(OSError):
                    handle.truncate(self._offset)
                raise

    def _replace(self, lines: bytes) -> None:
        """Put a longer journal in the place of the present one.

        Written at its end, several lines could be cut between two of them.
        """
        path = self.path.resolve()
        beside = path.with_name(f".{JOURNAL}.new")
        try:
            shutil.copyfile(path, beside)
            shutil.copymode(path, beside)
            with beside.open("ab") as handle:
                handle.write(lines)
                handle.flush()
                os.fsync(handle.fileno())
            beside.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        sync_folder(path.parent)

    def _write_anchor(self, record: Record) -> None:
        """Note the acknowledged head; losing this note loses nothing else."""
        text = json.dumps({"head": record.hash, "seq": record.seq})
        temporary = self.folder / f".{ANCHOR}.new"
        with contextlib.suppress(OSError):
            temporary.write_text(text + "\n", encoding="utf-8", newline="\n")
            temporary.replace(self.folder / ANCHOR)

    def _unwritable(self, error: OSError) -> ConformityError:
        return fail(
            str(self.path),
            "file.write-failed",
            f"The record was not written: {error.strerror}.",
            "Free some space or check the rights of the folder, then try again; "
            "everything acknowledged before is safe.",
        )


def _write_all(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
