"""An answer as pages show it to somebody who checks it: in full, tables as tables."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.assessment.journal.state import Given
from compliance.checklist.answer_text import full_answer, short_answer
from compliance.checklist.questions import GroupQuestion, Question
from compliance.views.answer import Grid, group_grids
from compliance.web.workspace.desk import Opened


@dataclass(frozen=True)
class Said:
    """A question with its answer."""

    id: str
    ask: str
    words: str
    """The answer in words; empty while there is none."""
    state: str
    """``given``, ``unknown``, ``not-applicable`` or empty."""
    explanation: str
    by: str
    at: str
    grids: tuple[Grid, ...] = ()
    """The entries of a repeated group."""
    files: tuple[tuple[str, str], ...] = ()
    """Number and name of the evidence that supports the question."""


def said(found: Opened, question: Question, given: Given | None) -> Said:
    """A question with its answer, ready for a page."""
    catalogue, state = found.assessment.catalogue, found.assessment.state
    files = tuple((held.data.evidence, held.data.name) for held in state.evidence_for(question.id))
    if given is None:
        return Said(question.id, question.ask, "", "", "", "", "", files=files)
    grids: tuple[Grid, ...] = ()
    words = full_answer(catalogue, question.id, given.state, given.value)
    if given.state == "given" and isinstance(question, GroupQuestion):
        words = short_answer(catalogue, question.id, given.state, given.value)
        grids = group_grids(catalogue, question, given.value, words)
    return Said(
        question.id,
        question.ask,
        words,
        given.state,
        given.explanation,
        given.by,
        given.at,
        grids,
        files,
    )
