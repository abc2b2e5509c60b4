"""The evidence locker in a folder: copies of files under their own digest."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from compliance.assessment.journal.store import Blobs, Intake
from compliance.data.files import give_usual_rights, sync_folder
from compliance.errors import ConformityError, fail

FOLDER: Final = "evidence"
COPY: Final = ".new-"


class FolderBlobs(Blobs):
    """Files of an assessment, kept as ``evidence/ab/ab12...`` by SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def path(self, digest: str) -> Path:
        """Where a file with this digest lies."""
        return self.folder / digest[:2] / digest

    def put(
        self, stream: IO[bytes], place: str, progress: Callable[[int], None] | None = None
    ) -> tuple[str, int]:
        temporary: Path | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, made = tempfile.mkstemp(prefix=COPY, dir=self.folder)
            temporary = Path(made)
            intake = Intake(stream, place, progress)
            with os.fdopen(handle, "wb") as copy:
                copy.writelines(intake)
                copy.flush()
                os.fsync(copy.fileno())
            target = self.path(intake.digest)
            target.parent.mkdir(exist_ok=True)
            give_usual_rights(temporary)
            temporary.replace(target)
            temporary = None
            sync_folder(target.parent)
        except OSError as error:
            raise _not_taken(place, error) from None
        finally:
            if temporary is not None:
                with contextlib.suppress(OSError):
                    temporary.unlink()
        return intake.digest, intake.size

    def open(self, digest: str, place: str) -> IO[bytes]:
        """The copy with a digest; a link in its place is not a copy."""
        path = self.path(digest)
        if path.is_symlink() or not path.is_file():
            raise fail(
                place,
                "evidence.missing",
                "The file is not in the locker.",
                "Restore it from a copy, or attach the original again.",
            )
        return path.open("rb")

    def size(self, digest: str) -> int | None:
        path = self.path(digest)
        return path.stat().st_size if path.is_file() else None

    def foreign(self, known: set[str]) -> list[str]:
        return [
            self._name(path)
            for path in self._files()
            if not self._is_copy(path) and (path.name not in known or path != self.path(path.name))
        ]

    def unfinished(self) -> list[str]:
        """Copies that are being made, or were left over when a program was stopped.

        They cannot be told apart from a file that somebody put here under such a
        name; so they are named.
        """
        return [self._name(path) for path in self._files() if self._is_copy(path)]

    def _files(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in sorted(self.folder.rglob("*")) if path.is_file())

    def _is_copy(self, path: Path) -> bool:
        return path.name.startswith(COPY) and path.parent == self.folder

    def _name(self, path: Path) -> str:
        return f"{FOLDER}/{path.relative_to(self.folder).as_posix()}"


def _not_taken(place: str, error: OSError) -> ConformityError:
    return fail(
        place,
        "file.write-failed",
        f"The file could not be added: {error.strerror}.",
        "Free some space or check the rights; nothing was changed.",
    )
