"""A plain writer of PDF: numbered objects, object streams, one cross-reference stream.

Its files have one form, which a reader can hold every byte against: a head, streams one
after the other, the cross-reference stream, its offset, the end.
"""

from __future__ import annotations

import zlib
from hashlib import sha256
from typing import Final

from compliance.documents.render.sheet import PACK

HEAD: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
GATHERED: Final = 400
"""Most objects in one object stream."""
BODY: Final = b"\nstream\n"
CLOSES: Final = b"\nendstream\nendobj\n"
"""What stands before and behind the data of a stream."""
DIRECT, PACKED = 1, 2
"""Kinds of entries of a cross-reference stream: an object by itself, one of a stream."""

Places = dict[int, tuple[int, int, int]]
"""Where objects stand: kind; offset, or number of the stream that holds it; index in it."""


def identifier(content: bytes) -> str:
    """The identifier of a file, from all that stands before its cross-reference stream."""
    return sha256(content).hexdigest()[:32]


def opening(number: int, extra: str, length: int) -> bytes:
    """How a stream begins, up to its data."""
    return f"{number} 0 obj\n<<{extra}/Length {length}>>".encode("latin-1") + BODY


def rows(places: Places, last: int) -> bytes:
    """What a cross-reference stream holds, for objects up to the last number."""
    found = [b"\0\0\0\0\0\xff\xff"]
    for number in range(1, last + 1):
        kind, value, index = places.get(number, (0, 0, 0))
        found.append(bytes([kind]) + value.to_bytes(4, "big") + index.to_bytes(2, "big"))
    return b"".join(found)


def trailer(last: int, root: int, info: int, digest: str) -> str:
    """Entries of a cross-reference stream, which is the trailer too."""
    return (
        f"/Type/XRef/Size {last + 1}/W[1 4 2]/Root {root} 0 R/Info {info} 0 R"
        f"/ID[<{digest}><{digest}>]/Filter/FlateDecode"
    )


class Writer:
    """Collects objects under numbers that it hands out."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._streams: dict[int, tuple[str, bytes]] = {}
        self._next = 1
        self._parts: list[bytes] = []
        self._offset = 0
        self._places: Places = {}

    def reserve(self, count: int = 1) -> int:
        """The first of ``count`` fresh numbers."""
        first = self._next
        self._next += count
        return first

    def put(self, number: int, text: str) -> None:
        """Give a reserved number its object."""
        self._texts[number] = text

    def add(self, text: str) -> int:
        """Number of a new object."""
        number = self.reserve()
        self._texts[number] = text
        return number

    def stream(
        self, extra: str, data: bytes, *, packed: bool = False, raw: bool = False, number: int = 0
    ) -> int:
        """Number of a new stream.

        Args:
            extra: entries of its dictionary but length and filter.
            data: what it holds.
            packed: whether the data is compressed already.
            raw: whether it must stand in the file as it is.
            number: the number that was reserved for it, if one was.
        """
        number = number or self.reserve()
        if not raw:
            data = data if packed else zlib.compress(data, PACK)
            extra += "/Filter/FlateDecode"
        self._streams[number] = (extra, data)
        return number

    def finish(self, root: int, info: int) -> bytes:
        """The whole file. Its identifier follows from its content.

        Args:
            root: number of the catalog.
            info: number of the dictionary of properties.
        """
        self._part(HEAD)
        for number, (extra, data) in self._streams.items():
            self._emit(number, extra, data)
        numbers = sorted(self._texts)
        for at in range(0, len(numbers), GATHERED):
            self._gather(numbers[at : at + GATHERED])
        start = self._offset
        self._table(root, info)
        self._part(f"startxref\n{start}\n%%EOF\n".encode())
        return b"".join(self._parts)

    def _part(self, data: bytes) -> None:
        self._parts.append(data)
        self._offset += len(data)

    def _emit(self, number: int, extra: str, data: bytes) -> None:
        self._places[number] = (DIRECT, self._offset, 0)
        self._part(opening(number, extra, len(data)))
        self._part(data)
        self._part(CLOSES)

    def _gather(self, numbers: list[int]) -> None:
        """Write objects that are no streams into one that is."""
        holder, position = self.reserve(), 0
        heads, texts = [], []
        for index, number in enumerate(numbers):
            text = self._texts[number]
            heads.append(f"{number} {position}")
            texts.append(text)
            position += len(text) + 1
            self._places[number] = (PACKED, holder, index)
        first = " ".join(heads) + "\n"
        data = zlib.compress((first + "\n".join(texts)).encode("latin-1"), PACK)
        extra = f"/Type/ObjStm/N {len(numbers)}/First {len(first)}/Filter/FlateDecode"
        self._emit(holder, extra, data)

    def _table(self, root: int, info: int) -> None:
        """Write the cross-reference stream, which is the trailer too."""
        own = self.reserve()
        self._places[own] = (DIRECT, self._offset, 0)
        extra = trailer(own, root, info, identifier(b"".join(self._parts)))
        self._emit(own, extra, zlib.compress(rows(self._places, own), PACK))
