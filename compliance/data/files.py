"""Files that are whole or not there, and read within bounds."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from compliance.errors import ConformityError, fail

NEW: Final = ".new-"
"""How the name of a file begins that is not whole yet."""
_LEFT: Final = re.compile(r"\.new-[a-z0-9_]{8}")
LEFT_AFTER: Final = 3600.0
"""Seconds without a byte after which nobody is writing such a file any more."""


def write_atomically(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file so that a reader sees the old content or the new, never half.

    Args:
        path: the file; its folder is made where it is missing.
        content: what it shall hold.
        private: whether only its owner may read it, where the system has such rights.

    Raises:
        ConformityError: ``file.write-failed``; the earlier content is unchanged.
    """
    with replacing(path, private=private) as stream:
        stream.write(content)


@contextlib.contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[IO[bytes]]:
    """A file that takes its place once it is whole; where something fails, nothing changed.

    Args:
        path: the file; its folder is made where it is missing.
        private: whether only its owner may read it, where the system has such rights.

    Raises:
        ConformityError: ``file.write-failed``; the earlier content is unchanged.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=NEW, dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if not private:  # mkstemp makes files that only their owner may read
            give_usual_rights(Path(temporary))
        Path(temporary).replace(path)
        temporary = ""
    except OSError as error:
        raise fail(
            str(path),
            "file.write-failed",
            f"Cannot be written: {error.strerror}.",
            "Free some space or choose another folder; nothing was changed.",
        ) from None
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
    sync_folder(path.parent)


def sweep(folder: Path, now: float) -> None:
    """Delete what programs left in a folder that were stopped while they wrote.

    Only files under names as they are given to files that are not whole yet; and only
    those to which nothing was written for an hour, so that nobody's work is touched.

    Args:
        folder: where they lie.
        now: the time of a file that was made there just now: the clock of the disk,
            which is the same for every machine that writes to it.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not _LEFT.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                continue
            with contextlib.suppress(OSError):
                if now - entry.stat(follow_symlinks=False).st_mtime > LEFT_AFTER:
                    Path(entry.path).unlink()


def give_usual_rights(path: Path) -> None:
    """Rights as an ordinary new file has them; mkstemp makes private files."""
    path.chmod(0o666 & ~_mask())


@functools.cache
def _mask() -> int:
    """What new files leave out of their rights.

    It can only be read by setting it for a moment, which other threads would feel: so
    it is read once.
    """
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where the system can."""
    if os.name == "nt":  # Windows cannot open folders; its rename is journaled
        return
    with contextlib.suppress(OSError):  # some file systems cannot sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_bytes(path: Path, limit: int, hint: str = "") -> bytes:
    """Read a file of bounded size.

    Args:
        path: the file.
        limit: most bytes it may have.
        hint: what to do where it has more.

    Raises:
        ConformityError: ``file.missing``, ``file.unreadable`` or ``file.too-large``.
    """
    try:
        content = read_beginning(path, limit + 1)
    except OSError as error:
        raise cannot_read(path, error) from None
    if len(content) > limit:
        raise too_large(str(path), limit, hint)
    return content


def read_beginning(path: Path, most: int) -> bytes:
    """The first bytes of a file, and no more than ``most`` of them.

    What the system says of its size is not asked: a device has none and never ends, and
    a file may grow meanwhile.

    Raises:
        OSError: as the system says it.
    """
    with path.open("rb") as handle:
        return handle.read(most)


def too_large(place: str, limit: int, hint: str = "") -> ConformityError:
    """The error for a file of more bytes than accepted."""
    whole, rest = divmod(limit, 1 << 20)
    most = f"{limit} bytes" if rest or not whole else f"{whole} MB"
    return fail(place, "file.too-large", f"It has more than {most}.", hint)


def cannot_read(path: Path, error: OSError) -> ConformityError:
    """The error for a file that is not there or cannot be read."""
    if isinstance(error, FileNotFoundError):
        return fail(str(path), "file.missing", "There is no such file.", "Check the path.")
    return fail(str(path), "file.unreadable", f"Cannot be read: {error.strerror}.", "")
