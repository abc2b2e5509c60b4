"""The sign-off of a whole assessment: what it is bound to, and whether it still holds.

A sign-off names a digest of everything that was signed: the checklists, every answer
and piece of evidence that counts, and every review. It holds as long as all of that is
as it was. It changes no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import Signed, Touch
from compliance.assessment.reviews import is_own
from compliance.checklist.conditions import Truth
from compliance.data.digests import canonical_json, sha256

UNSIGNED, SIGNED, DRAFT, VOID = "unsigned", "signed", "signed-draft", "void"
WITHDRAWN, OWN = "withdrawn", "own"

WORDS: Final = {
    UNSIGNED: "Not signed off",
    SIGNED: "Signed off",
    DRAFT: "Signed as a draft",
    VOID: "Sign-off void",
    WITHDRAWN: "Sign-off withdrawn",
    OWN: "Sign-off by an author",
}


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
        return self.state in {SIGNED, DRAFT}


def sign_off_basis(assessment: Assessment) -> str:
    """Digest of everything a sign-off is about, as it stands now."""
    catalogue, state = assessment.catalogue, assessment.state
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


def authored(assessment: Assessment, person: str) -> list[str]:
    """Requirements that a person answered and therefore cannot sign off.

    Those that may bind and ask for a review by another person than the author. Where
    the checklists let the author of an answer approve it, the author may sign it too.
    """
    found = []
    for requirement in assessment.catalogue.ordered_requirements:
        given = assessment.state.answers.get(requirement.id)
        if not (requirement.review.required and is_own(requirement, given, person)):
            continue
        if assessment.facts.arises(requirement.id) is not Truth.NO:
            found.append(requirement.id)
    return found


def acknowledged(
    assessment: Assessment, open_duties: tuple[str, ...], later: frozenset[str]
) -> Signed | None:
    """The last sign-off, where its signatory confirmed exactly what is open now.

    It need not hold any more: signing the declaration and what follows it are recorded
    afterwards, and leave what was confirmed as it is. Anything else that was recorded
    since is something that the signatory did not see.

    Args:
        assessment: the assessment.
        open_duties: what is open, as a sign-off records it.
        later: ids of the questions about what can only be done once the declaration is
            there.
    """
    signed = assessment.state.sign_offs
    last = signed[-1] if signed else None
    if last is None or last.data.decision != "signed" or last.data.open_duties != open_duties:
        return None
    if not all(_is_later(assessment, touch, later) for touch in last.since):
        return None
    return None if authored(assessment, last.by) else last


def _is_later(assessment: Assessment, touch: Touch, later: frozenset[str]) -> bool:
    """Whether a record after a sign-off is only about what follows the declaration."""
    held = assessment.state.evidence.get(touch.about)
    about = {touch.about} if held is None else set(held.data.supports)
    return bool(about) and about <= later


def sign_off_standing(assessment: Assessment) -> SignOffStanding:
    """Whether the assessment as it stands now is signed off.

    Whether a draft was signed depends on a day; ``declaration.sign_off_on`` tells.
    """
    return assessment.kept(sign_off_standing, lambda: _standing(assessment))


def _standing(assessment: Assessment) -> SignOffStanding:
    basis = sign_off_basis(assessment)
    signed = assessment.state.sign_offs
    last = signed[-1] if signed else None
    if last is None:
        return SignOffStanding(UNSIGNED, basis, None)
    if last.data.decision == "withdrawn":
        return SignOffStanding(WITHDRAWN, basis, last)
    if last.data.basis != basis:
        other = last.data.edition_digest != assessment.catalogue.digest
        return SignOffStanding(VOID, basis, last, tuple(last.since), other)
    if authored(assessment, last.by):
        return SignOffStanding(OWN, basis, last)
    return SignOffStanding(SIGNED, basis, last)
