"""Making the pack for somebody: papers, the evidence they name, an index, digests."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from compliance import __version__
from compliance.checklist.base import ADDRESSEES
from compliance.checklist.model import Word
from compliance.data.digests import sha256
from compliance.data.files import replacing
from compliance.data.names import safe_name
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import File, FilledDocument, content_of, files_of
from compliance.documents.papers.translated import translated_if_complete
from compliance.documents.render.press import Press
from compliance.errors import fail
from compliance.language.words import size_text
from compliance.services.issue_document import choose_documents, print_document
from compliance.services.issue_dossier import kept_sheets
from compliance.services.pack.bag import Bag
from compliance.services.pack.index import Paper, make_index
from compliance.services.pack.letter import PATH, Enclosed, make_letter
from compliance.storage.opened import OpenAssessment

INDEX: Final = "index"
OWN: Final = "own"
"""Group of the addressees to whom nothing is outside."""
ON_REQUEST: Final = "on-request"
"""Group of the addressees that are given what is not for outside, when they ask for it."""
MOST: Final = 128 * 1024 * 1024
"""Most bytes of evidence in a pack that is made in memory."""


@dataclass(frozen=True)
class Packed:
    """A pack that was written."""

    papers: tuple[FilledDocument, ...]
    evidence: int
    """How many files of evidence are inside."""
    held_back: int
    """How many more its papers name that are not for outside."""
    size: int


def make_pack(
    assessment: OpenAssessment,
    addressee: str,
    target: Path,
    *,
    as_of: datetime.date,
    named: tuple[str, ...] = (),
    requested: bool = False,
    keep: bool = True,
    language: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Packed:
    """Write the pack for somebody as a bag in a ZIP file.

    Args:
        assessment: the open assessment.
        addressee: word of the vocabulary ``addressees``.
        target: the file; an earlier one is replaced at the end.
        as_of: day on which evidence counts and provisions are in application.
        named: only these documents; all that are owed where none is named.
        requested: whether the addressee asked for evidence that is not for outside.
        keep: keep the pages on this machine.
        language: code of a language; papers that are there in it are written in it, the
            others and the index in English.
        progress: told how many files are inside, of how many.

    Raises:
        ConformityError: ``document.addressee`` where the vocabulary does not have it, or
            no document is owed to it; ``document.not-on-request``; ``language.unknown``;
            ``evidence.missing``; ``file.write-failed``.
    """
    press = Press(kept_sheets(keep=keep))
    writer = _prepare(assessment, addressee, as_of, named, press, language, requested=requested)
    with replacing(target) as stream:
        writer.write(stream, as_of, progress or (lambda *_: None))
    return Packed(
        writer.documents, len(writer.evidence), len(writer.held_back), target.stat().st_size
    )


def pack_of(
    assessment: OpenAssessment,
    addressee: str,
    as_of: datetime.date,
    press: Press,
    progress: Callable[[int, int], None],
    *,
    requested: bool = False,
) -> bytes:
    """The pack for somebody, where it is small enough to be kept in memory.

    Raises:
        ConformityError: as :func:`make_pack`; ``document.too-large``.
    """
    writer = _prepare(assessment, addressee, as_of, (), press, requested=requested)
    size = sum(assessment.blobs.size(file.digest) or 0 for file in writer.evidence)
    if size > MOST:
        raise fail(
            addressee,
            "document.too-large",
            f"The evidence of this pack has {size_text(size)}, more than the browser is given.",
            f"Write it on the command line: conformity issue DIR --for {addressee} -o pack.zip",
        )
    stream = io.BytesIO()
    writer.write(stream, as_of, progress)
    return stream.getvalue()


def _prepare(
    assessment: OpenAssessment,
    addressee: str,
    as_of: datetime.date,
    named: tuple[str, ...],
    press: Press,
    language: str = "",
    *,
    requested: bool = False,
) -> _Writer:
    check_addressee(assessment, addressee)
    chosen = choose_documents(assessment, as_of, named, addressee)
    if not chosen:
        raise fail(
            addressee,
            "document.addressee",
            "None of the documents that are owed is for this addressee.",
            "conformity documents DIR lists them, and for whom they are.",
        )
    english = [fill(assessment, view.id, as_of, __version__) for view in chosen]
    documents = tuple(_spoken(assessment, document, language) for document in english)
    files = {file.number: file for document in english for file in files_of(document)}
    may_have = may_have_inside(assessment, addressee, requested=requested)
    elsewhere = {key: file for key, file in files.items() if not file.held}
    held_back = {} if may_have else {key: file for key, file in files.items() if file.inside}
    held_back = {key: file for key, file in held_back.items() if key not in elsewhere}
    apart = (*held_back, *elsewhere)
    given = tuple(file for key, file in files.items() if key not in apart)
    word = next(w for w in assessment.catalogue.words(ADDRESSEES) if w.id == addressee)
    kept = Chosen(given, tuple(held_back.values()), tuple(elsewhere.values()))
    return _Writer(assessment, word, english[0], documents, kept, press)


def _spoken(assessment: OpenAssessment, document: FilledDocument, language: str) -> FilledDocument:
    """A document in a language, where all of it is there; as it is otherwise."""
    spoken = translated_if_complete(assessment, language, document.document)
    if spoken is None:
        return document
    return fill(assessment, document.document, document.as_of, document.tool, spoken)


def may_have_inside(assessment: OpenAssessment, addressee: str, *, requested: bool) -> bool:
    """Whether an addressee is given what is not for outside.

    Raises:
        ConformityError: ``document.not-on-request`` where it asked and the edition names no
            right of it.
    """
    words = assessment.catalogue.words_in
    if requested and addressee not in words(ADDRESSEES, ON_REQUEST):
        known = ", ".join(words(ADDRESSEES, ON_REQUEST)) or "nobody"
        raise fail(
            addressee,
            "document.not-on-request",
            "By these checklists this addressee has no right to evidence that is not for outside.",
            f"Leave --requested out. On request it goes to: {known}.",
        )
    return requested or addressee in words(ADDRESSEES, OWN)


def check_addressee(assessment: OpenAssessment, addressee: str) -> None:
    """Refuse a word that the vocabulary does not have.

    Raises:
        ConformityError: ``document.addressee``.
    """
    words = [word.id for word in assessment.catalogue.words(ADDRESSEES)]
    if addressee not in words:
        raise fail(
            addressee,
            "document.addressee",
            "These checklists know no such addressee.",
            f"They know: {', '.join(words) or 'none'}.",
        )


@dataclass(frozen=True)
class Chosen:
    """What becomes of the evidence that the papers of a pack name."""

    given: tuple[File, ...]
    """What lies in the pack."""
    held_back: tuple[File, ...]
    """What is not for outside."""
    elsewhere: tuple[File, ...]
    """What is not held: only its address is known."""


class _Writer:
    """Writes one pack."""

    def __init__(
        self,
        assessment: OpenAssessment,
        addressee: Word,
        like: FilledDocument,
        documents: tuple[FilledDocument, ...],
        chosen: Chosen,
        press: Press,
    ) -> None:
        self._assessment, self._addressee, self._like = assessment, addressee, like
        self.documents, self.evidence, self._press = documents, chosen.given, press
        self.held_back, self.elsewhere = chosen.held_back, chosen.elsewhere

    def write(
        self, stream: IO[bytes], as_of: datetime.date, progress: Callable[[int, int], None]
    ) -> None:
        """Write all of it."""
        like = self._like
        name = safe_name(f"{like.assessment}-{as_of}")
        with Bag(stream, name, datetime.datetime.fromisoformat(like.at)) as bag:
            self._fill(bag, as_of, progress)

    def _fill(self, bag: Bag, as_of: datetime.date, progress: Callable[[int, int], None]) -> None:
        like = self._like
        total, done = len(self.documents) + len(self.evidence) + 1, 0
        papers: list[Paper] = []
        for paper, content in self._printed():
            bag.add(paper.path, content)
            papers.append(paper)
            progress(done := done + 1, total)
        placed: list[tuple[File, str]] = []
        for file, path in _places(self.evidence):
            with self._assessment.blobs.open(file.digest, file.number) as held:
                bag.add(path, held)
            placed.append((file, path))
            progress(done := done + 1, total)
        papers[:0] = self._letter(bag, papers, as_of)
        asks = ON_REQUEST in self._addressee.groups
        right = self._addressee.note if asks else ""
        label = self._addressee.label
        index = make_index(
            like, label, papers, placed, as_of, self.held_back, right, self.elsewhere
        )
        bag.add(f"{INDEX}.pdf", print_document(index, self._press))
        bag.add(f"{INDEX}.json", content_of(index))
        bag.finish(
            {
                "Source-Organization": like.operator or "not stated",
                "External-Identifier": like.assessment,
                "External-Description": f"{index.title}; {like.subject}; {like.law}",
                "Bagging-Date": as_of.isoformat(),
                "Bag-Software-Agent": f"conformity {__version__}",
            }
        )
        progress(total, total)

    def _letter(self, bag: Bag, papers: list[Paper], as_of: datetime.date) -> list[Paper]:
        """The letter that covers the pack, where the edition declares one."""
        enclosed = Enclosed(
            [(paper.document, paper.path) for paper in papers],
            len(self.evidence),
            len(self.held_back),
        )
        letter = make_letter(self._assessment, self._addressee, self._like, enclosed, as_of)
        if letter is None:
            return []
        content = print_document(letter, self._press)
        bag.add(PATH, content)
        return [Paper(letter, PATH, sha256(content))]

    def _printed(self) -> Iterator[tuple[Paper, bytes]]:
        for document in self.documents:
            content = print_document(document, self._press)
            end = f".{document.language}" if document.translation else ""
            path = f"papers/{document.document}{end}.pdf"
            yield Paper(document, path, sha256(content)), content


def _places(evidence: Iterable[File]) -> Iterator[tuple[File, str]]:
    """Where each piece of evidence lies below the payload: by its number, then its name."""
    for file in evidence:
        yield file, f"evidence/{safe_name(f'{file.number} {file.name}')}"
