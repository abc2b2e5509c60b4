"""Limits after the launch as they are said: what is due, to whom, by when, and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from compliance.assessment.about_entry import AboutEntry, declared
from compliance.assessment.clocks import Clock, LimitAt, Recipient, clocks
from compliance.checklist.answer_text import full_value
from compliance.checklist.conditions import Truth
from compliance.checklist.documents import SLOT
from compliance.checklist.questions import GroupQuestion
from compliance.checklist.texts import fact_label
from compliance.language.words import capital, counted, day, listed, sentence

WORDS: Final = {
    "done": "Done",
    "late": "Last day has passed",
    "at-once": "Due at once",
    "running": "Running",
    "no-day": "First day not stated",
    "open": "To be done",
}
"""How a duty stands, in words."""
MOST_MISSING: Final = 4
NOT_SETTLED: Final = (
    "Whether the law asks for it already, a reading of the law or an open answer decides."
)


@dataclass(frozen=True)
class RecipientView:
    """Somebody who has to be told."""

    whom: str
    """As it is chosen where it is recorded who was told."""
    words: str
    country: str
    """Id of the country; empty where that does not matter."""
    country_name: str
    name: str
    """Who that is in the country, as far as it was stated."""
    sure: bool
    as_fits: bool
    """Whether it is told only where that fits."""
    told: datetime.date | None

    @property
    def line(self) -> str:
        """All of it in a line."""
        named = f" ({self.country_name})" if self.country_name else ""
        known = f": {self.name}" if self.name else ""
        return f"{self.words}{named}{known}"


@dataclass(frozen=True)
class LimitView:
    """A limit that applies, or may."""

    title: str
    provision: str
    """As it is cited."""
    days: int | None
    since: datetime.date | None
    last: datetime.date | None
    sure: bool
    """Whether its case is this one; otherwise that is not known yet."""


@dataclass(frozen=True)
class ClockView:
    """A duty because of an entry, on a day."""

    id: str
    """Id of the duty."""
    entry: str
    """Number of the entry."""
    title: str
    provisions: str
    """As they are cited."""
    progress: str
    """A key of ``WORDS``."""
    sure: bool
    """Whether it is certain that it is owed within the limit that counts."""
    binding: bool
    """Whether the law asks for it yet, or may."""
    text: str
    """How it stands, in a sentence or two."""
    at_once: datetime.date | None
    """Since when it is due at once."""
    last: datetime.date | None
    """The last day of the limit that counts."""
    days: int | None
    """Days to the last day; below zero once it has passed."""
    done_on: datetime.date | None
    kept: bool
    """Whether it was done in time."""
    limits: tuple[LimitView, ...]
    recipients: tuple[RecipientView, ...]
    missing: tuple[tuple[str, str], ...]
    """What decides what is open about it: id and name."""
    note: str

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        if not self.binding and self.progress != "done":
            return "Not binding yet"
        if self.progress == "done":
            return "Done" if self.kept else "Done late"
        return WORDS[self.progress] if self.sure else f"May apply: {WORDS[self.progress].lower()}"

    @property
    def open(self) -> bool:
        """Whether something is left to do."""
        return self.progress != "done"

    @property
    def by(self) -> datetime.date | None:
        """The day that it is listed under: the last one, or since when it is due at once."""
        return self.last or self.at_once


def view_clocks(entry: AboutEntry, as_of: datetime.date) -> tuple[ClockView, ...]:
    """What is due because of an entry, on a day.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    return tuple(_view(entry, clock) for clock in clocks(entry, as_of))


def _view(entry: AboutEntry, clock: Clock) -> ClockView:
    outline = entry.catalogue.outline
    return ClockView(
        id=clock.duty.id,
        entry=clock.entry,
        title=clock.duty.title,
        provisions=outline.printed(*clock.counts.limit.provisions),
        progress=clock.progress,
        sure=clock.sure,
        binding=clock.binds is not Truth.NO,
        text=" ".join(_text(entry, clock)),
        at_once=clock.at_once,
        last=clock.last,
        days=None if clock.last is None else (clock.last - clock.as_of).days,
        done_on=clock.done_on,
        kept=clock.kept,
        limits=tuple(_limit(entry, one) for one in clock.limits),
        recipients=tuple(_recipient(entry, one) for one in clock.recipients),
        missing=tuple((one, fact_label(entry.catalogue, one)) for one in clock.missing),
        note=clock.duty.note,
    )


