"""What was computed once, kept on disk under a digest of all that decides it.

A cache may be deleted at any time and may be damaged: every entry begins with the digest
of its content, and what is missing or not whole is computed again. It may hold the text
of assessments; so only its owner may read it, and it can be switched off.
"""

from __future__ import annotations

import contextlib
import os
from hashlib import sha256
from pathlib import Path
from typing import Final

from compliance.data.files import NEW, sweep

PLACE: Final = "CONFORMITY_CACHE"
"""Variable of the environment: another folder, or ``off``."""
OFF: Final = "off"
LIMIT: Final = 512 * 1024 * 1024
"""Most bytes that a cache keeps; what was not used for the longest time goes first."""
ROOM: Final = 0.8
"""How much of the limit is left once entries had to go."""
_OFTEN: Final = 1 / 64
"""After how much of the limit it is looked again whether there is room."""
OTHERS_WRITE: Final = 0o022
_DIGEST: Final = 32


def cache_folder(name: str) -> Path | None:
    """Where this person's machine keeps what is computed once; ``None`` where it is off.

    Args:
        name: which cache, such as ``sheets``; one folder each.
    """
    named = os.environ.get(PLACE, "")
    if named == OFF:
        return None
    if named:
        return Path(named) / name
    import platformdirs  # noqa: PLC0415 - only when something is looked up there

    return Path(platformdirs.user_cache_dir("conformity-dossier", appauthor=False)) / name


def open_cache(name: str) -> Cache | None:
    """The cache of a name, or ``None`` where it is off or the disk refuses it."""
    folder = cache_folder(name)
    return None if folder is None else Cache(folder)


class Cache:
    """A folder of entries under keys that are names of files, such as digests.

    Whatever goes wrong on the disk is as if nothing were kept.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        """Use a folder, which is made when something is put into it."""
        self._folder, self._limit = folder, limit
        self._since = limit  # the first entry looks whether there is room

    def is_private(self) -> bool:
        """Whether nobody but this account can put anything into it.

        What a system without such rights keeps where it keeps what is private counts as
        private, and a folder that somebody named does not.
        """
        if not hasattr(os, "getuid"):
            return PLACE not in os.environ
        try:
            found = self._folder.stat()
        except OSError:
            return True  # it is made when something is put into it, for its owner alone
        return found.st_uid == os.getuid() and not found.st_mode & OTHERS_WRITE

    def get(self, key: str) -> bytes | None:
        """What was put under a key; ``None`` where it is missing or not whole."""
        path = self._folder / key
        try:
            data = path.read_bytes()
        except OSError:
            return None
        content = data[_DIGEST:]
        if sha256(content).digest() != data[:_DIGEST]:
            return None
        with contextlib.suppress(OSError):  # its age decides what goes first
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep content; other processes see all of it or nothing."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(key, content)
            self._since += len(content)
            if self._since > self._limit * _OFTEN:
                self._since = 0
                self._make_room()

    def _write(self, key: str, content: bytes) -> None:
        import tempfile  # noqa: PLC0415 - only when something is kept

        # Not synced: after a power cut the digest shows what did not reach the disk.
        handle, temporary = tempfile.mkstemp(prefix=NEW, dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(sha256(content).digest() + content)
            Path(temporary).replace(self._folder / key)
        except OSError:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise

    def _make_room(self) -> None:
        kept = []
        newest = 0.0
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    state = entry.stat(follow_symlinks=False)
                    kept.append((state.st_mtime, state.st_size, entry.path))
                    newest = max(newest, state.st_mtime)
        total = sum(size for _, size, _ in kept)
        if total <= self._limit:
            return
        sweep(self._folder, newest)
        for _, size, path in sorted(kept):
            if total <= self._limit * ROOM:
                return
            with contextlib.suppress(OSError):
                Path(path).unlink()
                total -= size
