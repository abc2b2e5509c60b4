"""The days of a summary: lanes of a timeline, and the tables that name what lies on them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

from compliance.documents.dossier.summary.said import (
    Day,
    Lane,
    Listing,
    Row,
    Timeline,
    next_quarter,
)
from compliance.language.words import capital, counted, day, number_of
from compliance.views.deadline import DeadlineView, Timetable

LANES: Final = (
    ("The law applies", ("law", "supply", "period")),
    ("The company has to", ("gap", "plan")),
    ("Evidence ends", ("evidence",)),
)
"""Kinds of deadlines by the lane in which they lie."""
SHOWN: Final = 8
"""Days of a lane that its table names; the rest is counted."""
FURTHEST: Final = 8
"""Quarters that a timeline has at most; what comes later is only named."""


def lanes_of(times: Timetable, as_of: datetime.date) -> tuple[Timeline | None, tuple[Listing, ...]]:
    """The timeline and its tables; nothing where there is no day."""
    found = [
        (label, [item for item in times.deadlines if item.kind in kinds and item.on is not None])
        for label, kinds in LANES
    ]
    found = [(label, items) for label, items in found if items]
    days = [item.on for _, items in found for item in items if item.on]
    if not days:
        return None, ()
    start = _quarter(min(as_of, *days, *filter(None, [times.planned])))
    start = max(start, _quarter(as_of - datetime.timedelta(days=180)))
    end = _after(max(*days, as_of), start)
    lanes = tuple(Lane(label=label, days=_days(items, times, end)) for label, items in found)
    time = Timeline(start=start, end=end, supply=times.planned, lanes=lanes)
    return time, tuple(_table(label, items) for label, items in found)


def _quarter(on: datetime.date) -> datetime.date:
    """The first day of the quarter of a day."""
    return datetime.date(on.year, on.month - (on.month - 1) % 3, 1)


def _after(on: datetime.date, start: datetime.date) -> datetime.date:
    """The first day of the quarter after a day, or the furthest that is shown."""
    end = start
    for _ in range(FURTHEST):
        end = next_quarter(end)
        if end > on:
            break
    return end


def _days(items: Iterable[DeadlineView], times: Timetable, end: datetime.date) -> tuple[Day, ...]:
    """The days that the timeline reaches."""
    found: dict[datetime.date, bool] = {}
    for item in items:
        if item.on is not None and item.on < end:
            found[item.on] = found.get(item.on, False) or _alert(item, times)
    return tuple(Day(on=on, alert=alert) for on, alert in sorted(found.items()))


def _alert(item: DeadlineView, times: Timetable) -> bool:
    """Whether a day needs somebody: it is late, or evidence ends before the first supply."""
    if item.kind == "evidence":
        return item.on is not None and times.planned is not None and item.on < times.planned
    return bool(item.still_open)


def _table(label: str, items: list[DeadlineView]) -> Listing:
    more = len(items) - SHOWN
    return Listing(
        caption=label,
        columns=("What", "Day", "Away", "Open"),
        rows=tuple(
            Row(
                head=item.title,
                cells=(
                    day(item.on),
                    item.distance,
                    counted(item.still_open, "requirement") if item.still_open else "–",
                ),
            )
            for item in items[:SHOWN]
        ),
        note=f"{capital(number_of(more, 'further day'))} in the proof." if more > 0 else "",
    )
