"""What one run left: a folder, or the same in a ZIP file, read within bounds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from compliance.adapters.base import Foreign
from compliance.adapters.json_file import MAX_BYTES, damaged, read_whole, too_large
from compliance.data.archive import MAX_TOTAL, ZIP, Archive
from compliance.data.files import cannot_read
from compliance.errors import ConformityError

MAX_NAMES: Final = 3_000
MAX_LEVELS: Final = 8
_CHUNK: Final = 1 << 20


class Run:
    """The files of one run by their names, with ``/`` between folders."""

    def __init__(self, file: Foreign) -> None:
        self.place = file.name
        self._folder = file.path if file.path.is_dir() else None
        self._archive: Archive | None = None
        if self._folder is not None:
            self.names = sorted(_names(self._folder, "", file.name))
        else:
            self._archive = _unpacked(file)
            self.names = sorted(self._archive.names())
        if len(self.names) > MAX_NAMES:
            raise too_large(self.place, f"It holds more than {MAX_NAMES} files.")

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """All bytes of one of the files.

        Raises:
            ConformityError: ``adapter.damaged`` or ``adapter.too-large``.
        """
        if self._folder is not None:
            return read_whole(self._folder / name, f"{self.place}/{name}", limit)
        assert self._archive is not None  # noqa: S101 - it is one or the other
        try:
            content = self._archive.read(name)
        except ConformityError as error:
            raise _as_ours(error, self.place) from None
        if len(content) > limit:
            raise too_large(f"{self.place}/{name}", f"It has more than {limit >> 20} MB.")
        return content

    def lines(self, name: str) -> int:
        """How many lines one of the files has that are not empty; it may be of any size."""
        if self._folder is None:
            return sum(1 for one in self.read(name).splitlines() if one.strip())
        path = self._folder / name
        try:
            with path.open("rb") as stream:
                return _lines(iter(lambda: stream.read(_CHUNK), b""))
        except OSError as error:
            raise cannot_read(path, error) from None

    def named(self, end: str) -> list[str]:
        """Names of files that are called so, whatever folder they are in."""
        return [name for name in self.names if name == end or name.endswith("/" + end)]


def _lines(pieces: Iterator[bytes]) -> int:
    found, blank = 0, True
    for piece in pieces:
        parts = piece.split(b"\n")
        for number, part in enumerate(parts):
            if number:
                found += not blank
                blank = True
            blank = blank and not part.strip()
    return found + (not blank)


def _names(folder: Path, before: str, place: str, level: int = 0) -> Iterator[str]:
    """Names of the files under a folder; nothing behind a link, so that none leads out of it."""
    if level > MAX_LEVELS:
        raise too_large(place, f"Its folders are nested more than {MAX_LEVELS} levels deep.")
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda one: one.name)[: MAX_NAMES + 1]
    except OSError as error:
        raise cannot_read(folder, error) from None
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _names(Path(entry.path), f"{before}{entry.name}/", place, level + 1)
        elif entry.is_file(follow_symlinks=False):
            yield before + entry.name


def _unpacked(file: Foreign) -> Archive:
    try:
        return Archive(read_whole(file.path, file.name, MAX_TOTAL), file.name)
    except ConformityError as error:
        raise _as_ours(error, file.name) from None


def _as_ours(error: ConformityError, place: str) -> ConformityError:
    """What is wrong with an archive, with what to do about a file that is evidence."""
    problem = error.problems[0]
    if problem.code.startswith("exchange."):
        large = problem.code.endswith("too-large")
        return (too_large if large else damaged)(place, problem.message)
    return error


def is_zip(file: Foreign) -> bool:
    """Whether it is a ZIP file, by its first bytes."""
    return file.head.startswith(ZIP)


def top_names(file: Foreign) -> frozenset[str]:
    """Names that lie at the top of a folder; none where it is a file."""
    if not file.path.is_dir():
        return frozenset()
    try:
        with os.scandir(file.path) as entries:
            return frozenset(
                entry.name for _, entry in zip(range(MAX_NAMES), entries, strict=False)
            )
    except OSError:
        return frozenset()


def looks_like_json(file: Foreign, begin: bytes = b"{") -> bool:
    """Whether it may be JSON, by its first sign."""
    return file.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == begin
