"""Evidence as it stands on a day, and what it can be given for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.evidence_check import how_lasting, is_inside, of_persons
from compliance.assessment.journal.state import HeldEvidence
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.views.marks import Mark

STATES: Final = {
    "counts": Mark("counts", "Counts", "✓"),
    "soon": Mark("soon", "Ends soon", "◔"),
    "stale": Mark("stale", "No longer counts", "!"),
    "withdrawn": Mark("withdrawn", "Withdrawn", "–"),
}


@dataclass(frozen=True)
class EvidenceView:
    """A piece of evidence, and whether it counts."""

    held: HeldEvidence
    kind: str
    """Its kind, in words."""
    supports: tuple[tuple[str, str], ...]
    """Questions: id and name."""
    state: str
    """A key of ``STATES``."""
    why: str
    inside: bool
    """Whether it is not for outside."""
    of_persons: bool
    """Whether files of its kind hold data of persons."""

    @property
    def mark(self) -> Mark:
        """The state in words and as a glyph."""
        return STATES[self.state]

    @property
    def told(self) -> str:
        """The state with its reason, as a part of a sentence."""
        word = self.mark.word.lower()
        return f"{word}: {self.why}" if self.why else word


def view_evidence(assessment: Assessment, held: HeldEvidence, today: datetime.date) -> EvidenceView:
    """A piece of evidence, and whether it counts on a day."""
    lasting = how_lasting(assessment.catalogue, held, today)
    kind = assessment.catalogue.label(EVIDENCE_KINDS, held.data.evidence_kind)
    return EvidenceView(
        held,
        kind,
        named(assessment, held.data.supports),
        lasting.state,
        lasting.why,
        is_inside(assessment.catalogue, held),
        held.data.evidence_kind in of_persons(assessment.catalogue),
    )


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
    """Kind of evidence that a file for a question usually is; empty for no question.

    It is the kind that the question or its requirement asks for first. Where none is
    asked for it is the last one of the vocabulary, which is for everything else.
    """
    catalogue = assessment.catalogue
    question = catalogue.questions.get(known)
    if question is None:
        return ""
    if question.type == "file":
        return question.kind
    requirement = catalogue.requirements.get(catalogue.requirement_of.get(known, ""))
    asked = [request.kind for request in requirement.evidence] if requirement else []
    kinds = [kind for kind, _ in evidence_kinds(assessment)]
    return next(iter(asked or kinds[-1:]), "")


def supports_of(assessment: Assessment, known: str) -> tuple[str, ...]:
    """What a file for a question usually supports: the question, and its requirement."""
    return tuple(dict.fromkeys([known, assessment.catalogue.requirement_of.get(known, known)]))


def supportable(assessment: Assessment) -> dict[str, tuple[tuple[str, str], ...]]:
    """Requirements and file questions that arise, by the title of their section."""
    agenda = assessment.agenda
    groups: dict[str, list[str]] = {}
    for item in agenda.items:
        question = item.question
        if item.requirement == question.id or question.type == "file":
            groups.setdefault(agenda.titles[item.section], []).append(question.id)
    return {title: named(assessment, inside) for title, inside in groups.items()}
