"""What is known after the last record: answers, evidence, reviews, owners, sign-offs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from compliance.assessment.journal.records import (
    Answer,
    Assignment,
    Begin,
    EntryChanged,
    EntryMade,
    Evidence,
    EvidenceLinked,
    EvidenceRead,
    EvidenceWithdrawn,
    Migrated,
    Origin,
    Record,
    ReviewGiven,
    SignOff,
    Source,
)

IMMATERIAL: Final = (
    "begin", "note", "proposal", "proposal-refused", "assignment", "sign-off", "evidence-marked",
    "entry", "entry-changed", "language",
)  # fmt: skip
"""Kinds of records that say nothing about what was signed."""


@dataclass(frozen=True)
class Given:
    """The answer that counts at present, or one that waits to be confirmed.

    Where it was taken over, ``by`` and ``at`` name who gave it there and when. What a
    source proposes is by that source.
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
    source: Source | None = None
    """What proposed it, where a person confirmed a proposal or has yet to."""
    adds: tuple[str, ...] = ()
    """Of what is proposed as rows of a table: the columns by which rows that speak of the
    same thing are recognised. Empty where it is the whole answer."""

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
    source: Source | None = None
    """What it was read in, where nobody here says it."""


@dataclass(frozen=True)
class HeldEvidence:
    """Evidence with who took it in, and whether it still counts."""

    data: Evidence
    by: str
    at: str
    withdrawn: str = ""
    """Reason of withdrawal; empty while it counts."""
    marked: bool | None = None
    """Whether somebody said later that it is not for outside, or is."""
    record: str = ""
    """Hash of its record."""
    read: EvidenceRead | None = None
    """What was found in it, where it was read."""
    superseded: str = ""
    """Number of the evidence that is a newer version of it; empty while there is none."""
    unlinked: frozenset[str] = frozenset()
    """Ids that it supported and that it was taken away from."""

    @property
    def is_current(self) -> bool:
        """Whether it is neither withdrawn nor superseded by a newer version."""
        return not (self.withdrawn or self.superseded)

    @property
    def said_inside(self) -> bool | None:
        """Whether it is not for outside, as far as somebody said so; otherwise its kind decides."""
        return self.data.inside if self.marked is None else self.marked


@dataclass(frozen=True)
class Reviewed:
    """The last review of a requirement."""

    data: ReviewGiven
    by: str
    at: str
    record: str = ""
    """Hash of its record."""


@dataclass(frozen=True)
class Proposal:
    """What waits for a person to confirm or change it; no condition sees it.

    A public source or a file proposed it, or it was answered when the question asked
    something else.
    """

    question: str
    answers: tuple[Given, ...]
    """Several where sources differ or questions were merged; none where evidence
    answered it."""
    source: Source
    """What said it; of several the last."""
    reason: str
    """Why it has to be confirmed."""
    at: str
    """Since when it waits."""
    seq: int
    """Number of the record since which it waits."""

    @property
    def single(self) -> Given | None:
        """The one thing that is proposed; nothing where sources differ."""
        return self.answers[0] if len(self.answers) == 1 else None

    def of(self, title: str) -> Given | None:
        """What one source says; the one thing that is proposed where none is named.

        Args:
            title: what the source is called.
        """
        if not title:
            return self.single
        named = (item for item in self.answers if (item.source or self.source).title == title)
        return next(named, None)

    @property
    def titles(self) -> tuple[str, ...]:
        """What its sources are called."""
        found = [(item.source or self.source).title for item in self.answers]
        return tuple(dict.fromkeys(found)) or (self.source.title,)

    @property
    def value(self) -> Any:
        """What is proposed, where it is one thing."""
        return self.single.value if self.single else None

    @property
    def explanation(self) -> str:
        """What is said beside it."""
        return self.single.explanation if self.single else ""


@dataclass(frozen=True)
class Retired:
    """An answer to a question that is not asked any more."""

    given: Given
    reason: str
    edition: str
    """The edition that dropped the question."""


