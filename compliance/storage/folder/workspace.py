"""Folders as binders, side by side in the folder of a workspace."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from compliance.assessment.journal.records import JOURNAL
from compliance.data.files import write_atomically
from compliance.data.names import safe_folder
from compliance.errors import ConformityError, fail
from compliance.storage.folder.blobs import FOLDER as EVIDENCE
from compliance.storage.folder.blobs import FolderBlobs
from compliance.storage.folder.journal import ANCHOR, LOCK, FolderStore
from compliance.storage.folder.scratch import FolderScratch
from compliance.storage.workspace import Cover, Stamp

SUMMARIES: Final = ".conformity/summaries"
HABITS: Final = ".conformity/habits"
MAX_HABITS: Final = 1_000_000
_BLOCK: Final = 16_384


@dataclass(frozen=True)
class FolderBinder:
    """The folder of an assessment."""

    folder: Path
    name: str
    links: bool = True
    """Whether a link to a folder elsewhere counts as the folder."""

    @property
    def place(self) -> str:
        return str(self.folder)

    @property
    def workspace(self) -> FolderWorkspace:
        return FolderWorkspace(self.folder.resolve().parent, self.links)

    def exists(self) -> bool:
        """Whether the folder holds a journal."""
        begun = self.folder / JOURNAL
        if self.links:
            return begun.is_file()
        try:
            inside = self.folder.parent.resolve()
            return begun.is_file() and self.folder.resolve().parent == inside
        except OSError:
            return False

    def cover(self) -> Cover:
        """Read the first and the last line of the journal; either may be damaged."""
        begin, stamp = None, None
        with contextlib.suppress(OSError), (self.folder / JOURNAL).open("rb") as handle:
            status = os.fstat(handle.fileno())
            begin = _parsed(handle.readline(_BLOCK)).get("data")
            head = _parsed(_last_line(handle)).get("hash")
            if head is not None:
                stamp = Stamp(status.st_size, status.st_mtime_ns, str(head))
        first = begin if isinstance(begin, dict) else {}
        title = str(first.get("name", self.name))
        return Cover(self.name, title, first.get("scope") == "organisation", stamp)

    def create(self) -> FolderStore:
        if self.folder.exists() and not self.folder.is_dir():
            raise self._exists("This is a file, not a folder.")
        if self.folder.is_dir() and any(self.folder.iterdir()):
            raise self._exists("The folder is not empty.")
        store = FolderStore(self.folder)
        try:
            store.create()
        except FileExistsError:
            raise self._exists("It holds an assessment.") from None
        except OSError as error:
            raise fail(
                self.place,
                "file.write-failed",
                f"The folder cannot be written: {error.strerror}.",
                "Choose another folder.",
            ) from None
        return store

    def discard(self) -> None:
        """Delete the journal, and the folder if it is empty then."""
        for name in (JOURNAL, ANCHOR, LOCK):
            (self.folder / name).unlink(missing_ok=True)
        for left in (self.folder / EVIDENCE, self.folder):
            with contextlib.suppress(OSError):
                left.rmdir()

    def store(self) -> FolderStore:
        if not self.folder.is_dir():
            there = self.folder.exists()
            raise fail(
                self.place,
                "assessment.not-a-folder",
                "This is a file." if there else "There is no such folder.",
                f"Begin an assessment with: conformity new {self.folder}",
            )
        if not (self.folder / JOURNAL).is_file():
            inside = [path.parent.name for path in sorted(self.folder.glob(f"*/{JOURNAL}"))]
            raise fail(
                self.place,
                "assessment.not-a-folder",
                f"The folder holds no assessment (no {JOURNAL}).",
                f"Inside it there are assessments: {', '.join(inside[:8])}."
                if inside
                else f"Begin one with: conformity new {self.folder / 'my-assessment'}",
            )
        return FolderStore(self.folder)

    def blobs(self) -> FolderBlobs:
        return FolderBlobs(self.folder)

    def scratch(self) -> FolderScratch:
        return FolderScratch(self.folder)

    def _exists(self, message: str) -> ConformityError:
        hint = "Name a folder that is new or empty."
        return fail(self.place, "assessment.exists", message, hint)


@dataclass(frozen=True)
class FolderWorkspace:
    """A folder with assessments side by side."""

    folder: Path
    links: bool = True
    """Whether links to folders elsewhere count; a server would show by them what nobody
    put into the workspace."""

    @property
    def place(self) -> str:
        return str(self.folder)

    def binder(self, name: str) -> FolderBinder:
        return FolderBinder(self.folder / name, name, self.links)

    def names(self) -> list[str]:
        return [path.name for path in self._children() if self.binder(path.name).exists()]

    def covers(self) -> list[Cover]:
        return [self.binder(name).cover() for name in self.names()]

    def require(self) -> None:
        if (self.folder / JOURNAL).is_file():
            raise fail(
                self.place,
                "assessment.exists",
                "This folder is an assessment, not a workspace.",
                f"Name the folder around it: {self.folder.resolve().parent}",
            )

    def is_free(self, name: str) -> bool:
        return not (self.folder / name).exists()

    def free_name(self, title: str, reserved: Collection[str] = ()) -> str:
        taken = {path.name.lower() for path in self._children()}
        return safe_folder(title, {*reserved, *taken})

    def summary(self, name: str) -> bytes | None:
        try:
            return self._summary(name).read_bytes()
        except OSError:
            return None

    def keep_summary(self, name: str, content: bytes) -> None:
        with contextlib.suppress(ConformityError, OSError):
            write_atomically(self._summary(name), content)

    def habits(self, subject: str) -> bytes | None:
        try:
            with self._habit(subject).open("rb") as stream:
                return stream.read(MAX_HABITS)
        except OSError:
            return None

    def keep_habits(self, subject: str, content: bytes) -> None:
        with contextlib.suppress(ConformityError, OSError):
            write_atomically(self._habit(subject), content)

    def _habit(self, subject: str) -> Path:
        return self.folder / HABITS / _file_of(subject)

    def _summary(self, name: str) -> Path:
        return self.folder / SUMMARIES / _file_of(name)

    def _children(self) -> list[Path]:
        try:
            return sorted(self.folder.iterdir())
        except OSError as error:
            raise fail(
                self.place,
                "file.unreadable",
                f"The workspace cannot be read: {error.strerror}.",
                "Check the rights of the folder.",
            ) from None


def _file_of(name: str) -> str:
    """Names may hold anything; a digest is a safe name of a file."""
    return f"{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:32]}.json"


def _parsed(line: bytes) -> dict[str, Any]:
    """A line of a journal; empty where it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _last_line(handle: IO[bytes]) -> bytes:
    """The last whole line of a file."""
    size = handle.seek(0, 2)
    block = _BLOCK
    while True:
        handle.seek(max(size - block, 0))
        lines = handle.read().split(b"\n")
        if len(lines) > 2 or block >= size:  # noqa: PLR2004 - a cut one, one, the rest
            return lines[-2] if len(lines) > 1 else b""
        block *= 4
