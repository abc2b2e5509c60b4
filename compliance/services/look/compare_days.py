"""What differs in an assessment between two days: answers, evidence, findings."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from compliance.assessment.assessment import Assessment
from compliance.assessment.deadlines import Deadline, find_deadlines, law_days
from compliance.assessment.findings import Turned, find_turned
from compliance.assessment.journal.state import Given
from compliance.checklist.answer_text import full_answer, full_pair
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.texts import fact_label
from compliance.errors import fail
from compliance.storage.opened import OpenAssessment


@dataclass(frozen=True)
class AnswerDifference:
    question: str
    label: str
    before: str
    """Empty where there was none."""
    after: str
    by: str
    at: str


@dataclass(frozen=True)
class Differences:
    """Everything that differs between the ends of two days."""

    start: datetime.date
    end: datetime.date
    answers: tuple[AnswerDifference, ...]
    evidence: tuple[str, ...]
    """Evidence that came or was withdrawn, in words."""
    turned: tuple[Turned, ...]
    """Findings that differ; all that may bind where the assessment had not begun."""


def compare_days(
    assessment: OpenAssessment, start: datetime.date, end: datetime.date
) -> Differences:
    """Compare an assessment at the ends of two days (UTC).

    Raises:
        ConformityError: ``usage.date`` where the days are in the wrong order or lie
            before the assessment began.
    """
    if start > end:
        raise fail("from", "usage.date", f"{start} is after {end}.", "Exchange the two days.")
    before, after = _as_of(assessment, start), _as_of(assessment, end)
    if after is None:
        raise fail("to", "usage.date", f"The assessment began after {end}.", "Choose a later day.")
    answers = _answers(assessment.catalogue, before, after)
    return Differences(
        start,
        end,
        answers,
        _evidence(before, after),
        ()
        if after.state.is_organisation  # it has no findings
        else _turned(before, after, start, end),
    )


def _as_of(assessment: OpenAssessment, day: datetime.date) -> Assessment | None:
    """The assessment at the end of a day; nothing where it had not begun."""
    limit = f"{day}T23:59:59Z"
    records = assessment.store.read()[: assessment.state.seq]
    # Clocks of several machines may disagree: the order of the journal counts.
    count = max((record.seq for record in records if record.at <= limit), default=0)
    return Assessment.of(assessment.catalogue, records[:count]) if count else None


def _words(catalogue: Catalogue, old: Given | None, new: Given | None) -> tuple[str, str]:
    """An answer before and after; of a table the entries that differ."""
    if old and new:
        pair = full_pair(catalogue, old.question, (old.state, old.value), (new.state, new.value))
        return _explained(pair[0], old), _explained(pair[1], new)
    texts = [
        _explained(full_answer(catalogue, item.question, item.state, item.value), item)
        if item
        else ""
        for item in (old, new)
    ]
    return texts[0], texts[1]


def _explained(text: str, given: Given) -> str:
    return f"{text} ({given.explanation})" if given.explanation else text


def _answers(
    catalogue: Catalogue, before: Assessment | None, after: Assessment
) -> tuple[AnswerDifference, ...]:
    earlier = before.state.answers if before else {}
    found = []
    for known in dict.fromkeys((*catalogue.questions, *earlier, *after.state.answers)):
        old, new = earlier.get(known), after.state.answers.get(known)
        if old == new:
            continue
        texts = _words(catalogue, old, new)
        same = old and new and (old.state, old.value) == (new.state, new.value)
        if same and texts[0] == texts[1]:
            continue
        label = fact_label(catalogue, known)
        by, at = (new.by, new.at) if new else ("", "")
        found.append(AnswerDifference(known, label, *texts, by, at))
    return tuple(found)


def _evidence(before: Assessment | None, after: Assessment) -> tuple[str, ...]:
    earlier = before.state.evidence if before else {}
    found = []
    for number, held in after.state.evidence.items():
        old = earlier.get(number)
        if old is None:
            found.append(f"{number} came: {held.data.name} ({held.by})")
        if held.withdrawn and not (old and old.withdrawn):
            found.append(f"{number} was withdrawn: {held.withdrawn}")
        if held.superseded and not (old and old.superseded == held.superseded):
            found.append(f"{number} was superseded by {held.superseded}")
    return tuple(found)


def _turned(
    before: Assessment | None, after: Assessment, start: datetime.date, end: datetime.date
) -> tuple[Turned, ...]:
    late = after.standing(end)
    if before is None:
        return find_turned((), late.in_scope())
    return find_turned(before.standing(start).findings, late.findings)


@dataclass(frozen=True)
class Impact:
    """Differences between two days with the same answers."""

    begins: tuple[Deadline, ...]
    """Rules of the law that begin to apply."""
    ends: tuple[Deadline, ...]
    """Evidence that counts for the last time on a day in between."""
    turned: tuple[Turned, ...]


def impact(assessment: OpenAssessment, start: datetime.date, end: datetime.date) -> Impact:
    """Compare two days.

    Raises:
        ConformityError: ``usage.date`` when the second day is not after the first.
    """
    if end <= start:
        raise fail(
            "--to",
            "usage.date",
            f"{end} is not after {start}.",
            "Give the earlier day with --from and the later one with --to.",
        )
    before = assessment.standing(start)
    after = assessment.standing(end)
    days = law_days(assessment, before)
    ends = [item for item in find_deadlines(assessment, before) if item.kind == "evidence"]
    return Impact(
        tuple(item for item in days if item.on is not None and start < item.on <= end),
        tuple(item for item in ends if item.on is not None and start < item.on <= end),
        find_turned(before.findings, after.findings),
    )
