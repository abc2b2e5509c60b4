"""ZIP files of others, opened without trusting them.

A few kilobytes can unpack to gigabytes, and what an archive says of its own sizes may
be a lie: everything is bounded before and while it is unpacked. Nothing is ever
written to the disk.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

from compliance.errors import ConformityError, fail

ZIP: Final = b"PK\x03\x04"
OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
"""How ZIP files begin, and what old programs of offices write."""
MAX_ENTRIES: Final = 3_000
MAX_TOTAL: Final = 160 * 1024 * 1024
"""Most bytes of all entries together, unpacked."""
MAX_ENTRY: Final = 64 * 1024 * 1024
MAX_RATIO: Final = 250
"""Most bytes that one packed byte may become, in entries that are not small."""
SMALL: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1


class Archive:
    """A ZIP file in memory whose entries can be read within bounds."""

    def __init__(self, content: bytes, place: str) -> None:
        self.place = place
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise damaged(place, "It is not a complete ZIP file.") from None
        self._check(entries)
        self._entries = {entry.filename: entry for entry in entries}
        if len(self._entries) < len(entries):
            raise damaged(place, "It holds two parts of one name.")

    def names(self) -> list[str]:
        """Names of the entries, as they stand in the archive."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """Unpack one entry; an empty one where there is none of this name.

        Raises:
            ConformityError: ``exchange.damaged`` or ``exchange.too-large``.
        """
        entry = self._entries.get(name)
        if entry is None:
            return b""
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(entry.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
            ValueError,  # a name of the part that is not encoded as it says
        ):
            raise damaged(self.place, f"The part {name[:80]} cannot be unpacked.") from None
        if len(content) > entry.file_size:
            raise _too_large(self.place, "A part is larger than it says.")
        return content

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > MAX_ENTRIES:
            raise _too_large(self.place, f"It holds {len(entries)} parts.")
        if sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise _too_large(self.place, "Unpacked it would be too large.")
        for entry in entries:
            if entry.flag_bits & _ENCRYPTED:
                raise fail(
                    self.place,
                    "exchange.encrypted",
                    "A part of the file is encrypted.",
                    "Remove the password and save it again.",
                )
            if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise damaged(
                    self.place, "A part is packed by a method that no office program uses."
                )
            packed = max(entry.compress_size, 1)
            bomb = entry.file_size > SMALL and entry.file_size > MAX_RATIO * packed
            if bomb or entry.file_size > MAX_ENTRY:
                raise _too_large(self.place, "A part unpacks to far more than it should.")


def damaged(place: str, message: str) -> ConformityError:
    """The error for a file that is not whole, or not what it says."""
    return fail(
        place,
        "exchange.damaged",
        message,
        "Open it in the program it was filled in with, and save it again.",
    )


def _too_large(place: str, message: str) -> ConformityError:
    return fail(
        place,
        "exchange.too-large",
        message,
        "Return only what was exported, without other content.",
    )
