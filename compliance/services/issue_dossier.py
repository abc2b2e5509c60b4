"""Composing a dossier of an assessment as it stands."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Final

from compliance import __version__
from compliance.data.cache import Cache, open_cache
from compliance.data.files import write_atomically
from compliance.documents.dossier.issue import make_dossier, prepare
from compliance.documents.render.paper import Paper
from compliance.documents.render.press import Press
from compliance.services.official_law.quote import imported_text, official_quotes
from compliance.storage.opened import OpenAssessment

SHEETS: Final = "sheets"
"""The cache in which pages are kept."""


def kept_sheets(*, keep: bool) -> Cache | None:
    """Where pages are kept on this machine; nowhere where nobody wants it or it is off."""
    return open_cache(SHEETS) if keep else None


def issue_dossier(
    assessment: OpenAssessment,
    target: Path,
    *,
    as_of: datetime.date,
    quote_law: bool = False,
    keep: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write the PDF dossier of an assessment to a file.

    Args:
        assessment: the open assessment.
        target: where the PDF goes; an earlier file is replaced at the end.
        as_of: as in :func:`compose_dossier`.
        quote_law: as there.
        keep: as there.
        progress: as there.

    Returns:
        Size of the PDF in bytes.

    Raises:
        ConformityError: as there, or ``file.write-failed``.
    """
    content = compose_dossier(
        assessment, as_of=as_of, quote_law=quote_law, keep=keep, progress=progress
    )
    write_atomically(target, content)
    return len(content)


def compose_dossier(
    assessment: OpenAssessment,
    *,
    as_of: datetime.date,
    quote_law: bool = False,
    keep: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """The PDF dossier of an assessment.

    The same journal, the same day and the same text quoted give the same bytes.

    Args:
        assessment: the open assessment.
        as_of: day of the dossier; ages and dates count on it.
        quote_law: quote the official text of what is shown, as it was imported.
        keep: keep the pages on this machine, so that the next dossier lays out only what
            changed; they are readable by nobody but the account that runs the program.
        progress: called with the number of fragments that are done, and of all.

    Raises:
        ConformityError: ``dossier.renderer``, ``organisation.no-findings`` or
            ``law.not-imported``.
    """
    journal = _journal(assessment)
    quoter = None
    if quote_law:
        text = imported_text(assessment.catalogue.pack.pack)
        quoter = functools.partial(official_quotes, assessment.catalogue, text=text)
    press = Press(kept_sheets(keep=keep))
    return make_dossier(assessment, journal, as_of, __version__, progress, quoter, press)


def prepare_dossier(assessment: OpenAssessment, *, as_of: datetime.date) -> Paper:
    """Everything of a dossier short of laying it out.

    Args:
        assessment: the open assessment.
        as_of: as in :func:`compose_dossier`.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    return prepare(assessment, _journal(assessment), as_of, __version__)


def _journal(assessment: OpenAssessment) -> bytes:
    """The journal as it is now; the assessment takes in what others wrote."""
    assessment.require_system()
    assessment.refresh()
    records = assessment.store.read()[: assessment.state.seq]
    return b"".join(record.line() for record in records)
