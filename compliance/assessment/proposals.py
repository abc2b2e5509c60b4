"""What waits for a person: proposals whose questions arise, in the order of the questions.

A proposal about a question that does not arise is kept and not shown. It arises also
where it would once the rest that waits were confirmed: what a model is built on decides
whether the name of the model is asked, and both come from one source.
"""

from __future__ import annotations

from compliance.assessment.answers import parse_answer
from compliance.assessment.facts import AnswerFacts
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


def acceptable(catalogue: Catalogue, proposal: Proposal | None) -> Given | None:
    """The one thing a proposal says, if the question accepts it as it is."""
    given = None if proposal is None else proposal.single
    if given is None or given.state != "given":
        return given
    try:
        value = parse_answer(catalogue, catalogue.question(given.question), given.value)
    except ConformityError:
        return None
    return given if value == given.value else None
