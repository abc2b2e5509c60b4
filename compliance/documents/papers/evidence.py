"""A piece of evidence as papers name it, whatever brings it into one."""

from __future__ import annotations

from compliance.assessment.evidence_check import is_inside
from compliance.assessment.journal.state import HeldEvidence
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.documents.papers.filled import File


def file_of(catalogue: Catalogue, held: HeldEvidence) -> File:
    """Number, name, kind, day and digest of a piece, and whether it is not for outside."""
    data = held.data
    return File(
        number=data.evidence,
        name=data.name,
        sort=catalogue.label(EVIDENCE_KINDS, data.evidence_kind),
        day=catalogue.tongue.day(data.collected),
        digest=data.sha256,
        inside=is_inside(catalogue, held),
        until=catalogue.tongue.day(data.expires),
        address=data.address or "",
        held=data.held,
        newer=held.superseded,
    )
