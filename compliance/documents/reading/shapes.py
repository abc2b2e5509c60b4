"""Shapes on pages: figures, which must be the same, and grounds and rules beside text.

Rules and grounds follow the lines, so where they lie cannot be known. But they could be
put together to something that reads. So they must be of the kinds that this program
draws, straight, not many more of them, and close to text; a ground must bear text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from compliance.documents.reading.geometry import Box, around, inside, overlap
from compliance.documents.reading.ground import segments
from compliance.documents.reading.paint import Ink, Shape
from compliance.documents.render.page import MM

if TYPE_CHECKING:
    from compliance.documents.reading.margins import Sheet

_EXACT: Final = 0.12
"""How far points of a figure may lie apart."""
_FAR: Final = 1e6
_GROUND: Final = 1e6
_THIN: Final = 3.2
"""What is thicker is a ground, and no rule."""
_BEND: Final = 9.0
"""How large a bent piece of a rule may be: a rounded corner."""
_REACH: Final = 66.0
"""How far a rule may lie above or below the text that it belongs to."""
_COVER: Final = 15.2 * MM
_STEP: Final = 12.0
_SHARE: Final = 1.4
_SPARE: Final = 150


class Drawing:
    """A figure as it is drawn, wherever it stands."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        """Take its shapes, in the order in which they are painted."""
        self._kinds = [
            (
                shape.ink,
                shape.dash,
                shape.rings,
                shape.clip.plain,
                shape.clip.box.right < _FAR,
                tuple(path.kinds for path in shape.paths),
            )
            for shape in shapes
        ]
        points = [point for shape in shapes for path in shape.paths for point in path.points]
        corner = around(points)
        clips = [shape.clip.box for shape in shapes if shape.clip.box.right < _FAR]
        points += [(box.left, box.low) for box in clips] + [(box.right, box.top) for box in clips]
        self._places = [(x - corner.left, y - corner.low) for x, y in points]
        self._widths = [shape.along or -1.0 for shape in shapes]

    def __eq__(self, other: object) -> bool:
        """Whether another figure shows the same."""
        if not isinstance(other, Drawing) or self._kinds != other._kinds:
            return False
        widths = zip(self._widths, other._widths, strict=True)
        places = zip(self._places, other._places, strict=True)
        return all(abs(one - two) < _EXACT for one, two in widths) and all(
            abs(one[0] - two[0]) < _EXACT and abs(one[1] - two[1]) < _EXACT for one, two in places
        )

    __hash__ = None  # type: ignore[assignment]  # what is nearly the same has no number


class Vocabulary:
    """Kinds of rules and grounds that a paper has."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        """Take the pages of the paper that was made here."""
        self._thick: dict[tuple[Any, ...], list[float]] = {}
        self._count = 0
        for sheet in sheets:
            for shape in free_shapes(sheet):
                self._count += 1
                for box in shape.boxes:
                    known = self._thick.setdefault(_kind(shape), [])
                    if not _has(known, _thickness(box)):
                        known.append(_thickness(box))

    def faults(self, sheets: Iterable[Sheet], figures: set[int]) -> Iterator[str]:
        """What is wrong with rules and grounds of pages, in words.

        Args:
            sheets: the pages.
            figures: shapes that belong to figures, by their identity.
        """
        count = 0
        for sheet in sheets:
            free = list(free_shapes(sheet))
            count += len(free)
            strange = any(
                shape.mark is not None and id(shape) not in figures
                for shape in sheet.painted.shapes
            )
            if strange or not all(map(self._knows, free)) or not _close(sheet, free):
                yield f"Something is drawn on page {sheet.number} that this program does not draw."
        if count > _SHARE * self._count + _SPARE:
            yield "It draws far more rules than follow from what it carries."

    def _knows(self, shape: Shape) -> bool:
        known = self._thick.get(_kind(shape), [])
        thick = all(_has(known, _thickness(box)) for box in shape.boxes)
        return thick and all(map(_is_straight, shape.paths))


def grounds(box: Box, page: Sheet, own: set[int]) -> list[tuple[bool, Ink]]:
    """What lies over and beneath a figure.

    Args:
        box: where the figure stands.
        page: its page.
        own: its own shapes, by their identity.
    """
    first = min((shape.at for shape in page.painted.shapes if id(shape) in own), default=0)
    return [
        (shape.at > first, shape.ink)
        for shape in page.painted.shapes
        if id(shape) not in own and any(overlap(box, one, 0.5) for one in shape.boxes)
    ]


def free_shapes(sheet: Sheet) -> Iterator[Shape]:
    """Shapes of a page that stand neither in its margins nor in a figure."""
    margins = set(map(id, sheet.margin_shapes))
    for shape in sheet.painted.shapes:
        if shape.mark is None and id(shape) not in margins and shape.boxes:
            yield shape


def _kind(shape: Shape) -> tuple[Any, ...]:
    return shape.ink, shape.along is None


def _thickness(box: Box) -> float:
    """How thick a rule is; a ground is as thick as may be."""
    least = min(box.right - box.left, box.top - box.low)
    return least if least < _THIN else _GROUND


def _has(known: Iterable[float], thick: float) -> bool:
    return any(abs(one - thick) < _EXACT for one in known)


def _is_straight(path: Any) -> bool:
    for segment in segments(path):
        box = around(segment)
        wide, high = box.right - box.left, box.top - box.low
        if max(wide, high) > _BEND and min(wide, high) > 0.1:  # noqa: PLR2004
            return False
    return True


def _close(sheet: Sheet, free: Sequence[Shape]) -> bool:
    """Whether rules lie close to text, and grounds beneath some."""
    texts = [text for text in sheet.painted.texts if text.text.strip()]
    steps = {int(text.line // _STEP) for text in texts}
    reach = int(_REACH // _STEP)
    near = {step + by for step in steps for by in range(-reach, reach + 1)}
    for box in (box for shape in free for box in shape.boxes):
        if not sheet.margin_texts and box.right < _COVER:
            continue  # a cover has an edge as high as the page
        if _thickness(box) == _GROUND:
            if not any(inside(text.core, box, 1.0) for text in texts):
                return False
        elif not near.issuperset(range(int(box.low // _STEP), int(box.top // _STEP) + 1)):
            return False
    return True
