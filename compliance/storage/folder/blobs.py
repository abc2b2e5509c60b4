"""The evidence locker in a folder: copies of files under their own digest."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from compliance.assessment.journal.store import Blobs, Intake
from compliance.data.files import NEW, give_usual_rights, sweep, sync_folder
from compliance.errors import ConformityError, fail

FOLDER: Final = "evidence"


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
        if self.folder.is_symlink():
            raise _is_link(place)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, made = tempfile.mkstemp(prefix=NEW, dir=self.folder)
            temporary = Path(made)
            sweep(self.folder, os.fstat(handle).st_mtime)
            intake = Intake(stream, place, progress)
            with os.fdopen(handle, "wb") as copy:
                copy.writelines(intake)
                copy.flush()
                os.fsync(copy.fileno())
            target = self.path(intake.digest)
            target.parent.mkdir(exist_ok=True)
            if target.parent.is_symlink():
                raise _is_link(place)
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
        if not self._is_kept(path):
            raise fail(
                place,
                "evidence.missing",
                "The file is not in the locker.",
                "Restore it from a copy, or attach the original again.",
            )
        return path.open("rb")

    def size(self, digest: str) -> int | None:
        path = self.path(digest)
        return path.stat().st_size if self._is_kept(path) else None

    def foreign(self, known: set[str]) -> list[str]:
        """Files that no record names, and links, whatever their names say."""
        return [
            self._name(path)
            for path in self._files()
            if path.is_symlink() or not (self._is_copy(path) or self._belongs(path, known))
        ]

    def unfinished(self) -> list[str]:
        """Copies that are being made, or were left over when a program was stopped.

        They cannot be told apart from a file that somebody put here under such a
        name; so they are named.
        """
        return [
            self._name(path)
            for path in self._files()
            if self._is_copy(path) and not path.is_symlink()
        ]

    def _files(self) -> Iterator[Path]:
        if self.folder.is_symlink():
            yield self.folder
        elif self.folder.is_dir():
            for path in sorted(self.folder.rglob("*")):
                if path.is_symlink() or path.is_file():
                    yield path

    def _is_kept(self, path: Path) -> bool:
        """Whether a copy lies in this folder itself: no link leads to it or is it."""
        links = (self.folder, path.parent, path)
        return path.is_file() and not any(part.is_symlink() for part in links)

    def _belongs(self, path: Path, known: set[str]) -> bool:
        return path.name in known and path == self.path(path.name)

    def _is_copy(self, path: Path) -> bool:
        return path.name.startswith(NEW) and path.parent == self.folder

    def _name(self, path: Path) -> str:
        name = (Path(FOLDER) / path.relative_to(self.folder)).as_posix()
        return f"{name} (a link)" if path.is_symlink() else name


def _is_link(place: str) -> ConformityError:
    return fail(
        place,
        "file.write-failed",
        "The folder of the evidence is a link to a place elsewhere.",
        "Move the files into the folder of the assessment; link that one, if need be.",
    )


def _not_taken(place: str, error: OSError) -> ConformityError:
    return fail(
        place,
        "file.write-failed",
        f"The file could not be added: {error.strerror}.",
        "Free some space or check the rights; nothing was changed.",
    )
