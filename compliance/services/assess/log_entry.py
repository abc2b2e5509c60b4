"""Recording what happens after the launch: new entries, and changes of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from compliance.assessment.about_entry import AboutEntry, about, declared
from compliance.assessment.answers import parse_answer
from compliance.assessment.journal.chain import seq_of
from compliance.assessment.journal.records import EntryChanged, EntryMade
from compliance.assessment.journal.state import LogEntry
from compliance.checklist.after_launch import EntryKind
from compliance.checklist.questions import DateQuestion, GroupQuestion, Question
from compliance.data.typed import clean_text
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.append import append_anew
from compliance.storage.opened import OpenAssessment

MAX_REASON: Final = 4_000
AHEAD_OF_UTC: Final = datetime.timedelta(hours=14)
"""Where a day begins first."""
EVIDENCE: Final = "evidence"
LINKED: Final = "linked"


def kind_named(assessment: OpenAssessment, known: str) -> EntryKind:
    """A kind of entry by its id.

    Raises:
        ConformityError: ``entry.unknown``, ``entry.none``.
    """
    kind = declared(assessment).kind(known)
    if kind is None:
        kinds = ", ".join(kind.id for kind in declared(assessment).kinds)
        message = f"There is no kind of entry {known}."
        raise fail(known, "entry.unknown", message, f"Kinds: {kinds}.")
    return kind


def record_entry(
    assessment: OpenAssessment,
    sort: str,
    raw: Mapping[str, Any],
    *,
    by: str,
    at: datetime.datetime,
    evidence: Sequence[str] = (),
    linked: Sequence[str] = (),
) -> AboutEntry:
    """Record something that was seen or done after the launch.

    Args:
        assessment: the open assessment.
        sort: id of its kind.
        raw: field to what was typed, or read from a file.
        by: who records it.
        at: when.
        evidence: numbers of evidence that belongs to it.
        linked: numbers of entries that it is about.

    Returns:
        The assessment as it reads for the new entry, which has its number.

    Raises:
        ConformityError: all that is wrong with it at once.
    """
    assessment.require_system()
    by = clean_author(by)
    kind = kind_named(assessment, sort)
    values = _checked(assessment, kind, raw, {}, at, [*_links(assessment, evidence, linked)])
    values = {known: value for known, value in values.items() if value is not None}

    def make() -> EntryMade:
        return EntryMade(
            entry=_next_number(assessment, kind),
            sort=sort,
            values=values,
            evidence=tuple(dict.fromkeys(evidence)),
            linked=tuple(dict.fromkeys(linked)),
        )

    made = append_anew(assessment, make, by=by, at=at)
    return about(assessment, made.entry)


def change_entry(
    assessment: OpenAssessment,
    number: str,
    raw: Mapping[str, Any],
    *,
    by: str,
    at: datetime.datetime,
    evidence: Sequence[str] | None = None,
    linked: Sequence[str] | None = None,
    reason: str = "",
    seen: str | None = None,
) -> AboutEntry:
    """Record what an entry says from now on; what it said stays in its history.

    Args:
        assessment: the open assessment.
        number: of the entry.
        raw: fields to what was typed; an empty one takes the field back.
        by: who changes it.
        at: when.
        evidence: all evidence that belongs to it; nothing where that stays.
        linked: all entries that it is about; nothing where that stays.
        reason: why it is changed.
        seen: head of the journal that the writer saw; the last one where nothing.

    Raises:
        ConformityError: all that is wrong at once; ``entry.nothing`` where it says
            all that already; ``answer.conflict`` where somebody changed the same since.
    """
    by = clean_author(by)

    def make() -> EntryChanged:
        entry = about(assessment, number)
        return _change(assessment, entry, raw, at, evidence, linked, reason, seen)

    append_anew(assessment, make, by=by, at=at)
    return about(assessment, number)


def _change(
    assessment: OpenAssessment,
    about_it: AboutEntry,
    raw: Mapping[str, Any],
    at: datetime.datetime,
    evidence: Sequence[str] | None,
    linked: Sequence[str] | None,
    reason: str,
    seen: str | None,
) -> EntryChanged:
    entry, number = about_it.entry, about_it.entry.number
    kind = kind_named(assessment, entry.made.sort)
    problems = [*_links(assessment, evidence or (), linked or (), number)]
    values = _checked(assessment, kind, raw, entry.values, at, problems)
    before = _as_seen(assessment, entry, seen)
    changed = {
        known: value
        for known, value in values.items()
        if value != before.get(known) and value != entry.values.get(known)
    }
    data = EntryChanged(
        entry=number,
        values=changed,
        evidence=_other(evidence, entry.evidence),
        linked=_other(linked, entry.linked),
        reason=clean_text(number, reason, MAX_REASON),
    )
    if not changed and data.evidence is None and data.linked is None:
        raise fail(
            number, "entry.nothing", "It says all that already.", "Name what is different now."
        )
    _refuse_collision(about_it, changed, before)
    return data


def _other(given: Sequence[str] | None, present: tuple[str, ...]) -> tuple[str, ...] | None:
    if given is None:
        return None
    wanted = tuple(dict.fromkeys(given))
    return None if set(wanted) == set(present) else wanted


def _as_seen(assessment: OpenAssessment, entry: LogEntry, seen: str | None) -> dict[str, Any]:
    """What the entry said when its writer looked at it."""
    if seen is None:
        return entry.values
    at = seq_of(assessment.store.read(), seen)
    values: dict[str, Any] = dict(entry.values)
    for change in reversed(entry.changes):
        if change.seq > at:
            values.update(change.before)
    return {known: value for known, value in values.items() if value is not None}


def _refuse_collision(
    about_it: AboutEntry, changed: Mapping[str, Any], before: Mapping[str, Any]
) -> None:
    """Refuse a change of what somebody else changed meanwhile to something else."""
    now = about_it.entry.values
    problems = [
        Problem(
            known,
            "answer.conflict",
            f"{about_it.entry.last[0]} changed this meanwhile.",
            "Look at what stands there now, and change it again if it has to be.",
        )
        for known, value in changed.items()
        if now.get(known) != before.get(known)
    ]
    if problems:
        raise ProblemsError(problems)


def _next_number(assessment: OpenAssessment, kind: EntryKind) -> str:
    taken = sum(entry.made.sort == kind.id for entry in assessment.state.entries.values())
    return f"{kind.prefix}-{taken + 1:04d}"


def _checked(
    assessment: OpenAssessment,
    kind: EntryKind,
    raw: Mapping[str, Any],
    present: Mapping[str, Any],
    at: datetime.datetime,
    problems: list[Problem],
) -> dict[str, Any]:
    """What was typed as values, or everything that is wrong with it."""
    file, catalogue = declared(assessment), assessment.catalogue.with_entries
    values: dict[str, Any] = {}
    for known, typed in raw.items():
        if known not in kind.fields:
            hint = f"Fields: {', '.join(kind.fields)}."
            problems.append(Problem(known, "entry.unknown", f"{kind.title}: no such field.", hint))
            continue
        try:
            values[known] = _value(catalogue.questions[known], typed, assessment)
        except ConformityError as error:
            problems += error.problems
    whole = {**present, **values}
    if not whole.get(file.named.title):
        asked = catalogue.questions[file.named.title]
        problems.append(
            Problem(asked.id, "answer.too-short", "It has no title.", "Name it in a few words.")
        )
    problems += _days(assessment, whole, values, at)
    if problems:
        raise ProblemsError(list(dict.fromkeys(problems)))
    return values


def _value(question: Question, typed: Any, assessment: OpenAssessment) -> Any:
    """A value of a field; nothing where it is taken back."""
    if typed is None or typed == "" or (typed == [] and isinstance(question, GroupQuestion)):
        return None
    return parse_answer(assessment.catalogue.with_entries, question, typed)


def _days(
    assessment: OpenAssessment,
    whole: Mapping[str, Any],
    values: Mapping[str, Any],
    at: datetime.datetime,
) -> Iterator[Problem]:
    """Days that have not come, and days in the wrong order."""
    file = declared(assessment)
    today = (at + AHEAD_OF_UTC).date().isoformat()
    fields = {known.id: known for known in file.fields}
    for known, value in values.items():
        for place, day in _stated(fields[known], value):
            if known not in file.ahead and day > today:
                message = f"{day} has not come yet."
                yield Problem(place, "entry.order", message, "Check the year.")
    for pair in file.in_order:
        first, then = whole.get(pair.first), whole.get(pair.then)
        if first and then and then < first and {pair.first, pair.then} & set(values):
            names = (fields[pair.then].label, fields[pair.first].label)
            message = f"{names[0]} ({then}) lies before {names[1]} ({first})."
            yield Problem(pair.then, "entry.order", message, "Correct one of the two.")


def _stated(question: Question, value: Any) -> Iterator[tuple[str, str]]:
    """Days in a value, each with its place."""
    if isinstance(question, DateQuestion) and value:
        yield question.id, str(value)
    elif isinstance(question, GroupQuestion):
        for number, row in enumerate(value or (), 1):
            for part in question.fields:
                if isinstance(part, DateQuestion) and part.id in row:
                    yield f"{question.id}[{number}].{part.id}", str(row[part.id])


def _links(
    assessment: OpenAssessment, evidence: Sequence[str], linked: Sequence[str], itself: str = ""
) -> Iterator[Problem]:
    """Numbers of evidence or entries that there are not."""
    for number in evidence:
        held = assessment.state.evidence.get(number)
        if held is None or held.withdrawn:
            message = f"There is no evidence {number} that counts."
            yield Problem(EVIDENCE, "evidence.missing", message, "See: conformity evidence list")
    for number in linked:
        if number not in assessment.state.entries or number == itself:
            message = f"There is no other entry {number}."
            hint = "See: conformity incident list"
            yield Problem(LINKED, "entry.unknown", message, hint)
