"""Taking evidence into the locker, marking it, and withdrawing it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from compliance.assessment.evidence_check import of_persons
from compliance.assessment.journal.records import Evidence, EvidenceMarked, EvidenceWithdrawn
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.journal.store import require_size
from compliance.data.files import cannot_read
from compliance.data.names import safe_name
from compliance.data.typed import clean_text
from compliance.errors import fail
from compliance.services.assess.append import append_anew, append_record
from compliance.services.assess.evidence_said import MAX_NOTE, Said, check_said
from compliance.services.assess.keep_evidence import (
    Kept,
    OnHeld,
    keep_evidence,
    require_counting,
    require_current,
)
from compliance.storage.opened import OpenAssessment

DIGITS: Final = 64
"""Of a SHA-256."""


def attach_evidence(
    assessment: OpenAssessment,
    source: Path,
    *,
    kind: str,
    supports: Sequence[str],
    by: str,
    at: datetime.datetime,
    collected: datetime.date | None = None,
    expires: datetime.date | None = None,
    note: str = "",
    inside: bool | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[HeldEvidence, bool]:
    """Copy a file into the locker and record what it is evidence of.

    Attaching the same file for the same things again changes nothing; for more things, it
    is linked to these.

    Args:
        assessment: the open assessment.
        source: the file.
        kind: what kind of evidence it is.
        supports: ids of requirements and questions.
        by: who attaches it.
        at: when.
        collected: the day on which it was made or collected.
        expires: the last day on which it counts.
        note: what should be said about it.
        inside: whether the file is not for outside; its kind decides where nothing is said.
        progress: called with the number of bytes of each piece that is copied.

    Returns:
        The evidence, and whether anything was recorded.

    Raises:
        ConformityError: all that is wrong with kind, ids and dates at once, or a
            problem of the file.
    """
    said = Said(
        kind=kind,
        supports=tuple(supports),
        collected=collected,
        expires=expires,
        note=note,
        inside=inside,
    )
    kept = attach_file(assessment, source, said, by=by, at=at, progress=progress)
    return kept.held, kept.how != "same"


def attach_file(
    assessment: OpenAssessment,
    source: Path,
    said: Said,
    *,
    by: str,
    at: datetime.datetime,
    on_held: OnHeld = "merge",
    supersedes: str = "",
    progress: Callable[[int], None] | None = None,
) -> Kept:
    """Copy a file into the locker and record what is said about it.

    Raises:
        ConformityError: all that is wrong with what is said at once, a problem of the file,
            or what :func:`keep_evidence` refuses.
    """
    said = check_said(assessment, str(source), said, at)
    if supersedes:
        require_current(assessment, supersedes)
    digest, size = take_in(assessment, source, progress)
    piece = piece_of(said, source.name, digest, size, supersedes)
    return keep_evidence(assessment, [piece], by=by, at=at, on_held=on_held)[0]


def piece_of(
    said: Said, name: str, digest: str, size: int, supersedes: str = "", *, held: bool = True
) -> Evidence:
    """What is said about a file, as a record without a number.

    Args:
        said: what is said, checked.
        name: of the file.
        digest: its SHA-256; nothing where it is not held and nobody knows it.
        size: its bytes.
        supersedes: number of the evidence it is a newer version of.
        held: whether it lies in the locker.
    """
    return Evidence(
        evidence="EV",
        sha256=digest,
        size=size,
        name=safe_name(name),
        evidence_kind=said.kind,
        supports=said.supports,
        collected=said.collected,
        expires=said.expires,
        note=said.note,
        inside=said.inside,
        owner=said.owner or None,
        covers_from=said.covers_from,
        covers_to=said.covers_to,
        version=said.version or None,
        supersedes=supersedes or None,
        address=said.address or None,
        held=held,
    )


def attach_address(
    assessment: OpenAssessment,
    name: str,
    said: Said,
    *,
    by: str,
    at: datetime.datetime,
    digest: str = "",
    on_held: OnHeld = "refuse",
    supersedes: str = "",
) -> Kept:
    """Record a document that lies elsewhere by its address; its file is not held.

    Args:
        assessment: the open assessment.
        name: what the document is called.
        said: what is said about it, with its address.
        by: who names it.
        at: when.
        digest: SHA-256 of what lies there, where somebody knows it.
        on_held: what to do where the same document is named already.
        supersedes: number of the evidence it is a newer version of.

    Raises:
        ConformityError: as :func:`attach_file`; ``evidence.address`` without an address, or
            where the digest is none.
    """
    said = check_said(assessment, name, said, at)
    digest = digest.strip().casefold()
    if not said.address:
        hint = "Say where it lies, or attach the file."
        raise fail(name, "evidence.address", "There is neither a file nor an address.", hint)
    if digest and (len(digest) != DIGITS or set(digest) - set("0123456789abcdef")):
        hint = "It has 64 digits of 0 to 9 and a to f. Leave it out where it is not known."
        raise fail(name, "evidence.address", "This is no SHA-256.", hint)
    if supersedes:
        require_current(assessment, supersedes)
    piece = piece_of(said, name, digest, 0, supersedes, held=False)
    return keep_evidence(assessment, [piece], by=by, at=at, on_held=on_held)[0]


def take_in(
    assessment: OpenAssessment, source: Path, progress: Callable[[int], None] | None = None
) -> tuple[str, int]:
    """Copy a file into the locker; its SHA-256 and size."""
    require_file(source)
    try:
        with source.open("rb") as stream:
            return assessment.blobs.put(stream, str(source), progress)
    except OSError as error:
        raise cannot_read(source, error) from None


def require_file(source: Path) -> None:
    """Refuse what is not a file, is empty, or is larger than accepted.

    Raises:
        ConformityError: ``file.missing``, ``file.unreadable``, ``file.too-large`` or
            ``evidence.empty``.
    """
    try:
        if source.is_dir():
            raise fail(str(source), "file.unreadable", "This is a folder.", "Name a file.")
        size = source.stat().st_size
    except OSError as error:
        raise cannot_read(source, error) from None
    require_size(str(source), size)


def mark_evidence(
    assessment: OpenAssessment,
    number: str,
    *,
    inside: bool,
    reason: str,
    by: str,
    at: datetime.datetime,
) -> bool:
    """Record that the file of evidence is not for outside, or is after all.

    Returns:
        Whether that is new.

    Raises:
        ConformityError: ``evidence.missing``, also where it was withdrawn;
            ``answer.reason-missing`` where a file of a kind that holds data of persons is
            said to be for outside without saying why.
    """
    reason = clean_text(number, reason, MAX_NOTE)
    assessment.refresh()
    held = require_counting(assessment, number)
    if held.said_inside is inside:
        return False
    if not (inside or reason) and held.data.evidence_kind in of_persons(assessment.catalogue):
        raise fail(
            number,
            "answer.reason-missing",
            "Files of this kind hold data of persons.",
            "Say why this one may be handed to others.",
        )
    data = EvidenceMarked(evidence=number, inside=inside, reason=reason)
    append_record(assessment, data, by=by, at=at)
    return True


def withdraw_evidence(
    assessment: OpenAssessment, number: str, *, reason: str, by: str, at: datetime.datetime
) -> None:
    """Record that evidence no longer counts; its file stays in the locker.

    Raises:
        ConformityError: ``evidence.missing``, also where it was withdrawn before: the
            reason given then stays; or ``answer.reason-missing``.
    """
    reason = clean_text(number, reason, MAX_NOTE)

    def make() -> EvidenceWithdrawn:
        require_counting(assessment, number)
        if not reason:
            raise fail(number, "answer.reason-missing", "A reason is needed.", "")
        return EvidenceWithdrawn(evidence=number, reason=reason)

    append_anew(assessment, make, by=by, at=at)
