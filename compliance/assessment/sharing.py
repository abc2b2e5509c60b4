"""What the assessments of a workspace share: the answers of their organisation.

Nothing is shared by reference. An assessment takes answers over into its own journal,
each with its origin, so that its journal alone still tells everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from compliance.assessment.journal.records import Answer
from compliance.assessment.journal.state import Given, State

How = Literal["new", "changed", "current", "same", "own"]


@dataclass(frozen=True)
class Shared:
    """One answer of the organisation beside the answer of an assessment."""

    question: str
    theirs: Given
    """The organisation's."""
    mine: Given | None
    how: How
    """``new`` (no answer here), ``changed`` (taken over, and answered anew since),
    ``current`` (taken over), ``same`` (answered alike here) or ``own`` (answered
    differently here, for a reason of its own)."""


def content(answer: Given | Answer) -> tuple[str, Any, str]:
    """What an answer says, without who said it."""
    return answer.state, answer.value, answer.explanation


def compare_one(source: State, target: State, question: str) -> Shared | None:
    """An answer of an organisation beside that of an assessment, if it has one."""
    theirs, mine = source.answers.get(question), target.answers.get(question)
    if theirs is None:
        return None
    return Shared(question, theirs, mine, _how(source.begin.assessment, theirs, mine))


def _how(journal: str, theirs: Given, mine: Given | None) -> How:
    if mine is None:
        return "new"
    follows = mine.origin is not None and mine.origin.journal == journal
    if content(mine) == content(theirs):
        return "current" if follows else "same"
    return "changed" if follows else "own"


def stands_alone(source: State, target: State, question: str) -> bool:
    """Whether an assessment answers a question differently from its organisation."""
    mine = target.answers.get(question)
    if mine is None:
        return False
    shared = compare_one(source, target, question)
    if shared is not None:
        return shared.how == "own"
    return mine.origin is None or mine.origin.journal != source.begin.assessment
