"""What lies beneath each run of text of a page, and what lies over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from compliance.documents.reading.geometry import (
    Box,
    Subpath,
    around,
    grown,
    inside,
    is_box,
    meet,
    overlap,
)
from compliance.documents.reading.paint import Painted, Shape, Text
from compliance.documents.reading.values import UnreadableError

_BAND: Final = 16.0
_PAGE: Final = Box(-200.0, -200.0, 2000.0, 2000.0)
"""Where something may be drawn at all: on our pages and a little beside them."""
_HAIR: Final = 0.1
_SLACK: Final = 0.4
_LETTER: Final = 0.3
"""How wide the part of a letter is within which letters may touch, in parts of its size."""
MAX_PAIRS: Final = 20_000_000
"""How many pairs of text and shape are looked at in a paper."""


def lay_ground(painted: Painted, most: int) -> int:
    """Note with each text of a page what lies beneath it and what hides it.

    Args:
        painted: what the page paints.
        most: how many pairs of text and shape may be looked at.

    Returns:
        How many were looked at.

    Raises:
        UnreadableError: too much lies over each other.
    """
    bands: dict[int, list[tuple[Box, Shape]]] = {}
    for shape in painted.shapes:
        shape.boxes = _painted_boxes(shape)
        for box in shape.boxes:
            for band in _bands(box):
                bands.setdefault(band, []).append((box, shape))
    count = 0
    for text in painted.texts:
        near: dict[int, Shape] = {}
        core, free = text.core, text.free
        for band in _bands(meet(free, _PAGE)):
            rows = bands.get(band, [])
            count += len(rows)
            if count > most:
                raise UnreadableError("a page draws far too much over itself")
            for box, shape in rows:
                # What comes later hides; what was there before may touch tall letters.
                if overlap(box, free if shape.at > text.at else core, 0.05):
                    near[shape.at] = shape
        for at in sorted(near):
            _stand(text, near[at])
    return _words_on_words(painted, count, most)


def _words_on_words(painted: Painted, count: int, most: int) -> int:
    """Note with texts that they stand on each other, so that none of them can be read."""
    bands: dict[int, list[Text]] = {}
    for text in painted.texts:
        if not text.text.strip():
            continue
        for band in _bands(meet(text.free, _PAGE)):
            row = bands.setdefault(band, [])
            count += len(row)
            if count > most:
                raise UnreadableError("a page draws far too much over itself")
            for other in row:
                if _on_each_other(text, other):
                    for one in (text, other):
                        one.hidden = one.hidden or "other words stand on it"
            row.append(text)
    return count


def _on_each_other(one: Text, two: Text) -> bool:
    """Whether a line reaches into the small letters of another by more than a part of a letter.

    Lines of one paragraph are further apart than they are high, whatever their size; letters
    beside each other touch where their font says so.
    """
    core, free = (one.core, two.free) if one.line > two.line else (two.core, one.free)
    shared = min(core.right, free.right) - max(core.left, free.left)
    return shared > _LETTER * min(one.size, two.size) and overlap(core, free, 0.05)


def _stand(text: Text, shape: Shape) -> None:
    """Note what a shape that touches a text does to it."""
    flat = flat_box(shape)
    if shape.at > text.at:
        text.hidden = "something is drawn over it"
    elif flat is None or not inside(text.core, flat, _SLACK) or not _bears(flat, text.box):
        text.hidden = text.hidden or "something is drawn across it"
    elif shape.ink.alpha == 1:
        text.ground = (shape.ink,)
    else:
        text.ground = (*text.ground, shape.ink)


def _bears(flat: Box, box: Box) -> bool:
    """Whether a ground reaches from the lowest to the highest letter."""
    return flat.low <= box.low + _SLACK and flat.top >= box.top - _SLACK


def _bands(box: Box) -> range:
    return range(int(box.low // _BAND), int(box.top // _BAND) + 1)


def flat_box(shape: Shape) -> Box | None:
    """The box that a shape fills as a whole; ``None`` where it fills none."""
    if shape.along is not None or len(shape.paths) != 1 or not shape.clip.plain:
        return None
    path = shape.paths[0]
    return meet(path.box, shape.clip.box) if is_box(path) else None


def _painted_boxes(shape: Shape) -> list[Box]:
    """Boxes within which all lies that a shape paints."""
    clip = meet(shape.clip.box, _PAGE)
    boxes = _drawn_along(shape) if shape.along is not None else _filled(shape)
    met = (meet(box, clip) for box in boxes)
    return [box for box in met if box.left < box.right and box.low < box.top]


def _filled(shape: Shape) -> Iterator[Box]:
    boxes = [path.box for path in shape.paths]
    if shape.rings and len(boxes) > 1 and all(map(is_box, shape.paths)):
        boxes.sort(key=lambda box: (box.right - box.left) * (box.top - box.low))
        inner, outer = boxes[0], boxes[-1]
        if all(inside(inner, box, _HAIR) and inside(box, outer, _HAIR) for box in boxes):
            yield from _ring(inner, outer)
            return
    for box in boxes:
        yield grown(box, _HAIR / 2) if _is_thin(box) else box


def _is_thin(box: Box) -> bool:
    return box.right - box.left < _HAIR or box.top - box.low < _HAIR


def _ring(inner: Box, outer: Box) -> Iterator[Box]:
    yield Box(outer.left, outer.low, inner.left, outer.top)
    yield Box(inner.right, outer.low, outer.right, outer.top)
    yield Box(outer.left, outer.low, outer.right, inner.low)
    yield Box(outer.left, inner.top, outer.right, outer.top)


def _drawn_along(shape: Shape) -> Iterator[Box]:
    half = max(shape.along or 0.0, _HAIR) / 2
    for path in shape.paths:
        for segment in segments(path):
            yield grown(around(segment), half)


def segments(path: Subpath) -> Iterator[list[tuple[float, float]]]:
    """Pieces of a path: two points of a straight one, four of a bent one."""
    at, here = 0, path.points[0]
    first = here
    for kind in path.kinds:
        step = {"m": 1, "l": 1, "c": 3, "h": 0}[kind]
        if kind in "lc":
            yield [here, *path.points[at : at + step]]
        elif kind == "h":
            yield [here, first]
        at += step
        here = path.points[at - 1] if step else first
