"""A filled document: everything that its pages say, and nothing else.

It is what is put inside the paper as JSON, and the pages are made of it alone. So whoever
has a paper can make its pages again from it, and whoever has the assessment can fill the
document again and compare. It holds no gap, no owner and no remark: a paper says what was
answered, and a draft what is open.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from compliance.data.digests import canonical_json
from compliance.language.tongue import PAPER

FORMAT: Final = "conformity-paper-1"
NAME: Final = "paper.json"
"""File inside a paper with everything that its pages say."""


class Filled(BaseModel):
    """Base of all parts: immutable, and no unknown key passes."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Piece(Filled):
    """A run of text of a statement."""

    text: str
    fact: str = ""
    """The question whose answer it is; empty for the words of the document."""


class Said(Filled):
    """A statement in our own words, with the answers in their places."""

    kind: Literal["said"] = "said"
    pieces: tuple[Piece, ...]


class Measure(Filled):
    """What is drawn of a row; nothing of it where its answers hold no number beyond doubt."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    """The ends of the interval of the value."""
    beside: float | None = None
    """What it is held against: a target, a population, the value before."""


class Drawing(Filled):
    """What is drawn beside the rows of a table, which are its data."""

    kind: Literal["point", "bar", "clock"]
    """A value and what it is held against; a share; days that passed, and a limit of days."""
    axis: str
    """What is drawn, in words."""
    rows: tuple[Measure, ...]


class Table(Filled):
    """Entries of a repeated group."""

    kind: Literal["table"] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Cells by row; the first cell of each row is its heading."""
    drawing: Annotated[Drawing | None, Field(exclude_if=lambda value: value is None)] = None


class Stated(Filled):
    """An answer under its name."""

    kind: Literal["stated"] = "stated"
    fact: str
    label: str
    texts: tuple[str, ...] = ()
    """Paragraphs of what was answered."""
    reasons: tuple[str, ...] = ()
    """What was explained with it, where the point asks for that."""
    items: tuple[str, ...] = ()
    """What was chosen of several."""
    tables: tuple[Table, ...] = ()
    note: str = ""
    """What stands in its place, or beside it."""
    source: Annotated[str, Field(exclude_if=lambda value: not value)] = ""
    """The file that it was read in, and where in it, once somebody confirmed it."""


class File(Filled):
    """A piece of evidence that lies beside the paper."""

    number: str
    """Its number in the assessment."""
    name: str
    sort: str
    """What kind of evidence it is."""
    day: str
    """When it was collected, in words."""
    digest: str
    """SHA-256 of the file."""
    inside: Annotated[bool, Field(exclude_if=lambda value: not value)] = False
    """Whether it is not for outside: it is named, and only handed over where the law says so."""
    until: Annotated[str, Field(exclude_if=lambda value: not value)] = ""
    """The last day on which it counts, in words, where one is named."""
    address: Annotated[str, Field(exclude_if=lambda value: not value)] = ""
    """Where it lies in the system that documents are kept in."""
    held: Annotated[bool, Field(exclude_if=lambda value: value)] = True
    """Whether it is held; otherwise only its address is known, and nobody compared it."""
    newer: Annotated[str, Field(exclude_if=lambda value: not value)] = ""
    """Number of a newer version of it, where there is one."""

    @property
    def called(self) -> str:
        """Its name, with the number of a newer version and with its address."""
        name = f"{self.name} → {self.newer}" if self.newer else self.name
        return f"{name} ({self.address})" if self.address else name

    @property
    def days(self) -> str:
        """When it was collected, and the last day on which it counts."""
        return " – ".join(filter(None, (self.day, self.until)))


class Files(Filled):
    """Evidence of the kinds that a point lists."""

    kind: Literal["files"] = "files"
    caption: str
    files: tuple[File, ...]


class Told(Filled):
    """What was answered to a requirement."""

    kind: Literal["told"] = "told"
    requirement: str
    title: str
    """Empty where its point tells of nothing else, under its own heading."""
    provision: str
    """As it is cited."""
    answer: str
    explanation: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    """What was asked about the answer."""
    files: tuple[File, ...] = ()


class Concluded(Filled):
    """Something that follows from the answers by a rule of the checklists."""

    kind: Literal["concluded"] = "concluded"
    title: str
    text: str
    because: str
    provisions: str
    """As they are cited; empty where it rests on none."""


class Open(Filled):
    """What is open; a draft has some, a final paper none."""

    kind: Literal["open"] = "open"
    text: str


class Note(Filled):
    """What to know about a point."""

    kind: Literal["note"] = "note"
    text: str


Block = Annotated[
    Said | Stated | Table | Files | Told | Concluded | Open | Note, Field(discriminator="kind")
]


class FilledPoint(Filled):
    """A point, as the law numbers it."""

    place: int
    """Its place in the paper, from 1."""
    number: str
    title: str
    provision: str
    blocks: tuple[Block, ...]


class FilledSection(Filled):
    """A part with its points."""

    title: str = ""
    number: str = ""
    intro: str = ""
    points: tuple[FilledPoint, ...]
    page: bool = False
    """Whether it begins a page."""
    wide: bool = False
    """Whether its points stand under headings, in the full width."""


class Shown(Filled):
    """A field of the row under the head."""

    label: str
    value: str


class SignHere(Filled):
    """A place to sign."""

    field: str
    """Its name, in the order in which is signed."""
    label: str
    party: str
    name: str
    function: str


class TextsOf(Filled):
    """The texts of a translation, and who confirmed them."""

    texts: str
    """SHA-256 over all that may be printed of the document in this language."""
    names: str
    """What wrote days, numbers and names of countries: another version may write others."""
    by: str = ""
    """Who confirmed them for the company; nobody yet where it is empty."""
    on: str = ""
    """The day, in words."""


class Carried(Filled):
    """What a paper says of itself whose pages are made of what it carries, and of that alone."""

    document: str
    """Id of the document in the edition, or of the entry's paper."""
    title: str
    basis: str
    """The law and the provisions, as cited."""
    subject: str
    """What it is about, in a line."""
    state: str = ""
    """What it is called while it is a draft; empty for a final one."""
    operator: str
    assessment: str
    head: str
    """Of the journal that it was filled from."""
    records: int
    """Records of that journal up to the head."""
    at: str
    """When the last of them was written."""
    as_of: datetime.date
    law: str
    edition: str
    edition_digest: str
    tool: str
    """Version of the program that filled it."""
    language: str = PAPER


class FilledDocument(Carried):
    """A document as it is printed."""

    format: Literal["conformity-paper-1"] = FORMAT
    called: str
    open: tuple[str, ...] = ()
    """What is open, a sentence each."""
    form: str = ""
    """What the law leaves open about its form."""
    fields: tuple[Shown, ...] = ()
    sections: tuple[FilledSection, ...]
    index: bool = False
    """Whether an index of its points stands before them."""
    signatures: tuple[SignHere, ...] = ()
    translation: TextsOf | None = None
    """Which texts it is written with, where that is not English."""


def content_of(paper: Carried) -> bytes:
    """The file inside a paper: all it says as canonical JSON."""
    return canonical_json(paper.model_dump(mode="json"))


def files_of(document: FilledDocument) -> Iterator[File]:
    """Evidence that a document names."""
    for section in document.sections:
        for point in section.points:
            for block in point.blocks:
                if isinstance(block, Told | Files):
                    yield from block.files
