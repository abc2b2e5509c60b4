"""The state of an assessment: a fold over its journal, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from compliance.assessment.journal.fold_migration import (
    Move,
    Retired,
    Unconfirmed,
    confirm_files,
    migrate_state,
)
from compliance.assessment.journal.records import (
    Answer,
    Assignment,
    Begin,
    Evidence,
    EvidenceWithdrawn,
    Migrated,
    Note,
    Origin,
    Record,
    ReviewGiven,
    SignOff,
)
from compliance.assessment.sign_off import Signed, touch
from compliance.errors import fail

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Given:
    """The answer that counts at present.

    Where it was taken over, ``by`` and ``at`` name who gave it there and when.
    """

    question: str
    state: str
    """``given``, ``unknown`` or ``not-applicable``."""
    value: Any
    """JSON value: text, number, list; dates as ``YYYY-MM-DD``."""
    explanation: str
    by: str
    """Who answered."""
    at: str
    seq: int
    record: str = ""
    """Hash of its record."""
    origin: Origin | None = None
    """Where it was taken over from."""
    taken: tuple[str, str] = ("", "")
    """Who took it over, and when."""
    entered_by: str = ""
    """Who entered it, where that is somebody else."""

    @property
    def authors(self) -> frozenset[str]:
        """Who answered and who entered it: none of them may approve it."""
        return frozenset({self.by, self.entered_by} - {""})

    @property
    def signed(self) -> str:
        """Who answered, and who entered it where that is somebody else."""
        return f"{self.by} (entered by {self.entered_by})" if self.entered_by else self.by


@dataclass(frozen=True)
class Remark:
    """A note on a question."""

    question: str
    text: str
    by: str
    at: str


@dataclass(frozen=True)
class HeldEvidence:
    """Evidence with who took it in, and whether it still counts."""

    data: Evidence
    by: str
    at: str
    withdrawn: str = ""
    """Reason of withdrawal; empty while it counts."""
    record: str = ""
    """Hash of its record."""


@dataclass(frozen=True)
class Reviewed:
    """The last review of a requirement."""

    data: ReviewGiven
    by: str
    at: str
    record: str = ""
    """Hash of its record."""


@dataclass
class State:
    """Where an assessment stands after its last record."""

    begin: Begin
    begun_by: str
    begun_at: str
    seq: int = 0
    head: str = ""
    changed_at: str = ""
    answers: dict[str, Given] = field(default_factory=dict)
    evidence: dict[str, HeldEvidence] = field(default_factory=dict)
    notes: list[Remark] = field(default_factory=list)
    reviews: dict[str, Reviewed] = field(default_factory=dict)
    owners: dict[str, Assignment] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    """Authors with the number of their records here; none for who only wrote what was
    taken over, or only answered in a file that somebody else entered."""
    sign_offs: list[Signed] = field(default_factory=list)
    """Every sign-off and withdrawal, oldest first; the last one counts."""
    edition: str = ""
    """Edition of the checklists that is followed now."""
    edition_digest: str = ""
    """Its digest when the assessment began, or was migrated to it."""
    unconfirmed: dict[str, Unconfirmed] = field(default_factory=dict)
    """Answers to questions that asked something else; they do not count."""
    retired: list[Retired] = field(default_factory=list)
    """Answers to questions that are not asked any more."""
    moves: list[Move] = field(default_factory=list)
    """Every migration to a later edition, oldest first."""

    def __post_init__(self) -> None:
        self.edition = self.edition or self.begin.edition
        self.edition_digest = self.edition_digest or self.begin.edition_digest

    @property
    def is_organisation(self) -> bool:
        """Whether it answers for the organisation and not for one system."""
        return self.begin.scope == "organisation"

    def evidence_for(self, *supported: str) -> list[HeldEvidence]:
        """Evidence that counts and supports any of the given ids."""
        wanted = set(supported)
        return [
            held
            for held in self.evidence.values()
            if not held.withdrawn and wanted & set(held.data.supports)
        ]


def fold(records: Iterable[Record]) -> State:
    """Fold records into the state they lead to.

    Raises:
        ConformityError: ``journal.unreadable`` when the journal does not begin
            with the beginning of an assessment.
    """
    state: State | None = None
    for record in records:
        if state is None:
            if not isinstance(record.data, Begin):
                break
            state = State(record.data, record.by, record.at)
        apply(state, record)
    if state is None:
        raise fail(
            "journal.jsonl:1",
            "journal.unreadable",
            "The journal does not begin with an assessment.",
            "Begin one with: conformity new DIR",
        )
    return state


def apply(state: State, record: Record) -> None:
    """Take one more record into the state."""
    state.seq, state.head, state.changed_at = record.seq, record.hash, record.at
    state.people[record.by] = state.people.get(record.by, 0) + 1
    by, at = _author(state, record)
    match record.data:
        case Answer() as data:
            _answer(state, record, data)
        case Evidence() as data:
            state.evidence[data.evidence] = HeldEvidence(data, by, at, record=record.hash)
            confirm_files(state, data)
        case EvidenceWithdrawn() as data:
            held = state.evidence.get(data.evidence)
            if held is not None:
                state.evidence[data.evidence] = replace(
                    held, withdrawn=data.reason or "withdrawn"
                )
        case Note() as data:
            state.notes.append(Remark(data.question, data.text, record.by, record.at))
        case ReviewGiven() as data:
            state.reviews[data.requirement] = Reviewed(data, by, at, record.hash)
        case Assignment() as data:
            state.owners[data.requirement] = data
        case Migrated() as data:
            migrate_state(state, record, data)
        case SignOff() as data:
            state.sign_offs.append(Signed(data, record.by, record.at, record.seq))
        case _:
            pass
    _touch(state, record)


def _touch(state: State, record: Record) -> None:
    """Note with the last sign-off what was recorded after it."""
    touched = touch(record) if state.sign_offs else None
    if touched is not None:
        state.sign_offs[-1].since.append(touched)


def _author(state: State, record: Record) -> tuple[str, str]:
    """Who said what a record holds, and when: there, where it was taken over."""
    origin: Origin | None = getattr(record.data, "origin", None)
    if origin is not None:
        state.people.setdefault(origin.by, 0)
        return origin.by, origin.at
    said_by: str | None = getattr(record.data, "said_by", None)
    state.people.setdefault(said_by or record.by, 0)
    return said_by or record.by, record.at


def _answer(state: State, record: Record, data: Answer) -> None:
    state.unconfirmed.pop(data.question, None)
    if data.state == "withdrawn":
        state.answers.pop(data.question, None)
        return
    by, at = _author(state, record)
    state.answers[data.question] = Given(
        data.question,
        data.state,
        data.value,
        data.explanation,
        by,
        at,
        record.seq,
        record.hash,
        data.origin,
        ("", "") if data.origin is None else (record.by, record.at),
        record.by if data.said_by and data.said_by != record.by else "",
    )
