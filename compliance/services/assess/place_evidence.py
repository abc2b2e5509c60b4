"""Where a document of the locker answers what is asked: found, and recorded by a person.

A place is no answer. What is recorded is that the evidence supports the question, and a
remark that says where in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.adapters.outlines import Outline, outline_of
from compliance.adapters.placing import Placed, places
from compliance.adapters.registry import READING, look_at
from compliance.adapters.staging import staged
from compliance.assessment.journal.records import Note, Source
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.journal.store import Blobs
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.append import append_record
from compliance.services.assess.link_evidence import link_evidence
from compliance.services.assess.read_evidence import counting, source_title
from compliance.storage.opened import OpenAssessment
from compliance.views.evidence import name_of


@dataclass(frozen=True)
class Place:
    """Where a document may answer a question."""

    question: str
    label: str
    """What people call the question."""
    where: str
    """Page and heading."""
    sure: str
    """How sure that is, where the file does not mark it as a heading."""
    linked: bool
    """Whether the evidence supports the question already."""
    said: bool
    """Whether the place stands with the question already."""


@dataclass(frozen=True)
class Places:
    """What was found in one document."""

    evidence: str
    title: str
    outline: Outline
    found: tuple[Place, ...]
    lacking: tuple[str, ...]
    """What such a document should answer, and no heading of it names."""


def find_places(assessment: OpenAssessment, number: str) -> Places:
    """Where a document of the locker answers which questions.

    Args:
        assessment: holds the file.
        number: of the evidence.

    Raises:
        ConformityError: ``evidence.missing``, ``evidence.elsewhere``, ``adapter.*`` or
            ``file.limits``.
    """
    assessment.refresh()
    outline = read_outline(assessment.blobs, counting(assessment, number))
    return placed_in(assessment, number, outline)


def read_outline(blobs: Blobs, held: HeldEvidence) -> Outline:
    """The headings of a document of the locker, read in a process of its own.

    Args:
        blobs: the locker.
        held: the evidence.

    Raises:
        ConformityError: ``adapter.*`` or ``file.limits``.
    """
    with (
        blobs.open(held.data.sha256, held.data.evidence) as content,
        staged(content, held.data.name) as path,
    ):
        file = look_at(path, held.data.name)
        return READING.run(file.name, outline_of, file)


def placed_in(assessment: OpenAssessment, number: str, outline: Outline) -> Places:
    """Where a document answers which questions, of the headings that were read in it.

    Args:
        assessment: holds the file.
        number: of the evidence.
        outline: from :func:`read_outline`.

    Raises:
        ConformityError: ``evidence.missing`` where it was withdrawn meanwhile.
    """
    held = counting(assessment, number)
    catalogue, kind = assessment.catalogue, held.data.evidence_kind
    placed = [
        one for one in places(catalogue, kind, outline) if _is_asked(assessment, one.question)
    ]
    wanted = catalogue.headings.of_kind(kind) if catalogue.headings else ()
    answered = {one.question for one in placed}
    return Places(
        number,
        source_title(held),
        outline,
        tuple(_place(assessment, held, one) for one in placed),
        tuple(
            name_of(assessment, one.question)
            for one in wanted
            if one.question not in answered and _is_asked(assessment, one.question)
        ),
    )


def _is_asked(assessment: OpenAssessment, question: str) -> bool:
    """Whether the question is one of this record, and not of another one."""
    try:
        assessment.require_in_scope(question)
    except ConformityError:
        return False
    return True


def _place(assessment: OpenAssessment, held: HeldEvidence, one: Placed) -> Place:
    where = one.heading.place()
    source = _source(held, where, one.heading.sure)
    return Place(
        one.question,
        name_of(assessment, one.question),
        where,
        one.heading.sure,
        one.question in held.data.supports,
        any(
            note.question == one.question and note.source == source
            for note in assessment.state.notes
        ),
    )


def _source(held: HeldEvidence, where: str, sure: str) -> Source:
    return Source(
        kind="file",
        title=source_title(held),
        address=held.data.sha256,
        place=where[:1_000],
        sure=sure,
    )


def record_places(
    assessment: OpenAssessment,
    places_found: Places,
    questions: Sequence[str],
    *,
    by: str,
    at: datetime.datetime,
) -> tuple[str, ...]:
    """Record where a document answers some questions, and that it supports them.

    Args:
        assessment: holds the file.
        places_found: from :func:`find_places`.
        questions: of those that were found; what is recorded already is left as it is.
        by: who looked at the places.
        at: when.

    Returns:
        Questions for which something was recorded.

    Raises:
        ConformityError: ``evidence.unknown-support`` for a question that was not found, or
            what recording raises.
    """
    by = clean_author(by)
    by_question = {one.question: one for one in places_found.found}
    problems = list(_not_found(questions, by_question))
    if problems:
        raise ProblemsError(problems)
    recorded = []
    for question in dict.fromkeys(questions):
        place = by_question[question]
        held = counting(assessment, places_found.evidence)
        if not place.linked:
            link_evidence(
                assessment, places_found.evidence, [question], by=by, at=at, reason=place.where
            )
        if not place.said:
            source = _source(held, place.where, place.sure)
            note = Note(question=question, text=f"Stands at {place.where}.", source=source)
            append_record(assessment, note, by=by, at=at)
        if not (place.linked and place.said):
            recorded.append(question)
    return tuple(recorded)


def _not_found(questions: Sequence[str], found: dict[str, Place]) -> Iterator[Problem]:
    for question in questions:
        if question not in found:
            message = "No heading was found for it in this document."
            hint = "Link it with `conformity evidence link`, and leave a note where it stands."
            yield Problem(question, "evidence.unknown-support", message, hint)
