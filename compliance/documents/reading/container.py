"""The container as this program writes it, read so that no byte stays unaccounted for.

A file of this program is: a head; objects that are streams, one behind the other, all
other objects packed in some of them; a table of where everything lies; the place of the
table; and nothing behind that. The identifier in the table is a digest of all before it.
A file that departs from this was saved by another program or damaged on the way, however
well readers show it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.documents.reading.document import MAX_INFLATED, MAX_OBJECTS, Document, inflated
from compliance.documents.reading.values import Ref, Stream, UnreadableError, Value, parse
from compliance.documents.render.sheet import PACK
from compliance.documents.render.writer import (
    BODY,
    CLOSES,
    DIRECT,
    HEAD,
    PACKED,
    Places,
    identifier,
    opening,
    rows,
    trailer,
)

BEGINS: Final = b"\x78\x9c"
"""How what is packed begins, at the level that this program uses."""
_OPENS: Final = re.compile(rb"([1-9][0-9]{0,8}) 0 obj\n")
_ENDS: Final = re.compile(rb"startxref\n([0-9]{1,10})\n%%EOF\n")
_REFERENCE: Final = re.compile(rb"(?<![0-9])([1-9][0-9]{0,9}) 0 R(?![0-9A-Za-z])")
_PAIRS: Final = re.compile(rb"[0-9]{1,9} [0-9]{1,9}(?: [0-9]{1,9} [0-9]{1,9})*\n")


@dataclass(frozen=True)
class Container:
    """A file as this program writes it, up to the end of what it wrote."""

    document: Document
    end: int
    """Where what was issued ends; what stands behind it was added later."""
    faults: tuple[str, ...]
    """What is not as this program writes it although it can be read."""
    packed_here: bool
    """Whether the library of this machine packs the table into the same bytes."""


class _Written(Document):
    """Objects of a file that this program wrote."""

    def __init__(
        self, streams: dict[int, Stream], texts: dict[int, bytes], root: Value, info: Value
    ) -> None:
        super().__init__(root, info)
        self._streams, self._texts = streams, texts
        self._loaded: dict[int, Value] = {}

    def load(self, ref: Ref) -> Value:
        number = ref.number
        if number in self._streams:
            return self._streams[number]
        if number not in self._loaded:
            text = self._texts.get(number)
            self._loaded[number] = None if text is None else _whole(number, text)
        return self._loaded[number]

    def refs(self, *hints: bytes) -> Iterable[Ref]:
        for number, stream in self._streams.items():
            if not hints or any(hint.decode("ascii") in str(stream.head) for hint in hints):
                yield Ref(number)
        for number, text in self._texts.items():
            if not hints or any(hint in text for hint in hints):
                yield Ref(number)


def scan(content: bytes) -> Container:
    """Read a file by the rules of the one who writes it.

    Args:
        content: the file.

    Returns:
        What was issued; bytes behind its end are left to the caller.

    Raises:
        UnreadableError: it is not as this program writes it; the text says where.
    """
    if not content.startswith(HEAD):
        raise UnreadableError("it does not begin as this program begins its files")
    streams, places, table, at = _streams(content)
    ends = _ENDS.match(content, at)
    if ends is None:
        raise UnreadableError(f"at byte {at} its end is missing")
    texts = _unpacked(streams, places)
    own, head = max(places), streams[table].head
    root, info = head.get("Root"), head.get("Info")
    offset = places[table][1]
    faults = []
    if not isinstance(root, Ref) or not isinstance(info, Ref) or table != own:
        raise UnreadableError("its table of places is not as this program writes it")
    digest = identifier(content[:offset])
    if head.get("ID") != [bytes.fromhex(digest)] * 2:
        faults.append(
            "bytes of it were changed after it was written: its identifier, a digest of its "
            "content, does not fit"
        )
    wanted, raw = rows(places, own), streams[table].raw
    if content[offset:at] != _table(own, head, raw, wanted, digest) and not faults:
        faults.append("its table of places is not as this program writes it")
    if int(ends[1]) != offset:
        faults.append("it names another place for its table of places than the one it has")
    lost = _lost(streams, texts, head)
    if lost:
        faults.append(f"it holds objects that nothing leads to, the first is number {lost[0]}")
    packed_here = zlib.compress(wanted, PACK) == raw
    return Container(_Written(streams, texts, root, info), ends.end(), tuple(faults), packed_here)


def _streams(content: bytes) -> tuple[dict[int, Stream], Places, int, int]:
    """All streams with their places, the number of the table, and where it ends."""
    streams: dict[int, Stream] = {}
    places: Places = {}
    at = len(HEAD)
    while True:
        opens = _OPENS.match(content, at)
        if opens is None:
            raise UnreadableError(f"at byte {at} no object begins")
        number = int(opens[1])
        head, start = parse(content, opens.end())
        length = head.get("Length") if isinstance(head, dict) else None
        if not isinstance(length, int) or length < 0 or not content.startswith(BODY, start):
            raise UnreadableError(f"the object at byte {at} is not written as this program writes")
        start += len(BODY)
        if not content.startswith(CLOSES, start + length):
            raise UnreadableError(f"the object at byte {at} does not end where it says it ends")
        if number in streams or len(streams) > MAX_OBJECTS:
            raise UnreadableError(f"object {number} stands in it twice")
        streams[number] = Stream(head, content[start : start + length])
        places[number] = (DIRECT, at, 0)
        at = start + length + len(CLOSES)
        if head.get("Type") == "XRef":
            return streams, places, number, at


def _unpacked(streams: dict[int, Stream], places: Places) -> dict[int, bytes]:
    """Texts of the objects that are packed in streams."""
    texts: dict[int, bytes] = {}
    left = MAX_INFLATED
    for number, stream in streams.items():
        if stream.head.get("Type") != "ObjStm":
            continue
        data = inflated(stream.raw, left)
        left -= len(data)
        for index, (held, text) in enumerate(_held(stream.head, data)):
            if held in places or len(texts) > MAX_OBJECTS:
                raise UnreadableError(f"object {held} stands in it twice")
            places[held] = (PACKED, number, index)
            texts[held] = text
    return texts


def _held(head: dict[str, Value], data: bytes) -> list[tuple[int, bytes]]:
    """Numbers and texts of the objects in one stream, which they fill to the last byte."""
    first, count = head.get("First"), head.get("N")
    if not isinstance(first, int) or not _PAIRS.fullmatch(data, 0, first):
        raise UnreadableError("a stream of objects does not say what it holds")
    pairs = [int(word) for word in data[:first].split()]
    numbers, starts = pairs[::2], pairs[1::2]
    texts = [
        data[first + start : first + end - 1]
        for start, end in zip(starts, [*starts[1:], len(data) - first + 1], strict=True)
    ]
    again = " ".join(f"{number} {start}" for number, start in zip(numbers, starts, strict=True))
    if len(numbers) != count or f"{again}\n".encode() + b"\n".join(texts) != data:
        raise UnreadableError("a stream of objects is not written as this program writes")
    return list(zip(numbers, texts, strict=True))


def _whole(number: int, text: bytes) -> Value:
    try:
        value, end = parse(text)
    except UnreadableError as error:
        raise UnreadableError(f"object {number} is not written as it writes: {error}") from None
    if text[end:].strip(b"\n "):
        raise UnreadableError(f"object {number} goes on behind its end")
    return value


def _table(own: int, head: dict[str, Value], raw: bytes, wanted: bytes, digest: str) -> bytes:
    """The table of places as it must be written for a file like this.

    Its packed bytes are taken over where they unpack to the right rows: they depend on
    the library that packed them.
    """
    if not raw.startswith(BEGINS) or inflated(raw, MAX_INFLATED) != wanted:
        return b""
    extra = trailer(own, head["Root"].number, head["Info"].number, digest)
    return opening(own, extra, len(raw)) + raw + CLOSES


def _lost(streams: dict[int, Stream], texts: dict[int, bytes], head: dict[str, Value]) -> list[int]:
    """Objects that no reference leads to from the roots of the file."""
    waiting = [head["Root"].number, head["Info"].number]
    seen = set(waiting)
    while waiting:
        number = waiting.pop()
        if number in texts:
            found = {int(text) for text in _REFERENCE.findall(texts[number])}
        elif number in streams:
            found = set(_refs_in(streams[number].head))
        else:
            continue
        waiting += found - seen
        seen |= found
    return sorted(
        number
        for number in [*texts, *streams]
        if number not in seen
        and not (number in streams and streams[number].head.get("Type") in {"ObjStm", "XRef"})
    )


def _refs_in(value: Value) -> Iterable[int]:
    if isinstance(value, Ref):
        yield value.number
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _refs_in(item)
