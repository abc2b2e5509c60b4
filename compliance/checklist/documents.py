"""Documents that a law asks for: whose, for whom, when, and what stands in them.

A document is data of the edition. Its sections and points stand in the order of the law;
each point says what fills it: a statement with slots, answers, what was answered to
requirements, evidence by its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from compliance.checklist.base import Id, Model, Text
from compliance.checklist.conditions import Condition

SLOT: Final = re.compile(r"\{([a-z0-9.-]+)\}")
"""A place in a statement where an answer stands."""


def slots(statement: str) -> tuple[str, ...]:
    """The questions whose answers stand in a statement, in order, each once."""
    return tuple(dict.fromkeys(SLOT.findall(statement)))


class Concerned(Model):
    """Requirements that stand alike towards a declaration, and why.

    A requirement belongs where its id is listed, otherwise where the narrowest provision
    stands that holds its first provision.
    """

    because: Text
    """Why, in a few words for whoever signs."""
    basis: tuple[str, ...] = ()
    """The provisions from which that follows."""
    provisions: tuple[str, ...] = ()
    """Provisions with everything inside them."""
    requirements: tuple[Id, ...] = ()
    """Single requirements, whatever their provision."""

    @model_validator(mode="after")
    def _names_something(self) -> Concerned:
        if not (self.provisions or self.requirements):
            msg = "name provisions or requirements"
            raise ValueError(msg)
        return self


class Attested(Concerned):
    """Requirements whose fulfilment a declaration vouches for."""

    from_its_day: bool = False
    """Whether a requirement is vouched for only once it is in application; otherwise the
    declaration speaks of it whatever the day."""
    whole: bool = False
    """Whether nothing inside these provisions may be taken out of what is vouched for."""


class Fined(Model):
    """Where the law fines a breach of some provisions."""

    provisions: Annotated[tuple[str, ...], Field(min_length=1)]
    fine: str
    """The provision that lays the fine down."""
    roles: tuple[Id, ...] = ()
    """Only for requirements that bind one of these; for all where none is named."""
    besides: tuple[Id, ...] = ()
    """Requirements that stand there without being what is fined."""


class Vouching(Model):
    """What a declaration takes responsibility for.

    Every requirement of its role is vouched for, follows it, or lies outside it.
    """

    attests: Annotated[tuple[Attested, ...], Field(min_length=1)]
    """What the declaration vouches for: open, it keeps the declaration a draft."""
    follows: tuple[Concerned, ...] = ()
    """What can only be done once the declaration is there: it never stands in its way."""
    outside: tuple[Concerned, ...] = ()
    """Duties that it says nothing about: open, they are known at signature."""
    fines: tuple[Fined, ...] = ()
    """Where the law fines what is open, as far as it names it."""


class Variant(Model):
    """What a point states in one case of several, such as one of several procedures."""

    when: Condition
    statement: Text
    facts: tuple[Id, ...] = ()


class Listed(Model):
    """A table of what was recorded after the launch."""

    kinds: Annotated[tuple[Id, ...], Field(min_length=1)]
    columns: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Fields of entries, beside number and kind."""
    linked: bool = False
    """Whether only entries are listed that belong to the one the document is about."""
    kept: bool = False
    """Whether it is said, and drawn, how the limit of each was kept."""
    value: Id | None = None
    """The column that is drawn, entry by entry: a text that begins with its one number."""
    beside: Id | None = None
    """The column with what it is held against."""

    @model_validator(mode="after")
    def _draws_what_it_lists(self) -> Listed:
        drawn = {one for one in (self.value, self.beside) if one is not None}
        if drawn - set(self.columns) or (self.beside and not self.value):
            msg = "value and beside are columns, and beside needs value"
            raise ValueError(msg)
        if self.kept and self.value:
            msg = "a list draws either how limits were kept or a value"
            raise ValueError(msg)
        return self


