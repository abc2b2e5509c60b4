"""What stands around pages, and the heads of tables that a later page repeats.

None of it is part of the structure. What stands in the margins is drawn by this program
itself and not by the libraries that set text, so it lies where it lies on the pages that
were made here. Within the margins nothing may stand but heads of tables that go on.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.documents.reading.geometry import Box, around, joined, overlap
from compliance.documents.reading.paint import Painted, Shape, Text
from compliance.documents.reading.standing import Element, Spot
from compliance.documents.render.page import MM, PAPERS

_DIGITS: Final = re.compile(r"[0-9]+")
_EDGE: Final = 0.1
TITLE_TOP: Final = 18
"""Where the title of a paper may begin on its first page, in millimetres from the top."""
_FEW: Final = 200
_NEAR: Final = 2.5
"""How far a text in a margin may lie from where it lies here, for kerning."""
_HATCH: Final = PAPERS.left * MM - 8
"""What lies left of this is an edge of the page."""


@dataclass(frozen=True)
class Sheet:
    """A page: what it paints, its size, its number from 1."""

    painted: Painted
    size: Box
    number: int
    total: int

    def in_margin(self, y: float, by: float = -_EDGE) -> bool:
        """Whether a height lies so far in the upper or the lower margin of framed pages."""
        return y >= self.size.top - PAPERS.top * MM + by or y <= PAPERS.bottom * MM - by

    @functools.cached_property
    def bears_title(self) -> bool:
        """Whether it is the first page and has the title of its paper in the place of a head."""
        low, top = self.size.top - PAPERS.top * MM, self.size.top - TITLE_TOP * MM
        head = any(low <= text.line <= top for text in self.margin_texts)
        return self.number == 1 and bool(self.margin_texts) and not head

    @functools.cached_property
    def margin_texts(self) -> list[Text]:
        """Texts in the margins that belong to no part."""
        return [
            text
            for text in self.painted.texts
            if text.mark is None and text.text.strip() and self.in_margin(text.line)
        ]

    @functools.cached_property
    def margin_shapes(self) -> list[Shape]:
        """Shapes in the margins."""
        if not self.margin_texts:
            return []
        return [shape for shape in self.painted.shapes if self._beside(shape)]

    def _beside(self, shape: Shape) -> bool:
        box = around(point for path in shape.paths for point in path.points)
        # On the very edge may lie the last rule of a table.
        return shape.mark is None and (
            self.in_margin((box.low + box.top) / 2, 1.0) or (box.left + box.right) / 2 < _HATCH
        )

    def said(self, text: Text) -> str:
        """A text of a margin without spaces; a number of a page where it is the right one."""
        plain = "".join(text.text.split())
        numbered = _DIGITS.findall(plain) == [str(self.number), str(self.total)]
        return _DIGITS.sub("#", plain) if numbered else plain


class Frames:
    """What stands around the pages that were made here."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        """Take the pages of the paper that was made here."""
        framed = [sheet for sheet in sheets if sheet.margin_texts]
        self.bare = {sheet.number for sheet in sheets} - {sheet.number for sheet in framed}
        self._looks: dict[str, list[Text]] = {}
        self._always: set[str] | None = None
        self._shapes: set[tuple[object, ...]] = set()
        for sheet in framed:
            said = {sheet.said(text) for text in sheet.margin_texts}
            self._always = said if self._always is None else self._always & said
            for text in sheet.margin_texts:
                known = self._looks.setdefault(sheet.said(text), [])
                if not any(_alike(text, other) for other in known):
                    known.append(text)
            self._shapes.add(_drawn(sheet))

    def faults(self, sheets: Sequence[Sheet]) -> Iterator[str]:
        """What is wrong in the margins of pages, in words, with the number of the page."""
        bare = [sheet.number for sheet in sheets if not sheet.margin_texts]
        if len(bare) != len(self.bare) or (self.bare == {1} and bare != [1]):
            yield "Some of its pages have no head and foot."
        for sheet in sheets:
            if sheet.number in bare:
                continue
            said = {sheet.said(text) for text in sheet.margin_texts}
            wrong = (
                _heaped(sheet.margin_texts)
                or not said >= (self._always or set())
                or any(
                    text.hidden or not any(_alike(text, one) for one in self._known(sheet, text))
                    for text in sheet.margin_texts
                )
            )
            if wrong:
                yield f"The head or the foot of page {sheet.number} looks otherwise."
            if _drawn(sheet) not in self._shapes:
                yield f"The margins of page {sheet.number} are drawn otherwise."

    def _known(self, sheet: Sheet, text: Text) -> list[Text]:
        """Texts as which it may look; what it says is compared elsewhere."""
        every = (one for known in self._looks.values() for one in known)
        return self._looks.get(sheet.said(text)) or list(every)


def _heaped(texts: Sequence[Text]) -> bool:
    """Whether texts are drawn over each other."""
    pairs = itertools.combinations(texts[:_FEW], 2)
    return len(texts) > _FEW or any(overlap(one.core, two.core, 0.3) for one, two in pairs)


def _alike(one: Text, other: Text) -> bool:
    """Whether two texts of margins look the same and lie in the same place."""
    return (
        one.face.file == other.face.file
        and abs(one.size - other.size) < _EDGE
        and one.ink == other.ink
        and one.ground == other.ground
        and abs(one.line - other.line) < _EDGE
        and (abs(one.left - other.left) < _NEAR or abs(one.right - other.right) < _NEAR)
    )


def _drawn(sheet: Sheet) -> tuple[object, ...]:
    """What is drawn in the margins of a page."""
    return tuple(
        sorted(
            (
                shape.ink,
                shape.along or -1.0,
                tuple((round(x, 1), round(y, 1)) for path in shape.paths for x, y in path.points),
            )
            for shape in sheet.margin_shapes
        )
    )


class Repeated:
    """Heads of tables that later pages repeat."""

    def __init__(self, roots: Sequence[Element]) -> None:
        """Take the structure of the paper that is looked at."""
        self._heads: dict[int, list[list[Spot]]] = {}
        self._tops: dict[int, float] = {}
        for root in roots:
            for spot in root.all_spots():
                self._tops[spot.page] = max(self._tops.get(spot.page, -1e9), spot.box.top)
            for table in root.below():
                if table.role == "Table":
                    self._take(table)

    def _take(self, table: Element) -> None:
        heads = [
            spot
            for part in table.kids
            if isinstance(part, Element) and part.role == "THead"
            for spot in part.all_spots()
        ]
        if heads:
            pages = {spot.page for spot in table.all_spots()}
            for page in pages - {spot.page for spot in heads}:
                self._heads.setdefault(page, []).append(heads)

    def right(self, page: int, texts: Sequence[Text]) -> bool:
        """Whether texts within a page are the head of a table that goes on there.

        Args:
            page: from 0.
            texts: those that belong to no part.
        """
        box = texts[0].box
        for text in texts:
            box = joined(box, text.box)
        if box.low < self._tops.get(page, -1e9) - 1 or any(text.hidden for text in texts):
            return False
        return any(
            _same(texts, [text for spot in heads for text in spot.texts])
            for heads in self._heads.get(page, [])
        )


def _same(texts: Sequence[Text], heads: Sequence[Text]) -> bool:
    """Whether texts look and lie to each other as those of a head, wherever on the page."""
    mine, theirs = ([text for text in row if text.text.strip()] for row in (texts, heads))
    if len(mine) != len(theirs) or not mine:
        return False
    down = mine[0].line - theirs[0].line
    return all(
        one.text == two.text
        and one.face.file == two.face.file
        and one.ink == two.ink
        and one.ground == two.ground
        and abs(one.size - two.size) < _EDGE
        and abs(one.left - two.left) < _EDGE
        and abs(one.line - two.line - down) < _EDGE
        for one, two in zip(mine, theirs, strict=True)
    )
