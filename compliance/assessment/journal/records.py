"""What a journal can record, and the envelope each record travels in."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from compliance.checklist.base import Scope
from compliance.data.digests import canonical_json, sha256

GENESIS = "0" * 64
"""The hash that the first record points back to."""

JOURNAL: Final = "journal.jsonl"
"""Name of a journal where it is a file."""
FORMAT: Final = 1
"""Version of the format of the journal."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Long = Annotated[str, StringConstraints(max_length=100_000)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Origin(_Data):
    """Where a record was taken over from: the record of the organisation, usually."""

    journal: Line
    """Id of the journal it stands in, as its first record names it."""
    head: Digest
    """Head of that journal when this was taken over."""
    record: Digest
    """Hash of the record there."""
    by: Line
    """Who wrote it there."""
    at: Moment
    """When it was written there."""


def _absent(value: object) -> bool:
    """Whether a key is left out, so that records without it keep their bytes."""
    return value is None or value == "system"


def _nothing(value: object) -> bool:
    """Whether a list is left out, so that records without it keep their bytes."""
    return value == ()


TakenFrom = Annotated[Origin | None, Field(exclude_if=_absent)]


class Source(_Data):
    """What said something that no person of the organisation has answered.

    Stands with a proposal, and stays with the answer that confirms it.
    """

    kind: Literal["public", "file", "edition"]
    """A public source, a file that was taken in, or an answer under an earlier edition."""
    title: Line
    """What people call it: “model card of Step3”, the name of a file."""
    address: Annotated[str, StringConstraints(max_length=2_000)] = ""
    """Where it lies; for a file the SHA-256 of its bytes."""
    revision: Annotated[str, StringConstraints(max_length=300)] = ""
    """Version that was read: a commit, an edition."""
    place: Annotated[str, StringConstraints(max_length=1_000)] = ""
    """Where in it: a page, a heading, a cell."""
    read: datetime.date | None = None
    """Day of what was read: of the revision, or else the day of reading."""
    sure: Annotated[str, StringConstraints(max_length=300)] = ""
    """How sure it is, in a few words."""


From = Annotated[Source | None, Field(exclude_if=_absent)]


class Begin(_Data):
    """The assessment begins: what it is called and which checklists it follows."""

    kind: Literal["begin"] = "begin"
    format: Literal[1] = FORMAT
    assessment: Line
    name: Line
    pack: Line
    edition: Line
    edition_digest: Digest
    scope: Annotated[Scope, Field(exclude_if=_absent)] = "system"
    """One system, or the organisation for all systems of a workspace."""


class Answer(_Data):
    """An answer to a question; a later one replaces it, the history stays."""

    kind: Literal["answer"] = "answer"
    question: Line
    state: Literal["given", "unknown", "not-applicable", "withdrawn"] = "given"
    value: Any = None
    explanation: Long = ""
    origin: TakenFrom = None
    said_by: Annotated[Line | None, Field(exclude_if=_absent)] = None
    """Who answered, where somebody else entered it (a file that a colleague filled in)."""
    source: From = None
    """What proposed it, where the author confirmed a proposal."""


class Proposed(_Data):
    """What a source says to a question: no answer before a person confirms or changes it."""

    kind: Literal["proposal"] = "proposal"
    question: Line
    state: Literal["given", "unknown", "not-applicable"] = "given"
    value: Any = None
    explanation: Long = ""
    source: Source
    adds: Annotated[tuple[Line, ...], Field(exclude_if=_nothing)] = ()
    """Where the value is rows that are added to those of a table: the columns by which rows
    that speak of the same thing are recognised. Empty where the value is the whole answer."""


class Evidence(_Data):
    """A file taken into the locker."""

    kind: Literal["evidence"] = "evidence"
    evidence: Line
    """Number of the evidence in this assessment, ``EV-0001``."""
    sha256: Digest
    size: int
    name: Line
    evidence_kind: Line
    supports: tuple[Line, ...]
    collected: datetime.date | None = None
    expires: datetime.date | None = None
    note: Long = ""
    inside: Annotated[bool | None, Field(exclude_if=_absent)] = None
    """Whether the file is not for outside; absent where its kind decides."""
    origin: TakenFrom = None


class EvidenceMarked(_Data):
    """Evidence is not for outside, or is after all; whether it counts stays as it is."""

    kind: Literal["evidence-marked"] = "evidence-marked"
    evidence: Line
    inside: bool
    reason: Long = ""


class Check(_Data):
    """Something that was looked at in a file that was read, and how it came out."""

    check: Line
    """What was looked at: ``finished``, ``complete``, ``same-model``."""
    outcome: Literal["passed", "failed", "unknown"]
    """``unknown`` where the file does not say it."""
    said: Long
    """What was found, in a sentence."""


