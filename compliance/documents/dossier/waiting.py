"""What nobody can say yet: requirements that wait for a few answers, said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.assessment.facts import AnswerFacts, open_facts
from compliance.assessment.findings import Finding
from compliance.checklist.conditions import Truth
from compliance.checklist.texts import fact_label
from compliance.language.words import capital, listed

SHOWN: Final = 6
"""Answers named in a line; the rest is counted."""


@dataclass(frozen=True)
class Waiting:
    """Requirements of which it is not determined whether they bind."""

    number: int
    decide: tuple[tuple[str, int], ...]
    """Short names of the answers that decide, with how many hang on each, most first."""

    @property
    def line(self) -> str:
        """The answers that decide, in one line."""
        return listed([f"{name} ({number})" for name, number in self.decide], SHOWN)


def waiting(facts: AnswerFacts, findings: Iterable[Finding]) -> Waiting:
    """What decides whether the undetermined requirements bind."""
    undetermined = [item for item in findings if item.applies is Truth.UNKNOWN]
    hang: Counter[str] = Counter()
    for item in undetermined:
        hang.update(open_facts(facts, item.requirement.applies_when))
    decide = ((capital(fact_label(facts.catalogue, fact)), n) for fact, n in hang.most_common())
    return Waiting(len(undetermined), tuple(decide))
