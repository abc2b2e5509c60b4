"""Everything that is kept of assessments, in memory: it has no path at all.

Small enough to be read as the shortest answer to the question what a new way of keeping
assessments has to do. Whatever runs on it leans on no folder.
"""

from __future__ import annotations

import contextlib
import io
import json
import secrets
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from compliance.assessment.journal.chain import read_lines
from compliance.assessment.journal.records import JOURNAL, Record
from compliance.assessment.journal.store import (
    MAX_DRAFT,
    MAX_FILE_NAME,
    MOST_WAITING,
    Anchor,
    AsStored,
    Blobs,
    Entry,
    Intake,
    Scratch,
    Store,
    next_records,
)
from compliance.data.names import safe_folder
from compliance.errors import ConformityError, Problem, fail
from compliance.storage.workspace import Cover, Stamp


@dataclass
class Content:
    """What is kept of one assessment."""

    journal: bytes = b""
    anchor: Anchor | None = None
    changes: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    blobs: dict[str, bytes] = field(default_factory=dict)
    drafts: dict[tuple[str, str], bytes] = field(default_factory=dict)
    passed_over: bytes = b"[]"
    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    papers: dict[str, bytes] = field(default_factory=dict)


DAMAGED = (KeyError, ValueError, RecursionError)


class MemoryStore(Store):
    def __init__(self, content: Content) -> None:
        self._content = content
        self._known = 0
        self.notices: list[Problem] = []

    def _records(self) -> list[Record]:
        reading = read_lines(self._content.journal, JOURNAL)
        if reading.problems:
            raise ConformityError(reading.problems[0])
        return reading.records

    def read(self, after: int = 0) -> list[Record]:
        with self.locked():
            records = self._records()
            self._known = len(records)
            return records[after:]

    def append(self, expected_head: str | None, *entries: Entry) -> list[Record]:
        with self.locked():
            records, known = self._records(), self._known
            self._known = len(records)
            added = next_records(records, known, expected_head, entries)
            if added:
                self._content.journal += b"".join(record.line() for record in added)
                self._content.anchor = Anchor(added[-1].seq, added[-1].hash)
                self._content.changes += 1
                self._known += len(added)
            return added

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        with self._content.lock:
            yield

    def as_stored(self) -> AsStored:
        return AsStored(self._content.journal, self._content.anchor, "the anchor")


class MemoryBlobs(Blobs):
    def __init__(self, content: Content) -> None:
        self._blobs = content.blobs

    def put(
        self, stream: IO[bytes], place: str, progress: Callable[[int], None] | None = None
    ) -> tuple[str, int]:
        intake = Intake(stream, place, progress)
        try:
            content = b"".join(intake)
        except OSError as error:
            raise fail(place, "file.write-failed", f"{error.strerror}.", "") from None
        self._blobs[intake.digest] = content
        return intake.digest, intake.size

    def open(self, digest: str, place: str) -> IO[bytes]:
        if digest not in self._blobs:
            raise fail(place, "evidence.missing", "It is not here.", "")
        return io.BytesIO(self._blobs[digest])

    def size(self, digest: str) -> int | None:
        return len(self._blobs[digest]) if digest in self._blobs else None

    def foreign(self, known: set[str]) -> list[str]:
        return sorted(set(self._blobs) - known)

    def unfinished(self) -> list[str]:
        return []


