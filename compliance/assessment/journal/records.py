"""What a journal can record, and the envelope each record travels in."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from compliance.assessment.journal.evidence import (
    Check,
    Evidence,
    EvidenceLinked,
    EvidenceMarked,
    EvidenceRead,
    EvidenceWithdrawn,
    Figure,
)
from compliance.assessment.journal.fields import (
    Digest,
    Fields,
    From,
    Line,
    Long,
    Moment,
    Origin,
    Source,
    TakenFrom,
    absent,
    nothing,
)
from compliance.checklist.base import Scope
from compliance.data.digests import canonical_json, sha256

__all__ = [
    "FORMAT",
    "GENESIS",
    "JOURNAL",
    "KINDS",
    "Answer",
    "Assignment",
    "Begin",
    "Check",
    "Data",
    "Digest",
    "EntryChanged",
    "EntryMade",
    "Evidence",
    "EvidenceLinked",
    "EvidenceMarked",
    "EvidenceRead",
    "EvidenceWithdrawn",
    "Figure",
    "LanguageConfirmed",
    "Line",
    "Long",
    "Migrated",
    "Moment",
    "Note",
    "Origin",
    "ProposalRefused",
    "Proposed",
    "Reconfirm",
    "Record",
    "ReviewGiven",
    "SignOff",
    "Source",
    "moment_of",
    "seal",
    "timestamp",
]

GENESIS = "0" * 64
"""The hash that the first record points back to."""

JOURNAL: Final = "journal.jsonl"
"""Name of a journal where it is a file."""
FORMAT: Final = 1
"""Version of the format of the journal."""


class Begin(Fields):
    """The assessment begins: what it is called and which checklists it follows."""

    kind: Literal["begin"] = "begin"
    format: Literal[1] = FORMAT
    assessment: Line
    name: Line
    pack: Line
    edition: Line
    edition_digest: Digest
    scope: Annotated[Scope, Field(exclude_if=absent)] = "system"
    """One system, or the organisation for all systems of a workspace."""


class Answer(Fields):
    """An answer to a question; a later one replaces it, the history stays."""

    kind: Literal["answer"] = "answer"
    question: Line
    state: Literal["given", "unknown", "not-applicable", "withdrawn"] = "given"
    value: Any = None
    explanation: Long = ""
    origin: TakenFrom = None
    said_by: Annotated[Line | None, Field(exclude_if=absent)] = None
    """Who answered, where somebody else entered it (a file that a colleague filled in)."""
    source: From = None
    """What proposed it, where the author confirmed a proposal."""


class Proposed(Fields):
    """What a source says to a question: no answer before a person confirms or changes it."""

    kind: Literal["proposal"] = "proposal"
    question: Line
    state: Literal["given", "unknown", "not-applicable"] = "given"
    value: Any = None
    explanation: Long = ""
    source: Source
    adds: Annotated[tuple[Line, ...], Field(exclude_if=nothing)] = ()
    """Where the value is rows that are added to those of a table: the columns by which rows
    that speak of the same thing are recognised. Empty where the value is the whole answer."""


class ProposalRefused(Fields):
    """Somebody does not take what a source says; it waits no longer, the source stays."""

    kind: Literal["proposal-refused"] = "proposal-refused"
    question: Line
    source: Source
    """What said it."""
    reason: Long = ""


class Note(Fields):
    """A remark on a question, for colleagues; not part of the answer."""

    kind: Literal["note"] = "note"
    question: Line
    text: Long
    source: From = None
    """What it was read in, where nobody here says it."""


class ReviewGiven(Fields):
    """A second person looked at a requirement as it then stood."""

    kind: Literal["review"] = "review"
    requirement: Line
    decision: Literal["approved", "returned"]
    comment: Long = ""
    basis: Digest
    """Digest of the answers and evidence that were looked at."""
    origin: TakenFrom = None


class Assignment(Fields):
    """Who mends the gaps of a requirement, and by when."""

    kind: Literal["assignment"] = "assignment"
    requirement: Line
    owner: Line
    due: datetime.date | None = None
    cause: Annotated[Line | None, Field(exclude_if=absent)] = None
    """What all gaps come from that share it, in a few words; absent where none was named."""


class Reconfirm(Fields):
    """A question that asks something else now, so that its answer is to be confirmed."""

    question: Line
    """Id in the later edition."""
    earlier: Line
    """Id under which the answer was given."""
    reason: Long


class Migrated(Fields):
    """The assessment was migrated to a later edition of its checklists.

    Says what became of everything recorded before, so that the state follows from the
    journal alone. Whatever is not named goes on unchanged.
    """

    kind: Literal["migrated"] = "migrated"
    from_edition: Line
    from_digest: Digest
    edition: Line
    edition_digest: Digest
    renamed: dict[Line, Line] = Field(default_factory=dict)
    """Earlier id to later id; answers, evidence, notes, reviews and owners follow."""
    replaced: dict[Line, tuple[Line, ...]] = Field(default_factory=dict)
    """Earlier id to the ids that stand for it now; its answer does not follow."""
    values: dict[Line, Any] = Field(default_factory=dict)
    """Later id to the answer with the present ids of its options."""
    reconfirm: tuple[Reconfirm, ...] = ()
    dropped: dict[Line, Long] = Field(default_factory=dict)
    """Earlier id that is not asked any more, with the reason."""
    evidence_kinds: dict[Line, Line] = Field(default_factory=dict)
    """Earlier kind of evidence to the present one."""
    detached: tuple[Line, ...] = ()
    """Later ids that evidence no longer supports until it is attached again."""
    reviews: dict[Line, Digest] = Field(default_factory=dict)
    """Later requirement to the basis of its approval; zeros where the approval no
    longer counts."""


class SignOff(Fields):
    """Somebody signs the whole assessment off as it then stood, or takes it back."""

    kind: Literal["sign-off"] = "sign-off"
    decision: Literal["signed", "withdrawn"]
    function: Annotated[str, StringConstraints(max_length=300)] = ""
    """In what function it was signed."""
    comment: Long = ""
    """What the signatory states, or why the sign-off is taken back."""
    edition_digest: Digest
    """Digest of the checklists followed then."""
    basis: Digest
    """Digest of the checklists, answers, evidence and reviews that were signed."""
    seen: Digest
    """Head of the journal that the signatory saw."""
    open_duties: Annotated[tuple[Line, ...] | None, Field(exclude_if=absent)] = None
    """What the signatory confirmed as open beside what the declaration vouches for: the id
    of a requirement or question and how it stood. Absent where nothing was confirmed."""


class EntryMade(Fields):
    """Something was seen or done after the launch: an incident, an action, a complaint."""

    kind: Literal["entry"] = "entry"
    entry: Line
    """Its number in this assessment, ``IN-0001``."""
    sort: Line
    """Id of its kind in the edition."""
    values: dict[Line, Any] = Field(default_factory=dict)
    """Field to its value, as an answer to a question holds it."""
    evidence: tuple[Line, ...] = ()
    """Numbers of evidence that belongs to it."""
    linked: tuple[Line, ...] = ()
    """Numbers of other entries that it is about."""


class EntryChanged(Fields):
    """An entry says something else from now on; what it said before stays in the journal."""

    kind: Literal["entry-changed"] = "entry-changed"
    entry: Line
    values: dict[Line, Any] = Field(default_factory=dict)
    """Fields that changed, with their values now; nothing where one was taken back."""
    evidence: tuple[Line, ...] | None = None
    """All evidence that belongs to it now, where that changed."""
    linked: tuple[Line, ...] | None = None
    reason: Long = ""


class LanguageConfirmed(Fields):
    """Somebody of the company confirmed the wording of a paper in another language."""

    kind: Literal["language"] = "language"
    language: Line
    document: Line
    texts: Digest
    """Digest of everything that the paper may say in it; with other texts it is a working
    translation again."""


Data = Annotated[
    Begin
    | Answer
    | Proposed
    | Evidence
    | EvidenceWithdrawn
    | EvidenceMarked
    | EvidenceLinked
    | EvidenceRead
    | ProposalRefused
    | Note
    | ReviewGiven
    | Assignment
    | Migrated
    | SignOff
    | EntryMade
    | EntryChanged
    | LanguageConfirmed,
    Field(discriminator="kind"),
]
KINDS: Final[dict[str, type[BaseModel]]] = {
    model.model_fields["kind"].default: model for model in get_args(get_args(Data)[0])
}
"""Kind of record to its model."""


class Record(BaseModel):
    """One line of the journal.

    ``hash`` is the SHA-256 of the canonical JSON of everything else in the
    record, ``prev`` the hash of the record before: changing, dropping or moving
    a record breaks the chain at that place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    seq: Annotated[int, Field(ge=1)]
    at: Moment
    by: Line
    data: Data
    prev: Digest
    hash: Digest

    def line(self) -> bytes:
        """The record exactly as it stands in the journal, with its newline."""
        return canonical_json(self.model_dump(mode="json")) + b"\n"

    def line_and_hash(self) -> tuple[bytes, str]:
        """The same, and the hash it should carry, computed from its content.

        Both are the same text but for the hash, which stands where its key is sorted: two
        keys from the end. So what happened is written out once.
        """
        body = canonical_json(self.model_dump(mode="json", exclude={"hash"}))
        end = f',"prev":"{self.prev}","seq":{self.seq}}}'.encode()
        if not body.endswith(end):
            return self.line(), sha256(body)
        line = body[: -len(end)] + f',"hash":"{self.hash}"'.encode() + end
        return line + b"\n", sha256(body)


def timestamp(moment: datetime.datetime) -> str:
    """A moment in UTC, to the second, as the journal writes it."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(at: str) -> datetime.datetime | None:
    """A moment as the journal writes it; nothing where no calendar has it.

    >>> moment_of("2030-06-01T09:00:00Z"), moment_of("2030-99-01T09:00:00Z")
    (datetime.datetime(2030, 6, 1, 9, 0, tzinfo=datetime.timezone.utc), None)
    """
    try:
        return datetime.datetime.fromisoformat(at)
    except ValueError:
        return None


def seal(seq: int, at: str, by: str, data: Data, prev: str) -> Record:
    """Build the record that follows ``prev`` in the chain."""
    body = {"seq": seq, "at": at, "by": by, "data": data.model_dump(mode="json"), "prev": prev}
    return Record.model_validate({**body, "hash": sha256(canonical_json(body))})