class Figure(_Data):
    """A number that a file states or that was computed of it, with what it needs to be read."""

    name: Line
    """What it measures: “selection rate”, “accuracy”."""
    of: Annotated[str, StringConstraints(max_length=300)] = ""
    """Of what: a group of persons, a task, a data set."""
    value: float
    low: float | None = None
    """Lower end of its interval."""
    high: float | None = None
    part: Annotated[int | None, Field(ge=0)] = None
    """How many of ``whole``, where it is a share."""
    whole: Annotated[int | None, Field(ge=0)] = None
    """Over how many it was counted."""
    unit: Annotated[str, StringConstraints(max_length=60)] = ""
    better: Literal["higher", "lower", ""] = ""
    """In which direction it gets better; empty where that is not said."""
    place: Annotated[str, StringConstraints(max_length=1_000)] = ""
    """Where it stands in the file."""


class EvidenceRead(_Data):
    """A file of the locker was read: what was looked at in it, and the figures it holds.

    A later one replaces an earlier one of the same file.
    """

    kind: Literal["evidence-read"] = "evidence-read"
    evidence: Line
    reader: Line
    """Id of the adapter that read it."""
    version: Line
    """Version of the adapter: another one may find something else."""
    format: Line
    """What it is, as people call it: “results of lm-evaluation-harness”."""
    checks: tuple[Check, ...] = ()
    figures: tuple[Figure, ...] = ()


class EvidenceWithdrawn(_Data):
    """Evidence that no longer counts; the file stays in the locker."""

    kind: Literal["evidence-withdrawn"] = "evidence-withdrawn"
    evidence: Line
    reason: Long


class ProposalRefused(_Data):
    """Somebody does not take what a source says; it waits no longer, the source stays."""

    kind: Literal["proposal-refused"] = "proposal-refused"
    question: Line
    source: Source
    """What said it."""
    reason: Long = ""


class Note(_Data):
    """A remark on a question, for colleagues; not part of the answer."""

    kind: Literal["note"] = "note"
    question: Line
    text: Long
    source: From = None
    """What it was read in, where nobody here says it."""


class ReviewGiven(_Data):
    """A second person looked at a requirement as it then stood."""

    kind: Literal["review"] = "review"
    requirement: Line
    decision: Literal["approved", "returned"]
    comment: Long = ""
    basis: Digest
    """Digest of the answers and evidence that were looked at."""
    origin: TakenFrom = None


class Assignment(_Data):
    """Who mends the gaps of a requirement, and by when."""

    kind: Literal["assignment"] = "assignment"
    requirement: Line
    owner: Line
    due: datetime.date | None = None
    cause: Annotated[Line | None, Field(exclude_if=_absent)] = None
    """What all gaps come from that share it, in a few words; absent where none was named."""


class Reconfirm(_Data):
    """A question that asks something else now, so that its answer is to be confirmed."""

    question: Line
    """Id in the later edition."""
    earlier: Line
    """Id under which the answer was given."""
    reason: Long


class Migrated(_Data):
    """The assessment was migrated to a later edition of its checklists.

    Says what became of everything recorded before, so that the state follows from the
    journal alone. Whatever is not named goes on unchanged.
    """

    kind: Literal["migrated"] = "migrated"
    from_edition: Line
    from_digest: Digest
    edition: Line
    edition_digest: Digest
    renamed: dict[Line, Line] = {}
    """Earlier id to later id; answers, evidence, notes, reviews and owners follow."""
    replaced: dict[Line, tuple[Line, ...]] = {}
    """Earlier id to the ids that stand for it now; its answer does not follow."""
    values: dict[Line, Any] = {}
    """Later id to the answer with the present ids of its options."""
    reconfirm: tuple[Reconfirm, ...] = ()
    dropped: dict[Line, Long] = {}
    """Earlier id that is not asked any more, with the reason."""
    evidence_kinds: dict[Line, Line] = {}
    """Earlier kind of evidence to the present one."""
    detached: tuple[Line, ...] = ()
    """Later ids that evidence no longer supports until it is attached again."""
    reviews: dict[Line, Digest] = {}
    """Later requirement to the basis of its approval; zeros where the approval no
    longer counts."""


class SignOff(_Data):
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
    open_duties: Annotated[tuple[Line, ...] | None, Field(exclude_if=_absent)] = None
    """What the signatory confirmed as open beside what the declaration vouches for: the id
    of a requirement or question and how it stood. Absent where nothing was confirmed."""


class EntryMade(_Data):
    """Something was seen or done after the launch: an incident, an action, a complaint."""

    kind: Literal["entry"] = "entry"
    entry: Line
    """Its number in this assessment, ``IN-0001``."""
    sort: Line
    """Id of its kind in the edition."""
    values: dict[Line, Any] = {}
    """Field to its value, as an answer to a question holds it."""
    evidence: tuple[Line, ...] = ()
    """Numbers of evidence that belongs to it."""
    linked: tuple[Line, ...] = ()
    """Numbers of other entries that it is about."""


class EntryChanged(_Data):
    """An entry says something else from now on; what it said before stays in the journal."""

    kind: Literal["entry-changed"] = "entry-changed"
    entry: Line
    values: dict[Line, Any] = {}
    """Fields that changed, with their values now; nothing where one was taken back."""
    evidence: tuple[Line, ...] | None = None
    """All evidence that belongs to it now, where that changed."""
    linked: tuple[Line, ...] | None = None
    reason: Long = ""


class LanguageConfirmed(_Data):
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
