"""An archived measure taken into the locker of an assessment, with the figures in it."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from pathlib import Path

from compliance.adapters.base import About
from compliance.adapters.measured import ADAPTER, read_value
from compliance.assessment.journal.records import EvidenceRead
from compliance.assessment.journal.state import HeldEvidence
from compliance.errors import fail
from compliance.services.assess.attach_evidence import attach_evidence, check_evidence_entry
from compliance.services.assess.record_answer import append_record
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
    day = datetime.date.fromisoformat(result.value["made"])
    check_evidence_entry(assessment, Path(name), kind, supports, at, day, None)
    taken = assessment.blobs.put(io.BytesIO(result.content), name, None)
    held, new = attach_evidence(
        assessment,
        Path(name),
        kind=kind,
        supports=supports,
        by=by,
        at=at,
        collected=day,
        note=f"{result.value['method']}, version {result.value['version']}, of "
        f"{result.value['input']['name']}",
        taken=taken,
    )
    _record_read(assessment, held, result, by, at)
    return assessment.state.evidence[held.data.evidence], new


def _record_read(
    assessment: OpenAssessment, held: HeldEvidence, result: Result, by: str, at: datetime.datetime
) -> None:
    """Record the figures, unless they stand there."""
    about = About(today=at.date())
    reading = read_value(held.data.name, result.value, about)
    data = EvidenceRead(
        evidence=held.data.evidence,
        reader=ADAPTER.id,
        version=ADAPTER.version,
        format=reading.format,
        checks=reading.checks,
        figures=reading.figures[:MAX_FIGURES],
    )
    if held.read != data:
        append_record(assessment, data, by=by, at=at)


MAX_FIGURES = 2_000
