"""Within which time what was recorded after the launch has to be told, and to whom.

Nothing is stored: a clock follows from what an entry says and from the answers about the
system. While it is open which limit applies, the shortest that may apply counts, and is
said to be no more than that.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from compliance.assessment.about_entry import AboutEntry, declared
from compliance.assessment.facts import AnswerFacts, open_facts
from compliance.checklist.after_launch import AfterDuty, Limit, Remark, Whom
from compliance.checklist.conditions import Missing, Truth, evaluate

Progress = Literal["done", "late", "at-once", "running", "no-day", "open"]
"""How a duty stands: done; its last day has passed; due at once; its last day is ahead;
the day it is counted from is not stated; or due without a number of days."""
DONE: Final = "done"


@dataclass(frozen=True)
class LimitAt:
    """A limit of a duty, counted for an entry."""

    limit: Limit
    truth: Truth
    """Whether its case is this one; a limit that surely is another's is not listed."""
    since: datetime.date | None
    """From which day it is counted; nothing where no such day is stated."""
    at_once: datetime.date | None
    """Since when it is due at once; nothing where that is not so, or not yet."""

    @property
    def last(self) -> datetime.date | None:
        """Its last day; nothing where the law sets none, or its first day is not stated."""
        if self.since is None or self.limit.days is None:
            return None
        left = (datetime.date.max - self.since).days
        return self.since + datetime.timedelta(days=min(self.limit.days, left))

    @property
    def length(self) -> int:
        """How long it is, to compare limits; one without days is the longest."""
        return 10**6 if self.limit.days is None else self.limit.days


@dataclass(frozen=True)
class Recipient:
    """Somebody who has to be told, in one country where that matters."""

    whom: Whom
    truth: Truth
    country: str = ""
    told: datetime.date | None = None
    """When it was told by what counts for the duty."""

    @property
    def needed(self) -> bool:
        """Whether the duty is not done before it is told."""
        return not self.whom.as_fits


@dataclass(frozen=True)
class Clock:
    """A duty because of an entry, with its limits on a day."""

    duty: AfterDuty
    entry: str
    """Number of the entry."""
    truth: Truth
    """Whether the duty is owed."""
    limits: tuple[LimitAt, ...]
    """Those that apply or may, the shortest first."""
    recipients: tuple[Recipient, ...]
    done_on: datetime.date | None
    """When it was done; nothing while it is not."""
    filled: bool
    """Of a duty that is no telling: whether what shows it done is recorded."""
    binds: Truth
    """Whether the law asks for it yet."""
    binds_from: datetime.date | None
    missing: tuple[str, ...]
    """Fields and questions that decide what is open about it."""
    as_of: datetime.date

    @property
    def counts(self) -> LimitAt:
        """The limit that counts: the shortest that applies, or may."""
        return self.limits[0]

    @property
    def sure(self) -> bool:
        """Whether it is certain that the duty is owed, within this limit."""
        return self.truth is Truth.YES and self.counts.truth is Truth.YES

    @property
    def last(self) -> datetime.date | None:
        """The last day of the limit that counts."""
        return self.counts.last

    @cached_property
    def at_once(self) -> datetime.date | None:
        """Since when it is due at once, by any limit that applies or may."""
        return min((one.at_once for one in self.limits if one.at_once), default=None)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.done_on is not None or self.filled

    @property
    def kept(self) -> bool:
        """Whether it was done, and not after its last day."""
        late = self.done_on is not None and self.last is not None and self.done_on > self.last
        return self.done and not late

    @property
    def progress(self) -> Progress:
        """How it stands on the day."""
        if self.done:
            return "done"
        if self.last is not None and self.last < self.as_of:
            return "late"
        if self.at_once is not None and self.at_once <= self.as_of:
            return "at-once"
        if self.last is not None:
            return "running"
        return "open" if self.counts.limit.days is None else "no-day"