class MemoryScratch(Scratch):
    def __init__(self, content: Content) -> None:
        self._content = content

    def keep_draft(
        self, person: str, question: str, fields: Mapping[str, list[str]], at: str
    ) -> None:
        content = json.dumps([fields, at]).encode()
        if len(content) <= MAX_DRAFT:
            self._content.drafts[person, question] = content

    def draft(self, person: str, question: str) -> tuple[dict[str, list[str]], str] | None:
        try:
            fields, at = json.loads(self._content.drafts[person, question])
        except DAMAGED:
            return None
        return fields, at

    def drop_draft(self, person: str, question: str) -> None:
        self._content.drafts.pop((person, question), None)

    def passed_over(self) -> frozenset[str]:
        try:
            return frozenset(json.loads(self._content.passed_over))
        except DAMAGED:
            return frozenset()

    def pass_over(self, question: str) -> None:
        known = sorted(self.passed_over() | {question})
        self._content.passed_over = json.dumps(known).encode()

    def take_up(self) -> None:
        self._content.passed_over = b"[]"

    def keep_file(self, person: str, name: str, content: bytes) -> str:
        files, token = self._content.files, secrets.token_urlsafe(32)
        while len(files) >= MOST_WAITING:
            del files[next(iter(files))]
        files[person, token] = json.dumps(name[:MAX_FILE_NAME]).encode() + b"\n" + content
        return token

    def file(self, person: str, token: str) -> tuple[str, bytes]:
        try:
            name, _, content = self._content.files[person, token].partition(b"\n")
            return json.loads(name), content
        except DAMAGED:
            raise fail("upload", "exchange.kept", "It is gone.", "") from None

    def drop_file(self, person: str, token: str) -> None:
        self._content.files.pop((person, token), None)

    def keep_paper(self, name: str, content: bytes) -> None:
        self._content.papers[name] = content

    def papers(self) -> dict[str, int]:
        return {name: len(content) for name, content in self._content.papers.items()}

    def paper(self, name: str) -> IO[bytes]:
        if name not in self._content.papers:
            raise fail(name, "file.missing", "There is none.", "")
        return io.BytesIO(self._content.papers[name])


@dataclass(frozen=True)
class MemoryBinder:
    name: str
    workspace: MemoryWorkspace

    @property
    def place(self) -> str:
        return f"memory:{self.name}"

    @property
    def content(self) -> Content:
        return self.workspace.contents[self.name]

    def exists(self) -> bool:
        return self.name in self.workspace.contents

    def cover(self) -> Cover:
        begin, stamp = {}, None
        if self.exists():
            reading = read_lines(self.content.journal, JOURNAL)
            if reading.records:
                begin = reading.records[0].data.model_dump()
                stamp = Stamp(len(reading.records), self.content.changes, reading.head)
        scope = begin.get("scope") == "organisation"
        return Cover(self.name, begin.get("name", self.name), scope, stamp)

    def create(self) -> MemoryStore:
        if self.exists():
            raise fail(self.place, "assessment.exists", "It is here.", "")
        self.workspace.contents[self.name] = Content()
        return self.store()

    def discard(self) -> None:
        del self.workspace.contents[self.name]

    def store(self) -> MemoryStore:
        if not self.exists():
            raise fail(self.place, "assessment.not-a-folder", "There is none.", "")
        return MemoryStore(self.content)

    def blobs(self) -> MemoryBlobs:
        return MemoryBlobs(self.content)

    def scratch(self) -> MemoryScratch:
        return MemoryScratch(self.content)


class MemoryWorkspace:
    place = "memory"

    def __init__(self) -> None:
        self.contents: dict[str, Content] = {}
        self.summaries: dict[str, bytes] = {}
        self.chosen: dict[str, bytes] = {}

    def binder(self, name: str) -> MemoryBinder:
        return MemoryBinder(name, self)

    def names(self) -> list[str]:
        return sorted(self.contents)

    def covers(self) -> list[Cover]:
        return [self.binder(name).cover() for name in self.names()]

    def require(self) -> None:
        pass

    def is_free(self, name: str) -> bool:
        return name not in self.contents

    def free_name(self, title: str, reserved: Collection[str] = ()) -> str:
        return safe_folder(title, {*reserved, *(name.lower() for name in self.contents)})

    def summary(self, name: str) -> bytes | None:
        return self.summaries.get(name)

    def keep_summary(self, name: str, content: bytes) -> None:
        self.summaries[name] = content

    def habits(self, subject: str) -> bytes | None:
        return self.chosen.get(subject)

    def keep_habits(self, subject: str, content: bytes) -> None:
        self.chosen[subject] = content
