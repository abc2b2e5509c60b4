"""Recording pieces of evidence: each file is held once, and all of them or none come in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from compliance.assessment.journal.records import Data, Evidence, EvidenceLinked
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.journal.store import HeadMovedError
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.services.assess.append import append_all
from compliance.storage.opened import OpenAssessment

OnHeld = Literal["refuse", "link", "merge", "again"]
"""What to do with bytes that are held already: refuse them; link what is held; link it where
it is said to be the same and take the bytes in once more otherwise; take them in once more."""


@dataclass(frozen=True)
class Kept:
    """What became of a piece of evidence."""

    held: HeldEvidence
    how: Literal["new", "linked", "same"]
    """Whether it is new, what was held supports more, or nothing changed."""


class HeldAlreadyError(ProblemsError):
    """The same bytes are held already; linking what is held is offered."""

    def __init__(self, problems: Sequence[Problem], held: Sequence[HeldEvidence]) -> None:
        super().__init__(problems)
        self.held = tuple(held)
        """What is held, one for each file that was refused."""


def keep_evidence(
    assessment: OpenAssessment,
    pieces: Sequence[Evidence],
    *,
    by: str,
    at: datetime.datetime,
    on_held: OnHeld = "merge",
) -> list[Kept]:
    """Record pieces of evidence, all of them or none; their files lie in the locker.

    Args:
        assessment: the open assessment.
        pieces: what is to be recorded, without numbers.
        by: who attaches them.
        at: when.
        on_held: what to do with bytes that are held already.

    Raises:
        ConformityError: ``evidence.held`` for every one that is refused;
            ``evidence.missing`` or ``evidence.superseded`` where what one of them is to
            supersede does not count.
    """
    while True:
        assessment.refresh()
        plan = _Plan(assessment, on_held)
        for piece in pieces:
            plan.place(piece)
        plan.refuse()
        if plan.records:
            try:
                append_all(assessment, plan.records, by=by, at=at, seen=assessment.head)
            except HeadMovedError:
                continue
        evidence = assessment.state.evidence
        return [Kept(evidence[number], how) for number, how in plan.placed]


def check_held(assessment: OpenAssessment, pieces: Sequence[Evidence]) -> None:
    """Refuse files that are held already; nothing is recorded.

    Raises:
        ConformityError: ``evidence.held`` for every one of them.
    """
    plan = _Plan(assessment, "refuse")
    for piece in pieces:
        plan.place(piece)
    plan.refuse()


@dataclass
class _Plan:
    """The records that pieces of evidence become, as things stand."""

    assessment: OpenAssessment
    on_held: OnHeld
    records: list[Data] = field(default_factory=list)
    placed: list[tuple[str, Literal["new", "linked", "same"]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[HeldEvidence] = field(default_factory=list)

    def __post_init__(self) -> None:
        evidence = self.assessment.state.evidence
        self.now = {number: item.data for number, item in evidence.items() if item.is_current}
        self.next = len(evidence) + 1

    def place(self, piece: Evidence) -> None:
        """Say what becomes of one piece."""
        if piece.supersedes:
            require_current(self.assessment, piece.supersedes)
        alike = [one for one in self.now.values() if _same_bytes(one, piece)]
        for one in alike:
            if _says_as_much(one, piece):
                self.placed.append((one.evidence, "same"))
                return
        if self.on_held == "merge":
            alike = [one for one in alike if _says_the_same(one, piece)]
        if not alike or self.on_held == "again":
            self._take_in(piece)
        elif self.on_held == "refuse" or piece.supersedes:
            self._refuse(piece, alike[0])
        else:
            self._link(alike[0], piece)

    def refuse(self) -> None:
        """Refuse all of it where a single piece cannot be recorded."""
        if self.problems:
            raise HeldAlreadyError(self.problems, self.refused)

    def _take_in(self, piece: Evidence) -> None:
        number = f"EV-{self.next:04d}"
        self.next += 1
        data = piece.model_copy(update={"evidence": number})
        self.records.append(data)
        self.now[number] = data
        self.placed.append((number, "new"))

    def _link(self, present: Evidence, piece: Evidence) -> None:
        add = tuple(known for known in piece.supports if known not in present.supports)
        self.placed.append((present.evidence, "linked" if add else "same"))
        if not add:
            return
        supports = (*present.supports, *add)
        self.now[present.evidence] = present.model_copy(update={"supports": supports})
        for at, record in enumerate(self.records):
            if isinstance(record, Evidence) and record.evidence == present.evidence:
                self.records[at] = self.now[present.evidence]  # it comes in with the same step
                return
        self.records.append(EvidenceLinked(evidence=present.evidence, add=add))

    def _refuse(self, piece: Evidence, present: Evidence) -> None:
        held = self.assessment.state.evidence.get(present.evidence)
        kind = self.assessment.catalogue.label(EVIDENCE_KINDS, present.evidence_kind)
        if held is None:
            message, hint = f"It is the same file as {present.name}.", "Name one of them only."
        elif piece.supersedes:
            message = f"You have this as {present.evidence} “{present.name}” ({kind})."
            hint = "A newer version is another file."
        else:
            message = f"You have this as {present.evidence} “{present.name}” ({kind})."
            missing = [known for known in piece.supports if known not in present.supports]
            ids = " ".join(missing or ["ID..."])
            hint = (
                f"Link it: conformity evidence link DIR {present.evidence} {ids}, or add it with "
                "--link. With --again it is taken in once more."
            )
            self.refused.append(held)
        self.problems.append(Problem(piece.name, "evidence.held", message, hint))


def require_current(assessment: OpenAssessment, number: str) -> HeldEvidence:
    """Evidence that is there and counts: neither withdrawn nor superseded.

    Raises:
        ConformityError: ``evidence.missing`` or ``evidence.superseded``.
    """
    held = require_counting(assessment, number)
    if held.superseded:
        raise fail(
            number,
            "evidence.superseded",
            f"It was superseded by {held.superseded}.",
            f"Name the newer version: {held.superseded}.",
        )
    return held


def require_counting(assessment: OpenAssessment, number: str) -> HeldEvidence:
    """Evidence that is there and was not withdrawn.

    Raises:
        ConformityError: ``evidence.missing``.
    """
    held = assessment.state.evidence.get(number)
    if held is not None and not held.withdrawn:
        return held
    message = (
        "There is no evidence with this number."
        if held is None
        else f"This evidence was withdrawn before: {held.withdrawn}"
    )
    hint = "See: conformity evidence list DIR"
    raise ConformityError(Problem(number, "evidence.missing", message, hint))


def _same_bytes(present: Evidence, piece: Evidence) -> bool:
    """Whether it is the same file, or the same place of one that is not held."""
    if present.sha256 and piece.sha256:
        return present.sha256 == piece.sha256 and present.held == piece.held
    return not (present.held or piece.held) and present.address == piece.address


def _says_the_same(present: Evidence, piece: Evidence) -> bool:
    """Whether the same is said of a file that is held, apart from what it supports."""
    return (
        (present.evidence_kind, present.collected, present.expires)
        == (piece.evidence_kind, piece.collected, piece.expires)
        and piece.inside in (None, present.inside)
        and not piece.supersedes
    )


def _says_as_much(present: Evidence, piece: Evidence) -> bool:
    """Whether the same file is attached for the same things (or more) already."""
    return _says_the_same(present, piece) and set(piece.supports) <= set(present.supports)
