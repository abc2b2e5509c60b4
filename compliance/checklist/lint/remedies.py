"""Review of gap rules: every answer that fails must lead to a remedy.

Each failing option is put to the gap rules as if it had been chosen, so that a rule
that only names the option (``none_of``, ``not``) does not pass for one that fires.
"""

from __future__ import annotations

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import (
    Condition,
    Facts,
    Missing,
    Truth,
    Value,
    evaluate,
)
from compliance.checklist.model import Requirement
from compliance.errors import Problem


class _OneAnswer(Facts):
    """Only the main question of a requirement is answered; all else is open."""

    def __init__(self, catalogue: Catalogue, requirement: Requirement, option: str) -> None:
        self._catalogue = catalogue
        self._requirement = requirement
        self._option = option
        self._gates = {item.id: item.ask_when for item in requirement.follow_ups}
        self._open: set[str] = set()

    def value(self, fact: str) -> Value | Missing:
        """The option; a follow-up that is not asked then can reveal nothing."""
        if fact == self._requirement.id:
            return self._option
        gate = self._gates.get(fact)
        if gate is None or fact in self._open:
            return Missing.UNANSWERED
        self._open.add(fact)  # ends a circle among follow-ups, see the lint
        asked = evaluate(gate, self)
        self._open.discard(fact)
        return Missing.NOT_ASKED if asked is Truth.NO else Missing.UNANSWERED

    def holds(self, conclusion: str) -> Truth:
        """Nothing is concluded from one answer."""
        del conclusion
        return Truth.UNKNOWN

    def group(self, fact: str, name: str) -> frozenset[str]:
        """Option ids of a question that belong to a named group."""
        return self._catalogue.group(fact, name)


def review_remedies(catalogue: Catalogue, requirement: Requirement) -> list[Problem]:
    """Options that fail and for which no gap rule fires."""
    options = [option.id for option in requirement.question.options]
    facts = {option: _OneAnswer(catalogue, requirement, option) for option in options}
    truths = [_by_option(gap.when, facts) for gap in requirement.gaps]
    return [
        Problem(
            catalogue.place(requirement.id, "question", "options", at),
            "checklist.no-remedy",
            f"{requirement.id}: no gap rule says what to do when the answer is "
            f"{option.id}.",
            "Add a gap rule with a remedy.",
        )
        for at, option in enumerate(requirement.question.options)
        if option.means != "met" and not any(_fires(item, option.id) for item in truths)
    ]


def _by_option(condition: Condition, facts: dict[str, _OneAnswer]) -> dict[str, Truth]:
    return {option: evaluate(condition, known) for option, known in facts.items()}


def _fires(truths: dict[str, Truth], option: str) -> bool:
    """Whether a rule fires for an option, or may by what the option brings up.

    A rule that may fire whatever the answer is (it looks at something else) is none
    for this option.
    """
    if truths[option] is Truth.UNKNOWN:
        return Truth.NO in truths.values()
    return truths[option] is Truth.YES
