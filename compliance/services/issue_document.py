"""Issuing the documents that a law asks for, one by one or those for somebody."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from compliance import __version__
from compliance.data.files import write_atomically
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import FilledDocument, content_of
from compliance.documents.papers.translated import translated
from compliance.documents.render.glyphs import lacking
from compliance.documents.render.press import Press
from compliance.errors import fail
from compliance.services.issue_dossier import kept_sheets
from compliance.storage.opened import OpenAssessment
from compliance.views.document import DocumentView, view_document, view_documents


@dataclass(frozen=True)
class Issued:
    """A document that was written to a file."""

    view: DocumentView
    path: Path
    size: int
    fonts: tuple[str, ...] = ()
    """Fonts to add for what stands there as a mark, for ours lack it."""

    @property
    def draft(self) -> bool:
        """Whether it is only a draft."""
        return self.view.state != "ready"


def choose_documents(
    assessment: OpenAssessment, as_of: datetime.date, named: Sequence[str], addressee: str = ""
) -> tuple[DocumentView, ...]:
    """Which documents are meant: those that are named, otherwise all that are owed.

    Args:
        assessment: the open assessment.
        as_of: day on which they are looked at.
        named: ids of documents; all that are owed where none is named.
        addressee: only those that this one may have; whoever where empty.

    Raises:
        ConformityError: ``document.unknown``; ``document.not-owed`` for one that is named;
            ``organisation.no-findings``.
    """
    assessment.require_system()
    if named:
        found = [view_document(assessment, known, as_of) for known in dict.fromkeys(named)]
        for view in found:
            if not view.owed:
                raise fail(
                    view.id,
                    "document.not-owed",
                    f"This operator owes no {view.called}: {view.because}",
                    "Change the answer if it is wrong, or leave the document out.",
                )
    else:
        found = [view for view in view_documents(assessment, as_of) if view.owed]
    return tuple(
        view for view in found if not addressee or addressee in {word for word, _ in view.to}
    )


def issue_documents(
    assessment: OpenAssessment,
    chosen: Sequence[DocumentView],
    folder: Path,
    *,
    as_of: datetime.date,
    form: str = "pdf",
    keep: bool = True,
    language: str = "",
) -> Iterator[Issued]:
    """Write documents to files of a folder, one after the other.

    Args:
        assessment: the open assessment.
        chosen: the documents.
        folder: where they go; made where it is not there.
        as_of: day on which evidence counts and provisions are in application.
        form: ``pdf``, or ``json`` for what the pages say, for machines.
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
        content = content_of(document) if form == "json" else print_document(document, press)
        path = folder / f"{view.id}{end}.{form}"
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
        fonts = () if form == "json" else lacking(content_of(document).decode())
        yield Issued(view, path, len(content), fonts)


def print_document(document: FilledDocument, press: Press | None = None) -> bytes:
    """The PDF of a filled document."""
    return (press or Press()).print(compose(document))


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
