"""An answer as pages show it to somebody who checks it: in full, tables as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from compliance.checklist.questions import GroupQuestion
from compliance.checklist.texts import value_text
from compliance.dossier.values import group_grids, plain_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compliance.assessment.state import Given
    from compliance.checklist.catalogue import Catalogue
    from compliance.checklist.questions import Question
    from compliance.dossier.parts import Grid
    from compliance.web.desk import Opened

STATES: Final = {"unknown": "Not known yet", "not-applicable": "Not applicable"}


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
    files = tuple(
        (held.data.evidence, held.data.name) for held in state.evidence_for(question.id)
    )
    if given is None:
        return Said(question.id, question.ask, "", "", "", "", "", files=files)
    grids: tuple[Grid, ...] = ()
    words = STATES.get(given.state, "")
    if not words:
        words = value_text(catalogue, question.id, given.value)
        if isinstance(question, GroupQuestion):
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


def words_of(catalogue: Catalogue, question: str, state: str, value: object) -> str:
    """An answer as people read it, also one to what the question asked before."""
    asked = catalogue.questions.get(question)
    if state in STATES or asked is None:
        return STATES.get(state, str(value))
    if isinstance(asked, GroupQuestion):
        rows = value if isinstance(value, list | tuple) else (value,)
        lines = [f"{at}. {_row(catalogue, asked, row)}" for at, row in enumerate(rows, 1)]
        return "\n".join(lines) or "No entries"
    return plain_value(catalogue, asked, value)


def _row(catalogue: Catalogue, group: GroupQuestion, row: Mapping[str, Any] | Any) -> str:
    """An entry of a repeated group in one line."""
    if not isinstance(row, dict):
        return str(row)
    parts = [
        f"{part.label or part.ask}: {plain_value(catalogue, part, row[part.id])}"
        for part in group.fields
        if part.id in row
    ]
    return "; ".join(parts)
