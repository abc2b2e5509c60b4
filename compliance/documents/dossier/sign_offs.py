"""The sign-offs of the journal as the dossier prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.journal.state import Signed, Touch
from compliance.assessment.sign_off import (
    OWN,
    SIGNED,
    UNSIGNED,
    VOID,
    WITHDRAWN,
    SignOffStanding,
    sign_off_standing,
)
from compliance.documents.dossier.material import Material
from compliance.language.words import day_of, moment, number_of

SHOWN: Final = 12
"""Changes after a sign-off that are listed; the rest is number_of."""

KINDS: Final = {
    "answer": "answer to",
    "evidence": "evidence",
    "evidence-withdrawn": "withdrawal of evidence",
    "review": "review of",
    "migrated": "migration to another edition",
}

STANDING: Final = {
    UNSIGNED: "Nobody has signed this assessment off in its journal.",
    SIGNED: "The sign-off holds: the checklists, answers, evidence and reviews are those "
    "that were signed.",
    VOID: "The sign-off no longer holds: what was signed has changed since.",
    WITHDRAWN: "The sign-off was taken back.",
    OWN: "The sign-off does not count: the signatory answered requirements that another "
    "person has to look at.",
}


@dataclass(frozen=True)
class SignedLine:
    """One sign-off, or one that was taken back."""

    who: str
    function: str
    when: str
    comment: str
    seen: str
    state: str


@dataclass(frozen=True)
class SignedBlock:
    """Every sign-off of the journal, and whether the last one holds."""

    standing: str
    lines: tuple[SignedLine, ...]
    changes: tuple[str, ...]
    """What made the last one void."""


def signed_block(material: Material) -> SignedBlock:
    """The sign-offs with whether the last one holds, and why not."""
    standing = sign_off_standing(material.assessment)
    signed = material.state.sign_offs
    return SignedBlock(
        STANDING[standing.state],
        tuple(_line(item, _word(at, signed, standing)) for at, item in enumerate(signed)),
        _changes(standing),
    )


def cover_line(material: Material) -> str:
    """Who signed, for the cover; empty unless the sign-off holds."""
    standing = sign_off_standing(material.assessment)
    if not standing.holds or standing.given is None:
        return ""
    given = standing.given
    return f"{_named(given)}, {day_of(given.at)}"


def _named(given: Signed) -> str:
    """The signatory, with the function unless the name has it already."""
    function = given.data.function
    return given.by if function in given.by else f"{given.by}, {function}"


def _line(given: Signed, word: str) -> SignedLine:
    return SignedLine(
        given.by, given.data.function, moment(given.at), given.data.comment, given.data.seen, word
    )


def _word(at: int, signed: Sequence[Signed], standing: SignOffStanding) -> str:
    """How one of the sign-offs stands beside the others."""
    if signed[at].data.decision == "withdrawn":
        return "Withdrawal"
    if at == len(signed) - 1:
        return {SIGNED: "Holds", VOID: "Void"}.get(standing.state, "Does not count")
    return "Replaced" if signed[at + 1].data.decision == "signed" else "Taken back"


def _changes(standing: SignOffStanding) -> tuple[str, ...]:
    found = [_change(item) for item in standing.touches[:SHOWN]]
    if standing.other_checklists:
        found.insert(0, "The checklists were revised after they were signed.")
    if len(standing.touches) > SHOWN:
        rest = number_of(len(standing.touches) - SHOWN, "further record")
        found.append(f"{rest}.")
    return tuple(found)


def _change(item: Touch) -> str:
    what = f"{KINDS.get(item.kind, item.kind)} {item.about}".strip()
    return f"Record {item.seq}, {what}: {item.by}, {moment(item.at)}."
