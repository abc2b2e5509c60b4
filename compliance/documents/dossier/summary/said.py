"""A filled summary: everything that its pages say, and nothing else.

As with every paper that is no dossier it stands inside as JSON, and the pages are made of
it alone: whoever has the file can make its pages again, and whoever has the assessment or
the proof can fill it again and compare. It is for the house itself: it names gaps and owners.
"""

from __future__ import annotations

import datetime
from typing import Final, Literal

from compliance.documents.papers.filled import Carried, Drawing, Filled, Shown

FORMAT: Final = "conformity-summary-1"


class Bar(Filled):
    """Requirements of one theme that bind: one square each, by their status."""

    label: str
    marks: tuple[str, ...]
    """Keys of their states, in the order of the law."""


class Row(Filled):
    """A line of a table: its heading, and its other cells in their order."""

    head: str
    cells: tuple[str, ...]


class Listing(Filled):
    """A table of texts."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    """What is not listed, or what to know of it."""


class Plot(Filled):
    """A table of answers, with a drawing in each row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    drawing: Drawing


class Day(Filled):
    """A day on a timeline."""

    on: datetime.date
    alert: bool = False
    """Whether something is open on it, or ends before the first supply."""


class Lane(Filled):
    """Days of one kind."""

    label: str
    days: tuple[Day, ...]


class Timeline(Filled):
    """Days in lanes, and the first supply through all of them."""

    start: datetime.date
    """The first day of a quarter, as the end is."""
    end: datetime.date
    supply: datetime.date | None
    lanes: tuple[Lane, ...]


class Theme(Filled):
    """How the requirements of one theme stand."""

    id: str
    title: str
    lead: str
    bar: Bar
    plots: tuple[Plot, ...]
    open: Listing | None


class Summary(Carried):
    """The first volume as it is printed."""

    format: Literal["conformity-summary-1"] = FORMAT
    document: Literal["summary"] = "summary"
    note: str = ""
    """What a draft is not."""
    fields: tuple[Shown, ...]
    verdict: str
    reason: str
    bars: tuple[Bar, ...]
    counts: str
    """How many there are of each status, in words."""
    decision: tuple[Row, ...]
    general: tuple[str, ...] = ()
    """What stands in the way and is no single requirement."""
    blockers: Listing | None
    beyond: str
    """What stays open beyond a declaration; empty where nothing does."""
    time: Timeline | None
    days: tuple[Listing, ...]
    """What stands on the timeline, by lane."""
    themes: tuple[Theme, ...]
    gaps: tuple[Listing, ...]
    papers: Listing | None
    limits: str


def next_quarter(on: datetime.date) -> datetime.date:
    """The first day of the quarter after the one that begins on a day."""
    return datetime.date(on.year + on.month // 10, (on.month + 2) % 12 + 1, 1)
