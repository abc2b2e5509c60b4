"""Reading a dossier back: its container, the files inside it, its properties.

A PDF may come from anywhere and may be made to mislead. Everything that is not a
dossier of this toolkit is refused with one error; nothing in it is executed. What is
not as this program writes it is named as a fault, and what can be read is read all the
same, so that more than the first fault can be told. Nothing is found by searching the
text of pages: whoever answers a question may write anything there.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from compliance.documents.dossier.issue import JOURNAL_NAME, RECORD_NAME
from compliance.documents.papers.filled import NAME as PAPER_NAME
from compliance.documents.reading.container import scan
from compliance.documents.reading.document import Document
from compliance.documents.reading.foreign import open_foreign
from compliance.documents.reading.inside import (
    Fault,
    attached_files,
    check_files,
    check_parts,
    check_stamps,
    pick,
    shortened,
)
from compliance.documents.reading.properties import Said, said_in
from compliance.documents.reading.values import UnreadableError, text_of
from compliance.documents.reading.ways_back import check_ways_back
from compliance.documents.render.writer import HEAD
from compliance.errors import ConformityError, fail
from compliance.language.words import plain

MAX_BYTES: Final = 256 * 1024 * 1024
NOT_AS_ISSUED: Final = "dossier.not-as-issued"
PROPERTIES: Final = "dossier.properties"


@dataclass(frozen=True)
class Embedded:
    """A paper as it was read."""

    files: Mapping[str, bytes]
    """Files inside it, by name."""
    said: Said
    """Its properties."""
    pages: int
    document: Document
    issued: bytes
    """The file up to the end of what was issued."""
    later: int
    """How many bytes stand behind that."""
    written: bool
    """Whether the container is one that this program wrote, whoever changed it since."""
    faults: tuple[Fault, ...] = ()
    """What is not as this program writes it."""

    @property
    def is_dossier(self) -> bool:
        """Whether it is a dossier; any other paper holds what its pages say."""
        return JOURNAL_NAME in self.files

    @property
    def record(self) -> bytes:
        """Of a dossier: the record that its pages show."""
        return self.files[RECORD_NAME]

    @property
    def journal(self) -> bytes:
        """Of a dossier: the journal from which everything follows."""
        return self.files[JOURNAL_NAME]


def read_dossier(content: bytes) -> Embedded:
    """Take a dossier apart.

    Raises:
        ConformityError: ``dossier.not-a-dossier`` for everything else, also for
            damaged, encrypted or malicious files.
    """
    found = read_paper(content)
    if not found.is_dossier:
        raise not_a_dossier("It is a document that holds no journal.")
    return found


def read_paper(content: bytes) -> Embedded:
    """Take a paper of this program apart: a dossier, or a document that the law asks for.

    Raises:
        ConformityError: ``dossier.not-a-dossier`` for everything else, also for
            damaged, encrypted or malicious files.
    """
    if len(content) > MAX_BYTES or not content[:1024].lstrip().startswith(b"%PDF-"):
        raise not_a_dossier("It is not a PDF, or larger than accepted.")
    try:
        return _read(content)
    except UnreadableError as error:
        why = str(error)
        raise not_a_dossier(f"{why[:1].upper()}{why[1:]}.") from None


def not_a_dossier(why: str) -> ConformityError:
    """The one error for everything that is no paper of this program."""
    return fail(
        "the PDF",
        "dossier.not-a-dossier",
        f"This is not a dossier of this toolkit. {why}",
        "Use the file exactly as it was issued, not a print or a merged copy.",
    )


def _read(content: bytes) -> Embedded:
    try:
        container = scan(content)
        faults = [_not_issued(f"{fault}.") for fault in container.faults]
        library = f"zlib {zlib.ZLIB_RUNTIME_VERSION}"
        if not container.packed_here and library in text_of(
            container.document.info.get("Producer")
        ):
            faults.append(_not_issued("its table of places was packed by another program."))
        return _taken_apart(content, container.document, container.end, faults, written=True)
    except UnreadableError as error:
        faults = [_not_written(content, str(error))]
    return _taken_apart(content, open_foreign(content), len(content), faults, written=False)


def _taken_apart(
    content: bytes, document: Document, end: int, faults: list[Fault], *, written: bool
) -> Embedded:
    pages = len(document.pages())
    if not pages:
        raise UnreadableError("it has no pages")
    files = attached_files(document)
    listed = {item.name for item in files if item.way == "list"}
    names = (PAPER_NAME,) if PAPER_NAME in listed else (RECORD_NAME, JOURNAL_NAME)
    inside = {name: pick(files, name) for name in names}
    faults = [*faults, *shortened(check_files(files, inside)), *_checked(document)]
    return Embedded(
        files=inside,
        said=said_in(document),
        pages=pages,
        document=document,
        issued=content[:end],
        later=len(content) - end,
        written=written,
        faults=tuple(faults),
    )


def _not_written(content: bytes, why: str) -> Fault:
    """What is said of a container that is not as this program writes it."""
    if content.startswith(HEAD) and b"/ObjStm" in content and b"\nstartxref\n" in content:
        return Fault(
            NOT_AS_ISSUED,
            f"This is not the file as it was issued: {why}. It was damaged on the way, or saved "
            "anew by another program.",
        )
    return Fault(
        NOT_AS_ISSUED,
        f"This is not the file as it was issued: another program saved it anew ({why}). Mail "
        "gateways and viewers do that too.",
    )


def _not_issued(why: str) -> Fault:
    return Fault(NOT_AS_ISSUED, f"This is not the file as it was issued: {why}")


def _checked(document: Document) -> list[Fault]:
    """Faults of what stands beside the pages; what cannot be followed is one too."""
    try:
        checks = (check_stamps, check_parts, check_ways_back)
        return [fault for check in checks for fault in shortened(check(document))]
    except UnreadableError as error:
        return [_not_issued(f"{error}.")]


def contradictions(said: Said) -> Iterator[Fault]:
    """Properties that the two places of a file give differently."""
    differing = list(said.contradictions())
    if differing:
        names = ", ".join(plain(name, 40) for name in differing[:8])
        yield Fault(
            PROPERTIES,
            f"The properties of the file contradict each other, or are more than this program "
            f"writes: {names}.",
        )
