"""Writing a BagIt bag (RFC 8493) into a ZIP file, one part after the other.

A bag is a folder with the digests of all that is in it, which any tool for bags can check
without this program. Equal content gives equal bytes: the dates of all parts are given.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Final, Self

PAYLOAD: Final = "data"
MANIFEST: Final = "manifest-sha256.txt"
TAGS: Final = "tagmanifest-sha256.txt"
DECLARED: Final = "bagit.txt"
INFO: Final = "bag-info.txt"
DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_PIECE: Final = 1 << 20
_FIRST: Final = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
"""Earlier days cannot be written into a ZIP file."""


@dataclass(frozen=True)
class Part:
    """A file of the bag."""

    path: str
    """Within the bag, with ``/`` between folders."""
    size: int
    digest: str
    """SHA-256 of its content."""


class Bag:
    """A bag that is being written; used as a context.

    Args:
        target: where the ZIP file goes.
        name: of the folder that holds everything.
        at: the date of every part.
    """

    def __init__(self, target: IO[bytes], name: str, at: datetime.datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._name = name
        self._at = max(at.astimezone(datetime.UTC), _FIRST).timetuple()[:6]
        self._parts: list[Part] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, path: str, content: bytes | IO[bytes]) -> Part:
        """Add a file to the payload.

        Args:
            path: below the payload.
            content: its content; a stream is read to its end, and not closed.
        """
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        part = self._write(f"{PAYLOAD}/{path}", stream)
        self._parts.append(part)
        return part

    def finish(self, info: Mapping[str, str]) -> None:
        """Write the digests, and what is said about the bag.

        Args:
            info: labels and values of ``bag-info.txt``; line breaks become spaces.
        """
        octets = sum(part.size for part in self._parts)
        told = {**info, "Payload-Oxum": f"{octets}.{len(self._parts)}"}
        lines = (f"{label}: {' '.join(value.split())}\n" for label, value in told.items())
        tags = [
            self._write(DECLARED, io.BytesIO(DECLARATION)),
            self._write(INFO, io.BytesIO("".join(lines).encode("utf-8"))),
            self._write(MANIFEST, io.BytesIO(manifest(self._parts))),
        ]
        self._write(TAGS, io.BytesIO(manifest(tags)))

    def _write(self, path: str, stream: IO[bytes]) -> Part:
        entry = zipfile.ZipInfo(f"{self._name}/{path}", self._at)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        entry.create_system = 3
        digest, size = sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as target:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        return Part(path, size, digest.hexdigest())


def manifest(parts: list[Part]) -> bytes:
    """A list of digests, as a bag has it."""
    rows = (f"{part.digest}  {escaped(part.path)}\n" for part in parts)
    return "".join(rows).encode("utf-8")


def escaped(path: str) -> str:
    """A path as a list of digests has it: no line break, and no lone percent sign."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def unescaped(path: str) -> str:
    """The path that :func:`escaped` wrote."""
    for code, sign in (("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        path = path.replace(code, sign)
    return path
