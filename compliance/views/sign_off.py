"""The sign-off as it is said: who signed, whether it holds, and what became of each."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.declaration import sign_off_on
from compliance.assessment.journal.state import Signed, Touch
from compliance.assessment.sign_off import DRAFT, OWN, SIGNED, UNSIGNED, VOID, WITHDRAWN

SENTENCES: Final = {
    UNSIGNED: "Nobody has signed this assessment off in its journal.",
    SIGNED: "The sign-off holds: the checklists, answers, evidence and reviews are those "
    "that were signed.",
    DRAFT: "A draft was signed: something is still open. The checklists, answers, evidence and "
    "reviews are those that were signed.",
    VOID: "The sign-off no longer holds: what was signed has changed since.",
    WITHDRAWN: "The sign-off was taken back.",
    OWN: "The sign-off does not count: the signatory answered requirements that another "
    "person has to look at.",
}
LAST: Final = {SIGNED: "Holds", DRAFT: "Holds, as a draft", VOID: "Void"}
"""How the last sign-off stands in the table of all."""
REVISED: Final = "The checklists were revised after they were signed."


@dataclass(frozen=True)
class SignedView:
    """One sign-off, or one that was taken back."""

    by: str
    function: str
    """In what function; empty where the name says it already."""
    at: str
    comment: str
    seen: str
    standing: str
    """How it stands beside the others."""
    confirmed: int
    """How many duties the signatory confirmed as known to be open."""

    @property
    def signatory(self) -> str:
        """The name with the function."""
        return f"{self.by}, {self.function}" if self.function else self.by


@dataclass(frozen=True)
class SignOffView:
    """Every sign-off of an assessment, and whether the last one holds."""

    state: str
    """A key of ``SENTENCES``."""
    word: str
    holds: bool
    basis: str
    """Digest of what a sign-off would be bound to now."""
    every: tuple[SignedView, ...]
    """In order."""
    touches: tuple[Touch, ...]
    """What was recorded since the last one, where it is void because of that."""
    revised: str
    """That the checklists are others than those signed; empty where they are not."""

    @property
    def sentence(self) -> str:
        """How it stands."""
        return SENTENCES[self.state]

    @property
    def last(self) -> SignedView | None:
        """The last sign-off or withdrawal."""
        return self.every[-1] if self.every else None


def view_sign_off(assessment: Assessment, as_of: datetime.date) -> SignOffView:
    """How the sign-off of an assessment stands on a day.

    Args:
        assessment: the assessment.
        as_of: the day, on which its dossier is a draft or not.
    """
    standing, signed = sign_off_on(assessment, as_of), assessment.state.sign_offs
    return SignOffView(
        standing.state,
        standing.word,
        standing.holds,
        standing.basis,
        tuple(_signed(signed, at, standing.state) for at in range(len(signed))),
        standing.touches,
        REVISED if standing.other_checklists else "",
    )


def _signed(signed: Sequence[Signed], at: int, state: str) -> SignedView:
    by, data = signed[at].by, signed[at].data
    named = by.casefold().endswith(f", {data.function}".casefold())
    if data.decision == "withdrawn":
        standing = "Withdrawal"
    elif at == len(signed) - 1:
        standing = LAST.get(state, "Does not count")
    else:
        standing = "Replaced" if signed[at + 1].data.decision == "signed" else "Taken back"
    function = "" if named else data.function
    confirmed = len(data.open_duties or ())
    return SignedView(by, function, signed[at].at, data.comment, data.seen, standing, confirmed)
