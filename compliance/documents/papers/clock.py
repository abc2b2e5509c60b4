"""The clock of an entry after the launch: what was known, told and due on which of its days.

The table is the data of the figure beside it: a line for the days that passed, a square for
what was done, a post for the last day of a limit, and another shape for what came after it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.about_entry import AboutEntry, declared
from compliance.assessment.clocks import Clock, clocks, recorded_day
from compliance.checklist.answer_text import full_value
from compliance.checklist.conditions import Truth
from compliance.checklist.questions import GroupQuestion
from compliance.checklist.texts import fact_label
from compliance.documents.papers.filled import Drawing, Measure, Table
from compliance.language.words import capital, counted, day

CAPTION: Final = "The clock: days since it was known"
COLUMNS: Final = ("What", "Day", "Days since")
AXIS: Final = (
    "Line: days since {first}; square: what was done; post: last day of the limit; red outline: "
    "after it"
)
LISTED: Final = (
    "Line: days until it was told; post: last day of the limit that counts; red outline: after it"
)
NO_LIMIT: Final = "–"


@dataclass(frozen=True)
class Moment:
    """Something on a day of a clock."""

    on: datetime.date
    text: str
    post: bool = False
    """Whether it is the last day of a limit, and nothing that was done."""


def clock_of(entry: AboutEntry, found: Sequence[Clock]) -> Table | None:
    """The clock of an entry for some of its duties.

    Args:
        entry: the assessment as it reads for the entry.
        found: the duties, with their limits.

    Returns:
        Nothing where no limit of days is counted from a day that is stated.
    """
    limits = [one for clock in found for one in clock.limits if one.last is not None]
    first = min((one.since for one in limits if one.since), default=None)
    if first is None:
        return None
    last = min(one.last for one in limits if one.last)
    moments = [*_known(entry, found), *_told(entry), *_ends(found)]
    moments = sorted((one for one in moments if one.on >= first), key=lambda one: one.on)
    return Table(
        caption=CAPTION,
        columns=COLUMNS,
        rows=tuple((one.text, day(one.on), str((one.on - first).days)) for one in moments),
        drawing=Drawing(
            kind="clock",
            axis=AXIS.format(first=day(first)),
            rows=tuple(_drawn(one, first, last) for one in moments),
        ),
    )


def _drawn(one: Moment, first: datetime.date, last: datetime.date) -> Measure:
    days = float((one.on - first).days)
    return Measure(beside=days) if one.post else Measure(value=days, beside=(last - first).days)


def _known(entry: AboutEntry, found: Iterable[Clock]) -> Iterator[Moment]:
    """The days from which limits are counted, each once."""
    fields = (known for clock in found for one in clock.limits for known in one.limit.after)
    for known in dict.fromkeys(fields):
        on = recorded_day(entry.entry.values.get(known))
        if on is not None:
            yield Moment(on, capital(fact_label(entry.catalogue, known)))


def _told(entry: AboutEntry) -> Iterator[Moment]:
    """Whom was told what, as recorded."""
    told, catalogue = declared(entry).told, entry.catalogue
    question, rows = catalogue.questions.get(told.question), entry.entry.values.get(told.question)
    if not isinstance(question, GroupQuestion) or not isinstance(rows, list):
        return
    fields = {field.id: field for field in question.fields}
    for row in rows:
        on = recorded_day(row.get(told.on))
        if on is None:
            continue
        named = [known for known in (told.what, told.whom, told.country) if row.get(known or "")]
        texts = [full_value(catalogue, fields[known], row[known]) for known in named if known]
        yield Moment(on, ", ".join(texts) or fact_label(catalogue, told.question))


def _ends(found: Iterable[Clock]) -> Iterator[Moment]:
    """The last days of the limits that apply, or may."""
    for clock in found:
        for one in clock.limits:
            if one.last is not None and one.limit.days is not None:
                may = "" if one.truth is Truth.YES else " (may apply)"
                length = counted(one.limit.days, "day")
                yield Moment(one.last, f"Last of {length}: {one.limit.title}{may}", post=True)


def kept_by(entry: AboutEntry, as_of: datetime.date) -> tuple[str, Measure]:
    """How the first limit of days of an entry was kept: in words, and as it is drawn."""
    found = [one for one in clocks(entry, as_of) if one.last is not None]
    clock = min(found, key=lambda one: one.last or datetime.date.max, default=None)
    if clock is None or clock.last is None or clock.counts.since is None:
        return NO_LIMIT, Measure()
    since = clock.counts.since
    length = (clock.last - since).days
    if clock.done_on is None:
        text = f"{clock.duty.title}: not told; last day {day(clock.last)}"
        return text, Measure(beside=length)
    days = (clock.done_on - since).days
    text = f"{clock.duty.title}: told on day {days}; the limit is {counted(length, 'day')}"
    return text, Measure(value=days, beside=length)
