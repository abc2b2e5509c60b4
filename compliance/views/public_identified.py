"""What every output begins with: which assessment, checklists, law and journal it is of."""

from __future__ import annotations

from typing import Any

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import State
from compliance.views.public import Checklists, Identified, Journal, Law, Named


def named_of(state: State) -> Named:
    """The assessment a state belongs to."""
    begin = state.begin
    return Named(
        id=begin.assessment, name=begin.name, begun_by=state.begun_by, begun_at=state.begun_at
    )


def journal_of(state: State) -> Journal:
    """Where the journal stood."""
    return Journal(head=state.head, seq=state.seq, at=state.changed_at)


def identified(assessment: Assessment) -> dict[str, Any]:
    """What every output begins with: assessment, checklists, law and journal."""
    catalogue, state = assessment.catalogue, assessment.state
    return dict(
        Identified(
            assessment=named_of(state),
            checklists=Checklists(
                pack=catalogue.pack.pack,
                edition=catalogue.edition.id,
                digest=catalogue.digest,
                digest_at_begin=state.begin.edition_digest,
            ),
            law=Law(
                name=catalogue.law.short_name,
                number=catalogue.law.number,
                state=catalogue.law.state,
            ),
            journal=journal_of(state),
        )
    )
