"""Verifying what is kept of an assessment: chain, anchor, digests of the evidence."""

from __future__ import annotations

from compliance.assessment.journal.chain import Reading, read_lines, whole_tail
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import JOURNAL
from compliance.assessment.journal.state import State
from compliance.assessment.journal.store import Anchor, AsStored
from compliance.errors import ConformityError, Problem
from compliance.language.words import counted
from compliance.services.assess.open import followed
from compliance.services.editions.load import Editions
from compliance.services.verify.measured import check_measures
from compliance.services.verify.origin import check_origins
from compliance.services.verify.result import Verification
from compliance.services.verify.said import check_said
from compliance.services.verify.sign_off import has_sign_off, verify_sign_offs
from compliance.services.verify.times import check_times
from compliance.storage.workspace import Binder


def verify_binder(binder: Binder, result: Verification) -> Reading:
    """Verify an assessment into ``result``; returns its journal as far as it is whole.

    Raises:
        ConformityError: ``assessment.not-a-folder``.
    """
    stored, name = binder.store().as_stored(), binder.name
    reading = read_lines(stored.content, f"{name}/{JOURNAL}")
    result.problems += reading.problems
    count = len(reading.records)
    if reading.tail:
        result.problems.append(_torn(name, reading, stored.anchor))
    _check_anchor(name, reading, stored, result)
    if reading.records and not reading.problems:
        result.checked.append(f"{name}: {counted(count, 'record')} chained, head {reading.head}")
    if reading.records:
        whole = not (reading.problems or reading.tail)
        whole = whole and (stored.anchor is None or stored.anchor.seq <= count)
        state = fold(reading.records)
        _check_evidence(binder, state, result, whole=whole)
        check_measures(binder, state, result)
        check_origins(binder, reading.records, result)
        if not reading.problems:
            check_times(reading.records, f"{name}/{JOURNAL}", result)
            check_said(reading.records, Editions().load, f"{name}/{JOURNAL}", result)
        if has_sign_off(reading.records):
            _check_sign_offs(name, reading, result)
    elif not reading.problems:
        result.problems.append(
            Problem(
                f"{name}/{JOURNAL}",
                "journal.truncated",
                "The journal is empty.",
                "Restore it from a copy.",
            )
        )
    return reading


def _torn(name: str, reading: Reading, anchor: Anchor | None) -> Problem:
    """What is wrong with the last line, and what the next answer does about it."""
    number = len(reading.records) + 1
    place = f"{name}/{JOURNAL}:{number}"
    if whole_tail(reading.tail, reading.head, number - 1) is not None:
        message = f"Record {number} is whole but for its line end."
        return Problem(place, "journal.torn", message, "The next answer adds it.")
    hint = (
        "If it was being written, it was never acknowledged; the next answer sets it "
        "aside. Otherwise restore the journal from a copy."
    )
    if anchor is not None and anchor.seq >= number:
        hint = "It had been acknowledged. Restore the journal from a copy."
    message = f"Record {number} is incomplete: bytes are missing at the end."
    return Problem(place, "journal.torn", message, hint)


def _check_anchor(name: str, reading: Reading, stored: AsStored, result: Verification) -> None:
    anchor, kept_as = stored.anchor, stored.anchor_name
    if anchor is None:
        result.notes.append(
            f"{name}: {kept_as} is missing or unreadable; records cut off the "
            "end would only show against a dossier."
        )
        return
    count = len(reading.records)
    missing = anchor.seq - count
    if missing > 0 and not reading.problems:
        result.problems.append(
            Problem(
                f"{name}/{JOURNAL}:{count}",
                "journal.truncated",
                f"{counted(missing, 'acknowledged record')} "
                f"{'is' if missing == 1 else 'are'} missing at the end "
                f"(record {count + 1} onwards).",
                "Restore the journal from a copy.",
            )
        )
    elif 0 < anchor.seq <= count and reading.records[anchor.seq - 1].hash != anchor.head:
        result.problems.append(
            Problem(
                f"{name}/{kept_as}",
                "journal.broken-chain",
                f"{kept_as} names another hash for record {anchor.seq}.",
                "Compare the head with the one printed in a dossier.",
            )
        )


def _check_evidence(binder: Binder, state: State, result: Verification, *, whole: bool) -> None:
    """Compare the locker with the records that could be read.

    Where records are missing, a file that belongs to none of the others may well
    belong to one of them: nobody is told to move it away.
    """
    elsewhere = [held.data for held in state.evidence.values() if not held.data.held]
    blobs, number = binder.blobs(), len(state.evidence) - len(elsewhere)
    problems = [
        problem
        for problem in blobs.check(state.evidence.values())
        if whole or problem.code != "evidence.foreign"
    ]
    result.problems += [
        Problem(f"{binder.name}: {item.place}", item.code, item.message, item.hint)
        for item in problems
    ]
    result.notes += [
        f"{binder.name}: {copy} is an unfinished copy that no record names; unless "
        "somebody is attaching a file now, it goes when the next one is attached."
        for copy in blobs.unfinished()
    ]
    result.notes += [
        f"{binder.name}: {data.evidence} ({data.name}) is not held here and was not compared; it "
        f"lies at {data.address}."
        for data in elsewhere
    ]
    if not problems:
        result.checked.append(
            f"{binder.name}: {counted(number, 'piece', 'pieces')} of evidence "
            f"{'has its' if number == 1 else 'have their'} recorded SHA-256"
        )


def _check_sign_offs(name: str, reading: Reading, result: Verification) -> None:
    try:
        catalogue = followed(fold(reading.records))
    except ConformityError as error:
        result.notes.append(f"{name}: the sign-offs were not checked: {error}")
        return
    verify_sign_offs(reading.records, catalogue, f"{name}/{JOURNAL}", result)
