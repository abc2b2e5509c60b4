"""Forest plot, calibration and series over time, each with its data as a table.

What a colour says, a shape says too: a full square is a value, a hollow diamond one whose
interval leaves out the line that it is held against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from compliance.documents.drawings.pen import (
    SMALL,
    Drawing,
    Pen,
    Scale,
    around,
    axis,
    diamond,
    line,
    room_for,
    short,
    square,
)
from compliance.documents.figures import GREY, HAIR, INK, PETROL, RED
from compliance.measure.figures import plain

ROW: Final = 5.6
HEAD: Final = 10.0
FOOT: Final = 7.0
PLOT: Final = 70.0
EDGE: Final = 3.0
SIDE: Final = 78.0
"""Of a plot of calibration."""
CURVES: Final = 4
"""Most lines of one plot, so that each has marks and dashes of its own."""
MARKS: Final = (square, diamond)


@dataclass(frozen=True)
class Point:
    """A value of a row, with its interval."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    number: int | None = None
    """Of how many cases."""

    @property
    def told(self) -> str:
        """The value as people write it."""
        if self.low is None or self.high is None:
            return plain(self.value)
        return f"{plain(self.value)} ({plain(self.low)} to {plain(self.high)})"

    def leaves_out(self, value: float) -> bool:
        """Whether its interval lies on one side of a value."""
        return (
            self.low is not None
            and self.high is not None
            and (self.low > value or self.high < value)
        )

    @property
    def ends(self) -> list[float]:
        """Its value and the ends of its interval."""
        return [one for one in (self.value, self.low, self.high) if one is not None]


def forest(title: str, rows: Sequence[Point], reference: float | None, what: str) -> Drawing:
    """Values with intervals, around a line where they are held against one.

    Args:
        title: of the picture.
        rows: from above.
        reference: where the line stands; shares without one stand on a scale from 0 to 1.
        what: what a value is, and what the line means.
    """
    names, numbers = [row.label for row in rows], [row.told for row in rows]
    left, right = room_for(names), room_for([*numbers, "95 %"], 60)
    cases = ["" if row.number is None else f"{row.number:,}" for row in rows]
    many = room_for([*cases, "n"], 20)
    pen = Pen(2 * EDGE + left + many + PLOT + right, HEAD + ROW * len(rows) + FOOT)
    fixed = (0.0, 1.0) if reference is None else (reference,)
    low, high = around([end for row in rows for end in row.ends], *fixed)
    start = EDGE + left + many
    scale = Scale(low, high, start + 3, start + PLOT - 3)
    pen.text(EDGE, 5, title, bold=True)
    bottom = HEAD + ROW * len(rows)
    if reference is not None:
        pen.stroke(line(scale(reference), HEAD - 1, scale(reference), bottom), INK, 0.3)
    for at, row in enumerate(rows):
        y = HEAD + ROW * (at + 0.5)
        pen.stroke(line(EDGE, y + ROW / 2, pen.width - EDGE, y + ROW / 2), HAIR, 0.1)
        pen.text(EDGE, y + SMALL * 0.35, _cut(row.label, left))
        pen.text(start - 2, y + SMALL * 0.35, cases[at], anchor="end", colour=GREY)
        alert = reference is not None and row.leaves_out(reference)
        _mark(pen, scale, row, y, alert=alert)
        pen.text(start + PLOT + 1, y + SMALL * 0.35, numbers[at])
    axis(pen, scale, bottom)
    desc = f"{what} {_listed(rows)}"
    heads = ("Group", "n", "Value with 95 % interval")
    table = tuple(zip(names, cases, numbers, strict=True))
    return Drawing(title, desc, pen.svg(title, desc), heads, table)


def _mark(pen: Pen, scale: Scale, row: Point, y: float, *, alert: bool) -> None:
    colour, x = RED if alert else PETROL, scale(row.value)
    if row.low is not None and row.high is not None:
        ends = (scale(row.low), scale(row.high))
        pen.stroke(line(ends[0], y, ends[1], y), colour, 0.4)
        for end in ends:
            pen.stroke(line(end, y - 0.8, end, y + 0.8), colour, 0.4)
    if alert:
        pen.outline(diamond(x, y, 1.5), RED)
    else:
        pen.fill(square(x, y, 1.05), PETROL, layer=2)


