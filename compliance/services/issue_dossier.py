"""Composing the two volumes of a dossier: the summary, and the proof."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from compliance import __version__
from compliance.data.cache import Cache, open_cache
from compliance.data.files import write_atomically
from compliance.documents.dossier.issue import make_dossier, prepare
from compliance.documents.dossier.summary.compose import compose_summary
from compliance.documents.dossier.summary.fill import summarise
from compliance.documents.render.paper import Paper
from compliance.documents.render.press import Press
from compliance.services.official_law.quote import imported_text, official_quotes
from compliance.storage.opened import OpenAssessment

SHEETS: Final = "sheets"
"""The cache in which pages are kept."""


SUMMARY: Final = "summary"
PROOF: Final = "proof"
BOTH: Final = "both"
VOLUMES: Final = (SUMMARY, PROOF, BOTH)
"""Which volumes are written."""
_BESIDE: Final = "{}-summary{}"


@dataclass(frozen=True)
class Volume:
    """A volume that was written to a file."""

    name: str
    """``summary`` or ``proof``."""
    path: Path
    size: int


def paths_of(target: Path, volumes: str = BOTH) -> dict[str, Path]:
    """Where each volume goes: one alone where it is told, the summary beside the proof."""
    if volumes != BOTH:
        return {volumes: target}
    beside = target.with_name(_BESIDE.format(target.stem, target.suffix))
    return {SUMMARY: beside, PROOF: target}


def issue_volumes(
    assessment: OpenAssessment,
    target: Path,
    *,
    as_of: datetime.date,
    volumes: str = BOTH,
    quote_law: bool = False,
    keep: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Volume, ...]:
    """Write the volumes of the dossier of an assessment to files.

    Args:
        assessment: the open assessment.
        target: where the proof goes, or the one volume that is wanted; of both the summary
            lies beside it. Earlier files are replaced at the end.
        as_of: as in :func:`compose_dossier`.
        volumes: one of ``VOLUMES``.
        quote_law: as there, in the proof.
        keep: as there.
        progress: as there, while the proof is written.

    Raises:
        ConformityError: as there, or ``file.write-failed``.
    """
    written = []
    for name, path in reversed(paths_of(target, volumes).items()):
        content = (
            compose_summary_of(assessment, as_of=as_of, keep=keep)
            if name == SUMMARY
            else compose_dossier(
                assessment, as_of=as_of, quote_law=quote_law, keep=keep, progress=progress
            )
        )
        write_atomically(path, content)
        written.append(Volume(name, path, len(content)))
    return tuple(reversed(written))


def compose_summary_of(
    assessment: OpenAssessment, *, as_of: datetime.date, keep: bool = True
) -> bytes:
    """The PDF of the summary; the same journal and the same day give the same bytes.

    Args:
        assessment: the open assessment.
        as_of: as in :func:`compose_dossier`.
        keep: as there.

    Raises:
        ConformityError: ``dossier.renderer`` or ``organisation.no-findings``.
    """
    return Press(kept_sheets(keep=keep)).print(prepare_summary(assessment, as_of=as_of))


def prepare_summary(assessment: OpenAssessment, *, as_of: datetime.date) -> Paper:
    """Everything of a summary short of laying it out.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    assessment.require_system()
    return compose_summary(summarise(assessment, as_of, __version__))


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
    """Write the proof alone; arguments and errors as :func:`issue_volumes`.

    Returns:
        Size of the PDF in bytes.
    """
    (proof,) = issue_volumes(
        assessment,
        target,
        as_of=as_of,
        volumes=PROOF,
        quote_law=quote_law,
        keep=keep,
        progress=progress,
    )
    return proof.size


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
