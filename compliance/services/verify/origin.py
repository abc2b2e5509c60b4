"""Verifying what was taken over: does it stand where its origin says it stands?"""

from __future__ import annotations

from collections.abc import Iterable

from compliance.assessment.journal.records import (
    JOURNAL,
    Answer,
    Begin,
    Data,
    Evidence,
    EvidenceLinked,
    Origin,
    Record,
    ReviewGiven,
)
from compliance.errors import ConformityError, Problem
from compliance.language.words import counted
from compliance.services.verify.result import Verification
from compliance.storage.workspace import Binder


def check_origins(binder: Binder, records: Iterable[Record], result: Verification) -> None:
    """Compare records that were taken over with the journals beside it.

    Where a journal is not there any more, nothing is claimed: the assessment's own
    journal holds what was taken over.
    """
    taken = [(record, origin) for record in records if (origin := _origin(record.data))]
    if not taken:
        return
    journals = _journals_beside(binder, {origin.journal for _, origin in taken}, result)
    for journal in sorted({origin.journal for _, origin in taken}):
        mine = [(record, origin) for record, origin in taken if origin.journal == journal]
        many, one = counted(len(mine), "record"), len(mine) == 1
        theirs = journals.get(journal)
        if theirs is None:
            result.notes.append(
                f"{binder.name}: {many} {'was' if one else 'were'} taken over from {journal}, "
                f"which is not beside it; {'it was' if one else 'they were'} not compared."
            )
            continue
        wrong = [record for record, origin in mine if not _stands(record, origin, theirs)]
        result.problems += [_unknown(binder, record, journal) for record in wrong]
        if not wrong:
            result.checked.append(
                f"{binder.name}: {many} {'stands' if one else 'stand'} in {journal} as "
                f"{'it was' if one else 'they were'} taken over"
            )


def _origin(data: Data) -> Origin | None:
    return data.origin if isinstance(data, Answer | Evidence | ReviewGiven) else None


def _journals_beside(
    binder: Binder, wanted: set[str], result: Verification
) -> dict[str, dict[str, Record]]:
    """Records by hash of the journals wanted, from the binders beside."""
    found: dict[str, dict[str, Record]] = {}
    for name in _beside(binder):
        try:
            records = binder.workspace.binder(name).store().read()
        except ConformityError as error:
            result.notes.append(f"{name}: not compared with {binder.name}: {error}")
            continue
        first = records[0].data if records else None
        if isinstance(first, Begin) and first.assessment in wanted:
            found[first.assessment] = {record.hash: record for record in records}
    return found


def _beside(binder: Binder) -> list[str]:
    try:
        names = binder.workspace.names()
    except ConformityError:
        return []
    return [name for name in names if name != binder.name]


def _stands(record: Record, origin: Origin, theirs: dict[str, Record]) -> bool:
    there = theirs.get(origin.record)
    if there is None or origin.head not in theirs:
        return False
    source = _origin(there.data)
    by, at = (there.by, there.at) if source is None else (source.by, source.at)
    if (origin.by, origin.at) != (by, at) or not _same(record.data, there.data):
        return False
    if isinstance(record.data, Evidence) and isinstance(there.data, Evidence):
        return set(record.data.supports) <= _ever_supported(there.data, theirs.values())
    return True


def _ever_supported(evidence: Evidence, records: Iterable[Record]) -> set[str]:
    """Everything that evidence was given for there, or linked to later."""
    found = set(evidence.supports)
    for record in records:
        data = record.data
        if isinstance(data, EvidenceLinked) and data.evidence == evidence.evidence:
            found.update(data.add)
    return found


def _same(mine: Data, theirs: Data) -> bool:
    """Whether two records say the same; numbers and supports may differ."""
    apart = {"origin", "evidence", "supports", "name", "supersedes"}
    return mine.model_dump(exclude=apart) == theirs.model_dump(exclude=apart)


def _unknown(binder: Binder, record: Record, journal: str) -> Problem:
    return Problem(
        f"{binder.name}/{JOURNAL}:{record.seq}",
        "organisation.unknown-origin",
        f"Record {record.seq} says that it was taken over from {journal}, where no such "
        "record stands.",
        "Restore the organisation from a newer copy, or answer here by yourself.",
    )
