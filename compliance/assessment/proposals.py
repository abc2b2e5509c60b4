"""What waits for a person: proposals whose questions arise, in the order of the questions.

A proposal about a question that does not arise is kept and not shown. It arises also
where it would once the rest that waits were confirmed: what a model is built on decides
whether the name of the model is asked, and both come from one source.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from compliance.assessment.answers import parse_answer
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.rows import added
from compliance.assessment.journal.state import Given, Proposal, State
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.errors import ConformityError


def waiting(facts: AnswerFacts, state: State) -> tuple[Proposal, ...]:
    """Proposals that somebody has to confirm or change, in the order of the questions.

    Args:
        facts: the answers that count, as conditions see them.
        state: the assessment.
    """
    if not state.unconfirmed:
        return ()
    supposed = {known: item.single for known, item in state.unconfirmed.items() if item.single}
    if_confirmed = type(facts)(facts.catalogue, {**supposed, **state.answers})
    asked = facts.catalogue.questions
    return tuple(
        state.unconfirmed[known]
        for known in asked
        if known in state.unconfirmed and (_arises(facts, known) or _arises(if_confirmed, known))
    )


def _arises(facts: AnswerFacts, known: str) -> bool:
    if known in facts.catalogue.requirements:
        return facts.applies(known) is Truth.YES
    return facts.relevance(known) is Truth.YES


def acceptable(
    catalogue: Catalogue, proposal: Proposal | None, present: Given | None = None, source: str = ""
) -> Given | None:
    """What a proposal says, if it is one thing that the question accepts as it is.

    Rows that a source adds are given together with those that stand.

    Args:
        catalogue: the edition that asks.
        proposal: what waits at a question.
        present: the answer that stands.
        source: title of the source that is meant; of several none is, where it is empty.
    """
    given = None if proposal is None else proposal.of(source)
    if given is None or given.state != "given":
        return given
    value = whole(given, present)
    try:
        accepted = parse_answer(catalogue, catalogue.question(given.question), value)
    except ConformityError:
        return None
    return replace(given, value=value, adds=()) if accepted == value else None


def whole(given: Given, present: Given | None) -> Any:
    """What the answer would be: of added rows the whole table."""
    if not given.adds:
        return given.value
    return added(given.value, None if present is None else present.value, given.adds)
