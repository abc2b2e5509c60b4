"""The one JSON vocabulary: what commands print for machines and a dossier carries.

The same thing is the same object in ``check``, ``classify``, ``status``, ``deadlines`` and
in the record inside a dossier; ``conformity schema`` prints the schema of each.
"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any, Literal, Self

from pydantic import AliasPath, BaseModel, ConfigDict, Field

from compliance.assessment.journal.records import Origin
from compliance.assessment.journal.state import Given
from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth


class Public(BaseModel):
    """What stands in JSON that others read."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        json_schema_serialization_defaults_required=True,
        serialize_by_alias=True,
        validate_by_name=True,
        defer_build=True,
    )


def found(*path: str) -> Any:
    """A field that the domain has under another name."""
    return Field(validation_alias=AliasPath(*path))


def perhaps(*path: str) -> Any:
    """The same, or nothing where what it belongs to is not there."""
    return Field(None, validation_alias=AliasPath(*path))


class Named(Public):
    """The assessment: its number and name, and who began it when."""

    id: str
    name: str
    begun_by: str
    begun_at: str


class Checklists(Public):
    """The checklists that were followed."""

    pack: str
    edition: str
    digest: str
    """SHA-256 of the edition as it is now."""
    digest_at_begin: str
    """SHA-256 of the edition as it was when the assessment began."""


class Law(Public):
    """The law, and the day on which it stood as the checklists have it."""

    name: str
    number: str
    state: datetime.date


class Journal(Public):
    """Where the journal stood: hash, number and moment of its last record."""

    head: str
    seq: int
    at: str


class Identified(Public):
    """What everything begins with: which assessment, as of which record, under what law."""

    assessment: Named
    checklists: Checklists
    law: Law
    journal: Journal


class Taken(Public):
    """Who took over what stood elsewhere, and when."""

    by: str
    at: str


class Source(Public):
    """What said something that no person of the organisation had answered."""

    kind: Literal["public", "file", "edition"]
    """A public source, a file that was taken in, or an answer under an earlier edition."""
    title: str
    address: str
    """Where it lies; of a file the SHA-256."""
    revision: str
    place: str
    """Where in it."""
    read: datetime.date | None
    """Day of what was read."""
    sure: str
    """How sure it is, in words."""


class Answer(Public):
    """An answer as the journal has it."""

    question: str
    ask: str = ""
    """The wording of the question; empty where it is not asked, or not as it was."""
    state: str
    """``given``, ``unknown`` or ``not-applicable``."""
    value: Any
    """Text, number or list; dates as ``YYYY-MM-DD``, options by their ids."""
    text: str = ""
    """The value in words; empty where there is none."""
    explanation: str
    by: str
    at: str
    seq: int
    entered_by: str
    """Who entered it, where that is somebody else."""
    origin: Origin | None
    """Where it was taken over from."""
    taken_over: Taken | None = None
    source: Source | None = None
    """What proposed it, where somebody confirmed a proposal or has yet to."""

    @classmethod
    def of(cls, given: Given, catalogue: Catalogue | None = None, **further: Any) -> Self:
        """An answer; wording and words only where there are checklists."""
        if given.taken[0]:
            further["taken_over"] = Taken(by=given.taken[0], at=given.taken[1])
        question = catalogue.questions.get(given.question) if catalogue else None
        if catalogue and question:
            further["ask"] = question.ask
            if given.state == "given":
                further["text"] = value_text(catalogue, given.question, given.value)
        return cls.model_validate(SimpleNamespace(**vars(given) | further))


class Conclusion(Public):
    """What follows from the answers by a declared rule."""

    id: str = found("conclusion", "id")
    title: str = found("conclusion", "title")
    group: str = found("conclusion", "group")
    """Heading under which it is shown."""
    alert: bool = found("conclusion", "alert")
    """Whether it forbids or stops something where it holds."""
    provisions: tuple[str, ...] = found("conclusion", "provisions")
    holds: Truth = found("truth")
    text: str
    """What it means, for the present outcome."""
    because: str = found("reason")
    """The answers on which that rests."""
    missing: tuple[str, ...]
    """Ids of questions to answer before it can be decided."""


class Change(Public):
    """A single other answer that would turn a conclusion."""

    conclusion: str
    question: str = found("fact")
    present: str
    other: str
    """The other answer, as people read it."""
    becomes: Truth


class Evidence(Public):
    """A piece of evidence in the register."""

    id: str = found("data", "evidence")
    name: str = found("data", "name")
    sha256: str = found("data", "sha256")
    size: int = found("data", "size")
    kind: str = found("data", "evidence_kind")
    supports: tuple[str, ...] = found("data", "supports")
    collected: datetime.date | None = perhaps("data", "collected")
    expires: datetime.date | None = perhaps("data", "expires")
    note: str = found("data", "note")
    by: str
    at: str
    withdrawn: str
    """Why it no longer counts; empty while it does."""
    superseded: str
    """Number of the evidence that is a newer version of it; empty while there is none."""
    supersedes: str | None = perhaps("data", "supersedes")
    owner: str | None = perhaps("data", "owner")
    covers_from: datetime.date | None = perhaps("data", "covers_from")
    covers_to: datetime.date | None = perhaps("data", "covers_to")
    version: str | None = perhaps("data", "version")
    """The version of the system that it speaks of."""
    address: str | None = perhaps("data", "address")
    held: bool = found("data", "held")
    """Whether the file is in the locker; otherwise only its address is known."""
    not_for_outside: bool | None = found("said_inside")
    """Whether somebody said that it is not for outside; ``null`` where its kind decides."""
    origin: Origin | None = perhaps("data", "origin")


