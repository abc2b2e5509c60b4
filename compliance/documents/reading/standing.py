"""The elements of the structure with the places where their text and figures stand.

Reading order and seen order must be the same: who reads from the top to the bottom and
from the left to the right must meet the text in the order of the structure. Nothing of
this depends on where lines and pages break.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from compliance.documents.reading.document import MAX_OBJECTS, Document
from compliance.documents.reading.geometry import Box, joined
from compliance.documents.reading.paint import Painted, Shape, Text
from compliance.documents.reading.values import Ref, UnreadableError, Value
from compliance.documents.reading.words import MAX_DEPTH

LINE: Final = 1.5
"""How far baselines of one line may be apart."""
CLOSE: Final = 0.35
"""How far the next word may reach into the one before it, in parts of its size."""
_SAME: Final = 0.05
TOUCH: Final = 1.0
"""How far boxes of lines may reach into each other."""


@dataclass(slots=True)
class Spot:
    """A place on a page where something of an element stands."""

    page: int
    """From 0."""
    box: Box
    element: int
    texts: list[Text] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What stands there."""
        return "".join(text.text for text in self.texts)

    def before(self, other: Spot) -> bool:
        """Whether another spot follows in the same line."""
        if not self.texts or not other.texts or self.page != other.page:
            return False
        one, two = self.texts[-1], other.texts[0]
        near = CLOSE * max(one.size, two.size)
        return abs(one.line - two.line) <= LINE and two.left >= one.right - near


@dataclass(slots=True)
class Note:
    """A link or a place to sign that belongs to an element."""

    page: int
    ref: Ref
    kind: str
    box: Box


@dataclass(slots=True)
class Element:
    """An element of the structure."""

    number: int
    """Its place in reading order among all."""
    role: str
    attributes: dict[str, Value]
    kids: list[Element | Spot] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def spots(self) -> list[Spot]:
        """Where it stands itself, without what is in it."""
        return [kid for kid in self.kids if isinstance(kid, Spot)]

    def below(self) -> Iterator[Element]:
        """Itself and all elements in it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.below()

    def all_spots(self) -> Iterator[Spot]:
        """Where it stands with all that is in it, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Spot):
                yield kid
            else:
                yield from kid.all_spots()


class Standing:
    """Reads the structure of a document over what its pages paint."""

    def __init__(self, document: Document, painted: list[Painted], most: int = MAX_OBJECTS) -> None:
        """Take a document and what its pages paint.

        Args:
            document: what is read.
            painted: what its pages paint.
            most: how many elements its structure may have.

        Raises:
            UnreadableError: the structure cannot be followed.
        """
        self._document = document
        self._at = {page.ref: at for at, page in enumerate(document.pages())}
        self._marks = [_by_mark(page) for page in painted]
        self._most, self._count = most, 0
        self.owned: set[tuple[int, int]] = set()
        """Marks that stand in the structure, by page."""
        self.roots = [self._element(root, -1, 0) for root in self._roots()]

    def _roots(self) -> list[Value]:
        document = self._document
        tree = document.dictionary(document.root.get("StructTreeRoot"))
        tops = document.array(tree.get("K"))
        if len(tops) == 1 and document.dictionary(tops[0]).get("S") == "Document":
            return document.array(document.dictionary(tops[0]).get("K"))
        return tops

    def _element(self, value: Value, page: int, depth: int) -> Element:
        if depth > MAX_DEPTH or self._count > self._most:
            raise UnreadableError(
                "its structure is nested too deeply, or has far too many elements"
            )
        node = self._document.dictionary(value)
        page = self._page(node, page)
        given = self._document.resolve(node.get("A"))
        attributes = given if isinstance(given, dict) else {}
        element = Element(self._count, str(node.get("S")), attributes)
        self._count += 1
        for kid in self._document.array(node.get("K")):
            self._take(element, kid, page, depth)
        return element

    def _page(self, node: dict[str, Value], page: int) -> int:
        given = node.get("Pg")
        return self._at.get(given, -1) if isinstance(given, Ref) else page

    def _take(self, element: Element, kid: Value, page: int, depth: int) -> None:
        if isinstance(kid, int):
            self._mark(element, page, kid)
            return
        node = self._document.dictionary(kid)
        match node.get("Type"):
            case "MCR":
                self._mark(element, self._page(node, page), node.get("MCID"))
            case "OBJR":
                self._note(element, self._page(node, page), node.get("Obj"))
            case _:
                element.kids.append(self._element(kid, page, depth + 1))

    def _mark(self, element: Element, page: int, number: Value) -> None:
        if not isinstance(number, int) or not 0 <= page < len(self._marks):
            return
        self.owned.add((page, number))
        texts, shapes = self._marks[page].get(number, ([], []))
        if texts or shapes:
            boxes = [text.box for text in texts]
            boxes += [path.box for shape in shapes for path in shape.paths]
            box = boxes[0]
            for more in boxes[1:]:
                box = joined(box, more)
            element.kids.append(Spot(page, box, element.number, texts, shapes))

    def _note(self, element: Element, page: int, ref: Value) -> None:
        note = self._document.dictionary(ref)
        kind, box = str(note.get("Subtype")), _box(self._document.resolve(note.get("Rect")))
        if box is None or not isinstance(ref, Ref):
            raise UnreadableError("a link or a place to sign has no place")
        element.notes.append(Note(page, ref, kind, box))
        if kind == "Widget":
            element.kids.append(Spot(page, box, element.number))


