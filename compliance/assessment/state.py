"""The state of an assessment: a fold over its journal, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from compliance.assessment.records import (
    Answer,
    Assignment,
    Begin,
    Evidence,
    EvidenceWithdrawn,
    Note,
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
    """The answer that counts at present."""

    question: str
    state: str
    """``given``, ``unknown`` or ``not-applicable``."""
    value: Any
    """JSON value: text, number, list; dates as ``YYYY-MM-DD``."""
    explanation: str
    by: str
    at: str
    seq: int


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


@dataclass(frozen=True)
class Reviewed:
    """The last review of a requirement."""

    data: ReviewGiven
    by: str
    at: str


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
    """Authors with the number of their records."""
    sign_offs: list[Signed] = field(default_factory=list)
    """Every sign-off and withdrawal, oldest first; the last one counts."""

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
    match record.data:
        case Answer() as data:
            _answer(state, record, data)
        case Evidence() as data:
            state.evidence[data.evidence] = HeldEvidence(data, record.by, record.at)
        case EvidenceWithdrawn() as data:
            held = state.evidence.get(data.evidence)
            if held is not None:
                state.evidence[data.evidence] = HeldEvidence(
                    held.data, held.by, held.at, data.reason or "withdrawn"
                )
        case Note() as data:
            state.notes.append(Remark(data.question, data.text, record.by, record.at))
        case ReviewGiven() as data:
            state.reviews[data.requirement] = Reviewed(data, record.by, record.at)
        case Assignment() as data:
            state.owners[data.requirement] = data
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


def _answer(state: State, record: Record, data: Answer) -> None:
    if data.state == "withdrawn":
        state.answers.pop(data.question, None)
        return
    state.answers[data.question] = Given(
        data.question,
        data.state,
        data.value,
        data.explanation,
        record.by,
        record.at,
        record.seq,
    )