class Point(Model):
    """One point of a document, filled from answers and evidence."""

    provision: str
    """Where the law asks for it."""
    title: Text
    number: str = ""
    """As the law numbers it; by default the number of the provision in its list."""
    also: tuple[str, ...] = ()
    """Further provisions that it answers."""
    statement: str = ""
    """Text with ``{question-id}`` slots, in our own words; each line is a paragraph.
    A line is left out where it has a slot that is neither answered nor needed."""
    facts: tuple[Id, ...] = ()
    """Answers the point needs; one that is missing keeps the document a draft."""
    optional_facts: tuple[Id, ...] = ()
    explained: bool = False
    """Whether what was explained with an answer stands beside it."""
    without: tuple[str, ...] = ()
    """Columns of tables that are not for whoever reads this, as ``question-id.column-id``."""
    drawn: tuple[Id, ...] = ()
    """Tables among its answers whose numbers are drawn beside them, as ``dossier.yaml`` says
    how."""
    variants: tuple[Variant, ...] = ()
    """One of them is printed, the first that holds, in place of ``statement``."""
    when: Condition | None = None
    otherwise: str = ""
    """What is printed where ``when`` is false, or none of the variants holds."""
    silent: bool = False
    """Whether the point is left out where ``when`` is false, or none of the variants holds."""
    blocked_when: Condition | None = None
    """When the point cannot be stated although the law demands it."""
    blocked_text: str = ""
    """Why not; stands among the reasons for which a draft stays a draft."""
    conclusions: tuple[Id, ...] = ()
    """Headings of conclusions: those that hold are stated, with why."""
    traced: tuple[Id, ...] = ()
    """Headings of conclusions: their rules are listed, the answers that decided, and what other
    answer would turn them."""
    dates: bool = False
    """Whether the days are listed from which the law binds the operator."""
    requirements: tuple[Id, ...] = ()
    """What was answered to these, with what was asked about the answer and its evidence.
    One that is open keeps the document a draft."""
    rests_on: tuple[Id, ...] = ()
    """Requirements of which nothing is told, but that keep it a draft while they are open."""
    evidence: tuple[Id, ...] = ()
    """Kinds of evidence that are listed: name, date, digest."""
    evidence_of: tuple[Id, ...] = ()
    """Requirements whose evidence is listed in the same way, and nothing else of them."""
    entries: Listed | None = None
    """Entries after the launch that are listed."""
    entry_evidence: bool = False
    """Whether the evidence that belongs to the entry is listed."""
    clocks: bool = False
    """Whether it is listed what is due because of the entry, by when and to whom."""
    note: str = ""
    """What to know about the point, printed small under it."""
    empty: str = ""
    """What is printed where it has nothing to say, such as that nobody is concerned."""

    @property
    def barring(self) -> tuple[str, ...]:
        """The requirements that keep a document a draft while they are open."""
        return (*self.requirements, *self.rests_on)

    @property
    def named_requirements(self) -> tuple[str, ...]:
        """Every requirement that it draws on."""
        return (*self.barring, *self.evidence_of)

    @model_validator(mode="after")
    def _says_why(self) -> Point:
        if self.blocked_when is not None and not self.blocked_text:
            msg = "blocked_when needs blocked_text"
            raise ValueError(msg)
        if self.variants and (self.statement or self.facts or self.when is not None):
            msg = "a point with variants has no statement, facts or when of its own"
            raise ValueError(msg)
        return self


class DocumentSection(Model):
    """A part of a document: its points under one heading, or under none."""

    title: str = ""
    number: str = ""
    """As the law numbers the part."""
    intro: str = ""
    page: bool = False
    """Whether it begins a page."""
    wide: bool = False
    """Whether its points stand under headings, in the full width; otherwise beside their
    names."""
    points: Annotated[tuple[Point, ...], Field(min_length=1)]


class Particular(Model):
    """A field of the row under the head of a document."""

    label: Text
    statement: Text
    """Text with ``{question-id}`` slots. What is not answered leaves the field out."""


