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
    EvidenceLinked,
    Migrated,
    Note,
    Record,
    ReviewGiven,
)
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.data.addresses import is_address
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
    numbers: set[str] = set()
    for record in records:
        data = record.data
        result.problems += _of_number(record, numbers, place)
        if isinstance(data, Evidence):
            numbers.add(data.evidence)
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
            return [
                *_unknown(catalogue, evidence.supports, place),
                *_of_file(catalogue, evidence, place),
            ]
        case EvidenceLinked(add=add):
            return _unknown(catalogue, add, place)
    return []


def _of_file(catalogue: Catalogue, evidence: Evidence, place: str) -> list[Problem]:
    """A kind that the checklists do not have, or an address that leads nowhere."""
    kind, address, wrong = evidence.evidence_kind, evidence.address, []
    if kind not in catalogue.vocabularies[EVIDENCE_KINDS].ids():
        message = f"{quoted(kind)} is not a kind of evidence."
        wrong.append(Problem(place, "evidence.unknown-kind", message, _HINT))
    if address is not None and not is_address(address):
        message = f"{quoted(address[:120])} is no address of a document."
        wrong.append(Problem(place, "evidence.address", message, _HINT))
    return wrong


def _of_number(record: Record, numbers: set[str], place: str) -> list[Problem]:
    """Evidence that a record names and that none before it took in."""
    data, named = record.data, ""
    if isinstance(data, Evidence):
        named = data.supersedes or ""
    elif isinstance(data, EvidenceLinked):
        named = data.evidence
    if not named or named in numbers:
        return []
    message = f"There is no evidence {quoted(named)} before this record."
    return [Problem(f"{place}:{record.seq}", "evidence.missing", message, _HINT)]


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
