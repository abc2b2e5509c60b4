"""Composing a dossier of an assessment as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance import __version__
from compliance.data.files import write_atomically
from compliance.dossier.issue import make_dossier

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable
    from pathlib import Path

    from compliance.services.open_assessment import Assessment


def issue_dossier(
    assessment: Assessment,
    target: Path,
    *,
    as_of: datetime.date,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write the PDF dossier of an assessment.

    The same journal and the same day give the same bytes.

    Args:
        assessment: the open assessment.
        target: where the PDF goes; an earlier file is replaced at the end.
        as_of: day of the dossier; ages and dates count on it.
        progress: called with steps done and their total.

    Returns:
        Size of the PDF in bytes.

    Raises:
        ConformityError: ``dossier.renderer``, ``file.write-failed`` or
            ``organisation.no-findings``.
    """
    assessment.require_system()
    assessment.refresh()
    records = assessment.store.read()[: assessment.state.seq]
    journal = b"".join(record.line() for record in records)
    content = make_dossier(
        assessment.catalogue,
        assessment.state,
        journal,
        as_of,
        __version__,
        progress,
    )
    write_atomically(target, content)
    return len(content)
