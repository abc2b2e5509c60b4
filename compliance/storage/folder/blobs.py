"""The evidence locker: copies of files under their own digest."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import IO, Final

from compliance.assessment.journal.state import HeldEvidence
from compliance.data.digests import CHUNK, sha256_of_file
from compliance.data.files import cannot_read, give_usual_rights, sync_folder
from compliance.errors import ConformityError, Problem, fail

FOLDER: Final = "evidence"
MAX_BYTES: Final = 512 * 1024 * 1024
MAX_NAME: Final = 120
MAX_FOLDER: Final = 60
COPY: Final = ".new-"
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


class Locker:
    """Files of an assessment, kept as ``evidence/ab/ab12...`` by SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def path(self, digest: str) -> Path:
        """Where a file with this digest lies."""
        return self.folder / digest[:2] / digest

    def take(
        self, source: Path, progress: Callable[[int], None] | None = None
    ) -> tuple[str, int]:
        """Copy a file into the locker and make the copy durable.

        Args:
            source: the file.
            progress: called with the number of bytes of each piece.

        Returns:
            SHA-256 and size of what was copied.

        Raises:
            ConformityError: ``file.missing``, ``file.unreadable``,
                ``file.too-large``, ``evidence.empty`` or ``file.write-failed``.
        """
        check_size(source)
        try:
            with source.open("rb") as stream:
                return self.take_stream(str(source), stream, progress)
        except OSError as error:
            raise _not_taken(str(source), error) from None

    def take_stream(
        self, place: str, stream: IO[bytes], progress: Callable[[int], None] | None = None
    ) -> tuple[str, int]:
        """Copy what a stream brings into the locker and make the copy durable.

        Args:
            place: what the stream is called in an error.
            stream: the content, read to its end.
            progress: called with the number of bytes of each piece.

        Returns:
            SHA-256 and size of what was copied.

        Raises:
            ConformityError: ``file.too-large``, ``evidence.empty`` or
                ``file.write-failed``; nothing of it is left then.
        """
        temporary: Path | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, made = tempfile.mkstemp(prefix=COPY, dir=self.folder)
            temporary = Path(made)
            with os.fdopen(handle, "wb") as copy:
                digest, size = _copy(stream, copy, progress)
                copy.flush()
                os.fsync(copy.fileno())
            _check_bytes(place, size)
            target = self.path(digest)
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
        return digest, size

    def check(self, held: Iterable[HeldEvidence]) -> list[Problem]:
        """Compare the locker with what the journal says lies in it."""
        problems: list[Problem] = []
        known: set[str] = set()
        for item in held:
            data = item.data
            known.add(data.sha256)
            path = self.path(data.sha256)
            place = f"{data.evidence} ({data.name})"
            if not path.is_file():
                problems.append(
                    Problem(
                        place,
                        "evidence.missing",
                        "The file is not in the locker.",
                        "Put the original back: conformity evidence add ...",
                    )
                )
            elif sha256_of_file(path) != data.sha256:
                problems.append(
                    Problem(
                        place,
                        "evidence.changed",
                        "The file was changed after it was added.",
                        f"Its SHA-256 should be {data.sha256}; restore the original.",
                    )
                )
        return problems + self._foreign(known)

    def unfinished(self) -> list[str]:
        """Copies that are being made, or were left over when a program was stopped.

        They cannot be told apart from a file that somebody put here under such a
        name; so they are named.
        """
        if not self.folder.is_dir():
            return []
        return [
            f"{FOLDER}/{path.name}"
            for path in sorted(self.folder.iterdir())
            if path.is_file() and self._is_copy(path)
        ]

    def _is_copy(self, path: Path) -> bool:
        return path.name.startswith(COPY) and path.parent == self.folder

    def _foreign(self, known: set[str]) -> list[Problem]:
        if not self.folder.is_dir():
            return []
        return [
            Problem(
                f"{FOLDER}/{path.relative_to(self.folder).as_posix()}",
                "evidence.foreign",
                "This file belongs to no record of the journal.",
                "Move it out of the locker; attach it if it is evidence.",
            )
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
            and not self._is_copy(path)
            and (path.name not in known or path != self.path(path.name))
        ]


def check_size(source: Path) -> None:
    """Refuse what is not a file, is empty, or is larger than accepted.

    Raises:
        ConformityError: ``file.missing``, ``file.unreadable``, ``file.too-large`` or
            ``evidence.empty``.
    """
    _check_bytes(str(source), _size(source))


def _check_bytes(place: str, size: int) -> None:
    if size == 0:
        raise fail(place, "evidence.empty", "The file is empty.", "")
    if size > MAX_BYTES:
        raise fail(
            place,
            "file.too-large",
            f"The file has {size} bytes; {MAX_BYTES} are accepted.",
            "Attach an extract or a report instead.",
        )


def _size(source: Path) -> int:
    try:
        if source.is_dir():
            raise fail(str(source), "file.unreadable", "This is a folder.", "Name a file.")
        return source.stat().st_size
    except OSError as error:
        raise cannot_read(source, error) from None


def _copy(
    origin: IO[bytes], copy: IO[bytes], progress: Callable[[int], None] | None
) -> tuple[str, int]:
    """Copy up to the first piece beyond what is accepted; digest and size of the copy."""
    total, size = hashlib.sha256(), 0
    while size <= MAX_BYTES and (piece := origin.read(CHUNK)):
        total.update(piece)
        size += len(piece)
        copy.write(piece)
        if progress is not None:
            progress(len(piece))
    return total.hexdigest(), size


def _not_taken(place: str, error: OSError) -> ConformityError:
    return fail(
        place,
        "file.write-failed",
        f"The file could not be added: {error.strerror}.",
        "Free some space or check the rights; nothing was changed.",
    )


def safe_name(name: str) -> str:
    r"""A file name that every system accepts and that cannot climb folders.

    >>> safe_name("../../etc/pass\x00wd")
    'passwd'
    >>> safe_name("con.txt")
    '_con.txt'
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(
        " " if unicodedata.category(character)[0] == "Z" else character
        for character in base
        if unicodedata.category(character)[0] != "C" and character not in '<>:"|?*'
    ).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if len(kept) > MAX_NAME and dot and len(suffix) < MAX_NAME // 4:
        kept = stem[: MAX_NAME - len(suffix) - 1] + dot + suffix
    kept = kept[:MAX_NAME].strip(" .")
    if not kept:
        return "unnamed"
    if _RESERVED.fullmatch(kept):
        kept = f"_{kept}"[:MAX_NAME].strip(" .")
    return kept


def safe_folder(title: str, taken: Collection[str]) -> str:
    """A folder name for what has this title, that every system accepts and is free.

    >>> safe_folder("Lanxi Rank 4 (Lebensläufe)", ())
    'lanxi-rank-4-lebenslaufe'
    >>> safe_folder("CON", ())
    'con-2'
    >>> safe_folder("简历筛选", {"assessment"})
    'assessment-2'

    Args:
        title: as people write it.
        taken: names that are used already, in small letters.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower())[:MAX_FOLDER].strip("-")
    base = base or "assessment"
    number, found = 2, base
    while found in taken or _RESERVED.fullmatch(found):
        found, number = f"{base}-{number}", number + 1
    return found
