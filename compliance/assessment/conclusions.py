"""Conclusions as they stand, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.assessment.facts import AnswerFacts, open_facts, reason
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Condition, Holds, Truth, leaves
from compliance.checklist.model import Conclusion


@dataclass(frozen=True)
class Outcome:
    """A conclusion, whether it holds, and why."""

    conclusion: Conclusion
    truth: Truth
    text: str
    """The sentence of the checklist for this outcome."""
    reason: str
    """On which answers it rests."""
    missing: tuple[str, ...]
    """Questions to answer before it can be decided."""

    @property
    def holds(self) -> bool:
        """Whether it is settled that the conclusion holds."""
        return self.truth is Truth.YES


def outcomes(facts: AnswerFacts) -> list[Outcome]:
    """Every conclusion that is shown to people, under its headings in their order."""
    return [outcome(facts, item) for item in facts.catalogue.shown_conclusions]


def outcome(facts: AnswerFacts, conclusion: Conclusion) -> Outcome:
    """One conclusion as it stands."""
    truth = facts.holds(conclusion.id)
    texts = {
        Truth.YES: conclusion.holds_text,
        Truth.NO: conclusion.fails_text,
        Truth.UNKNOWN: "Not determined yet: answers are missing.",
    }
    missing = open_facts(facts, conclusion.when) if truth is Truth.UNKNOWN else []
    return Outcome(conclusion, truth, texts[truth], reason(facts, conclusion.when), tuple(missing))


def supporting_facts(catalogue: Catalogue, condition: Condition) -> list[str]:
    """Every question on which a condition depends, through conclusions too."""
    found: dict[str, None] = {}
    seen: set[str] = set()

    def visit(part: Condition) -> None:
        for leaf in leaves(part):
            if isinstance(leaf, Holds):
                declared = catalogue.conclusions.get(leaf.holds)
                if declared is not None and leaf.holds not in seen:
                    seen.add(leaf.holds)
                    visit(declared.when)
            elif leaf.fact in catalogue.derived:
                found.update((part, None) for part in catalogue.derived[leaf.fact].of)
            elif leaf.fact not in found:
                found[leaf.fact] = None
                question = catalogue.questions.get(leaf.fact)
                if question is not None and question.ask_when is not None:
                    visit(question.ask_when)

    visit(condition)
    return list(found)
