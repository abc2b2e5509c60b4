"""Places on a page: matrices, boxes, paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

Point = tuple[float, float]


class Matrix(NamedTuple):
    """Where points lead: six numbers, as PDF orders them."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float


IDENTITY: Final = Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Box(NamedTuple):
    """A box on a page, in points from its lower left corner."""

    left: float
    low: float
    right: float
    top: float


NOWHERE: Final = Box(0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class Subpath:
    """A line that is drawn in one go: its operators, and its points on the page."""

    kinds: str
    points: list[Point]

    @property
    def box(self) -> Box:
        """What it takes up."""
        return around(self.points)


def times(first: Matrix, second: Matrix) -> Matrix:
    """One matrix after the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return Matrix(
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def moved(matrix: Matrix, x: float, y: float) -> Point:
    """Where a point leads."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: Iterable[Point]) -> Box:
    """The least box that holds points; an empty one where there are none."""
    found = list(points)
    if not found:
        return NOWHERE
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return Box(min(xs), min(ys), max(xs), max(ys))


def joined(first: Box, second: Box) -> Box:
    """The least box that holds both."""
    return Box(
        min(first.left, second.left),
        min(first.low, second.low),
        max(first.right, second.right),
        max(first.top, second.top),
    )


def meet(first: Box, second: Box) -> Box:
    """What two boxes have in common; turned inside out where that is nothing."""
    return Box(
        max(first.left, second.left),
        max(first.low, second.low),
        min(first.right, second.right),
        min(first.top, second.top),
    )


def overlap(first: Box, second: Box, least: float = 0.0) -> bool:
    """Whether two boxes have more than that in common, both ways."""
    return (
        first.left < second.right - least
        and second.left < first.right - least
        and first.low < second.top - least
        and second.low < first.top - least
    )


def inside(inner: Box, outer: Box, slack: float = 0.0) -> bool:
    """Whether a box lies in another one, but for a little."""
    return (
        inner.left >= outer.left - slack
        and inner.low >= outer.low - slack
        and inner.right <= outer.right + slack
        and inner.top <= outer.top + slack
    )


def grown(box: Box, by: float) -> Box:
    """A box with so much more on each side."""
    return Box(box.left - by, box.low - by, box.right + by, box.top + by)


_NEAR: Final = 0.05
_CORNER: Final = 8.0
"""How large a rounded corner may be."""


def is_box(path: Subpath) -> bool:
    """Whether a path goes once around a box, whose corners may be rounded a little."""
    kinds = path.kinds.removesuffix("h")
    if kinds in {"mlll", "mllll"}:
        ends = path.points[:4]
        closes = path.points == ends or _close(path.points[-1], ends[0])
        return closes and _corners(ends)
    if kinds != "mlclclclc":
        return False
    return _rounded(path)


def _corners(ends: list[Point]) -> bool:
    """Whether four points are those of a box, one after the other."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = ends
    across = _same(ay, by) and _same(bx, cx) and _same(cy, dy) and _same(dx, ax)
    upright = _same(ax, bx) and _same(by, cy) and _same(cx, dx) and _same(dy, ay)
    return across or upright


def _rounded(path: Subpath) -> bool:
    points, box = path.points, path.box
    at, here = 1, points[0]
    for kind in path.kinds.removesuffix("h")[1:]:
        end = points[at + (2 if kind == "c" else 0)]
        on_edge = any(
            _same(end[axis], box[side]) for axis, side in ((0, 0), (0, 2), (1, 1), (1, 3))
        )
        step = abs(end[0] - here[0]), abs(end[1] - here[1])
        if (
            not on_edge
            or (kind == "l" and min(step) > _NEAR)
            or (kind == "c" and max(step) > _CORNER)
        ):
            return False
        at, here = at + (3 if kind == "c" else 1), end
    return _close(here, points[0])


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR


def _close(one: Point, other: Point) -> bool:
    return _same(one[0], other[0]) and _same(one[1], other[1])
