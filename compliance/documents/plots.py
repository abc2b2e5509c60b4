"""Drawings that stand in the rows of their table, which is their data.

They carry no words: a row has them. Millimetres; one path a paint. What a colour says, a
shape says too, so that grey print works: a value is a full square, what it is held against
a post, an interval a line, which ends in an arrow where it runs out of the drawing.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.documents.figures import GREY, HAIR, INK, PETROL, RED, TINT, Figure, Paint, Path
from compliance.documents.papers.filled import Drawing, Measure
from compliance.language.tongue import Tongue

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
_LATE = Paint("#fff", RED, 0.55)
_POST = Paint(stroke=INK, width=0.55)
_TICK = Paint(stroke=HAIR, width=0.2)
STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Distances of the marks of a scale, in powers of ten."""
MARKS: Final = 5
"""Marks that a scale has at most, beside its first."""


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


def ticks_of(axis: Axis, *, whole: bool = False) -> tuple[float, ...]:
    """Round values that a scale marks, from the least to the greatest.

    >>> ticks_of(Axis(0.47, 0.89)), ticks_of(Axis(0, 48))
    ((0.5, 0.6, 0.7, 0.8), (0.0, 10.0, 20.0, 30.0, 40.0))
    >>> ticks_of(Axis(0, 10.6), whole=True)
    (0.0, 5.0, 10.0)

    Args:
        axis: the scale.
        whole: whether there is nothing between whole numbers, such as days.
    """
    rough = max((axis.high - axis.low) / MARKS, 1.0 if whole else 0.0)
    power = 10.0 ** math.floor(math.log10(rough))
    steps = [power * one for one in STEPS]
    if whole:
        steps = [one for one in steps if one == int(one)]
    step = next(one for one in steps if one >= rough * (1 - 1e-9))
    first, last = math.ceil(axis.low / step - 1e-9), math.floor(axis.high / step + 1e-9)
    return tuple(float(f"{at * step:.10g}") for at in range(first, last + 1))


def row(item: Measured, axis: Axis, words: str, *, bar: bool) -> Figure:
    """One row: its value with its interval, and the post of what it is held against."""
    middle, x = HIGH / 2, axis(item.value)
    paths = _grid(axis, ticks_of(axis))
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


def clock_row(one: Measure, axis: Axis, words: str) -> Figure:
    """One row of a clock: the days that passed until something was done, and a limit of days.

    What was done after the limit is hollow, red and of another shape.
    """
    middle = HIGH / 2
    paths = _grid(axis, ticks_of(axis, whole=True))
    if one.value is not None:
        x = axis(one.value)
        paths.append(Path(f"M{_n(axis(0.0))} {_n(middle)}H{_n(x)}", _LINE))
        if one.beside is not None and one.value > one.beside:
            paths.append(Path(_diamond(x, middle), _LATE))
        else:
            paths.append(Path(_box(x - 1.1, middle - 1.1, 2.2, 2.2), _VALUE))
    if one.beside is not None:
        paths.append(Path(f"M{_n(axis(one.beside))} {_n(middle - 2.3)}v4.6", _POST))
    return Figure(words, axis.width, HIGH, tuple(paths))


def _grid(axis: Axis, values: Iterable[float]) -> list[Path]:
    lines = "".join(f"M{_n(axis(at))} 0v{HIGH:g}" for at in values)
    return [Path(lines, _TICK)] if lines else []


@dataclass(frozen=True)
class Tick:
    """A mark of a scale."""

    label: str
    at: float
    """From the left, in millimetres."""


@dataclass(frozen=True)
class Plotted:
    """A drawing, a figure for each row that has one, and its scale."""

    axis: str
    """What is drawn, in words."""
    figures: tuple[Figure | None, ...]
    ticks: tuple[Tick, ...]


def plotted(drawing: Drawing, heads: Sequence[str], tongue: Tongue, width: float = WIDE) -> Plotted:
    """A table drawn: all rows on one scale; values too far apart, each as a share of its post.

    Args:
        drawing: what is drawn of each row.
        heads: what each row is called.
        tongue: writes the numbers.
        width: of the column, in millimetres.
    """
    if drawing.kind == "clock":
        return _clock(drawing, heads, tongue, width)
    found = [_measured(one) for one in drawing.rows]
    together = on_one_scale([one for one in found if one is not None])
    if not together:
        found = [_share(one) for one in found]
    bar = drawing.kind == "bar"
    scale = axis_of([one for one in found if one is not None], bar=bar)
    axis = Axis(scale.low, scale.high, width)
    return Plotted(
        axis=drawing.axis if together else f"{drawing.axis}, which is 1 in each row",
        figures=tuple(
            None if one is None else row(one, axis, _words(head, one, tongue, drawing), bar=bar)
            for head, one in zip(heads, found, strict=True)
        ),
        ticks=_ticks(ticks_of(axis), axis, tongue),
    )


def _clock(drawing: Drawing, heads: Sequence[str], tongue: Tongue, width: float) -> Plotted:
    """Days from nought on; a row without a day and a limit has no figure."""
    days = [day for one in drawing.rows for day in (one.value, one.beside) if day is not None]
    axis = Axis(0.0, max([*days, 1.0]) * 1.06, width)
    figures = (
        None
        if one.value is None and one.beside is None
        else clock_row(one, axis, _days_in_words(head, one, tongue))
        for head, one in zip(heads, drawing.rows, strict=True)
    )
    return Plotted(drawing.axis, tuple(figures), _ticks(ticks_of(axis, whole=True), axis, tongue))


def _days_in_words(head: str, one: Measure, tongue: Tongue) -> str:
    said = [f"square at {_said(one.value, tongue)}"] if one.value is not None else []
    said += [f"post at {_said(one.beside, tongue)}"] if one.beside is not None else []
    return f"{head}: {', '.join(said)}."


def _measured(one: Measure) -> Measured | None:
    if one.value is None:
        return None
    return Measured(one.value, one.low, one.high, one.beside)


def _share(one: Measured | None) -> Measured | None:
    """A value as a share of what it is held against."""
    if one is None or not one.beside:
        return None
    by = one.beside
    low = None if one.low is None else one.low / by
    high = None if one.high is None else one.high / by
    return Measured(one.value / by, low, high, 1.0)


def _words(head: str, one: Measured, tongue: Tongue, drawing: Drawing) -> str:
    """What a drawing shows, for those who do not see it: its title, then what stands where."""
    said = [f"{'bar to' if drawing.kind == 'bar' else 'square at'} {_said(one.value, tongue)}"]
    if one.low is not None and one.high is not None:
        said.append(f"line from {_said(one.low, tongue)} to {_said(one.high, tongue)}")
    if one.beside is not None:
        said.append(f"post at {_said(one.beside, tongue)}")
    return f"{head}: {', '.join(said)}."


def _said(value: float, tongue: Tongue) -> str:
    return tongue.number(float(f"{value:.3g}")).replace("-", "−")


def _ticks(values: Iterable[float], axis: Axis, tongue: Tongue) -> tuple[Tick, ...]:
    """The numbers under a drawing, each centred under its mark."""
    return tuple(Tick(_said(one, tongue), round(axis(one), 2)) for one in values)


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
        paths.append(Path(loud, _LATE))
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
