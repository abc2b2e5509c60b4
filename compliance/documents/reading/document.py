"""A PDF as objects, whoever wrote it: looked up one by one, all within bounds."""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from compliance.documents.reading.values import Ref, Stream, UnreadableError, Value

MAX_PAGES: Final = 5_000
MAX_OBJECTS: Final = 1_000_000
MAX_INFLATED: Final = 256 * 1024 * 1024
"""Most bytes that all streams that are looked into may unpack to, together."""
MAX_DEPTH: Final = 60
"""How deep trees of pages, names and structure may be."""
NUMBERS_DEPTH: Final = 40
"""How deep trees of numbers may be."""
MAX_CHAIN: Final = 8
"""How many references may lead to the next one."""


Key = TypeVar("Key", bytes, int)


@dataclass(frozen=True)
class Page:
    """A page, with what it takes over from the tree above it."""

    ref: Ref
    own: dict[str, Value]
    """Its dictionary as it stands."""
    taken: dict[str, Value]
    """What is taken over: resources, size, turn."""

    def get(self, key: str) -> Value:
        """A value of its own or one that it takes over."""
        return self.own.get(key, self.taken.get(key))


class Document(ABC):
    """Objects by their references; what they unpack to is counted."""

    def __init__(self, root: Value, info: Value) -> None:
        self._root, self._info = root, info
        self._inflated = 0
        self._pages: list[Page] | None = None

    @abstractmethod
    def load(self, ref: Ref) -> Value:
        """The object that a reference names; ``None`` where there is none."""

    @abstractmethod
    def refs(self, *hints: bytes) -> Iterable[Ref]:
        """References of all objects, or at least of those whose text holds a hint."""

    def resolve(self, value: Value) -> Value:
        """The value itself, where references lead to it.

        Raises:
            UnreadableError: they lead in a circle.
        """
        for _ in range(MAX_CHAIN):
            if not isinstance(value, Ref):
                return value
            value = self.load(value)
        raise UnreadableError("references lead in a circle")

    def dictionary(self, value: Value) -> dict[str, Value]:
        """A dictionary, or that of a stream; empty where the value is neither."""
        found = self.resolve(value)
        if isinstance(found, Stream):
            return found.head
        return found if isinstance(found, dict) else {}

    def array(self, value: Value) -> list[Value]:
        """A list; a single value counts as a list of one, nothing as an empty one."""
        found = self.resolve(value)
        if isinstance(found, list):
            return found
        return [] if found is None else [value]

    def data(self, value: Value) -> bytes:
        """What a stream unpacks to.

        Raises:
            UnreadableError: it is no stream, is damaged, or unpacks to too much.
        """
        stream = self.resolve(value)
        if not isinstance(stream, Stream):
            raise UnreadableError("a stream is missing")
        data = self.unpack(stream)
        self.count(len(data))
        return data

    def unpack(self, stream: Stream) -> bytes:
        """The content of a stream; only the way of packing that this program uses."""
        filters = self.array(stream.head.get("Filter"))
        if not filters:
            return stream.raw
        if filters != ["FlateDecode"] or stream.head.get("DecodeParms") is not None:
            raise UnreadableError("a stream is packed in another way than this program packs")
        return inflated(stream.raw, MAX_INFLATED - self._inflated)

    def count(self, size: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            UnreadableError: they are too many.
        """
        self._inflated += size
        if self._inflated > MAX_INFLATED:
            raise UnreadableError("it unpacks to more than is accepted")

    @property
    def root(self) -> dict[str, Value]:
        """The catalog of the document."""
        return self.dictionary(self._root)

    @property
    def info(self) -> dict[str, Value]:
        """The properties of the document, as older readers show them."""
        return self.dictionary(self._info)

    def pages(self) -> list[Page]:
        """All pages in order.

        Raises:
            UnreadableError: they are too many, or their tree is no tree.
        """
        if self._pages is None:
            self._pages = list(self._walk_pages())
        return self._pages

    def _walk_pages(self) -> Iterator[Page]:
        stack: list[tuple[Value, dict[str, Any], int]] = [(self.root.get("Pages"), {}, 0)]
        seen, found = set(), 0
        while stack:
            ref, taken, depth = stack.pop()
            if not isinstance(ref, Ref) or ref in seen or depth > MAX_DEPTH:
                raise UnreadableError("its pages do not form a tree")
            seen.add(ref)
            node = self.dictionary(ref)
            kids = self.resolve(node.get("Kids"))
            if isinstance(kids, list):
                passed: dict[str, Value] = {key: node[key] for key in _TAKEN if key in node}
                stack += [(kid, {**taken, **passed}, depth + 1) for kid in reversed(kids)]
            else:
                found += 1
                yield Page(ref, node, taken)
            if found > MAX_PAGES or len(stack) > MAX_OBJECTS:
                raise UnreadableError("it has more pages than are accepted")

    def names(self, tree: Value) -> list[tuple[bytes, Value]]:
        """Names and values of a name tree, in the order of the tree."""
        return self._leaves(tree, "Names", bytes, "names", MAX_DEPTH)

    def numbers(self, tree: Value) -> list[tuple[int, Value]]:
        """Numbers and values of a number tree, in the order of the tree."""
        return self._leaves(tree, "Nums", int, "lists of parts", NUMBERS_DEPTH)

    def _leaves(
        self, tree: Value, row_of: str, kind: type[Key], what: str, deepest: int
    ) -> list[tuple[Key, Value]]:
        """Keys and values of a tree of either kind, within bounds."""
        found: list[tuple[Key, Value]] = []
        stack: list[tuple[Value, int]] = [(tree, 0)]
        seen = set()
        while stack:
            value, depth = stack.pop()
            if depth > deepest or (isinstance(value, Ref) and value in seen):
                raise UnreadableError(f"its {what} do not form a tree")
            if isinstance(value, Ref):
                seen.add(value)
            node = self.dictionary(value)
            row = self.array(node.get(row_of))
            found += [
                (key, item)
                for key, item in zip(row[::2], row[1::2], strict=False)
                if isinstance(key, kind)
            ]
            stack += [(kid, depth + 1) for kid in reversed(self.array(node.get("Kids")))]
            if len(found) > MAX_OBJECTS or len(stack) > MAX_OBJECTS:
                raise UnreadableError(f"it has more {what} than are accepted")
        return found


_TAKEN: Final = ("Resources", "MediaBox", "CropBox", "Rotate")


def inflated(raw: bytes, limit: int) -> bytes:
    """Unpack a stream to its last byte.

    Args:
        raw: the bytes as they stand in the file.
        limit: most bytes it may unpack to.

    Raises:
        UnreadableError: it is damaged, has more behind it, or unpacks to too much.
    """
    worker = zlib.decompressobj()
    try:
        data = worker.decompress(raw, max(limit, 1))
    except zlib.error:
        raise UnreadableError("a stream is damaged") from None
    if worker.unconsumed_tail:
        raise UnreadableError("it unpacks to more than is accepted")
    if not worker.eof or worker.unused_data:
        raise UnreadableError("a stream is damaged")
    return data
