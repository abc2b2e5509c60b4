"""Taking evidence into the locker, and withdrawing it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

from compliance.assessment.evidence_check import of_persons
from compliance.assessment.journal.records import Evidence, EvidenceMarked, EvidenceWithdrawn
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.journal.store import HeadMovedError, require_size
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.data.files import cannot_read
from compliance.data.names import safe_name
from compliance.data.typed import clean_text
from compliance.errors import Problem, ProblemsError, fail
from compliance.services.assess.record_answer import append_anew, append_record
from compliance.storage.opened import OpenAssessment

MAX_NOTE = 2_000
AHEAD_OF_UTC = datetime.timedelta(hours=14)
"""Where a day begins first."""


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
    taken: tuple[str, int] | None = None,
) -> tuple[HeldEvidence, bool]:
    """Copy a file into the locker and record what it is evidence of.

    Attaching the same file for the same things again changes nothing.

    Args:
        assessment: the open assessment.
        source: the file; only its name counts where it was ``taken`` before.
        kind: what kind of evidence it is.
        supports: ids of requirements and questions.
        by: who attaches it.
        at: when.
        collected: the day on which it was made or collected.
        expires: the last day on which it counts.
        note: what should be said about it.
        inside: whether the file is not for outside; its kind decides where nothing is said.
        progress: called with the number of bytes of each piece that is copied.
        taken: SHA-256 and size of a file that lies in the locker already.

    Returns:
        The evidence, and whether it is new.

    Raises:
        ConformityError: all that is wrong with kind, ids and dates at once, or a
            problem of the file.
    """
    supports = tuple(dict.fromkeys(supports))
    check_evidence_entry(assessment, source, kind, supports, at, collected, expires)
    note = clean_text(str(source), note, MAX_NOTE)
    digest, size = taken or _take_in(assessment, source, progress)
    assessment.refresh()
    evidence = Evidence(
        evidence="EV",
        sha256=digest,
        size=size,
        name=safe_name(source.name),
        evidence_kind=kind,
        supports=supports,
        collected=collected,
        expires=expires,
        note=note,
        inside=inside,
    )
    return _number_and_append(assessment, evidence, by, at)


def _take_in(
    assessment: OpenAssessment, source: Path, progress: Callable[[int], None] | None
) -> tuple[str, int]:
    """Copy a file into the locker."""
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


def _number_and_append(
    assessment: OpenAssessment, evidence: Evidence, by: str, at: datetime.datetime
) -> tuple[HeldEvidence, bool]:
    """Give the next free number; try again if somebody else took it meanwhile."""
    while True:
        for held in assessment.state.evidence.values():
            if not held.withdrawn and _says_as_much(held.data, evidence):
                return held, False
        number = f"EV-{len(assessment.state.evidence) + 1:04d}"
        data = evidence.model_copy(update={"evidence": number})
        try:
            append_record(assessment, data, by=by, at=at, seen=assessment.head)
        except HeadMovedError:
            assessment.refresh()
            continue
        return assessment.state.evidence[number], True


def _says_as_much(present: Evidence, new: Evidence) -> bool:
    """Whether the same file is attached for the same things (or more) already."""
    return (
        (present.sha256, present.evidence_kind) == (new.sha256, new.evidence_kind)
        and set(new.supports) <= set(present.supports)
        and (present.collected, present.expires) == (new.collected, new.expires)
        and new.inside in (None, present.inside)
    )


def check_evidence_entry(
    assessment: OpenAssessment,
    source: Path,
    kind: str,
    supports: Sequence[str],
    at: datetime.datetime,
    collected: datetime.date | None,
    expires: datetime.date | None,
) -> None:
    """Check what is said about a piece of evidence, without touching the file.

    Raises:
        ConformityError: ``evidence.unknown-kind``, ``evidence.unknown-support`` and
            ``evidence.dates``, all at once.
    """
    catalogue = assessment.catalogue
    problems: list[Problem] = []
    kinds = catalogue.vocabularies[EVIDENCE_KINDS]
    if kind not in kinds.ids():
        names = ", ".join(word.id for word in kinds.words)
        problems.append(
            Problem(
                str(source),
                "evidence.unknown-kind",
                f"{kind} is not a kind of evidence.",
                f"Kinds: {names}.",
            )
        )
    if not supports:
        problems.append(
            Problem(
                str(source),
                "evidence.unknown-support",
                "It is not said what the evidence supports.",
                "Name at least one requirement or question.",
            )
        )
    problems += [
        Problem(
            str(source),
            "evidence.unknown-support",
            f"There is no requirement or question {known}.",
            "List them with: conformity checklists show",
        )
        for known in supports
        if known not in catalogue.questions
    ]
    problems += [
        problem
        for known in supports
        if known in catalogue.questions and (problem := assessment.scope_problem(known)) is not None
    ]
    problems += _date_problems(source, at, collected, expires)
    if problems:
        raise ProblemsError(problems)


def _date_problems(
    source: Path,
    at: datetime.datetime,
    collected: datetime.date | None,
    expires: datetime.date | None,
) -> list[Problem]:
    problems = []
    # Whoever attaches may be ahead of UTC, and of the server: in the future lies a day
    # that has begun nowhere yet.
    if collected is not None and collected > (at + AHEAD_OF_UTC).date():
        problems.append(f"It is said to be collected on {collected}, in the future.")
    if collected is not None and expires is not None and expires < collected:
        problems.append(f"It expires on {expires}, before it was collected.")
    return [
        Problem(str(source), "evidence.dates", message, "Correct the dates.")
        for message in problems
    ]


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
    _require_counting(assessment, number)
    held = assessment.state.evidence[number]
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
        _require_counting(assessment, number)
        if not reason:
            raise fail(number, "answer.reason-missing", "A reason is needed.", "")
        return EvidenceWithdrawn(evidence=number, reason=reason)

    append_anew(assessment, make, by=by, at=at)


def _require_counting(assessment: OpenAssessment, number: str) -> None:
    """Refuse evidence that is not there, or does not count any more."""
    held = assessment.state.evidence.get(number)
    if held is not None and not held.withdrawn:
        return
    raise fail(
        number,
        "evidence.missing",
        "There is no evidence with this number."
        if held is None
        else f"This evidence was withdrawn before: {held.withdrawn}",
        "See: conformity evidence list DIR",
    )
