"""Records of the journal in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from compliance.checklist.texts import value_text

if TYPE_CHECKING:
    from compliance.checklist.catalogue import Catalogue


def record_text(catalogue: Catalogue, record: Record) -> tuple[str, tuple[str, ...]]:
    """A record in a sentence, and the ids of the questions it is about."""
    match record.data:
        case Begin() as data:
            return f"Began “{data.name}” with {data.pack} {data.edition}", ()
        case Answer() as data:
            return _answer_text(catalogue, data), (data.question,)
        case Evidence() as data:
            return (
                f"{data.evidence}: {data.name} ({data.evidence_kind}) supports "
                f"{', '.join(data.supports)}",
                data.supports,
            )
        case EvidenceWithdrawn() as data:
            return f"{data.evidence} withdrawn: {data.reason}", ()
        case Note() as data:
            return f"Note on {data.question}: {data.text}", (data.question,)
        case ReviewGiven() as data:
            comment = f": {data.comment}" if data.comment else ""
            return (
                f"{data.requirement} {data.decision}{comment}",
                (data.requirement,),
            )
        case Assignment() as data:
            due = f", due {data.due}" if data.due else ""
            return f"{data.requirement} assigned to {data.owner}{due}", (data.requirement,)
        case SignOff() as data:
            return _sign_off_text(data), ()


def _sign_off_text(data: SignOff) -> str:
    comment = f": {data.comment}" if data.comment else ""
    if data.decision == "withdrawn":
        return f"Took the sign-off back{comment}"
    return f"Signed the assessment off as {data.function}{comment}"


def _answer_text(catalogue: Catalogue, data: Answer) -> str:
    if data.state == "given":
        shown = value_text(catalogue, data.question, data.value)
    else:
        shown = data.state.replace("-", " ")
    reason = f" ({data.explanation})" if data.explanation else ""
    return f"{data.question}: {shown}{reason}"
