"""Drawings that stand in the rows of their table, which is their data.

They carry no words: a row has them. Millimetres; one path a paint. What a colour says, a
shape says too, so that grey print works: a value is a full square, what it is held against
a post, an interval a line, which ends in an arrow where it runs out of the drawing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.documents.figures import GREY, INK, PETROL, RED, TINT, Figure, Paint, Path

WIDE, HIGH = 56.0, 5.6
"""A drawing beside the cells of a row."""
INSET: Final = 3.0
"""Kept free at the left and the right."""
LANE: Final = 9.0
"""Height of a lane of a timeline."""
EDGE: Final = 1.7
"""How near to the ends of a lane a day may stand."""
APART: Final = 3.2
"""Least distance of two days that stand on one height."""
FAR: Final = 20.0
"""Values that lie further apart than so many times are not drawn on one scale."""
_VALUE = Paint(PETROL)
_LINE = Paint(stroke=PETROL, width=0.4)
_POST = Paint(stroke=INK, width=0.55)


@dataclass(frozen=True)
class Measured:
    """What is drawn of a row."""

    value: float
    low: float | None = None
    high: float | None = None
    beside: float | None = None


@dataclass(frozen=True)
class Axis:
    """A straight scale from values to millimetres."""

    low: float
    high: float
    width: float = WIDE

    def __call__(self, value: float) -> float:
        """Place of a value, kept within the drawing."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return INSET + share * (self.width - 2 * INSET)


def axis_of(rows: Sequence[Measured], *, bar: bool) -> Axis:
    """The scale on which some rows stand: all of it in sight, from nought for bars."""
    values = [
        one for row in rows for one in (row.value, row.low, row.high, row.beside) if one is not None
    ]
    low, high = min(values, default=0.0), max(values, default=1.0)
    low = min(0.0, low) if bar else low
    room = (high - low) * 0.06 or 1.0
    return Axis(low if bar else low - room, high + room)


def on_one_scale(rows: Sequence[Measured]) -> bool:
    """Whether values are of one order, so that one scale shows them all."""
    values = [abs(one) for row in rows for one in (row.value, row.beside) if one]
    return not values or max(values) <= FAR * min(values)


def row(item: Measured, axis: Axis, words: str, *, bar: bool) -> Figure:
    """One row: its value with its interval, and the post of what it is held against."""
    middle, x = HIGH / 2, axis(item.value)
    paths = []
    if bar:
        start = axis(0.0)
        paths.append(Path(_box(start, middle - 1.2, x - start, 2.4), _VALUE))
    if item.low is not None and item.high is not None:
        paths.append(Path(_whisker(axis, item.low, item.high, middle), _LINE))
    if not bar:
        paths.append(Path(_box(x - 1.1, middle - 1.1, 2.2, 2.2), _VALUE))
    if item.beside is not None:
        paths.append(Path(f"M{_n(axis(item.beside))} {_n(middle - 2.3)}v4.6", _POST))
    return Figure(words, axis.width, HIGH, tuple(paths))


def _whisker(axis: Axis, low: float, high: float, y: float) -> str:
    left, right = axis(low), axis(high)
    ends = f"M{_n(left)} {_n(y)}H{_n(right)}"
    for x, out, way in ((left, low < axis.low, 1), (right, high > axis.high, -1)):
        tip = _n(x + way * 1.1)
        if out:
            ends += f"M{tip} {_n(y - 0.8)}L{_n(x)} {_n(y)}L{tip} {_n(y + 0.8)}"
        else:
            ends += f"M{_n(x)} {_n(y - 0.8)}v1.6"
    return ends


def lane(
    days: Sequence[tuple[datetime.date, bool]],
    span: tuple[datetime.date, datetime.date],
    lines: tuple[datetime.date, datetime.date | None],
    words: str,
    width: float,
) -> Figure:
    """One lane of a timeline.

    Args:
        days: each with whether it is an alert, which is hollow and red.
        span: first and last day of the drawing.
        lines: today, a thin line; the first supply, a strong one.
        words: what it shows.
        width: of the drawing, in millimetres.
    """
    start, end = span

    def place(on: datetime.date) -> float:
        share = (min(max(on, start), end) - start).days / (end - start).days
        return min(max(share * width, EDGE), width - EDGE)

    today, supply = lines
    paths = []
    if supply is not None:
        paths.append(Path(_box(0, 0, place(supply), LANE), Paint(TINT)))
        paths.append(Path(f"M{_n(place(supply))} 0v{LANE:g}", Paint(stroke=INK, width=0.8)))
    paths.append(Path(f"M{_n(place(today))} 0v{LANE:g}", Paint(stroke=GREY, width=0.3)))
    placed = list(_staggered([(place(on), alert) for on, alert in days]))
    calm = "".join(_box(x - 1.1, y - 1.1, 2.2, 2.2) for x, y, alert in placed if not alert)
    loud = "".join(_diamond(x, y) for x, y, alert in placed if alert)
    if calm:
        paths.append(Path(calm, Paint(PETROL)))
    if loud:
        paths.append(Path(loud, Paint("#fff", RED, 0.55)))
    return Figure(words, width, LANE, tuple(paths))


def _staggered(days: Iterable[tuple[float, bool]]) -> Iterable[tuple[float, float, bool]]:
    """Each day on the first of three heights where it touches no earlier one."""
    last = dict.fromkeys((LANE / 2, LANE / 2 - 2.9, LANE / 2 + 2.9), -APART)
    for x, alert in sorted(days):
        y = next((y for y, taken in last.items() if x - taken >= APART), LANE / 2)
        last[y] = x
        yield x, y, alert


def _box(x: float, y: float, wide: float, high: float) -> str:
    return f"M{_n(x)} {_n(y)}h{_n(wide)}v{_n(high)}h{_n(-wide)}z"


def _diamond(x: float, y: float, r: float = 1.5) -> str:
    return f"M{_n(x)} {_n(y - r)}l{r} {r}l{-r} {r}l{-r} {-r}z"


def _n(value: float) -> str:
    """A number with two digits at most, without empty ones."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
