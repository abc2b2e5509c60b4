"""What a journal can record, and the envelope each record travels in."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from compliance.data.digests import canonical_json, sha256

GENESIS = "0" * 64
"""The hash that the first record points back to."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Long = Annotated[str, StringConstraints(max_length=100_000)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Begin(_Data):
    """The assessment begins: what it is called and which checklists it follows."""

    kind: Literal["begin"] = "begin"
    format: Literal[1] = 1
    assessment: Line
    name: Line
    pack: Line
    edition: Line
    edition_digest: Digest


class Answer(_Data):
    """An answer to a question; a later one replaces it, the history stays."""

    kind: Literal["answer"] = "answer"
    question: Line
    state: Literal["given", "unknown", "not-applicable", "withdrawn"] = "given"
    value: Any = None
    explanation: Long = ""


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


class EvidenceWithdrawn(_Data):
    """Evidence that no longer counts; the file stays in the locker."""

    kind: Literal["evidence-withdrawn"] = "evidence-withdrawn"
    evidence: Line
    reason: Long


class Note(_Data):
    """A remark on a question, for colleagues; not part of the answer."""

    kind: Literal["note"] = "note"
    question: Line
    text: Long


class ReviewGiven(_Data):
    """A second person looked at a requirement as it then stood."""

    kind: Literal["review"] = "review"
    requirement: Line
    decision: Literal["approved", "returned"]
    comment: Long = ""
    basis: Digest
    """Digest of the answers and evidence that were looked at."""


class Assignment(_Data):
    """Who mends the gaps of a requirement, and by when."""

    kind: Literal["assignment"] = "assignment"
    requirement: Line
    owner: Line
    due: datetime.date | None = None


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


Data = Annotated[
    Begin
    | Answer
    | Evidence
    | EvidenceWithdrawn
    | Note
    | ReviewGiven
    | Assignment
    | SignOff,
    Field(discriminator="kind"),
]


class Record(BaseModel):
    """One line of the journal.

    ``hash`` is the SHA-256 of the canonical JSON of everything else in the
    record, ``prev`` the hash of the record before: changing, dropping or moving
    a record breaks the chain at that place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: Annotated[int, Field(ge=1)]
    at: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    by: Line
    data: Data
    prev: Digest
    hash: Digest

    def line(self) -> bytes:
        """The record exactly as it stands in the journal, with its newline."""
        return canonical_json(self.model_dump(mode="json")) + b"\n"


def timestamp(moment: datetime.datetime) -> str:
    """A moment in UTC, to the second, as the journal writes it."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seal(seq: int, at: str, by: str, data: Data, prev: str) -> Record:
    """Build the record that follows ``prev`` in the chain."""
    body = {
        "seq": seq,
        "at": at,
        "by": by,
        "data": data.model_dump(mode="json"),
        "prev": prev,
    }
    return Record.model_validate({**body, "hash": sha256(canonical_json(body))})


def expected_hash(record: Record) -> str:
    """The hash the record should carry, computed from its content."""
    return sha256(canonical_json(record.model_dump(mode="json", exclude={"hash"})))
