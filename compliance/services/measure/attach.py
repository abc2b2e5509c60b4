"""An archived measure taken into the locker of an assessment, with the figures in it."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import replace

from compliance.adapters.base import About
from compliance.adapters.measured import ADAPTER, read_value
from compliance.adapters.registry import MAX_FIGURES
from compliance.assessment.journal.state import HeldEvidence
from compliance.errors import fail
from compliance.services.assess.attach_evidence import piece_of
from compliance.services.assess.evidence_said import Said, check_said
from compliance.services.assess.keep_evidence import keep_evidence
from compliance.services.assess.read_evidence import Looked, record_reading
from compliance.services.measure.run import Result
from compliance.storage.opened import OpenAssessment


def attach_result(
    assessment: OpenAssessment,
    result: Result,
    *,
    name: str,
    kind: str,
    supports: Sequence[str],
    by: str,
    at: datetime.datetime,
) -> tuple[HeldEvidence, bool]:
    """Archive a measure as evidence, and record the figures that it holds.

    Args:
        assessment: the open assessment.
        result: the measure.
        name: of its file.
        kind: kind of evidence; as the edition says where none is named.
        supports: ids of requirements and questions.
        by: who measured.
        at: when.

    Returns:
        The evidence, and whether it is new.

    Raises:
        ConformityError: what is wrong with kind and ids.
    """
    measure = str(result.value["measure"])
    claims = assessment.catalogue.claims
    kind = kind or (claims.kinds.get(measure, "") if claims else "")
    if not kind:
        raise fail("--kind", "evidence.unknown-kind", "No kind of evidence is named.", "")
    said = Said(
        kind=kind,
        supports=tuple(supports),
        collected=datetime.date.fromisoformat(result.value["made"]),
        note=f"{result.value['method']}, version {result.value['version']}, of "
        f"{result.value['input']['name']}",
    )
    said = check_said(assessment, name, said, at)
    digest, size = assessment.blobs.put(io.BytesIO(result.content), name, None)
    (kept,) = keep_evidence(assessment, [piece_of(said, name, digest, size)], by=by, at=at)
    reading = read_value(kept.held.data.name, result.value, About(today=at.date()))
    reading = replace(reading, figures=reading.figures[:MAX_FIGURES])
    record_reading(assessment, Looked(kept.held, ADAPTER, reading, ()), by=by, at=at)
    return assessment.state.evidence[kept.held.data.evidence], kept.how == "new"
