"""The letter that covers a pack: who sends what to whom, by which provision, in which state.

It says nothing of the content of the papers, and nothing that is only in the assessment.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.checklist.base import ADDRESSEES
from compliance.checklist.documents import slots
from compliance.checklist.letters import Letter, LetterFile
from compliance.checklist.model import Word
from compliance.documents.papers.filled import (
    Block,
    FilledDocument,
    FilledPoint,
    FilledSection,
    Piece,
    Said,
    Shown,
    Table,
)
from compliance.documents.statements import Statements
from compliance.language.furniture import FURNITURE
from compliance.language.words import counted, day
from compliance.views.document import basis_of

ID: Final = "letter"
PATH: Final = "letter.pdf"
"""Below the payload."""
FINAL, UNSIGNED, WORKING = "Final", "Final, unsigned", "Final, working translation"
ENCLOSURES: Final = "Enclosures"
EACH: Final = "Each paper with the provision by which it is drawn up, and its state"
DRAFTS: Final = (
    "A draft is no final paper: it names on its first page what is open, and nobody may rely on it."
)
COLUMNS: Final = ("Enclosure", "Provision", "State", "File")
LISTED: Final = "The index lists each file with its digest: index.pdf."


@dataclass(frozen=True)
class Enclosed:
    """What a letter covers."""

    papers: Sequence[tuple[FilledDocument, str]]
    """Each with its path below the payload."""
    evidence: int
    held_back: int
    """How many files more the papers name that are not for outside."""


def make_letter(
    assessment: Assessment,
    addressee: Word,
    like: FilledDocument,
    enclosed: Enclosed,
    as_of: datetime.date,
) -> FilledDocument | None:
    """The letter for an addressee; nothing where the edition declares none.

    Args:
        assessment: what was recorded.
        addressee: for whom the pack is.
        like: one of its papers; assessment, operator and edition are those of all.
        enclosed: what lies in the pack.
        as_of: day on which it is made.
    """
    letters = assessment.catalogue.letters
    letter = letters.letter(addressee.id, assessment.facts) if letters else None
    if letters is None or letter is None:
        return None
    return _Writer(assessment, letters, letter, addressee, enclosed).write(like, as_of)


class _Writer:
    """Writes one letter."""

    def __init__(
        self,
        assessment: Assessment,
        letters: LetterFile,
        letter: Letter,
        addressee: Word,
        enclosed: Enclosed,
    ) -> None:
        self._letters, self._letter, self._addressee = letters, letter, addressee
        self._catalogue, self._said = assessment.catalogue, Statements(assessment)
        self._enclosed = enclosed

    def write(self, like: FilledDocument, as_of: datetime.date) -> FilledDocument:
        """All of it, as a paper of the same family."""
        basis = self._letter.basis
        points = tuple(self._points())
        return like.model_copy(
            update={
                "document": ID,
                "title": self._letters.title,
                "called": "letter",
                "basis": basis_of(self._catalogue, basis) if basis else like.law,
                "state": "",
                "open": (),
                "form": self._letters.form_note,
                "fields": (
                    Shown(label="To", value=self._catalogue.label(ADDRESSEES, self._addressee.id)),
                    Shown(label="As of", value=day(as_of)),
                    Shown(label="Enclosures", value=self._count()),
                ),
                "sections": (
                    FilledSection(points=points[:-1]),
                    FilledSection(
                        title=ENCLOSURES, number=points[-1].number, points=points[-1:], wide=True
                    ),
                ),
                "index": False,
                "signatures": (),
            }
        )

    def _points(self) -> Iterator[FilledPoint]:
        recipient = list(self._lines(self._letter.recipient)) or [_said(self._addressee.label)]
        parts: list[tuple[str, list[Block]]] = [
            ("From", list(self._lines(self._letters.sender))),
            ("To", recipient),
            ("Reference", list(self._lines(self._letter.reference))),
            ("What we send, and why", list(self._lines(self._letter.says))),
            (EACH, list(self._enclosures())),
        ]
        parts = [one for one in parts if one[1]]
        for at, (title, blocks) in enumerate(parts, 1):
            yield FilledPoint(
                place=at, number=str(at), title=title, provision="", blocks=tuple(blocks)
            )

    def _lines(self, text: str) -> Iterator[Block]:
        """The lines of a text; those that lack an answer stay out."""
        for line in filter(None, text.splitlines()):
            if not any(map(self._said.unsaid, slots(line))):
                yield Said(pieces=tuple(self._said.pieces(line)))

    def _enclosures(self) -> Iterator[Block]:
        rows = tuple(
            (document.title, document.basis.partition(" · ")[2], _state(document), path)
            for document, path in self._enclosed.papers
        )
        yield Table(caption="Papers", columns=COLUMNS, rows=rows)
        if any(document.state for document, _ in self._enclosed.papers):
            yield _said(DRAFTS)
        yield _said(f"Evidence that the papers name: {counted(self._enclosed.evidence, 'file')}.")
        if self._enclosed.held_back:
            files = counted(self._enclosed.held_back, "file")
            yield _said(f"Named by the papers and not enclosed, since not for outside: {files}.")
        yield _said(LISTED)

    def _count(self) -> str:
        papers = counted(len(self._enclosed.papers), "paper")
        return f"{papers}, {counted(self._enclosed.evidence, 'file')} of evidence"


def _state(document: FilledDocument) -> str:
    """In English, whatever the language of the paper."""
    if document.state:
        return FURNITURE["state.draft"]
    if document.translation is not None and not document.translation.by:
        return WORKING
    return UNSIGNED if document.signatures else FINAL


def _said(text: str) -> Said:
    return Said(pieces=(Piece(text=text),))
