"""Verifying what a journal says: only what the program would have recorded.

A chain of seals shows that records stand as they were written, not that this program
wrote them. So each is held against the checklists it was written under: the question
must be there and accept the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from compliance.assessment.answers import parse_answer
from compliance.assessment.journal.records import (
    Answer,
    Assignment,
    Begin,
    Evidence,
    Migrated,
    Note,
    Record,
    ReviewGiven,
)
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.errors import ConformityError, Problem
from compliance.language.words import quoted
from compliance.services.verify.result import Verification

Load = Callable[[str, str], Catalogue]


def check_said(records: Sequence[Record], load: Load, place: str, result: Verification) -> None:
    """Hold every record against the edition of the checklists that was followed then.

    Where that edition is not installed, or was revised since, nothing is called wrong: a
    note says what could not be compared, or does not fit any more.
    """
    pack = edition = digest = ""
    held: Catalogue | None = None
    for record in records:
        data = record.data
        if isinstance(data, Begin | Migrated):
            pack = data.pack if isinstance(data, Begin) else pack
            edition, digest = data.edition, data.edition_digest
            held = _loaded(load, pack, edition, place, result)
        elif held is not None:
            wrong = _wrong(held, record, place)
            if held.digest == digest:
                result.problems += wrong
            elif wrong:
                result.notes.append(
                    f"{place}: record {record.seq} does not fit edition {edition} as it is "
                    f"installed, a later revision than it was written under: {wrong[0].message}"
                )


def _loaded(
    load: Load, pack: str, edition: str, place: str, result: Verification
) -> Catalogue | None:
    try:
        return load(pack, edition)
    except ConformityError as error:
        result.notes.append(
            f"{place}: what was recorded under edition {edition} was not held against its "
            f"questions: {error.problems[0].message}"
        )
        return None


def _wrong(catalogue: Catalogue, record: Record, place: str) -> list[Problem]:
    """What the program would not have recorded."""
    place = f"{place}:{record.seq}"
    match record.data:
        case Answer() as answer:
            return _answer(catalogue, answer, place)
        case Note(question=known):
            return _unknown(catalogue, [known], place)
        case ReviewGiven(requirement=known) | Assignment(requirement=known):
            return [] if known in catalogue.requirements else [_no_question(known, place)]
        case Evidence() as evidence:
            kinds = catalogue.vocabularies[EVIDENCE_KINDS].ids()
            kind = evidence.evidence_kind
            message = f"{quoted(kind)} is not a kind of evidence."
            bad = [] if kind in kinds else [Problem(place, "evidence.unknown-kind", message, _HINT)]
            return [*_unknown(catalogue, evidence.supports, place), *bad]
    return []


def _answer(catalogue: Catalogue, answer: Answer, place: str) -> list[Problem]:
    if found := _unknown(catalogue, [answer.question], place):
        return found
    question = catalogue.questions[answer.question]
    if answer.state == "not-applicable" and not question.not_applicable:
        message = f"{question.id} does not accept “not applicable”."
        return [Problem(place, "answer.not-applicable", message, _HINT)]
    if answer.state != "given":
        if answer.value is None:
            return []
        message = f"{question.id} has a value although it is said to have none."
        return [Problem(place, "answer.wrong-type", message, _HINT)]
    try:
        accepted = parse_answer(catalogue, question, answer.value)
    except ConformityError as error:
        return [
            Problem(place, item.code, f"{question.id}: {item.message}", _HINT)
            for item in error.problems
        ]
    if accepted == answer.value and type(accepted) is type(answer.value):
        return []
    message = f"{question.id} is not answered as the program writes answers."
    return [Problem(place, "answer.wrong-type", message, _HINT)]


_HINT = "It was not written by this program: ask where the journal comes from."


def _unknown(catalogue: Catalogue, known: Sequence[str], place: str) -> list[Problem]:
    return [_no_question(item, place) for item in known if item not in catalogue.questions]


def _no_question(known: str, place: str) -> Problem:
    message = f"There is no question {quoted(known)} in the edition followed."
    return Problem(place, "answer.unknown-question", message, _HINT)
