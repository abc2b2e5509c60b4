"""The ways in which assessments are kept, each with a hand that does harm behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.assessment.journal.records import JOURNAL
from compliance.storage.folder.workspace import FolderWorkspace
from compliance.storage.workspace import Workspace
from tests.storage.memory import MemoryWorkspace


class Folders:
    """Assessments kept in folders."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.workspace: Workspace = FolderWorkspace(folder)

    def change_journal(self, name: str, old: bytes, new: bytes) -> None:
        path = self.folder / name / JOURNAL
        path.write_bytes(path.read_bytes().replace(old, new))

    def change_blob(self, name: str, digest: str, content: bytes | None) -> None:
        path = self.workspace.binder(name).blobs().path(digest)
        path.unlink()
        if content is not None:
            path.write_bytes(content)

    def add_foreign(self, name: str) -> None:
        (self.folder / name / "evidence" / "foreign").write_bytes(b"foreign")

    def damage_scratch(self, name: str, content: bytes) -> None:
        for path in (self.folder / name / "drafts").iterdir():
            path.write_bytes(content)


class Memory:
    """Assessments kept in memory."""

    def __init__(self) -> None:
        self.workspace = MemoryWorkspace()

    def change_journal(self, name: str, old: bytes, new: bytes) -> None:
        content = self.workspace.contents[name]
        content.journal = content.journal.replace(old, new)

    def change_blob(self, name: str, digest: str, content: bytes | None) -> None:
        blobs = self.workspace.contents[name].blobs
        del blobs[digest]
        if content is not None:
            blobs[digest] = content

    def add_foreign(self, name: str) -> None:
        self.workspace.contents[name].blobs["foreign"] = b"foreign"

    def damage_scratch(self, name: str, content: bytes) -> None:
        kept = self.workspace.contents[name]
        kept.drafts = dict.fromkeys(kept.drafts, content)
        kept.files = dict.fromkeys(kept.files, content)
        kept.passed_over = content


SHARED = ("folder",)
"""Ways that several processes share."""


def _make(way: str, tmp_path: Path) -> Folders | Memory:
    return Folders(tmp_path / "kept") if way == "folder" else Memory()


@pytest.fixture(params=[*SHARED, "memory"])
def keeping(request, tmp_path):
    """One way of keeping assessments, empty; a further one is added here."""
    return _make(request.param, tmp_path)


@pytest.fixture(params=SHARED)
def shared(request, tmp_path):
    """One way that several processes share."""
    return _make(request.param, tmp_path)
