"""The sign-offs of the journal as the dossier prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.assessment.journal.state import Touch
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Line
from compliance.language.words import day_of, moment, number_of
from compliance.views.sign_off import SignedView, view_sign_off

SHOWN: Final = 12
"""Changes after a sign-off that are listed; the rest is counted."""

KINDS: Final = {
    "answer": "answer to",
    "evidence": "evidence",
    "evidence-withdrawn": "withdrawal of evidence",
    "review": "review of",
    "migrated": "migration to another edition",
}


@dataclass(frozen=True)
class SignedBlock:
    """Every sign-off of the journal, and whether the last one holds."""

    standing: str
    lines: tuple[tuple[SignedView, str], ...]
    """Each sign-off, and when."""
    changes: tuple[str, ...]
    """What made the last one void."""


def signed_block(material: Material) -> SignedBlock:
    """The sign-offs with whether the last one holds, and why not."""
    signed = view_sign_off(material.assessment, material.as_of)
    changes = [signed.revised, *map(_change, signed.touches[:SHOWN])]
    if len(signed.touches) > SHOWN:
        changes.append(f"{number_of(len(signed.touches) - SHOWN, 'further record')}.")
    return SignedBlock(
        signed.sentence,
        tuple((item, moment(item.at)) for item in signed.every),
        tuple(filter(None, changes)),
    )


def cover_line(material: Material) -> Line | None:
    """Who signed, and whether a draft, for the cover; nothing unless the sign-off holds."""
    signed = view_sign_off(material.assessment, material.as_of)
    last = signed.last if signed.holds else None
    if last is None:
        return None
    return Line(f"{signed.word} by", f"{last.signatory}, {day_of(last.at)}")


def _change(item: Touch) -> str:
    what = f"{KINDS.get(item.kind, item.kind)} {item.about}".strip()
    return f"Record {item.seq}, {what}: {item.by}, {moment(item.at)}."
