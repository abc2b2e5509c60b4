"""The first supply of what is assessed, and what has to be ready before it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compliance.assessment.facts import AnswerFacts, open_facts
from compliance.checklist.conditions import Truth, evaluate
from compliance.checklist.supply import Step, SupplyFile
from compliance.law.provision import around, is_within

if TYPE_CHECKING:  # findings are observed by it
    from compliance.assessment.findings import Finding
    from compliance.assessment.starts import Start


@dataclass(frozen=True)
class FirstSupply:
    """How the first supply stands on a day."""

    declared: SupplyFile
    waiting: Truth
    """Whether it is still to come."""
    planned: datetime.date | None
    """Its day, where one is stated that has not passed."""
    asks: str
    """Question to answer before anything can count back from it; empty where none is."""
    as_of: datetime.date

    def comes_after(self, finding: Finding) -> Start | None:
        """The day of the law that the first supply comes after, so that it must be met then.

        Nothing for a requirement that the law does not bind by then, or that does not
        wait for the supply. Without a planned day, what binds today has to be met.
        """
        if self.waiting is not Truth.YES or not self.waits(finding):
            return None
        by = self.planned or self.as_of
        starts = [start for start in finding.starts if not start.event and start.on <= by]
        return min(starts, key=lambda start: start.on, default=None)

    def waits(self, finding: Finding) -> bool:
        """Whether a requirement is one that the first supply has to meet."""
        first = finding.requirement.provisions[0]
        return not any(scope in self.declared.apart for scope in around(first))

    def step(self, finding: Finding) -> int:
        """Place of the step that a requirement belongs to."""
        first, steps = finding.requirement.provisions[0], self.declared.steps
        for at, step in enumerate(steps):
            if any(is_within(first, scope) for scope in step.provisions):
                return at
        return next((at for at, step in enumerate(steps) if not step.provisions), 0)

    def named(self, at: int) -> Step:
        """The step at a place."""
        return self.declared.steps[at]


def first_supply(facts: AnswerFacts, as_of: datetime.date) -> FirstSupply | None:
    """How the first supply stands; nothing where the edition knows none.

    Args:
        facts: the answers as conditions see them.
        as_of: the day taken for today.
    """
    declared = facts.catalogue.supply
    if declared is None:
        return None
    waiting = evaluate(declared.not_yet, facts)
    if waiting is not Truth.YES:
        missing = open_facts(facts, declared.not_yet) if waiting is Truth.UNKNOWN else []
        return FirstSupply(declared, waiting, None, next(iter(missing), ""), as_of)
    planned = facts.value(declared.planned)
    if isinstance(planned, datetime.date) and planned >= as_of:
        return FirstSupply(declared, waiting, planned, "", as_of)
    return FirstSupply(declared, waiting, None, declared.planned, as_of)
