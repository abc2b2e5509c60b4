"""What a skilled forger does: a paper rewritten so that its container is right again.

Objects are changed as texts, and the file is put together as the program does it: table
of places, identifier and all. Only what the pages and the files inside say can give such
a file away.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
BATCH = 400
_STREAM = re.compile(rb"(\d+) 0 obj\n(<<.*?)/Length (\d+)>>\nstream\n", re.DOTALL)


class Forged:
    """A paper taken apart: ``texts`` of objects, and ``streams`` with their data unpacked."""

    def __init__(self, content: bytes) -> None:
        self.texts: dict[int, bytes] = {}
        self.streams: dict[int, tuple[bytes, bytes]] = {}
        self._raw: dict[int, bytes] = {}
        at = len(HEAD)
        while found := _STREAM.match(content, at):
            number, head, length = int(found[1]), found[2][2:], int(found[3])
            raw = content[found.end() : found.end() + length]
            at = found.end() + length + len(b"\nendstream\nendobj\n")
            if b"/Type/ObjStm" in head:
                self._take(head, zlib.decompress(raw))
            elif b"/Type/XRef" in head:
                self.root = int(re.search(rb"/Root (\d+)", head)[1])
                self.info = int(re.search(rb"/Info (\d+)", head)[1])
            else:
                packed = b"/Filter/FlateDecode" in head
                head = head.replace(b"/Filter/FlateDecode", b"")
                self.streams[number] = (head, zlib.decompress(raw) if packed else raw)
                self._raw[number] = raw

    def _take(self, head: bytes, data: bytes) -> None:
        first = int(re.search(rb"/First (\d+)", head)[1])
        words = [int(word) for word in data[:first].split()]
        ends = [*words[3::2], len(data) - first + 1]
        for number, start, end in zip(words[::2], words[1::2], ends, strict=True):
            self.texts[number] = data[first + start : first + end - 1]

    # --- looking things up

    def find(self, *parts: bytes) -> int:
        """The first object whose text holds all of these."""
        return next(n for n, text in self.texts.items() if all(part in text for part in parts))

    def pages(self) -> list[int]:
        tree = self.find(b"/Type/Pages")
        return [int(n) for n in re.findall(rb"(\d+) 0 R", self.texts[tree].split(b"/Kids")[1])]

    def contents(self, page: int) -> list[int]:
        return [
            int(n)
            for n in re.findall(
                rb"(\d+) 0 R", self.texts[page].split(b"/Contents")[1].split(b"]")[0]
            )
        ]

    def file(self, name: bytes) -> int:
        """The stream of a file inside."""
        spec = self.texts[self.find(b"/Type/Filespec", b"(" + name + b")")]
        return int(re.search(rb"/EF<</F (\d+)", spec)[1])

    # --- changing

    def swap(self, number: int, old: bytes, new: bytes) -> None:
        """Change the text of an object; it must hold what is changed."""
        assert old in self.texts[number], self.texts[number][:300]
        self.texts[number] = self.texts[number].replace(old, new, 1)

    def redraw(self, number: int, change: Callable[[bytes], bytes]) -> None:
        """Change what a stream holds."""
        head, data = self.streams[number]
        made = change(data)
        assert made != data
        self.streams[number] = (head, made)
        self._raw.pop(number, None)

    def embed(self, name: bytes, content: bytes) -> None:
        """Put another content into a file inside, with its size and checksum."""
        number = self.file(name)
        head = re.sub(rb"/Size \d+", b"/Size %d" % len(content), self.streams[number][0])
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest().encode()
        self.streams[number] = (re.sub(rb"<[0-9a-f]{32}>", b"<" + digest + b">", head), content)
        self._raw.pop(number, None)

    def add(self, text: bytes) -> int:
        number = self._fresh()
        self.texts[number] = text
        return number

    def add_stream(self, head: bytes, data: bytes) -> int:
        number = self._fresh()
        self.streams[number] = (head, data)
        return number

    def _fresh(self) -> int:
        return max(*self.texts, *self.streams) + 1

    # --- writing

    def write(self) -> bytes:
        """The file, written as the program writes."""
        parts, places = [HEAD], {}

        def put(number: int, head: bytes, data: bytes) -> None:
            places[number] = b"\1" + sum(map(len, parts)).to_bytes(4) + b"\0\0"
            parts.append(
                b"%d 0 obj\n<<%s/Length %d>>\nstream\n%s\nendstream\nendobj\n"
                % (number, head, len(data), data)
            )

        for number, (head, data) in self.streams.items():
            if b"/Type/Metadata" in head:
                put(number, head, data)
            else:
                raw = self._raw.get(number) or zlib.compress(data, 6)
                put(number, head + b"/Filter/FlateDecode", raw)
        numbers, fresh = sorted(self.texts), self._fresh()
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            heads, at = [], 0
            for index, number in enumerate(batch):
                heads.append(b"%d %d" % (number, at))
                at += len(self.texts[number]) + 1
                places[number] = b"\2" + fresh.to_bytes(4) + index.to_bytes(2)
            first = b" ".join(heads) + b"\n"
            data = first + b"\n".join(self.texts[number] for number in batch)
            head = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(batch), len(first))
            put(fresh, head, zlib.compress(data, 6))
            fresh += 1
        offset = sum(map(len, parts))
        places[fresh] = b"\1" + offset.to_bytes(4) + b"\0\0"
        rows = [b"\0\0\0\0\0\xff\xff"] + [places.get(n, bytes(7)) for n in range(1, fresh + 1)]
        identifier = hashlib.sha256(b"".join(parts)).hexdigest()[:32].encode()
        table = zlib.compress(b"".join(rows), 6)
        parts.append(
            b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]"
            b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
            % (fresh, fresh + 1, self.root, self.info, identifier, identifier, len(table), table)
        )
        return b"".join([*parts, b"startxref\n%d\n%%%%EOF\n" % offset])


def forged(content: bytes, change: Callable[[Forged], None]) -> bytes:
    """A paper with a change, its container right again."""
    paper = Forged(content)
    change(paper)
    return paper.write()
