"""Whether the evidence a requirement asks for is there and still counts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from compliance.assessment.journal.state import HeldEvidence, State
from compliance.checklist.model import EvidenceRequest, Requirement


@dataclass(frozen=True)
class EvidenceLine:
    """One request with the evidence that answers it, or evidence beyond any."""

    request: EvidenceRequest | None
    held: tuple[HeldEvidence, ...]
    counting: tuple[HeldEvidence, ...]
    """Those of ``held`` that are neither expired nor too old."""
    problem: str = ""
    remedy: str = ""


def check_evidence(
    state: State, requirement: Requirement, as_of: datetime.date
) -> tuple[EvidenceLine, ...]:
    """Match the evidence of an assessment with the requests of a requirement."""
    ids = [requirement.id, *(question.id for question in requirement.follow_ups)]
    held = state.evidence_for(*ids)
    lines = [_line(request, held, as_of) for request in requirement.evidence]
    asked = {request.kind for request in requirement.evidence}
    rest = tuple(item for item in held if item.data.evidence_kind not in asked)
    if rest:
        lines.append(EvidenceLine(None, rest, rest))
    return tuple(lines)


def _line(request: EvidenceRequest, held: list[HeldEvidence], as_of: datetime.date) -> EvidenceLine:
    fitting = tuple(item for item in held if item.data.evidence_kind == request.kind)
    stale = {
        item.data.evidence: why
        for item in fitting
        if (why := why_stale(item, request.max_age_days, as_of))
    }
    counting = tuple(item for item in fitting if item.data.evidence not in stale)
    if counting:
        return EvidenceLine(request, fitting, counting)
    note = request.note.rstrip(".")
    if fitting:
        why = "; ".join(f"{known} {reason}" for known, reason in stale.items())
        return EvidenceLine(
            request,
            fitting,
            (),
            f"Evidence no longer counts: {why}.",
            f"Attach a current version ({note}).",
        )
    return EvidenceLine(
        request, (), (), f"Evidence is missing: {note}.", "Attach it to the requirement."
    )


def why_stale(item: HeldEvidence, max_age_days: int | None, as_of: datetime.date) -> str:
    """Why evidence does not count on a day; empty while it does."""
    data = item.data
    if data.expires is not None and data.expires < as_of:
        return f"expired on {data.expires}"
    if max_age_days is None:
        return ""
    if data.collected is None:
        return "has no date, and its age matters"
    if (as_of - data.collected).days > max_age_days:
        return f"is older than {max_age_days} days (collected {data.collected})"
    return ""
