"""Where links and bookmarks of a paper lead, and what its catalog and its files say.

Places are compared by the element that stands there, for pages may break elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from compliance.documents.reading.document import Document
from compliance.documents.reading.geometry import Box, grown, inside
from compliance.documents.reading.look import Look
from compliance.documents.reading.seen import Sight
from compliance.documents.reading.standing import Element, Note, Spot
from compliance.documents.reading.values import Ref, Stream, UnreadableError, Value, text_of
from compliance.language.words import counted, listed, shortened

_ABOVE: Final = 3.0
"""How far text may reach above the place that leads to it."""
_AROUND: Final = (18.0, 6.0)
"""How far a link may reach beyond its text, across and upright."""
_MOMENTS: Final = ("CreationDate", "ModDate")
_MOST: Final = 100_000

Place = tuple[int, int]
"""An element: its part, and its number within that part."""


class Places:
    """Which element stands at a place of a document."""

    def __init__(self, sight: Sight, parts: dict[int, int]) -> None:
        """Take a document.

        Args:
            sight: the document as it is seen.
            parts: numbers of its parts by which they are compared.
        """
        self._document = sight.document
        self._pages = {page.ref: at for at, page in enumerate(sight.document.pages())}
        self._spots: dict[int, list[tuple[Spot, Place]]] = {}
        self.elements: dict[Place, Element] = {}
        for at, root in enumerate(sight.roots):
            for number, element in enumerate(root.below()):
                place = (parts.get(at, -1), number if at in parts else -1)
                self.elements.setdefault(place, element)
                self._place(element, place)
        for spots in self._spots.values():
            spots.sort(key=lambda pair: pair[0].element)
        tree = self._document.dictionary(self._document.root.get("Names")).get("Dests")
        self.names = dict(self._document.names(tree))

    def _place(self, element: Element, place: Place) -> None:
        for spot in element.spots:
            if spot.texts or spot.shapes:
                self._spots.setdefault(spot.page, []).append((spot, place))

    def at(self, value: Value) -> Place | None:
        """The first element at or below a destination; ``None`` where it leads nowhere.

        Raises:
            UnreadableError: it is not written as this program writes destinations.
        """
        row = self._document.resolve(value)
        built = isinstance(row, list) and len(row) == 5 and row[1] == "XYZ" and row[4] == 0  # noqa: PLR2004
        if not built or not isinstance(row[3], int | float) or not isinstance(row[0], Ref):
            raise UnreadableError("a link leads to a place in another way than this program writes")
        page = self._pages.get(row[0], -1)
        for spot, place in self._spots.get(page, ()):
            if spot.box.top <= row[3] + _ABOVE:
                return place
        after = [at for at in self._spots if at > page]
        return self._spots[min(after)][0][1] if after else None

    def links(self) -> dict[Place, list[bytes]]:
        """Names of places to which the links of each element lead."""
        found: dict[Place, list[bytes]] = {}
        for place, element in self.elements.items():
            notes = [self._document.dictionary(note.ref) for note in element.notes]
            names = [note.get("Dest") for note in notes if note.get("Subtype") == "Link"]
            if names:
                found[place] = list(
                    dict.fromkeys(name for name in names if isinstance(name, bytes))
                )
        return found

    def bookmarks(self) -> list[tuple[int, str, Place | None]]:
        """Bookmarks in order: level, title, and where they lead."""
        found: list[tuple[int, str, Place | None]] = []
        stack = [(self._document.dictionary(self._document.root.get("Outlines")).get("First"), 0)]
        while stack and len(found) < _MOST:
            ref, level = stack.pop()
            if not isinstance(ref, Ref):
                continue
            item = self._document.dictionary(ref)
            found.append((level, text_of(item.get("Title")), self.at(item.get("Dest"))))
            stack += [(item.get("Next"), level), (item.get("First"), level + 1)]
        return found


def faults_of(
    claimed: Sight, made: Sight, pairs: Sequence[tuple[int, int]], *, whole: bool
) -> Iterator[str]:
    """In what links, bookmarks, catalog and files differ, in words.

    Args:
        claimed: the paper.
        made: the same paper, made here.
        pairs: numbers of the parts of both that say the same.
        whole: whether these are all parts.
    """
    mine = Places(claimed, {one: at for at, (one, _) in enumerate(pairs)})
    theirs = Places(made, {two: at for at, (_, two) in enumerate(pairs)})
    yield from _links(mine, theirs, whole=whole)
    if whole and mine.bookmarks() != theirs.bookmarks():
        yield "Its bookmarks lead elsewhere than follows from what it carries."
    yield from _areas(claimed)
    names = differing_catalog(claimed.document, made.document)
    if whole and not _keys_of_elements(claimed.document) <= _keys_of_elements(made.document):
        names.append("what its structure says of elements")
    if names:
        yield f"It differs in {listed(names)}."


def _links(mine: Places, theirs: Places, *, whole: bool) -> Iterator[str]:
    known = theirs.names.keys() & mine.names.keys()
    one, two = (
        {
            place: [name for name in names if whole or name in known]
            for place, names in places.links().items()
            if place[0] >= 0
        }
        for places in (mine, theirs)
    )
    wrong = [place for place in {**one, **two} if one.get(place) != two.get(place)]
    wrong += [
        place
        for place, names in one.items()
        if any(mine.at(mine.names.get(name)) != theirs.at(theirs.names[name]) for name in names)
        and place not in wrong
    ]
    for place in wrong[:3]:
        spots = mine.elements[place].spots if place in mine.elements else []
        text = shortened("".join(spot.words for spot in spots), 60)
        yield f"A link (“{text}”) leads elsewhere than follows from what it carries."
    if len(wrong) > 3:  # noqa: PLR2004 - more than were named
        yield f"{counted(len(wrong) - 3, 'more link')} lead elsewhere."


def _areas(sight: Sight) -> Iterator[str]:
    """Whether links lie over their own text, and places to sign over none."""
    listed_on = _annotations(sight.document)
    elements = [element for root in sight.roots for element in root.below()]
    owned = {note.ref for element in elements for note in element.notes}
    if not listed_on.keys() <= owned:
        yield "A link or a place to sign belongs to no part."
    for element in elements:
        for note in element.notes:
            page = note.page + 1
            if listed_on.get(note.ref) != note.page:
                yield f"A link or a place to sign is not on page {page}."
            elif not _lies_right(sight, element, note):
                yield f"A link or a place to sign on page {page} covers something else."


def _annotations(document: Document) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for at, page in enumerate(document.pages()):
        for value in document.array(page.own.get("Annots")):
            if isinstance(value, Ref):
                found[value] = at if value not in found else -1
    return found


def _lies_right(sight: Sight, element: Element, note: Note) -> bool:
    spots = [spot for kid in element.below() for spot in kid.spots if spot.page == note.page]
    if note.kind == "Widget":
        core = grown(note.box, -1.0)
        texts = sight.sheets[note.page].painted.texts
        return not any(_touches(text.core, core) for text in texts)
    held = [spot.box for spot in spots if spot.texts and _touches(spot.box, note.box)]
    if not held:
        return False
    wide, high = _AROUND
    most = Box(
        min(box.left for box in held) - wide, min(box.low for box in held) - high,
        max(box.right for box in held) + wide, max(box.top for box in held) + high,
    )  # fmt: skip
    return inside(note.box, most)


def _touches(one: Box, other: Box) -> bool:
    return (
        one.left < other.right and other.left < one.right
        and one.low < other.top and other.low < one.top
    )  # fmt: skip


# Catalog, files, properties.

_CATALOG: Final = {
    "ViewerPreferences": "what readers are told to show",
    "OutputIntents": "the profile of its colours",
    "Lang": "its language",
    "MarkInfo": "whether it has a structure",
    "PageMode": "what readers show first",
}
_PRODUCER: Final = re.compile(rb' pdf:Producer="[^"<]*"')
_CREATOR: Final = re.compile(rb' xmp:CreatorTool="[^"<]*"')


def differing_catalog(claimed: Document, made: Document) -> list[str]:
    """Names of what stands beside the pages and differs."""
    mine, theirs = Look(claimed), Look(made)
    one, other = claimed.root, made.root
    found = [
        words
        for key, words in _CATALOG.items()
        if mine.value(claimed.resolve(one.get(key))) != theirs.value(made.resolve(other.get(key)))
    ]
    if one.keys() != other.keys():
        found.append("what its catalog holds")
    if _files(claimed) != _files(made):
        found.append("what is said of the files inside")
    if _packet(claimed) != _packet(made):
        found.append("its packet of properties")
    if not _links_look(claimed) <= _links_look(made):
        found.append("how its links look")
    if _form(claimed) != _form(made):
        found.append("its places to sign")
    return found


def _packet(document: Document) -> bytes:
    data = document.data(document.root.get("Metadata"))
    return _CREATOR.sub(b"", _PRODUCER.sub(b"", data, count=1), count=1)


def _files(document: Document) -> list[Any]:
    """What is said of each file inside, but for its size and its digest."""
    tree = document.dictionary(document.root.get("Names")).get("EmbeddedFiles")
    found = []
    for name, value in document.names(tree):
        spec = document.dictionary(value)
        inner = document.dictionary(spec.get("EF"))
        heads = []
        for key in sorted(inner):
            stream = document.resolve(inner[key])
            head = stream.head if isinstance(stream, Stream) else {}
            params = document.dictionary(head.get("Params"))
            heads.append((key, str(head.get("Subtype")), [params.get(key) for key in _MOMENTS]))
        said = [(key, spec[key]) for key in sorted(spec) if key != "EF"]
        found.append((name, said, heads))
    return found


def _links_look(document: Document) -> set[str]:
    """What is said of links beside where they lie and lead."""
    apart = {"Rect", "P", "StructParent", "AP", "Contents", "Dest", "T", "TU"}
    notes = (document.dictionary(value) for value in _annotations(document))
    return {repr(sorted((key, note[key]) for key in note.keys() - apart)) for note in notes}


def _form(document: Document) -> list[Any]:
    """What is said of the form and of each place to sign, but for where it lies."""
    form = document.dictionary(document.root.get("AcroForm"))
    found: list[Any] = [sorted(form), form.get("SigFlags")]
    for value in document.array(form.get("Fields")):
        field = document.dictionary(value)
        apart = {"Rect", "P", "StructParent", "AP"}
        found.append([(key, field[key]) for key in sorted(field) if key not in apart])
    return found


def _keys_of_elements(document: Document) -> set[str]:
    """Keys of all elements of the structure and of its root."""
    root = document.dictionary(document.root.get("StructTreeRoot"))
    found = {f"root {key}" for key in root}
    stack, seen = [root.get("K")], 0
    while stack and seen < _MOST * 10:
        for value in document.array(stack.pop()):
            node = document.dictionary(value)
            seen += 1
            if node.get("Type") not in {"MCR", "OBJR"} and node:
                found.update(node)
                stack.append(node.get("K"))
    return found