def _box(value: Value) -> Box | None:
    if not isinstance(value, list) or len(value) != len(Box._fields):
        return None
    if not all(isinstance(item, int | float) for item in value):
        return None
    left, low, right, top = map(float, value)
    return Box(left, low, right, top) if left <= right and low <= top else None


def _by_mark(painted: Painted) -> dict[int, tuple[list[Text], list[Shape]]]:
    found: dict[int, tuple[list[Text], list[Shape]]] = {}
    for text in painted.texts:
        if text.mark is not None:
            found.setdefault(text.mark, ([], []))[0].append(text)
    for shape in painted.shapes:
        if shape.mark is not None:
            found.setdefault(shape.mark, ([], []))[1].append(shape)
    return found


@dataclass(slots=True)
class Extent:
    """Where something stands as a whole."""

    texts: dict[int, Box] = field(default_factory=dict)
    """A box around its text, by page."""
    drawn: dict[int, list[Box]] = field(default_factory=dict)
    """Boxes of its figures and places to sign."""
    first: Spot | None = None
    last: Spot | None = None

    @classmethod
    def of(cls, spot: Spot) -> Extent:
        """The extent of one spot."""
        if spot.texts:
            return cls({spot.page: spot.box}, {}, spot, spot)
        return cls({}, {spot.page: [spot.box]}, spot, spot)

    @property
    def pages(self) -> set[int]:
        """Pages on which it stands."""
        return self.texts.keys() | self.drawn.keys()

    @property
    def boxes(self) -> dict[int, Box]:
        """A box around all of it, by page."""
        found = dict(self.texts)
        for page, boxes in self.drawn.items():
            for box in boxes:
                found[page] = joined(found[page], box) if page in found else box
        return found

    def add(self, other: Extent) -> None:
        """Take in what follows."""
        for page, box in other.texts.items():
            self.texts[page] = joined(self.texts[page], box) if page in self.texts else box
        for page, boxes in other.drawn.items():
            self.drawn[page] = [*self.drawn.get(page, []), *boxes][-_FIGURES:]
        self.first, self.last = self.first or other.first, other.last


_COLUMNS: Final = 60
_FIGURES: Final = 64
"""How many figures of a page are kept in mind."""


