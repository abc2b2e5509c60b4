"""The sign-off of a whole assessment: what it is bound to, and whether it still holds.

A sign-off names a digest of everything that was signed: the checklists, every answer
and piece of evidence that counts, and every review. It holds as long as all of that is
as it was. It changes no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.records import (
    Answer,
    Evidence,
    EvidenceWithdrawn,
    ReviewGiven,
    SignOff,
)
from compliance.assessment.reviews import is_own
from compliance.checklist.conditions import Truth
from compliance.data.digests import canonical_json, sha256

if TYPE_CHECKING:
    from compliance.assessment.journal.fold import State
    from compliance.assessment.journal.records import Record
    from compliance.checklist.catalogue import Catalogue

UNSIGNED, SIGNED, VOID = "unsigned", "signed", "void"
WITHDRAWN, OWN = "withdrawn", "own"

WORDS: Final = {
    UNSIGNED: "Not signed off",
    SIGNED: "Signed off",
    VOID: "Sign-off void",
    WITHDRAWN: "Sign-off withdrawn",
    OWN: "Sign-off by an author",
}

IMMATERIAL: Final = ("begin", "note", "assignment", "sign-off")
"""Kinds of records that say nothing about what was signed."""


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
class SignOffStanding:
    """How the sign-off of an assessment stands."""

    state: str
    """A key of ``WORDS``."""
    basis: str
    """Digest of what a sign-off would be bound to now."""
    given: Signed | None
    """The last sign-off or withdrawal."""
    touches: tuple[Touch, ...] = ()
    """What was recorded since, where the sign-off no longer holds because of it."""
    other_checklists: bool = False
    """Whether other checklists are followed now than were signed."""

    @property
    def word(self) -> str:
        """The state in words."""
        return WORDS[self.state]

    @property
    def holds(self) -> bool:
        """Whether somebody signed exactly what is there now."""
        return self.state == SIGNED


def touch(record: Record) -> Touch | None:
    """What a record changes of what can be signed; nothing for a remark."""
    data = record.data
    if data.kind in IMMATERIAL:
        return None
    about = ""
    if isinstance(data, Answer):
        about = data.question
    elif isinstance(data, Evidence | EvidenceWithdrawn):
        about = data.evidence
    elif isinstance(data, ReviewGiven):
        about = data.requirement
    return Touch(record.seq, record.by, record.at, data.kind, about)


def sign_off_basis(catalogue: Catalogue, state: State) -> str:
    """Digest of everything a sign-off is about, as it stands now."""
    pack, edition = catalogue.pack.pack, catalogue.edition.id
    return sha256(
        canonical_json(
            {
                "checklists": [pack, edition, catalogue.digest],
                "answers": [
                    [known, given.state, given.value, given.explanation, given.by]
                    for known, given in sorted(state.answers.items())
                ],
                "evidence": [
                    held.data.model_dump(mode="json")
                    for _, held in sorted(state.evidence.items())
                    if not held.withdrawn
                ],
                "reviews": [
                    [known, review.data.decision, review.data.basis, review.by]
                    for known, review in sorted(state.reviews.items())
                ],
            }
        )
    )


def authored(catalogue: Catalogue, state: State, person: str) -> list[str]:
    """Requirements that a person answered and therefore cannot sign off.

    Those that may bind and ask for a review by another person than the author. Where
    the checklists let the author of an answer approve it, the author may sign it too.
    """
    facts = AnswerFacts(catalogue, state.answers)
    found = []
    for requirement in catalogue.ordered_requirements:
        given = state.answers.get(requirement.id)
        if not (requirement.review.required and is_own(requirement, given, person)):
            continue
        if facts.applies(requirement.id) is not Truth.NO:
            found.append(requirement.id)
    return found


def sign_off_standing(catalogue: Catalogue, state: State) -> SignOffStanding:
    """Whether the assessment as it stands now is signed off."""
    basis = sign_off_basis(catalogue, state)
    last = state.sign_offs[-1] if state.sign_offs else None
    if last is None:
        return SignOffStanding(UNSIGNED, basis, None)
    if last.data.decision == "withdrawn":
        return SignOffStanding(WITHDRAWN, basis, last)
    if last.data.basis != basis:
        other = last.data.edition_digest != catalogue.digest
        return SignOffStanding(VOID, basis, last, tuple(last.since), other)
    if authored(catalogue, state, last.by):
        return SignOffStanding(OWN, basis, last)
    return SignOffStanding(SIGNED, basis, last)


def record_of(signed: Signed) -> dict[str, Any]:
    """A sign-off as the machine-readable record carries it, from the journal alone."""
    data = signed.data
    return {
        "decision": data.decision,
        "by": signed.by,
        "function": data.function,
        "at": signed.at,
        "seq": signed.seq,
        "comment": data.comment,
        "edition_digest": data.edition_digest,
        "basis": data.basis,
        "seen": data.seen,
        "since": [
            {
                "seq": item.seq,
                "by": item.by,
                "at": item.at,
                "kind": item.kind,
                "about": item.about,
            }
            for item in signed.since
        ],
    }