@dataclass(frozen=True)
class Move:
    """One migration, with who did it and when."""

    data: Migrated
    by: str
    at: str


@dataclass(frozen=True)
class Touch:
    """A record after a sign-off that is about something signed."""

    seq: int
    by: str
    at: str
    kind: str
    about: str
    """Id of the question, requirement or evidence; empty where it is about all."""


@dataclass(frozen=True)
class Signed:
    """A sign-off or its withdrawal, with what was recorded since."""

    data: SignOff
    by: str
    at: str
    seq: int
    since: list[Touch] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """One later record about an entry, with who made it and when."""

    data: EntryChanged
    before: dict[str, Any]
    """What the changed fields said until then."""
    by: str
    at: str
    seq: int


@dataclass(frozen=True)
class LogEntry:
    """Something recorded after the launch, as it stands, with how it came to that."""

    made: EntryMade
    """As it was first recorded."""
    by: str
    at: str
    seq: int
    values: dict[str, Any]
    """Field to value, as it stands."""
    evidence: tuple[str, ...]
    linked: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    """Oldest first."""

    @property
    def number(self) -> str:
        """Its number in the assessment."""
        return self.made.entry

    @property
    def last(self) -> tuple[str, str]:
        """Who recorded last about it, and when."""
        return (self.changes[-1].by, self.changes[-1].at) if self.changes else (self.by, self.at)


@dataclass(frozen=True)
class ConfirmedLanguage:
    """Who confirmed the wording of a document in another language, and which one."""

    texts: str
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
    changed_by: str = ""
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
    unconfirmed: dict[str, Proposal] = field(default_factory=dict)
    """What a source or an earlier edition says to a question, with or without an answer; it
    does not count."""
    answered: dict[str, Proposal] = field(default_factory=dict)
    """What waited at a question until it was answered; it waits again once the answer is
    withdrawn."""
    put_forward: set[str] = field(default_factory=set)
    """Digests of everything that a source said once: it is not put forward again."""
    retired: list[Retired] = field(default_factory=list)
    """Answers to questions that are not asked any more."""
    entries: dict[str, LogEntry] = field(default_factory=dict)
    """What was recorded after the launch, by number, in the order of recording."""
    moves: list[Move] = field(default_factory=list)
    """Every migration to a later edition, oldest first."""

    languages: dict[tuple[str, str], ConfirmedLanguage] = field(default_factory=dict)
    """By language and document, what was confirmed last."""

    def __post_init__(self) -> None:
        self.edition = self.edition or self.begin.edition
        self.edition_digest = self.edition_digest or self.begin.edition_digest

    @property
    def is_organisation(self) -> bool:
        """Whether it answers for the organisation and not for one system."""
        return self.begin.scope == "organisation"

    @property
    def files(self) -> int:
        """How many pieces of evidence there are, without withdrawn and superseded ones."""
        return sum(held.is_current for held in self.evidence.values())

    def evidence_for(self, *supported: str) -> list[HeldEvidence]:
        """Evidence that counts and supports any of the given ids."""
        return [held for held in self._given_for(supported) if held.is_current]

    def superseded_for(self, *supported: str) -> list[HeldEvidence]:
        """Evidence for any of the given ids of which there is a newer version."""
        found = self._given_for(supported)
        return [held for held in found if held.superseded and not held.withdrawn]

    def _given_for(self, supported: Iterable[str]) -> Iterator[HeldEvidence]:
        wanted = set(supported)
        for held in self.evidence.values():
            if not wanted.isdisjoint(held.data.supports):
                yield held


def touch(record: Record) -> Touch | None:
    """What a record changes of what can be signed; nothing for a remark."""
    data = record.data
    if data.kind in IMMATERIAL:
        return None
    about = ""
    if isinstance(data, Answer):
        about = data.question
    elif isinstance(data, Evidence | EvidenceLinked | EvidenceWithdrawn | EvidenceRead):
        about = data.evidence
    elif isinstance(data, ReviewGiven):
        about = data.requirement
    return Touch(record.seq, record.by, record.at, data.kind, about)
