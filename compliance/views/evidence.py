"""Evidence as it stands on a day, and what it can be given for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.evidence_check import why_stale
from compliance.assessment.journal.state import HeldEvidence
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.language.words import day

SOON: Final = 60
"""Days before its end in which evidence is said to end soon."""


@dataclass(frozen=True)
class EvidenceView:
    """A piece of evidence, and whether it counts."""

    held: HeldEvidence
    kind: str
    """Its kind, in words."""
    supports: tuple[tuple[str, str], ...]
    """Questions: id and name."""
    state: str
    """``counts``, ``soon``, ``stale`` or ``withdrawn``."""
    why: str


def view_evidence(assessment: Assessment, held: HeldEvidence, today: datetime.date) -> EvidenceView:
    """A piece of evidence, and whether it counts on a day."""
    state, why = "counts", ""
    ends = held.data.expires
    if held.withdrawn:
        state, why = "withdrawn", held.withdrawn
    elif stale := _stale(assessment, held, today):
        state, why = "stale", stale
    elif ends is not None and (ends - today).days <= SOON:
        state, why = "soon", f"ends on {day(ends)}"
    kind = assessment.catalogue.label(EVIDENCE_KINDS, held.data.evidence_kind)
    return EvidenceView(held, kind, named(assessment, held.data.supports), state, why)


def named(assessment: Assessment, known: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Questions that the edition asks, each with its name."""
    questions = assessment.catalogue.questions
    return tuple(
        (item, questions[item].label or questions[item].ask) for item in known if item in questions
    )


def evidence_kinds(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Every kind of evidence: id and words."""
    return tuple((word.id, word.label) for word in assessment.catalogue.words(EVIDENCE_KINDS))


def asked_kind(assessment: Assessment, known: str) -> str:
    """Kind of evidence that a question or requirement asks for first; empty if none."""
    catalogue = assessment.catalogue
    question, requirement = catalogue.questions.get(known), catalogue.requirements.get(known)
    if question is not None and question.type == "file":
        return question.kind
    return requirement.evidence[0].kind if requirement and requirement.evidence else ""


def supportable(assessment: Assessment) -> dict[str, tuple[tuple[str, str], ...]]:
    """Requirements and file questions that arise, by the title of their section."""
    agenda = assessment.agenda
    groups: dict[str, list[str]] = {}
    for item in agenda.items:
        question = item.question
        if item.requirement == question.id or question.type == "file":
            groups.setdefault(agenda.titles[item.section], []).append(question.id)
    return {title: named(assessment, inside) for title, inside in groups.items()}


def _stale(assessment: Assessment, held: HeldEvidence, today: datetime.date) -> str:
    """Why it does not count for something it supports; the first reason found."""
    catalogue = assessment.catalogue
    plain = why_stale(held, None, today)
    if plain:
        return plain
    for known in held.data.supports:
        requirement = catalogue.requirements.get(catalogue.requirement_of.get(known, ""))
        for wanted in requirement.evidence if requirement else ():
            why = why_stale(held, wanted.max_age_days, today)
            if why and requirement and wanted.kind == held.data.evidence_kind:
                return f"{why}, for {requirement.title}"
    return ""
