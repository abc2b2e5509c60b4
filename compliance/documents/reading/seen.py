"""Whether a reader sees what the structure of a paper says, wherever its lines break.

Beside a paper stands the same paper as it was made here, maybe with other libraries. Both
have the same elements with the same words; so each element must be set in the same type,
size and colour on the same ground, with nothing over it, must stand where it is read, and
its figures must be drawn alike. Where lines and pages break may differ.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.documents.reading.document import MAX_OBJECTS, Document
from compliance.documents.reading.geometry import Box, inside
from compliance.documents.reading.margins import TITLE_TOP, Frames, Repeated, Sheet
from compliance.documents.reading.outlines import check_faces
from compliance.documents.reading.paint import Ink, Text
from compliance.documents.reading.painted import Painter
from compliance.documents.reading.shapes import Drawing, Vocabulary, grounds
from compliance.documents.reading.standing import Element, Order, Standing
from compliance.documents.reading.values import UnreadableError, Value
from compliance.documents.render.glyphs import CHINESE
from compliance.documents.render.page import MM, PAPERS
from compliance.language.words import shortened

_SIZE: Final = 0.03
"""How far sizes may differ, in parts: libraries round them."""
_SPARE: Final = 2_000
_OUT: Final = 2.0
_SHOWN: Final = 60


class Sight:
    """A document as its readers see it."""

    def __init__(self, document: Document, other: Sight | None = None) -> None:
        """Look at a document.

        Args:
            document: what is looked at.
            other: another one, of which pages may be the same.

        Raises:
            UnreadableError: something in it is drawn in a way in which this program does not.
        """
        self.document = document
        self.painter: Painter = Painter(document, None if other is None else other.painter)
        self.painted, self.faces = self.painter.pages, self.painter.faces
        self.font_faults = check_faces(document, self.faces, {} if other is None else other.texts)
        most = MAX_OBJECTS if other is None else 2 * other.elements + _SPARE
        standing = Standing(document, self.painted, most)
        self.elements: int = sum(1 for root in standing.roots for _ in root.below())
        self.roots, self.owned = standing.roots, standing.owned
        self.sheets = [
            Sheet(painted, _size(document, page.get("MediaBox")), at, len(self.painted))
            for at, (page, painted) in enumerate(
                zip(document.pages(), self.painted, strict=True), 1
            )
        ]
        order = Order()
        order.check(self.roots)
        self.misplaced = order.faults
        self.figures = {
            id(shape)
            for root in self.roots
            for element in root.below()
            if element.role == "Figure"
            for spot in element.spots
            for shape in spot.shapes
        }

    @functools.cached_property
    def texts(self) -> dict[str, dict[int, str]]:
        """What glyphs mean in it, by the files of fonts."""
        found: dict[str, dict[int, str]] = {}
        for face in self.faces:
            found.setdefault(face.file, {}).update(face.texts)
        return found


def _size(document: Document, value: Value) -> Box:
    row = document.resolve(value)
    if not isinstance(row, list) or len(row) != len(Box._fields):
        raise UnreadableError("a page has no size")
    if not all(isinstance(item, int | float) for item in row):
        raise UnreadableError("a page has no size")
    return Box(*map(float, row))


@dataclass(frozen=True)
class Fault:
    """Something that is not seen as it is said."""

    root: int
    """Which part of the paper; -1 for all of it."""
    message: str


def faults_of(claimed: Sight, made: Sight, pairs: Sequence[tuple[int, int]]) -> Iterator[Fault]:
    """In what a paper is not seen as it is read.

    Args:
        claimed: the paper.
        made: the same paper, made here.
        pairs: numbers of the parts of both that say the same.
    """
    yield from (Fault(-1, message) for message in claimed.font_faults)
    yield from _pages(claimed, made)
    for one, two in pairs:
        yield from _part(claimed, made, one, two)
    rest = sorted(set(range(len(claimed.roots))) - {one for one, _ in pairs})
    yield from (Fault(one, message) for one in rest for message in _alone(claimed, one))
    yield from (Fault(-1, message) for message in _around(claimed, made))
    # Pages of parts that cannot be compared may have rules of other kinds.
    apart = {spot.page + 1 for one in rest for spot in claimed.roots[one].all_spots()}
    sheets = [sheet for sheet in claimed.sheets if sheet.number not in apart]
    found = Vocabulary(made.sheets).faults(sheets, claimed.figures)
    yield from (Fault(-1, message) for message in found)


def _pages(claimed: Sight, made: Sight) -> Iterator[Fault]:
    """Sizes of pages, and what pages take over from elsewhere."""
    known = {sheet.size for sheet in made.sheets}
    held = {spot.page + 1 for root in claimed.roots for spot in root.all_spots()}
    empty = [sheet.number for sheet in claimed.sheets if sheet.number not in held]
    if empty and len(held) < len(claimed.sheets):
        yield Fault(-1, f"Page {empty[0]} holds nothing that belongs to a part.")
    for sheet, page in zip(claimed.sheets, claimed.document.pages(), strict=True):
        if sheet.size not in known or page.taken:
            yield Fault(-1, f"Page {sheet.number} has another size or is turned.")
            return


def _part(claimed: Sight, made: Sight, one: int, two: int) -> Iterator[Fault]:
    """One part, element by element."""
    mine, theirs = (list(sight.roots[at].below()) for sight, at in ((claimed, one), (made, two)))
    if [element.role for element in mine] != [element.role for element in theirs]:
        yield Fault(one, "It is put together from other elements than follow from what it carries.")
        return
    for element, right in zip(mine, theirs, strict=True):
        message = _differs(claimed, element, made, right) or _misplaced(
            claimed, element, made, right
        )
        if message:
            yield Fault(one, message)


def _differs(claimed: Sight, element: Element, made: Sight, right: Element) -> str:
    mine, theirs = _runs(element), _runs(right)
    hidden = next((text for text in mine if text.hidden), None)
    if hidden is not None and not any(text.hidden for text in theirs):
        return f"“{_excerpt(hidden.text)}” is not seen: {hidden.hidden}."
    if not _alike(mine, theirs):
        return (
            f"“{_excerpt(''.join(text.text for text in mine))}” is set in another type, size or "
            "colour, or on another ground, than follows from what it carries."
        )
    shapes = ([shape for spot in item.spots for shape in spot.shapes] for item in (element, right))
    if Drawing(next(shapes)) != Drawing(next(shapes)):
        return "A figure in it is drawn otherwise than follows from what it carries."
    if right.role == "Figure" and _grounds(claimed, element) != _grounds(made, right):
        return "Something is drawn over a figure in it, or beneath one."
    return ""


def _grounds(sight: Sight, figure: Element) -> list[tuple[bool, Ink]]:
    found: list[tuple[bool, Ink]] = []
    for spot in figure.spots:
        found += grounds(spot.box, sight.sheets[spot.page], set(map(id, spot.shapes)))
    return found


def _runs(element: Element) -> list[Text]:
    return [text for spot in element.spots for text in spot.texts if text.text.strip()]


def _alike(mine: list[Text], theirs: list[Text]) -> bool:
    """Whether each letter looks the same, wherever lines break."""
    one, two = ([(_squeezed(text), text) for text in texts] for texts in (mine, theirs))
    if "".join(words for words, _ in one) != "".join(words for words, _ in two):
        # Other words are named elsewhere; the number of a page may be another one.
        return all(any(_look_alike(text, other) for other in theirs) for text in mine)
    ends = (list(itertools.accumulate(len(words) for words, _ in row)) for row in (one, two))
    first, second = next(ends), next(ends)
    at = to = 0
    while at < len(mine) and to < len(theirs):
        if not _look_alike(mine[at], theirs[to]):
            return False
        end, other = first[at], second[to]
        at, to = at + (end <= other), to + (other <= end)
    return True


def _squeezed(text: Text) -> str:
    return "".join(text.text.split())


def _look_alike(text: Text, other: Text) -> bool:
    return (
        text.ink == other.ink
        and text.ground == other.ground
        and abs(text.size - other.size) <= _SIZE * other.size
        and (text.face.file == other.face.file or CHINESE in {text.face.file, other.face.file})
    )


_SAID: Final = {
    "order": "does not stand where it is read",
    "cell": "does not stand beside the cell before it",
    "column": "stands in another column than the one in which it is read",
    "pieces": "is put together from pieces that lie apart",
}


def _misplaced(claimed: Sight, element: Element, made: Sight, right: Element) -> str:
    for kind, words in _SAID.items():
        spot = claimed.misplaced.get((element.number, kind))
        if spot is not None and (right.number, kind) not in made.misplaced:
            return f"“{_excerpt(spot.words)}” {words}."
    for spot in element.spots:
        sheet = claimed.sheets[spot.page]
        if not inside(spot.box, sheet.size, _OUT):
            return f"“{_excerpt(spot.words)}” stands outside of its page."
        low, top = spot.box.low, spot.box.top
        framed = bool(sheet.margin_texts)
        if sheet.bears_title:
            top -= (PAPERS.top - TITLE_TOP) * MM
        if framed and spot.texts and (sheet.in_margin(low + 1) or sheet.in_margin(top - 1)):
            return f"“{_excerpt(spot.words)}” stands in the margin of its page."
    return ""


def _alone(claimed: Sight, root: int) -> Iterator[str]:
    """A part that has nothing to be compared with: whether it can be read at all."""
    for element in claimed.roots[root].below():
        for text in _runs(element):
            if text.hidden:
                yield f"“{_excerpt(text.text)}” is not seen: {text.hidden}."
        for kind, words in _SAID.items():
            spot = claimed.misplaced.get((element.number, kind))
            if spot is not None:
                yield f"“{_excerpt(spot.words)}” {words}."


def _around(claimed: Sight, made: Sight) -> Iterator[str]:
    """Margins, and text that belongs to no part."""
    yield from Frames(made.sheets).faults(claimed.sheets)
    repeated = Repeated(claimed.roots)
    for sheet in claimed.sheets:
        margins = set(map(id, sheet.margin_texts))
        free = [
            text
            for text in sheet.painted.texts
            if (text.mark is None or (sheet.number - 1, text.mark) not in claimed.owned)
            and id(text) not in margins
            and text.text.strip()
        ]
        if free and not repeated.right(sheet.number - 1, free):
            yield (
                f"“{_excerpt(free[0].text)}” on page {sheet.number} belongs to no part and is no "
                "head of a table that goes on."
            )


def _excerpt(text: str) -> str:
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    return shortened(" ".join(plain.split()), _SHOWN)
