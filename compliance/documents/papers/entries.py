"""What of the entries after the launch stands in a document: tables of them, and limits."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from compliance.assessment.about_entry import AboutEntry, entries
from compliance.assessment.assessment import Assessment
from compliance.assessment.clocks import clocks
from compliance.checklist.answer_text import full_value
from compliance.checklist.documents import DocumentFile, Listed, Point
from compliance.checklist.questions import GroupQuestion
from compliance.documents.measured import drawn_of
from compliance.documents.papers.clock import LISTED, clock_of, kept_by
from compliance.documents.papers.evidence import file_of
from compliance.documents.papers.filled import Block, Drawing, Files, Table
from compliance.language.words import capital, counted, day
from compliance.views.clock import ClockView, LimitView, RecipientView, view_clocks

DASH: Final = "–"
SEEN: Final = "Recorded after the launch"
LINKED: Final = "Recorded in connection with it"
LIMITS: Final = "Limits"
TOLD: Final = "To whom"
KEPT: Final = "Limit, and when it was told"


def blocks_of(
    assessment: Assessment, file: DocumentFile, point: Point, as_of: datetime.date
) -> Iterator[Block]:
    """What a point says of entries after the launch.

    Args:
        assessment: the assessment, or as it reads for one entry.
        file: the document.
        point: of it.
        as_of: the day taken for today.
    """
    if point.entries is not None:
        yield from _table(assessment, point.entries, as_of)
    if isinstance(assessment, AboutEntry):
        if point.clocks:
            yield from _clocks(assessment, file.about.duties if file.about else (), as_of)
        if point.entry_evidence:
            yield from _files(assessment)


def _table(assessment: Assessment, listed: Listed, as_of: datetime.date) -> Iterator[Table]:
    whole = assessment.whole if isinstance(assessment, AboutEntry) else assessment
    found = [one for one in entries(whole) if one.entry.made.sort in listed.kinds]
    if listed.linked and isinstance(assessment, AboutEntry):
        mine = assessment.entry
        found = [
            one
            for one in found
            if one.entry.number in mine.linked or mine.number in one.entry.linked
        ]
    if found:
        names = whole.catalogue.with_entries.questions
        columns = [capital(names[known].label) for known in listed.columns]
        several = len(listed.kinds) > 1
        table = Table(
            caption=LINKED if listed.linked else SEEN,
            columns=("Number", *(["Kind"] if several else []), *columns),
            rows=tuple(tuple(_row(one, listed, several=several)) for one in found),
        )
        yield _drawn(table, listed, found, as_of)


def _drawn(table: Table, listed: Listed, found: list[AboutEntry], as_of: datetime.date) -> Table:
    """The table with what is drawn of its entries: how limits were kept, or a value of each."""
    columns, rows, drawing = table.columns, table.rows, None
    if listed.kept:
        kept = [kept_by(one, as_of) for one in found]
        if any(measured.beside is not None for _, measured in kept):
            columns = (*columns, KEPT)
            rows = tuple((*row, text) for row, (text, _) in zip(rows, kept, strict=True))
            drawing = Drawing(kind="clock", axis=LISTED, rows=tuple(one for _, one in kept))
    elif listed.value is not None:
        names = dict(zip(listed.columns, columns[-len(listed.columns) :], strict=True))
        cells = [
            dict(zip(listed.columns, row[-len(listed.columns) :], strict=True)) for row in rows
        ]
        drawing = drawn_of(listed.value, listed.beside, names, cells)
    return table.model_copy(update={"columns": columns, "rows": rows, "drawing": drawing})


def _row(one: AboutEntry, listed: Listed, *, several: bool) -> Iterator[str]:
    yield one.entry.number
    if several:
        yield one.entry.made.sort if one.kind is None else one.kind.title
    for known in listed.columns:
        yield _said(one, known)


def _said(one: AboutEntry, known: str) -> str:
    """A field of an entry in a cell."""
    question, value = one.catalogue.questions[known], one.entry.values.get(known)
    if value is None or isinstance(question, GroupQuestion):
        return DASH
    return full_value(one.catalogue, question, value) or DASH


def _clocks(entry: AboutEntry, serves: tuple[str, ...], as_of: datetime.date) -> Iterator[Table]:
    """To whom it goes, and within which time."""
    found = [clock for clock in view_clocks(entry, as_of) if clock.id in serves]
    whom: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in (one for clock in found for one in clock.recipients):
        whom.setdefault((one.whom, one.country), _whom(one))
    if whom:
        yield Table(caption=TOLD, columns=("Whom", "Country"), rows=tuple(whom.values()))
    clock = clock_of(entry, [one for one in clocks(entry, as_of) if one.duty.id in serves])
    if clock is not None:
        yield clock
    limits = [row for clock in found for row in _limits(clock)]
    if limits:
        columns = ("Case", "Provision", "Limit", "Counted from", "Last day")
        yield Table(caption=LIMITS, columns=columns, rows=tuple(limits))


def _limits(clock: ClockView) -> Iterator[tuple[str, ...]]:
    for limit in clock.limits:
        yield (
            _case(clock, limit),
            limit.provision,
            DASH if limit.days is None else counted(limit.days, "day"),
            day(limit.since) if limit.since else DASH,
            day(limit.last) if limit.last else DASH,
        )


def _case(clock: ClockView, limit: LimitView) -> str:
    """Which case a limit is for; of a duty without days, the duty."""
    title = limit.title if limit.days is not None else f"{clock.title}. {limit.title}"
    return title if limit.sure else f"{title} (may apply: not known yet)"


def _whom(one: RecipientView) -> tuple[str, ...]:
    named = f"{one.words}: {one.name}" if one.name else one.words
    return named, one.country_name or DASH


def _files(entry: AboutEntry) -> Iterator[Files]:
    held = (entry.state.evidence.get(number) for number in entry.entry.evidence)
    counting = (one for one in held if one is not None and not one.withdrawn)
    files = tuple(file_of(entry.catalogue, one) for one in counting)
    if files:
        yield Files(caption=entry.catalogue.tongue.say("files.caption"), files=files)
