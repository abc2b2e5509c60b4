"""Which papers are written about an entry after the launch."""

from __future__ import annotations

import datetime

from compliance.assessment.about_entry import about
from compliance.errors import fail
from compliance.storage.opened import OpenAssessment
from compliance.views.document import DocumentView, documents_about


def papers_about(
    assessment: OpenAssessment, number: str, as_of: datetime.date, *, complete: bool = False
) -> tuple[DocumentView, ...]:
    """The papers about an entry that are owed: of two reports the one that is meant.

    Args:
        assessment: the open assessment.
        number: of the entry.
        as_of: day on which they are looked at.
        complete: the complete report, not the initial one.

    Raises:
        ConformityError: ``entry.unknown``; ``entry.no-paper`` where there is none;
            ``organisation.no-findings``.
    """
    assessment.require_system()
    about(assessment, number)
    other = "initial" if complete else "complete"
    found = [view for view in documents_about(assessment, number, as_of) if view.owed]
    chosen = tuple(view for view in found if view.report != other)
    if not chosen:
        whole = documents_about(assessment, number, as_of)
        because = "; ".join(dict.fromkeys(view.because for view in whole))
        raise fail(
            number,
            "entry.no-paper",
            "The law asks for no such paper about this entry by the answers so far.",
            because or "conformity incident show DIR NUMBER says what is due.",
        )
    return chosen
