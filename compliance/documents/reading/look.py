"""How the pages of two papers differ in what is drawn, when both were made alike."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

from compliance.documents.reading.document import Document, Page
from compliance.documents.reading.values import MAX_DEPTH, Ref, Stream, UnreadableError, Value

_APART: Final = {"Parent", "P", "Annots", "Contents", "StructParents", "StructParent"}
"""Keys that lead around in the document, or are compared by themselves."""
_PACKING: Final = {"Length", "Filter", "DecodeParms"}


class Look:
    """What each page of a document shows, as digests."""

    def __init__(self, document: Document) -> None:
        """Take a document; digests are made when asked for."""
        self._document = document
        self._digests: dict[Ref, str] = {}
        self._contents: dict[Any, str] = {}

    def pages(self) -> list[str]:
        """One digest for each page.

        Raises:
            UnreadableError: a page cannot be read.
        """
        return [self._page(page) for page in self._document.pages()]

    def rest(self) -> dict[str, str]:
        """Digests of what stands beside the pages, by its name in words."""
        root = self._document.root
        return {
            words: self.value(self._document.resolve(root.get(key))) for key, words in _REST.items()
        }

    def _page(self, page: Page) -> str:
        parts = [self.value(page.get(key)) for key in _SHOWN]
        parts.append(self.value({key: page.own[key] for key in page.own.keys() - _APART}))
        notes = self._document.array(page.own.get("Annots"))
        parts += [self.value(self._document.dictionary(note)) for note in notes]
        parts += [self._content(part) for part in self._document.array(page.get("Contents"))]
        return sha256("\n".join(parts).encode()).hexdigest()

    def _content(self, value: Value) -> str:
        key = value if isinstance(value, Ref) else id(value)
        if key not in self._contents:
            self._contents[key] = sha256(self._document.data(value)).hexdigest()
        return self._contents[key]

    def value(self, value: Value, depth: int = 0) -> str:
        """A digest of a value and of all that it leads to.

        Raises:
            UnreadableError: a part of it cannot be read.
        """
        if depth > MAX_DEPTH:
            raise UnreadableError("values are nested too deeply")
        match value:
            case Ref():
                if value not in self._digests:
                    self._digests[value] = "around"  # where it leads back to itself
                    self._digests[value] = self.value(self._document.resolve(value), depth + 1)
                return self._digests[value]
            case Stream():
                head = {key: value.head[key] for key in value.head.keys() - _PACKING}
                data = self._document.unpack(value)
                self._document.count(len(data))
                return f"{self.value(head, depth + 1)} {sha256(data).hexdigest()}"
            case dict():
                kept = sorted(value.keys() - _APART)
                items = (f"{key}:{self.value(value[key], depth + 1)}" for key in kept)
                return sha256(" ".join(items).encode()).hexdigest()
            case list():
                items = (self.value(item, depth + 1) for item in value)
                return sha256(" ".join(["list", *items]).encode()).hexdigest()
            case bool() | None:
                return str(value)
            case int() | float():
                return f"{value + 0:g}"  # there is a zero with a sign
        return repr(value)


_SHOWN: Final = ("Resources", "MediaBox", "CropBox", "Rotate")
_REST: Final = {
    "ViewerPreferences": "what readers are told to show",
    "OutputIntents": "the profile of its colours",
    "Lang": "its language",
    "MarkInfo": "whether it has a structure",
}


def differing_pages(one: Iterable[str], other: Iterable[str]) -> list[int]:
    """Numbers of the pages that differ, of those that both have."""
    pairs = zip(one, other, strict=False)
    return [at for at, (mine, yours) in enumerate(pairs, 1) if mine != yours]
