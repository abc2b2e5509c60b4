"""Whether the evidence a requirement asks for is there and still counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from compliance.assessment.evidence_read import why_void
from compliance.assessment.journal.state import HeldEvidence, State
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.model import EvidenceRequest, Requirement
from compliance.language.words import day

DATA_OF_PERSONS: Final = "data-of-persons"
"""Group of the kinds of evidence whose files hold data of persons."""
SOON: Final = datetime.timedelta(days=60)
"""How long before its end evidence is said to end soon."""


@dataclass(frozen=True)
class EvidenceLine:
    """One request with the evidence that answers it, or evidence beyond any."""

    request: EvidenceRequest | None
    held: tuple[HeldEvidence, ...]
    counting: tuple[HeldEvidence, ...]
    """Those of ``held`` that are neither expired nor too old."""
    problem: str = ""
    remedy: str = ""
    superseded: tuple[HeldEvidence, ...] = ()
    """Those of which there is a newer version; they count no longer."""


def check_evidence(
    state: State, requirement: Requirement, as_of: datetime.date
) -> tuple[EvidenceLine, ...]:
    """Match the evidence of an assessment with the requests of a requirement."""
    ids = [requirement.id, *(question.id for question in requirement.follow_ups)]
    held, older = state.evidence_for(*ids), state.superseded_for(*ids)
    given = state.answers.get(requirement.id)
    chosen = None if given is None else given.value
    asked_for = [_with(request, chosen) for request in requirement.evidence]
    lines = [_line(request, held, as_of) for request in asked_for]
    lines = [replace(line, superseded=_of_kind(line.request, older)) for line in lines]
    asked = {request.kind for request in requirement.evidence}
    rest, gone = (
        tuple(item for item in items if item.data.evidence_kind not in asked)
        for items in (held, older)
    )
    if rest or gone:
        lines.append(EvidenceLine(None, rest, rest, superseded=gone))
    return tuple(lines)


def _of_kind(
    request: EvidenceRequest | None, items: list[HeldEvidence]
) -> tuple[HeldEvidence, ...]:
    """Evidence of the kind that is asked for."""
    kind = None if request is None else request.kind
    return tuple(item for item in items if item.data.evidence_kind == kind)


def _with(request: EvidenceRequest, chosen: Any) -> EvidenceRequest:
    """A request, only welcome where the answer says that there is no such document."""
    spared = bool(request.only_for) and chosen not in request.only_for
    return request.model_copy(update={"required": False}) if spared else request


def _line(request: EvidenceRequest, held: list[HeldEvidence], as_of: datetime.date) -> EvidenceLine:
    fitting = _of_kind(request, held)
    stale = {
        item.data.evidence: why
        for item in fitting
        if (why := why_void(item) or why_stale(item, request.max_age_days, as_of))
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


@dataclass(frozen=True)
class Lasting:
    """How long a piece of evidence counts for all it is given for, seen from a day."""

    state: Literal["counts", "soon", "stale", "superseded", "withdrawn"]
    ends: datetime.date | None = None
    """The last day on which it counts; none where no end is known, or it counts no longer
    because it is withdrawn or superseded."""
    why: str = ""


def how_lasting(catalogue: Catalogue, item: HeldEvidence, as_of: datetime.date) -> Lasting:
    """Whether evidence counts on a day, and until when.

    The strictest of what it is given for decides: a requirement may ask for evidence
    that is younger than others accept.
    """
    if item.withdrawn:
        return Lasting("withdrawn", None, item.withdrawn)
    if item.superseded:
        return Lasting("superseded", None, f"superseded by {item.superseded}")
    if void := why_void(item):
        return Lasting("stale", None, void)
    uses = [(None, ""), *_uses(catalogue, item)]
    days = [(last, use) for age, use in uses if (last := last_day(item, age)) is not None]
    ends, use = min(days, key=lambda one: one[0], default=(None, ""))
    for age, name in uses:
        if stale := why_stale(item, age, as_of):
            return Lasting("stale", ends, stale + name)
    if ends is not None and ends <= as_of + SOON:
        return Lasting("soon", ends, f"ends on {day(ends)}{use}")
    return Lasting("counts", ends)


def is_inside(catalogue: Catalogue, item: HeldEvidence) -> bool:
    """Whether the file of evidence is not for outside.

    What somebody said of it decides; otherwise its kind, where that holds data of persons.
    """
    said = item.said_inside
    return item.data.evidence_kind in of_persons(catalogue) if said is None else said


def of_persons(catalogue: Catalogue) -> list[str]:
    """The kinds of evidence that hold data of persons, and so are not for outside."""
    return catalogue.words_in(EVIDENCE_KINDS, DATA_OF_PERSONS)


def _uses(catalogue: Catalogue, item: HeldEvidence) -> Iterator[tuple[int | None, str]]:
    """The age that each requirement it is given for accepts, and how that is said."""
    for known in item.data.supports:
        requirement = catalogue.requirements.get(catalogue.requirement_of.get(known, ""))
        for request in requirement.evidence if requirement else ():
            if requirement and request.kind == item.data.evidence_kind:
                yield request.max_age_days, f", for {requirement.title}"


def last_day(item: HeldEvidence, max_age_days: int | None) -> datetime.date | None:
    """The last day on which evidence counts; nothing where no end is known."""
    days = [] if item.data.expires is None else [item.data.expires]
    if max_age_days is not None and item.data.collected is not None:
        days.append(item.data.collected + datetime.timedelta(days=max_age_days))
    return min(days, default=None)


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
