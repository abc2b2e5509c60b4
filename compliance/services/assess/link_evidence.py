"""Linking evidence to what it supports, and replacing it by a newer version."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from compliance.assessment.journal.records import EvidenceLinked
from compliance.assessment.journal.state import HeldEvidence
from compliance.data.typed import clean_text
from compliance.errors import Problem, ProblemsError
from compliance.services.assess.append import append_anew
from compliance.services.assess.attach_evidence import attach_address, attach_file
from compliance.services.assess.evidence_said import MAX_NOTE, Said, support_problems
from compliance.services.assess.keep_evidence import Kept, OnHeld, require_current
from compliance.storage.opened import OpenAssessment
from compliance.views.evidence import named


def link_evidence(
    assessment: OpenAssessment,
    number: str,
    supports: Sequence[str],
    *,
    by: str,
    at: datetime.datetime,
    reason: str = "",
) -> tuple[str, ...]:
    """Record that evidence supports more questions.

    Returns:
        Ids that it did not support before; nothing was recorded where there are none.

    Raises:
        ConformityError: ``evidence.missing``, ``evidence.superseded`` or
            ``evidence.unknown-support`` for every id.
    """
    reason = clean_text(number, reason, MAX_NOTE)
    assessment.refresh()
    held = require_current(assessment, number)
    problems = list(support_problems(assessment, number, supports))
    if problems:
        raise ProblemsError(problems)
    if set(supports) <= set(held.data.supports):
        return ()

    def make() -> EvidenceLinked:
        present = require_current(assessment, number).data.supports
        add = tuple(known for known in dict.fromkeys(supports) if known not in present)
        return EvidenceLinked(evidence=number, add=add, reason=reason)

    return append_anew(assessment, make, by=by, at=at).add


def unlink_evidence(
    assessment: OpenAssessment,
    number: str,
    supports: Sequence[str],
    *,
    by: str,
    at: datetime.datetime,
    reason: str = "",
) -> tuple[str, ...]:
    """Record that evidence no longer supports some questions; it stays with the others.

    A review of what it supported no longer counts, as after any other change.

    Raises:
        ConformityError: ``evidence.missing``, ``evidence.superseded``, or
            ``evidence.not-linked`` for every id that it does not support.
    """
    reason = clean_text(number, reason, MAX_NOTE)
    assessment.refresh()

    def make() -> EvidenceLinked:
        held = require_current(assessment, number)
        wrong = [known for known in supports if known not in held.data.supports]
        if wrong or not supports:
            raise ProblemsError([_not_linked(assessment, held, known) for known in wrong or [""]])
        return EvidenceLinked(evidence=number, remove=tuple(dict.fromkeys(supports)), reason=reason)

    return append_anew(assessment, make, by=by, at=at).remove


def _not_linked(assessment: OpenAssessment, held: HeldEvidence, known: str) -> Problem:
    """The problem of something that evidence does not support."""
    number = held.data.evidence
    asked = assessment.catalogue.questions.get(known)
    name = (asked.label or asked.ask) if asked else known
    message = f"It does not support “{name}”." if known else "It is not said what it shall not."
    ids = ", ".join(f"{one} ({label})" for one, label in named(assessment, held.data.supports))
    return Problem(number, "evidence.not-linked", message, f"It supports: {ids or 'nothing'}.")


def supersede_evidence(
    assessment: OpenAssessment,
    number: str,
    source: Path | None,
    said: Said,
    *,
    by: str,
    at: datetime.datetime,
    name: str = "",
    digest: str = "",
    on_held: OnHeld = "refuse",
    progress: Callable[[int], None] | None = None,
) -> Kept:
    """Attach a newer version of evidence: it takes the links, the older one stays as it was.

    Args:
        assessment: the open assessment.
        number: of the older version.
        source: the newer file; nothing where only its address is known.
        said: what is said about it; kind, owner, who may have it and what it supports are
            those of the older version, as far as nothing else is said.
        by: who attaches it.
        at: when.
        name: what it is called, where there is only an address.
        digest: SHA-256 of what lies at the address, where it is known.
        on_held: what to do where its bytes are held already.
        progress: called with the number of bytes of each piece that is copied.

    Raises:
        ConformityError: ``evidence.missing`` or ``evidence.superseded`` where the older one
            does not count; what attaching a file refuses.
    """
    said = as_before(assessment, number, said)
    if source is None:
        older = require_current(assessment, number).data
        return attach_address(
            assessment,
            name or older.name,
            said,
            by=by,
            at=at,
            digest=digest,
            on_held=on_held,
            supersedes=number,
        )
    return attach_file(
        assessment,
        source,
        said,
        by=by,
        at=at,
        on_held=on_held,
        supersedes=number,
        progress=progress,
    )


def as_before(assessment: OpenAssessment, number: str, said: Said) -> Said:
    """What is said of a newer version, with what goes on from the older one.

    Raises:
        ConformityError: ``evidence.missing`` or ``evidence.superseded``.
    """
    assessment.refresh()
    held = require_current(assessment, number)
    older, questions = held.data, assessment.catalogue.questions
    links = (known for known in older.supports if known in questions)
    return replace(
        said,
        kind=said.kind or older.evidence_kind,
        supports=tuple(dict.fromkeys([*links, *said.supports])),
        owner=said.owner or older.owner or "",
        inside=held.said_inside if said.inside is None else said.inside,
    )