def calibration(title: str, groups: dict[str, list[tuple[float, Point]]], what: str) -> Drawing:
    """The share that was positive against the mean score, a line a group.

    Args:
        title: of the picture.
        groups: of each group the mean score of a bin, and the share in it.
        what: what is seen.
    """
    side = SIDE
    names = list(groups)
    pen = Pen(2 * EDGE + side + 13 + room_for(names), side + HEAD + FOOT + 2)
    across = Scale(*_span([x for bins in groups.values() for x, _ in bins]), EDGE + 8, EDGE + side)
    up = Scale(0.0, 1.0, HEAD + side - 4, HEAD)
    pen.text(EDGE, 5, title, bold=True)
    axis(pen, across, HEAD + side - 4)
    for value in up.ticks():
        pen.stroke(line(across.left - 1, up(value), across.right, up(value)), HAIR, 0.15)
        pen.text(across.left - 2, up(value) + 0.9, f"{value:g}", anchor="end", colour=GREY)
    if across.low >= 0 and across.high <= 1:
        ends = across(across.low), up(across.low), across(across.high), up(across.high)
        pen.stroke(line(*ends), GREY, 0.3, "1.2 .8")
    for at, (name, bins) in enumerate(groups.items()):
        _curve(pen, [(across(x), up(point.value)) for x, point in bins], at, legend=name)
        for x, point in bins:
            if point.low is not None and point.high is not None:
                colour = _colour(at)
                pen.stroke(line(across(x), up(point.low), across(x), up(point.high)), colour, 0.2)
        pen.text(EDGE + side + 11, HEAD + 4 + at * 5, name)
    rows = tuple(
        (name, plain(x), point.told, "" if point.number is None else str(point.number))
        for name, bins in groups.items()
        for x, point in bins
    )
    desc = f"{what} {'; '.join(f'{a}, mean score {x}: {told}' for a, x, told, _ in rows)}."
    heads = ("Group", "Mean score", "Share that was positive", "n")
    return Drawing(title, desc, pen.svg(title, desc), heads, rows)


def series(title: str, points: Sequence[Point], what: str) -> Drawing:
    """Values one after the other in time, with intervals.

    Args:
        title: of the picture.
        points: in the order of time.
        what: what a value is.
    """
    step = max(9.0, room_for([one.label for one in points], 24))
    side, left = 52.0, EDGE + 8
    pen = Pen(max(left + step * len(points) + EDGE, 90), side + HEAD + FOOT)
    up = Scale(*around([end for one in points for end in one.ends], 0.0), HEAD + side - 4, HEAD)
    pen.text(EDGE, 5, title, bold=True)
    for value in up.ticks():
        pen.stroke(line(left, up(value), pen.width - EDGE, up(value)), HAIR, 0.15)
        pen.text(left - 1, up(value) + 0.9, f"{value:g}", anchor="end", colour=GREY)
    places = [(left + step * (at + 0.5), up(one.value)) for at, one in enumerate(points)]
    for (x, _), one in zip(places, points, strict=True):
        if one.low is not None and one.high is not None:
            pen.stroke(line(x, up(one.low), x, up(one.high)), PETROL, 0.3)
        pen.text(x, HEAD + side + 1, one.label, anchor="middle", colour=GREY)
    _curve(pen, places, 0)
    desc = f"{what} {_listed(points)}"
    cases = tuple("" if one.number is None else str(one.number) for one in points)
    rows = tuple((one.label, n, one.told) for one, n in zip(points, cases, strict=True))
    return Drawing(title, desc, pen.svg(title, desc), ("When", "n", "Value"), rows)


def _curve(pen: Pen, places: Sequence[tuple[float, float]], at: int, legend: str = "") -> None:
    """A line through some places; which line it is shows in its dashes and marks, too."""
    colour, dash = _colour(at), ("", "2 .8", ".6 .6", "2 .6 .6 .6")[at % 4]
    if places:
        path = "L".join(f"{short(x)} {short(y)}" for x, y in places)
        pen.stroke(f"M{path}", colour, 0.4, dash)
    if legend:
        x, y = EDGE + SIDE + 4, HEAD + 3.1 + at * 5
        pen.stroke(line(x, y, x + 6, y), colour, 0.4, dash)
        places = [*places, (x + 3, y)]
    for place in places:
        shape = MARKS[at % 2](*place, 1.1)
        if at % 4 > 1:
            pen.outline(shape, colour, 0.3)
        else:
            pen.fill(shape, colour, layer=2)


def _colour(at: int) -> str:
    return (PETROL, INK, GREY, PETROL)[at % 4]


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (0.0, 1.0) if low >= 0 and high <= 1 else (low, high if high > low else low + 1)


def _cut(words: str, room: float) -> str:
    most = int((room - 2) / SMALL / 0.55)
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _listed(rows: Sequence[Point]) -> str:
    return "; ".join(f"{row.label}: {row.told}" for row in rows) + "."
