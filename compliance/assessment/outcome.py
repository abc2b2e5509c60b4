"""Conclusions as they stand, with their reasons and what would change them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from compliance.assessment.facts import AnswerFacts, open_facts, reason
from compliance.assessment.state import Given
from compliance.checklist.conditions import (
    Condition,
    FactTest,
    Holds,
    Missing,
    Truth,
    leaves,
)
from compliance.checklist.texts import fact_label, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from compliance.checklist.catalogue import Catalogue
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


@dataclass(frozen=True)
class Change:
    """One answer that would turn a conclusion."""

    conclusion: str
    fact: str
    fact_text: str
    present: str
    other: str
    """The other answer, as people read it."""
    becomes: Truth
    supposing: str
    """The other answer as the beginning of a sentence ("If x were ...")."""


def outcomes(facts: AnswerFacts) -> list[Outcome]:
    """Every conclusion that is shown to people, under its headings in their order."""
    catalogue = facts.catalogue
    groups = [word.id for word in catalogue.vocabularies["conclusion-groups"].words]
    shown = [
        conclusion
        for conclusion in catalogue.conclusions.values()
        if conclusion.group != "internal"
    ]
    shown.sort(key=lambda conclusion: groups.index(conclusion.group))
    return [outcome(facts, conclusion) for conclusion in shown]


def outcome(facts: AnswerFacts, conclusion: Conclusion) -> Outcome:
    """One conclusion as it stands."""
    truth = facts.holds(conclusion.id)
    texts = {
        Truth.YES: conclusion.holds_text,
        Truth.NO: conclusion.fails_text,
        Truth.UNKNOWN: "Not determined yet: answers are missing.",
    }
    missing = open_facts(facts, conclusion.when) if truth is Truth.UNKNOWN else []
    return Outcome(
        conclusion, truth, texts[truth], reason(facts, conclusion.when), tuple(missing)
    )


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


def changes(
    facts: AnswerFacts, answers: Mapping[str, Given], wanted: Iterable[str]
) -> list[Change]:
    """Single answers that would turn one of the wanted conclusions.

    Tries every other answer that some condition distinguishes, one at a time.
    """
    catalogue = facts.catalogue
    wanted = [known for known in wanted if known in catalogue.conclusions]
    tried = _tested_values(catalogue)
    support = {
        known: set(supporting_facts(catalogue, catalogue.conclusions[known].when))
        for known in wanted
    }
    found: list[Change] = []
    for fact in sorted(set().union(*support.values()) if support else set()):
        if facts.relevance(fact) is not Truth.YES:
            continue
        present = facts.value(fact)
        if present is Missing.UNANSWERED:
            continue
        for other in _alternatives(catalogue, fact, present, tried.get(fact, set())):
            changed = AnswerFacts(catalogue, {**answers, fact: _given(fact, other)})
            for known in wanted:
                if fact not in support[known]:
                    continue
                becomes = changed.holds(known)
                if becomes is not facts.holds(known):
                    found.append(
                        Change(
                            known,
                            fact,
                            fact_label(catalogue, fact),
                            value_text(catalogue, fact, present),
                            value_text(catalogue, fact, other),
                            becomes,
                            _supposing(catalogue, fact, present, other),
                        )
                    )
    return found


def _supposing(catalogue: Catalogue, fact: str, present: Any, other: Any) -> str:
    """Say the other answer as "If x were b", or what would be chosen more or less."""
    label = fact_label(catalogue, fact)
    if isinstance(other, list):
        before = set(present) if isinstance(present, tuple) else set()
        for more in sorted(set(other) - before):
            return f"If {label} also included “{value_text(catalogue, fact, more)}”"
        for less in sorted(before - set(other)):
            return f"If {label} did not include “{value_text(catalogue, fact, less)}”"
    return (
        f"If {label} were “{value_text(catalogue, fact, other)}” instead of "
        f"“{value_text(catalogue, fact, present)}”"
    )


def _given(fact: str, value: Any) -> Given:
    return Given(fact, "given", value, "", "", "", 0)


def _tested_values(catalogue: Catalogue) -> dict[str, set[Any]]:
    """For each question, the values that some condition looks for."""
    found: dict[str, set[Any]] = {}
    conditions: list[Condition] = [
        conclusion.when for conclusion in catalogue.conclusions.values()
    ]
    conditions += [
        question.ask_when
        for question in catalogue.facts.values()
        if question.ask_when is not None
    ]
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, FactTest):
                found.setdefault(leaf.fact, set()).update(_values(catalogue, leaf))
    return found


def _values(catalogue: Catalogue, test: FactTest) -> list[Any]:
    operand = test.operand
    if test.test in {"in_group", "not_in_group"}:
        group = sorted(catalogue.group(test.fact, operand))
        return group[:1]
    return list(operand) if isinstance(operand, tuple) else [operand]


def _alternatives(
    catalogue: Catalogue, fact: str, present: Any, tested: set[Any]
) -> list[Any]:
    question = catalogue.questions[fact]
    options = [option.id for option in catalogue.options(question)]
    if question.type == "choices":
        chosen = list(present) if isinstance(present, tuple) else []
        return [
            sorted(set(chosen) ^ {value}, key=options.index)
            for value in options
            if value in tested
        ]
    if options:
        known = [value for value in options if value in tested]
        rest = next((value for value in options if value not in tested), None)
        others = known if rest is None else [*known, rest]
        return [value for value in others if value != present]
    if question.type == "date":
        return [
            moved.isoformat()
            for value in sorted(tested)
            for moved in (value - datetime.timedelta(days=1), value)
        ]
    if question.type == "number":
        least = question.minimum
        return [
            moved
            for value in sorted(tested)
            for moved in (value - 1, value, value + 1)
            if least is None or moved >= least
        ]
    return []
