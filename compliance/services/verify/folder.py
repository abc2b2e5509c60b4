"""Verifying an assessment folder: chain, anchor, digests of the evidence."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from compliance.assessment.journal.chain import Reading, read_lines, whole_tail
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.state import State
from compliance.errors import ConformityError, Problem
from compliance.language.words import counted
from compliance.services.assess.open import followed, open_store
from compliance.services.verify.origin import check_origins
from compliance.services.verify.result import Verification
from compliance.services.verify.sign_off import has_sign_off, verify_sign_offs
from compliance.storage.folder.blobs import Locker
from compliance.storage.folder.journal import ANCHOR, JOURNAL, Anchor


def verify_folder(folder: Path, result: Verification) -> Reading:
    """Verify a folder into ``result``; returns its journal as far as it is whole.

    Raises:
        ConformityError: ``assessment.not-a-folder``.
    """
    store = open_store(folder)
    with contextlib.ExitStack() as stack:
        # A folder that cannot be written (a copy on a read-only disk) has no writers,
        # so it is read as it is.
        if os.access(folder, os.W_OK):
            stack.enter_context(store.locked())
        anchor = store.anchor()
        content = store.path.read_bytes()
    reading = read_lines(content, f"{folder.name}/{JOURNAL}")
    result.problems += reading.problems
    count = len(reading.records)
    if reading.tail:
        result.problems.append(_torn(folder, reading, anchor))
    _check_anchor(folder, reading, anchor, result)
    if reading.records and not reading.problems:
        result.checked.append(
            f"{folder.name}: {counted(count, 'record')} chained, head {reading.head}"
        )
    if reading.records:
        whole = not (reading.problems or reading.tail)
        whole = whole and (anchor is None or anchor.seq <= count)
        _check_evidence(folder, fold(reading.records), result, whole=whole)
        check_origins(folder, reading.records, result)
        if has_sign_off(reading.records):
            _check_sign_offs(folder, reading, result)
    elif not reading.problems:
        result.problems.append(
            Problem(
                f"{folder.name}/{JOURNAL}",
                "journal.truncated",
                "The journal is empty.",
                "Restore it from a copy.",
            )
        )
    return reading


def _torn(folder: Path, reading: Reading, anchor: Anchor | None) -> Problem:
    """What is wrong with the last line, and what the next answer does about it."""
    number = len(reading.records) + 1
    place = f"{folder.name}/{JOURNAL}:{number}"
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


def _check_anchor(
    folder: Path,
    reading: Reading,
    anchor: Anchor | None,
    result: Verification,
) -> None:
    if anchor is None:
        result.notes.append(
            f"{folder.name}: {ANCHOR} is missing or unreadable; records cut off the "
            "end would only show against a dossier."
        )
        return
    count = len(reading.records)
    missing = anchor.seq - count
    if missing > 0 and not reading.problems:
        result.problems.append(
            Problem(
                f"{folder.name}/{JOURNAL}:{count}",
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
                f"{folder.name}/{ANCHOR}",
                "journal.broken-chain",
                f"{ANCHOR} names another hash for record {anchor.seq}.",
                "Compare the head with the one printed in a dossier.",
            )
        )


def _check_evidence(
    folder: Path, state: State, result: Verification, *, whole: bool
) -> None:
    """Compare the locker with the records that could be read.

    Where records are missing, a file that belongs to none of the others may well
    belong to one of them: nobody is told to move it away.
    """
    locker, number = Locker(folder), len(state.evidence)
    problems = [
        problem
        for problem in locker.check(state.evidence.values())
        if whole or problem.code != "evidence.foreign"
    ]
    result.problems += [
        Problem(f"{folder.name}: {item.place}", item.code, item.message, item.hint)
        for item in problems
    ]
    result.notes += [
        f"{folder.name}: {name} is an unfinished copy that no record names; unless "
        "somebody is attaching a file now, remove it."
        for name in locker.unfinished()
    ]
    if not problems:
        result.checked.append(
            f"{folder.name}: {counted(number, 'piece', 'pieces')} of evidence "
            f"{'has its' if number == 1 else 'have their'} recorded SHA-256"
        )


def _check_sign_offs(folder: Path, reading: Reading, result: Verification) -> None:
    try:
        catalogue = followed(fold(reading.records))
    except ConformityError as error:
        result.notes.append(f"{folder.name}: the sign-offs were not checked: {error}")
        return
    verify_sign_offs(reading.records, catalogue, f"{folder.name}/{JOURNAL}", result)
