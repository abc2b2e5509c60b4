"""What a document reads, part by part, as its structure orders it.

The structure names marks on pages, and the marks hold text: so every word has a place in
the document that does not depend on where it is drawn. Two papers of the same content
read the same even where other libraries broke their lines and pages elsewhere; numbers of
pages are therefore compared with the pages they lead to, and not with each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from compliance.documents.reading.document import MAX_OBJECTS, Document, Page
from compliance.documents.reading.drawn import Drawn, Fonts, drawn
from compliance.documents.reading.look import Look
from compliance.documents.reading.values import Ref, UnreadableError, Value, text_of

MAX_DEPTH: Final = 120
"""How deep structure may be."""
NUMBER: Final = "#"
"""Stands for the number of a page where it is the right one."""
HEADINGS: Final = {"H", "H1", "H2", "H3", "H4", "H5", "H6"}
_DIGITS: Final = re.compile(r"[0-9]+")
_READ_OUT: Final = ("Alt", "ActualText", "E")


@dataclass
class Part:
    """What stands under one root of the structure: a chapter or a part of one."""

    title: str = ""
    """Its first heading; empty where it has none."""
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """As people read it."""
        return " ".join(" ".join(self.pieces).split())

    @property
    def squeezed(self) -> str:
        """Without any space, for lines break elsewhere with other libraries."""
        return squeezed(self.pieces)


@dataclass
class Words:
    """All that a document says."""

    parts: list[Part] = field(default_factory=list)
    frame: Counter[str] = field(default_factory=Counter)
    """Heads, feet and what repeats: each text, without spaces."""
    loose: Counter[str] = field(default_factory=Counter)
    """Text that no part holds, that is not seen, or that is said to read otherwise."""
    bookmarks: list[str] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)
    """Whole headings, without spaces: what the heads of pages may say."""
    columns: set[str] = field(default_factory=set)
    """Lines of heads of tables, without spaces: what a later page may repeat."""
    shape: list[str] = field(default_factory=list)
    """Kinds of elements in reading order, as those follow them who do not see pages."""


def squeezed(pieces: list[str]) -> str:
    """Texts as one, without any space."""
    return "".join("".join(pieces).split())


@dataclass
class Contents:
    """What contents say that were read before, in whatever document."""

    known: dict[tuple[str, str], Drawn] = field(default_factory=dict)
    """By digests of a content and of what it may name."""
    size: int = 0
    """Bytes of all of them."""
    most: int | None = None
    """Most bytes that may be read; a paper draws about as much as one that is right."""

    def read(self, digests: tuple[str, str], data: bytes, read: Callable[[], Drawn]) -> Drawn:
        """What a content says; it is read where it is not known."""
        if digests not in self.known:
            self.size += len(data)
            if self.most is not None and self.size > self.most:
                raise UnreadableError("its pages draw far more than follows from what it carries")
            self.known[digests] = read()
        return self.known[digests]

    def bounded(self) -> Contents:
        """The same for a paper of somebody else, of which not much more is read."""
        return Contents(dict(self.known), self.size, FACTOR * self.size + LEAST)


FACTOR: Final = 4
LEAST: Final = 1 << 20


def words_of(document: Document, known: Contents | None = None) -> Words:
    """Read a document.

    Args:
        document: what is read.
        known: contents that were read before, in whatever document; others are added.

    Raises:
        UnreadableError: its structure or a page cannot be followed.
    """
    return _Reader(document, known or Contents()).read()


class _Reader:
    def __init__(self, document: Document, known: Contents) -> None:
        self._document, self._known = document, known
        self._fonts, self._look = Fonts(document), Look(document)
        self._pages = document.pages()
        self._at = {page.ref: at for at, page in enumerate(self._pages)}
        self._contents: dict[Any, Drawn] = {}
        self._drawn = [self._content(page) for page in self._pages]
        self._targets = dict(_targets(document, self._at))
        self._seen: set[Ref] = set()
        self._owned: set[tuple[int, int]] = set()
        self._words = Words()

    def read(self) -> Words:
        for root in self._roots():
            part = Part()
            self._words.parts.append(part)
            self._walk(root, part)
        self._rest()
        self._words.bookmarks = list(_bookmarks(self._document))
        return self._words

    def _content(self, page: Page) -> Drawn:
        """The text of a page; a content that several pages share is read once."""
        parts = self._document.array(page.get("Contents"))
        resources = page.get("Resources")
        key = (tuple(map(_key, parts)), _key(resources))
        if key not in self._contents:
            data = b"\n".join(self._document.data(part) for part in parts)
            digests = sha256(data).hexdigest(), self._look.value(resources)
            given = self._document.dictionary(resources)
            self._contents[key] = self._known.read(
                digests, data, lambda: drawn(data, given, self._fonts, self._document)
            )
        return self._contents[key]

    def _roots(self) -> list[Value]:
        tree = self._document.dictionary(self._document.root.get("StructTreeRoot"))
        tops = self._document.array(tree.get("K"))
        if len(tops) == 1 and self._document.dictionary(tops[0]).get("S") == "Document":
            return self._document.array(self._document.dictionary(tops[0]).get("K"))
        return tops

    def _walk(self, root: Value, part: Part) -> None:
        """Take in what stands under a root, in reading order."""
        stack: list[tuple[Any, int, int]] = [(root, -1, 0)]
        while stack:
            item, page, depth = stack.pop()
            if isinstance(item, _End):
                self._end(item, part)
                continue
            if isinstance(item, int):
                self._mark(part, page, item)
                continue
            node = self._document.dictionary(item)
            if isinstance(node.get("Pg"), Ref):
                page = self._at.get(node["Pg"], -1)
            match node.get("Type"):
                case "MCR":
                    self._mark(part, page, node.get("MCID"))
                case "OBJR":
                    self._object(node.get("Obj"), part, stack)
                case _:
                    self._enter(item, node, part)
                    kids = self._document.array(node.get("K"))
                    role = str(node.get("S"))
                    stack.append((_End(role, len(part.pieces)), page, depth))
                    stack += [(kid, page, depth + 1) for kid in reversed(kids)]
            if depth > MAX_DEPTH or len(stack) > MAX_OBJECTS:
                raise UnreadableError("its structure is nested too deeply")

    def _enter(self, item: Value, node: dict[str, Value], part: Part) -> None:
        if isinstance(item, Ref):
            if item in self._seen:
                raise UnreadableError("its structure does not form a tree")
            self._seen.add(item)
        attributes = self._document.resolve(node.get("A"))
        if isinstance(attributes, dict):
            attributes = [(key, attributes[key]) for key in sorted(attributes) if key != "BBox"]
        self._words.shape.append(f"{node.get('S')}{attributes or ''}{text_of(node.get('Lang'))}")
        part.pieces += [text_of(node[key]) for key in _READ_OUT if key in node]

    def _end(self, end: _End, part: Part) -> None:
        inside = part.pieces[end.start :]
        if end.role in HEADINGS:
            part.title = part.title or " ".join(" ".join(inside).split())
            self._words.headings.add(squeezed(inside))
        elif end.role == "Link" and end.target >= 0 and squeezed(inside) == str(end.target + 1):
            part.pieces[end.start :] = [NUMBER]
        elif end.role == "THead":
            self._words.columns.update(squeezed([piece]) for piece in inside)
        part.pieces += end.said

    def _mark(self, part: Part, page: int, number: Value) -> None:
        if not isinstance(number, int) or not 0 <= page < len(self._drawn):
            return  # its page is gone; so are its words
        if (page, number) in self._owned:
            raise UnreadableError("two elements of its structure name the same mark")
        self._owned.add((page, number))
        part.pieces += self._drawn[page].marks.get(number, [])

    def _object(self, value: Value, part: Part, stack: list[tuple[Any, int, int]]) -> None:
        """A link or a place to sign: what it says of itself, and where it leads."""
        note = self._document.dictionary(value)
        part.pieces += [text_of(note[key]) for key in ("TU",) if key in note]
        target = self._targets.get(note["Dest"], -1) if isinstance(note.get("Dest"), bytes) else -1
        said = text_of(note.get("Contents"))
        first = _DIGITS.search(said)
        if first is not None and first[0] == str(target + 1):
            said = f"{said[: first.start()]}{NUMBER}{said[first.end() :]}"
        around = next((item for item, _, _ in reversed(stack) if isinstance(item, _End)), None)
        if around is not None:
            around.target = target
            around.said += [said] if said and said not in around.said else []
        elif said:
            part.pieces.append(said)

    def _rest(self) -> None:
        """What the structure does not hold: frames of pages, and text that is loose."""
        total, done = len(self._pages), set()
        for at, content in enumerate(self._drawn):
            left = [text for mark, text in content.marks.items() if (at, mark) not in self._owned]
            self._words.loose.update(squeezed(text) for text in left)
            if id(content) in done:
                continue
            done.add(id(content))
            self._words.loose.update(squeezed([text]) for text in content.loose)
            for text in content.artifacts:
                numbered = _DIGITS.findall(text) == [str(at + 1), str(total)]
                shown = _DIGITS.sub(NUMBER, text) if numbered else text
                self._words.frame[squeezed([shown])] += 1


@dataclass
class _End:
    """Marks, while walking, where an element ends."""

    role: str
    start: int
    target: int = -1
    """The page to which a link leads, from 0."""
    said: list[str] = field(default_factory=list)
    """What it says of itself; a link has a note on each line on which it stands."""


def _key(value: Value) -> Any:
    return value if isinstance(value, Ref) else id(value)


def _targets(document: Document, pages: dict[Ref, int]) -> Iterator[tuple[bytes, int]]:
    """Pages by the names of the places on them."""
    tree = document.dictionary(document.root.get("Names")).get("Dests")
    for name, value in document.names(tree):
        place = document.array(value)
        if place and isinstance(place[0], Ref) and place[0] in pages:
            yield name, pages[place[0]]


def _bookmarks(document: Document) -> Iterator[str]:
    """Titles of bookmarks in order."""
    stack = [document.dictionary(document.root.get("Outlines")).get("First")]
    seen: set[Ref] = set()
    while stack:
        ref = stack.pop()
        if not isinstance(ref, Ref):
            continue
        if ref in seen:
            raise UnreadableError("its bookmarks do not form a tree")
        seen.add(ref)
        item = document.dictionary(ref)
        yield text_of(item.get("Title"))
        stack += [item.get("Next"), item.get("First")]