def clocks(entry: AboutEntry, as_of: datetime.date) -> tuple[Clock, ...]:
    """Every duty that is, or may be, owed because of an entry.

    Args:
        entry: an assessment as it reads for the entry.
        as_of: the day taken for today.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    return entry.kept((clocks, as_of), lambda: tuple(_clocks(entry, as_of)))


def remarks(entry: AboutEntry) -> tuple[Remark, ...]:
    """What has to be known of an entry, as far as it is certainly so."""
    return tuple(
        remark
        for remark in declared(entry).remarks
        if entry.entry.made.sort in remark.kinds and evaluate(remark.when, entry.facts) is Truth.YES
    )


def _clocks(entry: AboutEntry, as_of: datetime.date) -> Iterator[Clock]:
    for duty in declared(entry).duties:
        if entry.entry.made.sort not in duty.kinds or not _begun(entry, duty):
            continue
        truth = evaluate(duty.when, entry.facts)
        recipients = tuple(_recipients(entry, duty))
        if truth is Truth.NO or (duty.to and not recipients):
            continue  # nobody has to be told, or nothing has to be done
        if duty.to and all(one.truth is not Truth.YES for one in recipients):
            truth = Truth.UNKNOWN
        limits = tuple(_limits(entry.facts, duty))
        if limits:
            yield _clock(entry, duty, truth, limits, recipients, as_of)


def _clock(
    entry: AboutEntry,
    duty: AfterDuty,
    truth: Truth,
    limits: tuple[LimitAt, ...],
    recipients: tuple[Recipient, ...],
    as_of: datetime.date,
) -> Clock:
    findings = {one.requirement.id: one for one in entry.standing(as_of).findings}
    finding = findings.get(duty.requirement or "")
    filled = bool(duty.done_with) and all(entry.entry.values.get(one) for one in duty.done_with)
    return Clock(
        duty=duty,
        entry=entry.entry.number,
        truth=truth,
        limits=limits,
        recipients=recipients,
        done_on=_done_on(recipients),
        filled=filled,
        binds=Truth.YES if finding is None else finding.binds(_when(entry, limits, as_of)),
        binds_from=None if finding is None else finding.applies_from(),
        missing=_missing(entry, duty, limits, truth),
        as_of=as_of,
    )


def _when(entry: AboutEntry, limits: tuple[LimitAt, ...], as_of: datetime.date) -> datetime.date:
    """The day by which it is seen whether the law asks for it: since when it is known."""
    counted = (day for one in limits for day in (one.since, one.at_once) if day is not None)
    happened = _day(entry.facts, declared(entry).named.day)
    return min(counted, default=happened or as_of)


def _begun(entry: AboutEntry, duty: AfterDuty) -> bool:
    """Whether what the duty follows was told."""
    told = declared(entry).told
    return not duty.follows or any(row.get(told.what) in duty.follows for row in _rows(entry))


def _rows(entry: AboutEntry) -> list[dict[str, Any]]:
    """Who was told, as it is recorded."""
    rows = entry.entry.values.get(declared(entry).told.question)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _limits(facts: AnswerFacts, duty: AfterDuty) -> Iterable[LimitAt]:
    found = []
    for limit in duty.limits:
        truth = evaluate(limit.when, facts)
        if truth is not Truth.NO:
            since = _earliest(facts, limit.after)
            found.append(LimitAt(limit, truth, since, _earliest(facts, limit.at_once_after)))
    found.sort(key=lambda one: one.length)
    sure = next((at for at, one in enumerate(found) if one.truth is Truth.YES), len(found))
    return found[: sure + 1]  # a longer one never counts


def _earliest(facts: AnswerFacts, fields: Iterable[str]) -> datetime.date | None:
    days = (_day(facts, known) for known in fields)
    return min((one for one in days if one is not None), default=None)


def _day(facts: AnswerFacts, field: str) -> datetime.date | None:
    """The day in a field; also while it is open whether it is asked."""
    value = facts.stated(field)
    return value if isinstance(value, datetime.date) else None


def _recipients(entry: AboutEntry, duty: AfterDuty) -> Iterator[Recipient]:
    told = declared(entry).told
    rows = [row for row in _rows(entry) if row.get(told.what) in duty.by]
    for whom in duty.to:
        truth = Truth.YES if whom.when is None else evaluate(whom.when, entry.facts)
        if truth is Truth.NO:
            continue
        mine = [row for row in rows if row.get(told.whom) in {whom.whom, *whom.instead}]
        countries = _countries(entry, whom) or ("",)
        for country in countries:
            # Where one country is concerned, whoever was told is the one of that country.
            here = [
                row for row in mine if len(countries) == 1 or row.get(told.country or "") == country
            ]
            days = [recorded_day(row.get(told.on)) for row in here]
            first = min((one for one in days if one is not None), default=None)
            yield Recipient(whom, truth, country, first)


def _countries(entry: AboutEntry, whom: Whom) -> tuple[str, ...]:
    if whom.in_each is None:
        return ()
    value = entry.facts.stated(whom.in_each)
    named = () if isinstance(value, Missing) or not isinstance(value, tuple) else value
    if whom.of_group is None:
        return tuple(named)
    group = entry.facts.group(whom.in_each, whom.of_group)
    return tuple(one for one in named if one in group)


def recorded_day(value: Any) -> datetime.date | None:
    """A day as an entry holds it; nothing where none stands there."""
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        return None


def _done_on(recipients: tuple[Recipient, ...]) -> datetime.date | None:
    """When the last of those who have to be told was; of others, when the first was."""
    needed = [one.told for one in recipients if one.needed]
    if needed:
        days = [one for one in needed if one is not None]
        return max(days) if len(days) == len(needed) else None
    return min((one.told for one in recipients if one.told), default=None)


def _missing(
    entry: AboutEntry, duty: AfterDuty, limits: tuple[LimitAt, ...], truth: Truth
) -> tuple[str, ...]:
    """What has to be known before it is certain what is owed by when: of the entry first."""
    facts, found = entry.facts, dict[str, None]()
    if truth is Truth.UNKNOWN:
        conditions = [duty.when, *(whom.when for whom in duty.to if whom.when is not None)]
        for condition in conditions:
            found |= dict.fromkeys(open_facts(facts, condition))
    for one in limits:
        if one.truth is Truth.UNKNOWN:
            found |= dict.fromkeys(open_facts(facts, one.limit.when))
    first = limits[0]
    if first.limit.days is not None and first.since is None:
        found |= dict.fromkeys(first.limit.after[:1])
    own = {known.id for known in declared(entry).fields}
    return tuple(sorted(found, key=lambda known: known not in own))