class Section(Public):
    """How far one section of the questions is."""

    section: str
    title: str
    answered: int
    total: int


class Needed(Public):
    """A requirement that has to be met by a deadline."""

    id: str
    title: str
    open: bool
    owner: str
    """Who mends it; empty where nobody is named."""


class Deadline(Public):
    """A day on which something must be ready, or stops counting."""

    on: datetime.date | None
    """Nothing where it counts back from a first supply of which no day is stated."""
    kind: Literal["supply", "law", "period", "entry", "evidence", "gap", "plan"]
    phase: Literal["due", "before", "after"]
    """Its day has come; before the first supply; or later."""
    title: str
    detail: str
    about: tuple[str, ...]
    """Ids of requirements, evidence or questions."""
    still_open: int
    """Of these requirements, how many are not met."""
    owners: str
    """Who has how much of it open, in words."""
    requirements: tuple[Needed, ...]


class DayToAsk(Public):
    """What has to be answered before days can be relied on."""

    text: str
    question: str
    """Id of the question to answer."""
    stated: str
    """Id of the question in which a doubtful day stands; empty where a day is missing."""


class Reading(Public):
    """A question that the wording of the law leaves open, with the choice made."""

    id: str
    question: str
    readings: tuple[str, ...]
    chosen: str | None


class Declaration(Public):
    """Whether a declaration of conformity is asked for and can be issued."""

    applies: Truth
    draft: bool
    blockers: tuple[str, ...]
    """What stands in its way."""
    attested_open: tuple[str, ...]
    """Requirements that it vouches for and that are open."""
    open_duties: tuple[str, ...]
    """What is known to be open beside these: an id and how it stands."""
    following: tuple[str, ...]
    """Open requirements that can only be met once the declaration is there."""
    confirmed_by: str | None
    """Who confirmed what is open now."""


class Touched(Public):
    """A record after a sign-off that is about something signed."""

    seq: int
    by: str
    at: str
    kind: str
    about: str


class Signed(Public):
    """A sign-off or its withdrawal."""

    decision: str
    by: str
    function: str
    at: str
    seq: int
    comment: str
    edition_digest: str
    basis: str
    seen: str
    open_duties: tuple[str, ...] | None = None
    """What was confirmed as known to be open; nothing where nothing was."""
    since: tuple[Touched, ...]


class SignOff(Public):
    """How the sign-off of the whole assessment stands."""

    state: str
    holds: bool
    basis: str
    other_checklists: bool
    records: tuple[Signed, ...]


class Move(Public):
    """A migration to a later edition."""

    from_: str = Field(
        validation_alias=AliasPath("data", "from_edition"), serialization_alias="from"
    )
    to: str = found("data", "edition")
    by: str
    at: str


class Doubtful(Public):
    """A question at which something waits to be confirmed."""

    question: str
    reason: str
    source: Source
    """What said it; of several the last."""
    answers: tuple[Answer, ...]
    """Several where sources differ; of a source, ``by`` names it."""


class Dropped(Answer):
    """An answer to a question that is not asked any more."""

    reason: str


class Addressee(Public):
    """Somebody who may have a document."""

    id: str
    words: str


class OpenPoint(Public):
    """One thing that keeps a document a draft."""

    text: str
    question: str
    """The question that mends it; empty where none does."""
    entry: str
    """Number of the entry after the launch in which the question is a field; or empty."""


class Language(Public):
    """A document in a language."""

    code: str
    name: str
    """What the language calls itself."""
    state: Literal["written", "confirmed", "working", "changed", "incomplete"]
    said: str
    """The same in words, with who confirmed it or how much is missing."""


class Market(Public):
    """A state in which the system is supplied, with its official languages."""

    country: str
    languages: tuple[str, ...]
    """By ISO 639."""
    checked: bool
    """Whether that was compared with its source."""
    authorities: tuple[str, ...]
    """None where none is known."""

    @classmethod
    def of(cls, view: Any) -> Self:
        """A market as it is said."""
        codes = tuple(code for code, _ in view.languages)
        return cls.model_validate(SimpleNamespace(**{**vars(view), "languages": codes}))


class Document(Public):
    """A document that the law asks for, as it stands on a day."""

    id: str
    title: str
    basis: str
    """Law and provisions, as cited."""
    owner: str
    """Whose document it is."""
    state: Literal["ready", "draft", "unsure", "not-owed"]
    because: str
    """Why it is owed, or is not."""
    due: str
    """By when, or upon what."""
    due_on: datetime.date | None
    """The last day for one about an entry after the launch, where it is known."""
    entry: str
    """Number of the entry that it is about; empty where it is about none."""
    binding: str = found("from_")
    """From when the duty that it serves binds; empty where nothing says it."""
    to: tuple[Addressee, ...]
    language: str
    """Which language it has to be in."""
    markets: tuple[Market, ...]
    """The states whose languages decide on that; none where they do not."""
    kept: str
    """How long it is kept; empty where the law says nothing."""
    working_copy: bool
    """Whether it may be had as a Word file too, to negotiate or adapt."""
    lacks: tuple[OpenPoint, ...]

    @classmethod
    def of(cls, view: Any) -> Self:
        """A document as it is said."""
        to = tuple(Addressee(id=known, words=words) for known, words in view.to)
        more = {"to": to, "markets": tuple(map(Market.of, view.markets))}
        return cls.model_validate(SimpleNamespace(**{**vars(view), **more}))
