"""What is recorded after the launch in the one JSON vocabulary."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Literal

from compliance.assessment.assessment import Assessment
from compliance.views.after_launch import EntryView
from compliance.views.public import Identified, Public, found
from compliance.views.public_identified import identified


class Recipient(Public):
    """Somebody who has to be told because of an entry."""

    whom: str
    """As it stands in the table of who was told."""
    words: str
    country: str
    """Id of the country; empty where that does not matter."""
    name: str
    """Who that is there, as far as it was stated."""
    sure: bool
    as_fits: bool
    """Whether it is told only where that fits."""
    told: datetime.date | None


class LimitOfDuty(Public):
    """A limit that applies, or may."""

    title: str
    provision: str
    """As it is cited."""
    days: int | None
    """Nothing where the law sets no number of days."""
    since: datetime.date | None
    """From which day it is counted; that day is not counted itself."""
    last: datetime.date | None
    sure: bool


class Clock(Public):
    """A duty because of an entry, with what is due by when."""

    id: str
    title: str
    provisions: str
    """As they are cited."""
    progress: Literal["done", "late", "at-once", "running", "no-day", "open"]
    """Done; its last day has passed; due at once; its last day is ahead; its first day is
    not stated; or due without a number of days."""
    sure: bool
    """Whether it is certain that it is owed within the limit that counts."""
    binding: bool
    """Whether the law asks for it yet, or may."""
    text: str
    at_once: datetime.date | None
    """Since when it is due at once."""
    last: datetime.date | None
    """The last day: of the shortest limit that applies, or may."""
    done_on: datetime.date | None
    kept: bool
    """Whether it was done in time."""
    limits: tuple[LimitOfDuty, ...]
    recipients: tuple[Recipient, ...]


class EntryChange(Public):
    """What a later record said about a field, in words."""

    name: str
    before: str
    after: str
    """Empty where it was taken back."""


class EntryRecord(Public):
    """One record about an entry."""

    seq: int
    by: str
    at: str
    reason: str
    changes: tuple[EntryChange, ...]


class EntryAfterLaunch(Public):
    """Something that was recorded after the launch."""

    number: str
    kind: str
    title: str
    day: datetime.date | None
    state: Literal["open", "closed"]
    closed: datetime.date | None
    by: str
    at: str
    values: dict[str, Any]
    """Field to value, as it was recorded."""
    evidence: tuple[str, ...]
    """Numbers of evidence that belongs to it."""
    linked: tuple[str, ...] = found("own_links")
    """Numbers of entries that it is about."""
    clocks: tuple[Clock, ...]
    history: tuple[EntryRecord, ...]

    @classmethod
    def of(cls, view: EntryView, values: dict[str, Any]) -> EntryAfterLaunch:
        """An entry as it is said, with its values."""
        numbers = tuple(number for number, _ in view.evidence)
        known = {name: getattr(view, name) for name in cls.model_fields if hasattr(view, name)}
        return cls.model_validate({**known, "values": values, "evidence": numbers,
                                   "linked": view.own_links})  # fmt: skip


class Incidents(Identified):
    """What ``conformity incident list`` and ``show`` print."""

    as_of: datetime.date
    entries: tuple[EntryAfterLaunch, ...]
    """The latest first."""


def incidents(assessment: Assessment, day: datetime.date, views: Iterable[EntryView]) -> Incidents:
    """Entries after the launch, on a day."""
    kept = assessment.state.entries
    entries = tuple(EntryAfterLaunch.of(view, kept[view.number].values) for view in views)
    return Incidents(**identified(assessment), as_of=day, entries=entries)
