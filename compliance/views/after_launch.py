"""What is recorded after the launch as it is said: entries, how they stand, their history."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from compliance.assessment.about_entry import AboutEntry, about, declared, entries
from compliance.assessment.assessment import Assessment
from compliance.assessment.clocks import recorded_day, remarks
from compliance.checklist.after_launch import EntryKind
from compliance.checklist.answer_text import full_answer
from compliance.checklist.conditions import Truth
from compliance.language.words import capital, day
from compliance.views.answer import AnswerView, view_answer
from compliance.views.clock import ClockView, view_clocks
from compliance.views.question import Prompt, prompt_of


@dataclass(frozen=True)
class KindView:
    """A kind of entry."""

    id: str
    title: str
    plural: str
    says: str
    provisions: str
    """As they are cited."""


@dataclass(frozen=True)
class FieldView:
    """A field of an entry with what stands in it."""

    prompt: Prompt
    arises: bool
    """Whether it is, or may be, asked of this operator."""
    answer: AnswerView

    @property
    def id(self) -> str:
        """Id of the field."""
        return self.prompt.id

    @property
    def name(self) -> str:
        """What it is called at the start of a line."""
        return capital(self.prompt.name)

    @property
    def filled(self) -> bool:
        """Whether something stands in it."""
        return bool(self.answer.state)


@dataclass(frozen=True)
class Changed:
    """What a later record said about a field."""

    name: str
    before: str
    """Empty where nothing stood there."""
    after: str
    """Empty where it was taken back."""


@dataclass(frozen=True)
class HistoryView:
    """One record about an entry."""

    seq: int
    by: str
    at: str
    reason: str
    changes: tuple[Changed, ...]


@dataclass(frozen=True)
class EntryView:
    """Something that was recorded after the launch, as it stands on a day."""

    number: str
    kind: str
    kind_title: str
    title: str
    day: datetime.date | None
    closed: datetime.date | None
    by: str
    """Who recorded it first."""
    at: str
    changed_by: str
    changed_at: str
    fields: tuple[FieldView, ...]
    clocks: tuple[ClockView, ...]
    remarks: tuple[tuple[str, str], ...]
    """What has to be known of it, each with its provisions as cited."""
    evidence: tuple[tuple[str, str], ...]
    """Number and name."""
    linked: tuple[tuple[str, str], ...]
    """Number and title of entries that it is about, or that are about it."""
    own_links: tuple[str, ...]
    """Numbers of those that it names itself."""
    history: tuple[HistoryView, ...]

    @property
    def state(self) -> str:
        """``open`` or ``closed``."""
        return "closed" if self.closed else "open"

    @property
    def word(self) -> str:
        """The same in words."""
        return f"closed on {day(self.closed)}" if self.closed else "open"

    @property
    def due(self) -> tuple[ClockView, ...]:
        """What is left to do and may be asked for, the earliest day first."""
        found = [one for one in self.clocks if one.open and one.binding]
        return tuple(sorted(found, key=lambda one: one.by or datetime.date.max))

    @property
    def filled(self) -> tuple[FieldView, ...]:
        """The fields in which something stands."""
        return tuple(one for one in self.fields if one.filled)

    @property
    def unfilled(self) -> tuple[FieldView, ...]:
        """The fields that are asked and stand empty, but for those that may stay so."""
        return tuple(
            one for one in self.fields if one.arises and not one.filled and not one.prompt.optional
        )


@dataclass(frozen=True)
class LogView:
    """All entries, with how days are counted."""

    intro: str
    counting: str
    kinds: tuple[KindView, ...]
    entries: tuple[EntryView, ...]
    """The latest first."""

    @property
    def due(self) -> tuple[ClockView, ...]:
        """What is left to do because of any of them, the earliest day first."""
        found = [clock for entry in self.entries for clock in entry.due]
        return tuple(sorted(found, key=lambda one: one.by or datetime.date.max))


def view_log(assessment: Assessment, as_of: datetime.date) -> LogView:
    """Everything that was recorded after the launch, as it stands on a day.

    Raises:
        ConformityError: ``entry.none``, ``organisation.no-findings``.
    """
    assessment.require_system()
    file = declared(assessment)
    found = [view_entry(assessment, one.entry.number, as_of) for one in entries(assessment)]
    return LogView(
        intro=file.intro,
        counting=file.counting,
        kinds=tuple(view_kind(assessment, kind) for kind in file.kinds),
        entries=tuple(reversed(found)),
    )


def view_kind(assessment: Assessment, kind: EntryKind) -> KindView:
    """A kind of entry."""
    printed = assessment.catalogue.outline.printed(*kind.provisions)
    return KindView(kind.id, kind.title, kind.plural, kind.says, printed)


def view_entry(assessment: Assessment, number: str, as_of: datetime.date) -> EntryView:
    """One entry.

    Raises:
        ConformityError: ``entry.unknown``, ``organisation.no-findings``.
    """
    assessment.require_system()
    asked = view_entry, number, as_of
    return assessment.kept(asked, lambda: _entry(about(assessment, number), as_of))


def new_fields(assessment: Assessment, kind: EntryKind) -> tuple[FieldView, ...]:
    """The fields of a new entry, with nothing in them."""
    widened = Assessment(assessment.catalogue.with_entries, assessment.state)
    return tuple(_field(widened, known) for known in kind.fields)


def _entry(it: AboutEntry, as_of: datetime.date) -> EntryView:
    entry, kind, named = it.entry, it.kind, declared(it).named
    outline = it.catalogue.outline
    return EntryView(
        number=entry.number,
        kind=entry.made.sort,
        kind_title=entry.made.sort if kind is None else kind.title,
        title=str(entry.values.get(named.title, "")),
        day=recorded_day(entry.values.get(named.day)),
        closed=recorded_day(entry.values.get(named.closed)),
        by=entry.by,
        at=entry.at,
        changed_by=entry.last[0],
        changed_at=entry.last[1],
        fields=tuple(_field(it, known) for known in ([] if kind is None else kind.fields)),
        clocks=view_clocks(it, as_of),
        remarks=tuple((one.says, outline.printed(*one.provisions)) for one in remarks(it)),
        evidence=tuple(_evidence(it)),
        linked=tuple(_linked(it)),
        own_links=entry.linked,
        history=tuple(_history(it)),
    )


def _field(it: Assessment, known: str) -> FieldView:
    given = it.facts.answer(known)
    arises = it.facts.relevance(known) is not Truth.NO
    return FieldView(prompt_of(it, known), arises, view_answer(it, known, given))


def _evidence(it: AboutEntry) -> Iterator[tuple[str, str]]:
    for number in it.entry.evidence:
        held = it.state.evidence.get(number)
        yield number, "" if held is None else held.data.name


def _linked(it: AboutEntry) -> Iterator[tuple[str, str]]:
    """Entries that it names, and those that name it."""
    mine, title = it.entry.number, declared(it).named.title
    for number, other in it.state.entries.items():
        if number in it.entry.linked or mine in other.linked:
            yield number, str(other.values.get(title, ""))


def _history(it: AboutEntry) -> Iterator[HistoryView]:
    entry = it.entry
    first = {known: (None, value) for known, value in entry.made.values.items()}
    links: dict[str, tuple[str, ...] | None] = {
        "Evidence": entry.made.evidence,
        "About": entry.made.linked,
    }
    changes = (*_changes(it, first), *_numbers(links))
    yield HistoryView(entry.seq, entry.by, entry.at, "", tuple(changes))
    for change in entry.changes:
        data = change.data
        pairs = {known: (change.before.get(known), value) for known, value in data.values.items()}
        links = {"Evidence": data.evidence, "About": data.linked}
        changes = (*_changes(it, pairs), *_numbers(links, changed=True))
        yield HistoryView(change.seq, change.by, change.at, data.reason, tuple(changes))


def _changes(it: AboutEntry, pairs: dict[str, tuple[Any, Any]]) -> Iterable[Changed]:
    order = [known.id for known in declared(it).fields]
    known_first = sorted(pairs, key=lambda one: order.index(one) if one in order else len(order))
    for known in known_first:
        before, after = pairs[known]
        question = it.catalogue.questions.get(known)
        name = capital(question.label or question.ask) if question else known
        yield Changed(name, _words(it, known, before), _words(it, known, after))


def _words(it: AboutEntry, known: str, value: Any) -> str:
    if value is None:
        return ""
    return full_answer(it.catalogue, known, "given", value)


def _numbers(
    links: dict[str, tuple[str, ...] | None], *, changed: bool = False
) -> Iterator[Changed]:
    for name, numbers in links.items():
        if numbers or (changed and numbers is not None):
            yield Changed(name, "", ", ".join(numbers) or "none")