class Signature(Model):
    """A place to sign."""

    party: Id
    """The question that names for whom is signed."""
    instead: Id | None = None
    """The question that names it where the first has no answer."""
    label: Text
    """As whom: ``Provider``."""
    name: Id | None = None
    """The question that names who signs; a line is left for it where none is."""
    function: Id | None = None


class LeftOut(Model):
    """Provisions of what the document covers that have no place in it, and why."""

    provisions: Annotated[tuple[str, ...], Field(min_length=1)]
    because: Text


class About(Model):
    """That a document is about an entry after the launch: there is one for each."""

    kind: Id
    """Of these entries."""
    duties: tuple[Id, ...] = ()
    """Duties of the entry that it serves: it is owed where one of them is, and due with the
    first."""
    report: Literal["initial", "complete"] | None = None
    """Of two documents about one thing: the first, which may be incomplete, or the whole."""


Form = Literal["contents", "free"]
"""Whether the law says what stands in a document, or only asks that there is one."""


class DocumentFile(Model):
    """A file under ``documents/``: one paper that somebody may ask for."""

    id: Id
    title: Text
    """Name of the document, as a heading: the law's name for it."""
    called: Text
    """How sentences call it."""
    order: int = 0
    """Its place among the documents."""
    basis: Annotated[tuple[str, ...], Field(min_length=1)]
    """The provisions that ask for it; the first one names it."""
    annex: str = ""
    """Where its content is laid down, if not in the provision itself."""
    form: Form = "contents"
    form_note: str = ""
    """What the law leaves open about its form or content, and what is our own."""
    about: About | None = None
    """Where there is one for each entry of a kind after the launch."""
    role: Id | Literal[""] = ""
    """Whose document it is."""
    roles: tuple[Id, ...] = ()
    """Whose it is, in place of ``role``, where operators in several roles owe it alike."""
    applies_when: Condition
    duties: tuple[Id, ...] = ()
    """Requirements that it serves: their days are its days."""
    due: str = ""
    """By when, or upon what, in words."""
    to: tuple[Id, ...] = ()
    """Who may have it, of the vocabulary ``addressees``."""
    kept: Id | None = None
    """The requirement whose period says until when it is kept."""
    kept_note: str = ""
    """How long in words, where no period of a requirement says it."""
    language: str = ""
    """Which language it has to be in, in words."""
    basis_of_language: tuple[str, ...] = ()
    market_languages: bool = False
    """Whether the states in which the system is supplied decide on its language, so that
    those of each are named beside it."""
    covers: tuple[str, ...] = ()
    """Provisions of which each part has its place in the document, or a reason."""
    left_out: tuple[LeftOut, ...] = ()
    index: bool = False
    """Whether an index of its points stands before them."""
    sources: bool = False
    """Whether it names, beside an answer that was read in a file, the file and the place."""
    working_copy: bool = False
    """Whether it may be had as a file for text programs too: people negotiate or adapt it."""
    particulars: tuple[Particular, ...] = ()
    sections: Annotated[tuple[DocumentSection, ...], Field(min_length=1)]
    signatures: tuple[Signature, ...] = ()
    vouches: Vouching | None = None
    """Of a declaration: what it takes responsibility for. An edition has one of these."""

    @model_validator(mode="after")
    def _is_of_somebody(self) -> DocumentFile:
        if bool(self.role) == bool(self.roles):
            msg = "name either role or roles: whose document it is"
            raise ValueError(msg)
        if self.vouches is not None and not self.role:
            msg = "a declaration is of one role"
            raise ValueError(msg)
        return self

    @property
    def whose(self) -> tuple[Id, ...]:
        """Every role that may owe it."""
        return self.roles or (self.role,)

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of all sections, in order."""
        return tuple(point for _, point in self.placed())

    def placed(self) -> Iterator[tuple[tuple[str | int, ...], Point]]:
        """Each point with its place in the file."""
        for at, section in enumerate(self.sections):
            for number, point in enumerate(section.points):
                yield ("sections", at, "points", number), point
