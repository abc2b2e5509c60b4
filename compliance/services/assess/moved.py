"""What a migration to another edition means for a form that somebody has open."""

from __future__ import annotations

from compliance.assessment.journal.chain import seq_of
from compliance.assessment.journal.records import Migrated
from compliance.errors import Problem
from compliance.storage.opened import OpenAssessment


def moved_since(assessment: OpenAssessment, seen: str) -> Problem | None:
    """What to say where the assessment was migrated after a form was shown.

    The question may ask something else now: what was typed is not taken for an answer
    to it before somebody has looked.

    Args:
        assessment: as it stands now.
        seen: head of its journal when the form was shown; empty where that is not known.
    """
    if not seen or not assessment.state.moves:
        return None
    records = assessment.store.read()
    at = seq_of(records, seen)
    moves = [item for item in records[at:] if isinstance(item.data, Migrated)]
    if not moves:
        return None
    return Problem(
        "value",
        "assessment.migrated",
        f"{moves[-1].by} moved the assessment to edition {assessment.state.edition} "
        "meanwhile, and the question may ask something else now.",
        "Look at it, and save again. What you typed is below.",
    )


def renamed_to(assessment: OpenAssessment, known: str) -> str:
    """The present id of a question that a migration renamed; nothing for others."""
    questions = assessment.catalogue.questions
    if known in questions:
        return ""
    for move in assessment.state.moves:
        known = move.data.renamed.get(known, known)
    return known if known in questions else ""
