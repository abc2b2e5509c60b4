"""Issuing the documents that a law asks for, one by one or those for somebody."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from compliance import __version__
from compliance.data.files import write_atomically
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import FilledDocument, content_of
from compliance.documents.papers.translated import translated
from compliance.documents.render.glyphs import lacking
from compliance.documents.render.press import Press
from compliance.documents.word.working_copy import make_working_copy
from compliance.errors import ConformityError, fail
from compliance.services.issue_dossier import kept_sheets
from compliance.storage.opened import OpenAssessment
from compliance.views.document import DocumentView, view_document, view_documents

PDF: Final = "pdf"
JSON: Final = "json"
"""What the pages say, for machines."""
WORD: Final = "docx"
"""A working copy, to negotiate and to adapt."""
_OTHER: Final = {JSON: content_of, WORD: make_working_copy}
"""Files that are no paper, and how they are made."""


@dataclass(frozen=True)
class Issued:
    """A document that was written to a file."""

    view: DocumentView
    path: Path
    size: int
    fonts: tuple[str, ...] = ()
    """Fonts to add for what stands there as a mark, for ours lack it."""
    working: bool = False
    """Whether nobody has confirmed its wording, so that there is no place to sign."""

    @property
    def draft(self) -> bool:
        """Whether it is only a draft."""
        return self.view.state != "ready"


def choose_documents(
    assessment: OpenAssessment,
    as_of: datetime.date,
    named: Sequence[str],
    addressee: str = "",
    *,
    form: str = PDF,
) -> tuple[DocumentView, ...]:
    """Which documents are meant: those that are named, otherwise all that are owed.

    Args:
        assessment: the open assessment.
        as_of: day on which they are looked at.
        named: ids of documents; all that are owed where none is named.
        addressee: only those that this one may have; whoever where empty.
        form: in which they are wanted; as working copies only those that may be had so.

    Raises:
        ConformityError: ``document.unknown``; ``document.not-owed`` and
            ``document.no-working-copy`` for one that is named;
            ``organisation.no-findings``.
    """
    assessment.require_system()
    if named:
        names = dict.fromkeys(named)
        found = [view for known in names for view in _called(assessment, known, as_of)]
        for view in found:
            if not view.owed:
                raise fail(
                    view.id,
                    "document.not-owed",
                    f"This operator owes no {view.called}: {view.because}",
                    "Change the answer if it is wrong, or leave the document out.",
                )
            if form == WORD and not view.working_copy:
                raise _no_working_copy(assessment, view, as_of)
    else:
        found = [view for view in view_documents(assessment, as_of) if view.owed]
    return tuple(
        view
        for view in found
        if (not addressee or addressee in {word for word, _ in view.to})
        and (form != WORD or view.working_copy)
    )


def _no_working_copy(
    assessment: OpenAssessment, view: DocumentView, as_of: datetime.date
) -> ConformityError:
    known = [one.id for one in view_documents(assessment, as_of) if one.working_copy]
    return fail(
        view.id,
        "document.no-working-copy",
        f"The {view.called} is not negotiated or adapted, so there is no Word file of it.",
        f"Leave --format docx out. There is one of: {', '.join(known) or 'none'}.",
    )


def _called(assessment: OpenAssessment, known: str, as_of: datetime.date) -> list[DocumentView]:
    """A document by its id; of one about entries, those about each, where it is owed."""
    each = [view for view in view_documents(assessment, as_of) if view.document == known]
    owed = [view for view in each if view.owed]
    return owed or each[:1] or [view_document(assessment, known, as_of)]


def issue_documents(
    assessment: OpenAssessment,
    chosen: Sequence[DocumentView],
    folder: Path,
    *,
    as_of: datetime.date,
    form: str = PDF,
    keep: bool = True,
    language: str = "",
) -> Iterator[Issued]:
    """Write documents to files of a folder, one after the other.

    Args:
        assessment: the open assessment.
        chosen: the documents.
        folder: where they go; made where it is not there.
        as_of: day on which evidence counts and provisions are in application.
        form: ``pdf``; ``json`` for what the pages say, for machines; ``docx`` for a working
            copy.
        keep: keep the pages on this machine, so that the next time only what changed is
            laid out.
        language: code of the language; English by default.

    Raises:
        ConformityError: ``language.unknown``, ``language.incomplete`` before anything is
            written; ``file.write-failed``; ``dossier.renderer``.
    """
    press = Press(kept_sheets(keep=keep))
    spoken = {view.id: translated(assessment, language, view.id) for view in chosen}
    end = "" if not any(spoken.values()) else f".{language}"
    for view in chosen:
        document = fill(assessment, view.id, as_of, __version__, spoken[view.id])
        content = _OTHER[form](document) if form in _OTHER else print_document(document, press)
        path = folder / f"{view.id}{end}.{form}"
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
        fonts = () if form == JSON else lacking(content_of(document).decode())
        working = document.translation is not None and not document.translation.by
        yield Issued(view, path, len(content), fonts, working)


def print_document(document: FilledDocument, press: Press | None = None) -> bytes:
    """The PDF of a filled document."""
    return (press or Press()).print(compose(document))


def file_of(assessment: OpenAssessment, known: str, as_of: datetime.date, form: str) -> bytes:
    """A document of an assessment as a file that is no paper: ``json`` or ``docx``.

    Raises:
        ConformityError: as :func:`choose_documents`.
    """
    (view,) = choose_documents(assessment, as_of, [known], form=form)
    return _OTHER[form](fill(assessment, view.id, as_of, __version__))


def document_of(
    assessment: OpenAssessment, known: str, as_of: datetime.date, press: Press, language: str = ""
) -> bytes:
    """The PDF of a document of an assessment.

    Raises:
        ConformityError: ``document.unknown``, ``document.not-owed``;
            ``language.unknown``, ``language.incomplete``;
            ``organisation.no-findings``; ``dossier.renderer``.
    """
    (view,) = choose_documents(assessment, as_of, [known])
    spoken = translated(assessment, language, view.id)
    return print_document(fill(assessment, view.id, as_of, __version__, spoken), press)