class Order:
    """Finds elements that do not stand where they are read."""

    def __init__(self) -> None:
        self.faults: dict[tuple[int, str], Spot] = {}
        """By number of the element and kind of fault."""

    def check(self, roots: list[Element]) -> None:
        """Look at all elements, one root after the other."""
        whole: Extent | None = None
        for root in roots:
            whole = self._follow(root.number, whole, self._extent(root))

    def _fault(self, number: int, kind: str, spot: Spot | None) -> None:
        if spot is not None:
            self.faults.setdefault((number, kind), spot)

    def _extent(self, element: Element) -> Extent | None:
        row, listed = element.role == "TR", element.role == "L"
        whole = before = None
        for kid in element.kids:
            if isinstance(kid, Spot):
                self._one_line(kid)
                found: Extent | None = Extent.of(kid)
            else:
                found = self._extent(kid)
            number = kid.element if isinstance(kid, Spot) else kid.number
            if row:
                whole = self._beside(number, whole, found)
            else:
                whole = self._follow(number, whole, found, before if listed else None)
            before = found
        if element.role == "Table":
            self._columns(element)
        if row and whole is not None:
            whole.last = None  # nothing goes on in the line of its last cell
        return whole

    def _one_line(self, spot: Spot) -> None:
        """A mark is one piece of one line."""
        for one, two in zip(spot.texts, spot.texts[1:], strict=False):
            if abs(one.line - two.line) > _SAME or not -_SAME <= two.left - one.right <= two.size:
                self._fault(spot.element, "pieces", spot)

    def _follow(
        self, number: int, one: Extent | None, two: Extent | None, before: Extent | None = None
    ) -> Extent | None:
        """What is read next must stand below, or go on in the same line.

        Args:
            number: of the element that is read next.
            one: all that was read until then.
            two: what is read next.
            before: the item before it, beside which an item of a list may stand.
        """
        if two is None:
            return one
        whole = one or Extent()
        if one is not None:
            last, first = max(one.pages), min(two.pages)
            next_item = before is not None and _item_beside(before, two)
            if first < last or (first == last and not next_item and not _next(one, two, first)):
                self._fault(number, "order", two.first)
        whole.add(two)
        return whole

    def _beside(self, number: int, one: Extent | None, two: Extent | None) -> Extent | None:
        """Cells of a row stand beside each other."""
        if two is None:
            return one
        whole = one or Extent()
        left, right = whole.boxes, two.boxes
        for page in left.keys() & right.keys():
            if right[page].left < left[page].right - TOUCH:
                self._fault(number, "cell", two.first)
        whole.add(two)
        return whole

    def _columns(self, table: Element) -> None:
        """Cells of a column stand below each other, and apart from those of the others."""
        left: dict[int, tuple[float, Any]] = {}
        right: dict[int, tuple[float, Any]] = {}
        for start, end, spot in _cells(table):
            if spot.box.left < left.get(start, (1e9, None))[0]:
                left[start] = spot.box.left, spot
            if spot.box.right > right.get(end, (-1e9, None))[0]:
                right[end] = spot.box.right, spot
        if len(left) > _COLUMNS:
            self._fault(table.number, "column", next(table.all_spots(), None))
            return
        for end, (edge, spot) in right.items():
            for start, (next_edge, _) in left.items():
                if start > end and next_edge < edge - TOUCH:
                    self._fault(spot.element, "column", spot)


def _item_beside(before: Extent, two: Extent) -> bool:
    """Whether an item begins in the line in which the one before it began, beside it."""
    first, other = before.first, two.first
    if first is None or other is None or not first.texts or not other.texts:
        return False
    page = other.page
    return (
        first.page == page
        and abs(first.texts[0].line - other.texts[0].line) <= LINE
        and two.boxes[page].left >= before.boxes[page].right - TOUCH
    )


def _next(one: Extent, two: Extent, page: int) -> bool:
    """Whether what is read next stands below on a page, or further to the right."""
    above, below = one.texts.get(page), two.texts.get(page)
    if above is not None and below is not None and below.top > above.low + TOUCH:
        goes_on = one.last is not None and two.first is not None and one.last.before(two.first)
        if not goes_on:
            return False
    before, after = one.drawn.get(page, []), two.drawn.get(page, [])
    pairs = [(box, later) for box in before for later in after]
    pairs += [(above, later) for later in after if above is not None]
    pairs += [(box, below) for box in before if below is not None]
    return all(
        later.top <= box.low + TOUCH or later.left >= box.right - TOUCH for box, later in pairs
    )


def _cells(table: Element) -> Iterator[tuple[int, int, Spot]]:
    """Every spot of a table with the first and the last column of its cell."""
    for row in table.below():
        if row.role != "TR":
            continue
        column = 0
        for cell in row.kids:
            if isinstance(cell, Spot):
                continue
            span = cell.attributes.get("ColSpan", 1)
            wide = span if isinstance(span, int) and 0 < span < MAX_DEPTH else 1
            for spot in cell.all_spots():
                yield column, column + wide - 1, spot
            column += wide
