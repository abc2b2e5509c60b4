"""Which single other answers would turn a conclusion, and how far away they are.

A conclusion is worth little to somebody who cannot see on what it hangs. For each
answer given, every other answer that some condition tells apart is tried alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from compliance.assessment.conclusions import supporting_facts
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.state import Given
from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Condition, FactTest, Missing, Truth, leaves
from compliance.checklist.questions import Question
from compliance.checklist.texts import fact_label

Effects = tuple[tuple[str, Truth], ...]
"""Conclusions that turn, each with what it becomes."""

ORDERED: Final = {"date": ("earlier", "later"), "number": ("less", "more")}
"""Kinds of answers that stand in an order, with the words for both directions."""
ALIKE: Final = " (for example)"
"""Said of an option that was tried for others that no condition tells from it."""


@dataclass(frozen=True)
class Change:
    """One answer that would turn a conclusion.

    Other answers to the same question with the same effects are told together: a day
    "or later", one option "or" another.
    """

    conclusion: str
    fact: str
    fact_text: str
    present: str
    other: str
    """The other answer or answers, as people read them."""
    becomes: Truth
    supposing: str
    """The other answer as the beginning of a sentence ("If x were ...")."""


def changes(facts: AnswerFacts, wanted: Iterable[str]) -> list[Change]:
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
        concerned = [known for known in wanted if fact in support[known]]
        tested = tried.get(fact, set())
        others = _alternatives(catalogue, fact, present, tested)
        outcomes = [(other, _turned(facts, fact, other, concerned)) for other in others]
        for other, supposing, effects in _merged(catalogue, fact, present, tested, outcomes):
            label, text = fact_label(catalogue, fact), value_text(catalogue, fact, present)
            found += [
                Change(known, fact, label, text, other, becomes, supposing)
                for known, becomes in effects
            ]
    return found


def _turned(facts: AnswerFacts, fact: str, other: Any, concerned: Iterable[str]) -> Effects:
    """Which conclusions another answer turns."""
    given = Given(fact, "given", other, "", "", "", 0)
    changed = facts.with_answers({fact: given})
    return tuple(
        (known, becomes)
        for known in concerned
        if (becomes := changed.holds(known)) is not facts.holds(known)
    )


def _merged(
    catalogue: Catalogue,
    fact: str,
    present: Any,
    tested: set[Any],
    outcomes: list[tuple[Any, Effects]],
) -> Iterator[tuple[str, str, Effects]]:
    """Other answers with equal effects as one: its text, its supposition, its effects."""
    question = catalogue.questions[fact]
    label, now = fact_label(catalogue, fact), value_text(catalogue, fact, present)
    if question.type in ORDERED:
        for text, effects in _ranges(catalogue, fact, outcomes):
            yield text, f"If {label} were {text} instead of “{now}”", effects
        return
    kinds = _kinds(catalogue, question, tested)
    gathered: dict[tuple[str, Effects], list[tuple[str, int]]] = {}
    for other, effects in outcomes:
        way, text = _difference(catalogue, fact, present, other)
        alike = kinds[other] if way == "instead" else 1
        gathered.setdefault((way, effects), []).append((text, alike))
    for (way, effects), texts in gathered.items():
        if not effects:
            continue
        named = " or ".join(text for text, _ in texts)
        if max(alike for _, alike in texts) > 1:
            named += ALIKE
        match way:
            case "with":
                yield f"also {named}", f"If {label} also included {named}", effects
            case "without":
                yield f"without {named}", f"If {label} did not include {named}", effects
            case _:
                yield named, f"If {label} were {named} instead of “{now}”", effects


def _difference(catalogue: Catalogue, fact: str, present: Any, other: Any) -> tuple[str, str]:
    """How another answer differs: by an option more, one less, or altogether."""
    if not isinstance(other, list):
        return "instead", f"“{value_text(catalogue, fact, other)}”"
    before = set(present) if isinstance(present, tuple) else set()
    (option,) = set(other) ^ before
    way = "with" if option in other else "without"
    return way, f"“{value_text(catalogue, fact, option)}”"


def _ranges(
    catalogue: Catalogue, fact: str, outcomes: list[tuple[Any, Effects]]
) -> Iterator[tuple[str, Effects]]:
    """Neighbouring days or numbers with equal effects, as ranges.

    The values tried lie on both sides of every bound that a condition has, so that
    between two neighbours with the same effects nothing else happens.
    """
    down, up = ORDERED[catalogue.questions[fact].type]
    outcomes = sorted(outcomes, key=lambda item: item[0])
    runs = [
        ([value for value, _ in run], effects)
        for effects, run in groupby(outcomes, key=lambda item: item[1])
    ]
    for place, (values, effects) in enumerate(runs):
        if not effects:
            continue
        first, last = (f"“{value_text(catalogue, fact, end)}”" for end in (values[0], values[-1]))
        if place == len(runs) - 1:
            yield f"{first} or {up}", effects
        elif place == 0:
            yield f"{last} or {down}", effects
        elif first == last:
            yield first, effects
        else:
            yield f"between {first} and {last}", effects


def _tested_values(catalogue: Catalogue) -> dict[str, set[Any]]:
    """For each question, the values that some condition looks for."""
    found: dict[str, set[Any]] = {}
    conditions: list[Condition] = [conclusion.when for conclusion in catalogue.conclusions.values()]
    conditions += [
        question.ask_when for question in catalogue.facts.values() if question.ask_when is not None
    ]
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, FactTest):
                found.setdefault(leaf.fact, set()).update(_values(leaf))
    return found


def _values(test: FactTest) -> list[Any]:
    if test.test in {"in_group", "not_in_group"}:
        return []  # members of a group stand for each other, see _kinds
    return list(test.operand) if isinstance(test.operand, tuple) else [test.operand]


def _kinds(catalogue: Catalogue, question: Question, tested: set[Any]) -> dict[str, int]:
    """One option for each kind that conditions can tell apart, with the number alike.

    An option that some condition names is a kind of its own; the others fall into
    kinds by the groups they belong to.
    """
    kinds: dict[object, list[str]] = {}
    for option in catalogue.options(question):
        kind = option.id if option.id in tested else frozenset(option.groups)
        kinds.setdefault(kind, []).append(option.id)
    return {alike[0]: len(alike) for alike in kinds.values()}


def _alternatives(catalogue: Catalogue, fact: str, present: Any, tested: set[Any]) -> list[Any]:
    question = catalogue.questions[fact]
    options = [option.id for option in catalogue.options(question)]
    if question.type == "choices":
        chosen = list(present) if isinstance(present, tuple) else []
        return [
            sorted(set(chosen) ^ {value}, key=options.index) for value in options if value in tested
        ]
    if options:
        kinds = _kinds(catalogue, question, tested)
        return [value for value in kinds if value != present]
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
