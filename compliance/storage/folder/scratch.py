"""What lies in the folder of an assessment and is not a record.

``drafts/`` holds what was typed and not recorded, of each person by themselves, the
optional questions passed over, and files that wait for a decision; ``dossiers/`` the
documents made. All of it may be deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

from compliance.assessment.journal.store import (
    MAX_DRAFT,
    MAX_FILE_NAME,
    MAX_WAITING,
    MOST_WAITING,
    Scratch,
)
from compliance.data.files import sweep, write_atomically
from compliance.data.names import safe_name
from compliance.errors import fail

FOLDER: Final = "drafts"
PASSED_OVER: Final = "passed-over.json"
PAPERS: Final = "dossiers"
MAX_PASSED_OVER: Final = 1_000_000
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{32,64}")
_DAMAGED: Final = (
    OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError,
)  # fmt: skip
"""What reading something raises that was not written here, or only half."""


class FolderScratch(Scratch):
    """Drafts, files that wait and documents in the folder of an assessment."""

    def __init__(self, folder: Path) -> None:
        self._drafts = folder / FOLDER
        self._papers = folder / PAPERS

    def keep_draft(
        self, person: str, question: str, fields: Mapping[str, list[str]], at: str
    ) -> None:
        entry = {"person": person, "question": question, "at": at, "fields": fields}
        content = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
        if len(content) <= MAX_DRAFT:
            write_atomically(self._form(person, question), content)

    def draft(self, person: str, question: str) -> tuple[dict[str, list[str]], str] | None:
        try:
            entry: Any = json.loads(self._form(person, question).read_bytes())
            fields = {
                str(key): [str(item) for item in values] for key, values in entry["fields"].items()
            }
            return fields, str(entry["at"])
        except _DAMAGED:
            return None

    def drop_draft(self, person: str, question: str) -> None:
        with contextlib.suppress(OSError):
            self._form(person, question).unlink()

    def passed_over(self) -> frozenset[str]:
        try:
            with (self._drafts / PASSED_OVER).open("rb") as handle:
                found: Any = json.loads(handle.read(MAX_PASSED_OVER))
            return frozenset(known for known in found if isinstance(known, str))
        except _DAMAGED:
            return frozenset()

    def pass_over(self, question: str) -> None:
        self._write_passed_over(self.passed_over() | {question})

    def take_up(self) -> None:
        if self.passed_over():
            self._write_passed_over(frozenset())

    def _write_passed_over(self, questions: frozenset[str]) -> None:
        content = json.dumps(sorted(questions)).encode("utf-8")
        write_atomically(self._drafts / PASSED_OVER, content)

    def keep_file(self, person: str, name: str, content: bytes) -> str:
        """Keep a file under a name that only its token and its person give together."""
        token = secrets.token_urlsafe(32)
        head = json.dumps({"name": name[:MAX_FILE_NAME]}).encode("utf-8")
        waiting = sorted(self._drafts.glob("upload-*.bin"), key=_age, reverse=True)
        for path in waiting[MOST_WAITING - 1 :]:
            with contextlib.suppress(OSError):
                path.unlink()
        kept = self._upload(person, token)
        write_atomically(kept, head + b"\n" + content)
        with contextlib.suppress(OSError):
            sweep(self._drafts, kept.stat().st_mtime)
        return token

    def file(self, person: str, token: str) -> tuple[str, bytes]:
        known = token if _TOKEN.fullmatch(token) else ""
        try:
            with self._upload(person, known).open("rb") as stream:
                head = json.loads(stream.readline(4096))
                return str(head["name"]), stream.read(MAX_WAITING + 1)
        except _DAMAGED:
            raise fail(
                "upload",
                "exchange.kept",
                "The file is not kept any more; nothing of it was recorded.",
                "Upload it again.",
            ) from None

    def drop_file(self, person: str, token: str) -> None:
        if _TOKEN.fullmatch(token):
            with contextlib.suppress(OSError):
                self._upload(person, token).unlink()

    def keep_paper(self, name: str, content: bytes) -> None:
        write_atomically(self._papers / safe_name(name), content)

    def papers(self) -> dict[str, int]:
        """Files of the folder of documents; a link there is none."""
        if not self._papers.is_dir():
            return {}
        return {
            path.name: path.stat().st_size
            for path in sorted(self._papers.iterdir())
            if path.is_file() and not path.is_symlink()
        }

    def paper(self, name: str) -> IO[bytes]:
        path = self._papers / name
        if safe_name(name) != name or path.is_symlink() or not path.is_file():
            raise fail(name, "file.missing", "There is no such document.", "Make it again.")
        return path.open("rb")

    def _form(self, person: str, question: str) -> Path:
        return self._drafts / f"form-{_safe(person, question)}.json"

    def _upload(self, person: str, token: str) -> Path:
        return self._drafts / f"upload-{_safe(person, token)}.bin"


def _safe(person: str, known: str) -> str:
    """Names of people and questions may hold anything; a digest is a safe file name."""
    return hashlib.sha256(f"{person}\0{known}".encode()).hexdigest()[:40]


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