def _text(entry: AboutEntry, clock: Clock) -> Iterator[str]:
    """How it stands: what counts, and of that what is not certain."""
    if clock.binds is Truth.NO and clock.binds_from is not None:
        yield f"The law asks for it only from {day(clock.binds_from)}."
    if clock.done:
        yield from _done(clock)
        return
    if clock.binds is Truth.UNKNOWN:
        yield NOT_SETTLED
    if not clock.sure:
        yield "It is not settled that this applies; the shortest limit that may is shown."
    yield _by_when(entry, clock)
    names = [capital(fact_label(entry.catalogue, one)) for one in clock.missing[:MOST_MISSING]]
    if names:
        more = len(clock.missing) - len(names)
        yield sentence(f"Not stated: {listed(names)}{f', and {more} more' if more else ''}")


def _done(clock: Clock) -> Iterator[str]:
    yield f"On {day(clock.done_on)}." if clock.done_on else "As recorded."
    if not clock.kept and clock.last is not None:
        yield f"Its last day was {day(clock.last)}."


def _by_when(entry: AboutEntry, clock: Clock) -> str:
    counts, since = clock.counts, clock.at_once
    if counts.limit.days is None:
        return sentence(f"{counts.limit.title}{f' (since {day(since)})' if since else ''}")
    length = counted(counts.limit.days, "day")
    if clock.last is None or counts.since is None:
        label = fact_label(entry.catalogue, counts.limit.after[0])
        return f"Within {length} of the day under “{label}”, which is not stated."
    once = f"At once, since {day(since)}; at" if since else "At"
    passed = " That day has passed." if clock.progress == "late" else ""
    return f"{once} the latest on {day(clock.last)}: {length} from {day(counts.since)}.{passed}"


def _limit(entry: AboutEntry, one: LimitAt) -> LimitView:
    return LimitView(
        title=one.limit.title,
        provision=entry.catalogue.outline.printed(*one.limit.provisions),
        days=one.limit.days,
        since=one.since,
        last=one.last,
        sure=one.truth is Truth.YES,
    )


def _recipient(entry: AboutEntry, one: Recipient) -> RecipientView:
    return RecipientView(
        whom=one.whom.whom,
        words=_said(entry, one.whom.says),
        country=one.country,
        country_name=_country(entry, one),
        name=_name(entry, one),
        sure=one.truth is Truth.YES,
        as_fits=one.whom.as_fits,
        told=one.told,
    )


def _said(entry: AboutEntry, text: str) -> str:
    """Words with the answers in their places; what is not answered is left out."""

    def fill(known: str) -> str:
        given = entry.facts.answer(known)
        question = entry.catalogue.questions[known]
        return full_value(entry.catalogue, question, given.value) if given else "not stated"

    return SLOT.sub(lambda found: fill(found[1]), text)


def _country(entry: AboutEntry, one: Recipient) -> str:
    if not one.country or one.whom.in_each is None:
        return ""
    question = entry.catalogue.questions[one.whom.in_each]
    return entry.catalogue.option_label(question, one.country)


def _name(entry: AboutEntry, one: Recipient) -> str:
    """Who that is in its country, where a table of the assessment names it."""
    question = entry.catalogue.questions.get(one.whom.known_from or "")
    given = entry.facts.answer(one.whom.known_from or "")
    if not isinstance(question, GroupQuestion) or given is None or not one.country:
        return ""
    rows = given.value if isinstance(given.value, list) else []
    for row in rows:
        if one.country in row.values():
            texts = [str(row[part.id]) for part in question.fields if part.type == "text"
                     and part.id in row]  # fmt: skip
            unsaid = declared(entry).not_known
            known = (text for text in texts if text.strip().casefold() not in unsaid)
            return "; ".join(known)
    return ""
