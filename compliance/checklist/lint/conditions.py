"""Review of one condition: names, values and tests that cannot be right."""

from __future__ import annotations

import datetime
from typing import Any

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import All, Always, AnyOf, Condition, FactTest, Holds, Not
from compliance.checklist.questions import Question
from compliance.errors import Problem

Path_ = tuple[str | int, ...]

_TESTS_OF_TYPE: dict[str, frozenset[str]] = {
    "choice": frozenset({"is_", "any_of", "none_of", "in_group", "not_in_group"}),
    "yes-no": frozenset({"is_", "any_of", "none_of"}),
    "choices": frozenset({"includes", "includes_any", "includes_none", "in_group", "not_in_group"}),
    "number": frozenset({"is_", "at_least", "at_most"}),
    "date": frozenset({"before", "on_or_after", "is_"}),
    "text": frozenset({"is_", "any_of", "none_of"}),
    "group": frozenset(),
    "file": frozenset(),
}


def review_condition(
    catalogue: Catalogue, known: str, path: Path_, condition: Condition
) -> list[Problem]:
    """Everything wrong inside one condition.

    Args:
        catalogue: what is declared.
        known: id under which the condition stands.
        path: keys from that id to the condition, for the line.
        condition: the condition.
    """
    match condition:
        case All(all=parts):
            found = _contradiction(catalogue, known, path, parts)
            for at, part in enumerate(parts):
                found += review_condition(catalogue, known, (*path, "all", at), part)
            return found
        case AnyOf(any=parts):
            found = []
            for at, part in enumerate(parts):
                found += review_condition(catalogue, known, (*path, "any", at), part)
            return found
        case Not(not_=part):
            return review_condition(catalogue, known, (*path, "not"), part)
        case Holds(holds=conclusion):
            if conclusion in catalogue.conclusions:
                return []
            return [
                Problem(
                    catalogue.place(known, *path),
                    "checklist.unknown-conclusion",
                    f"There is no conclusion {conclusion}.",
                    "Declare it under conclusions/, or correct the name.",
                )
            ]
        case FactTest():
            return _fact_test(catalogue, catalogue.place(known, *path), condition)
        case Always():
            return []


def _contradiction(
    catalogue: Catalogue, known: str, path: Path_, parts: tuple[Condition, ...]
) -> list[Problem]:
    """``all`` that asks one answer to have two values can never be true."""
    wanted: dict[str, Any] = {}
    for part in parts:
        if not isinstance(part, FactTest) or part.test != "is_":
            continue
        first = wanted.setdefault(part.fact, part.is_)
        if first != part.is_:
            return [
                Problem(
                    catalogue.place(known, *path),
                    "checklist.unreachable",
                    f"{part.fact} cannot be both {first} and {part.is_}.",
                    "Use any_of, or drop one.",
                )
            ]
    return [
        Problem(
            catalogue.place(known, *path),
            "checklist.unreachable",
            "This can never be true: one part is 'always: false'.",
            "Drop the part, or the whole.",
        )
        for part in parts
        if isinstance(part, Always) and not part.always
    ]


def _fact_test(catalogue: Catalogue, place: str, test: FactTest) -> list[Problem]:
    question = catalogue.questions.get(test.fact)
    kind = "number" if test.fact in catalogue.derived else getattr(question, "type", "")
    if not kind:
        return [
            Problem(
                place,
                "checklist.unknown-fact",
                f"There is no question {test.fact}.",
                "Declare it under facts/, or correct the name.",
            )
        ]
    name = test.test.rstrip("_")
    if test.test not in _TESTS_OF_TYPE[kind]:
        usable = sorted(item.rstrip("_") for item in _TESTS_OF_TYPE[kind])
        return [
            Problem(
                place,
                "checklist.impossible-test",
                f"{name} does not fit {test.fact}, a question of type {kind}.",
                f"Tests that fit: {', '.join(usable) or 'none'}.",
            )
        ]
    return [] if question is None else _values(catalogue, place, test, question)


def _values(catalogue: Catalogue, place: str, test: FactTest, question: Question) -> list[Problem]:
    options = catalogue.options(question)
    operand = test.operand
    if not options:
        return _types(place, test, question)
    if test.test in {"in_group", "not_in_group"}:
        if catalogue.group(test.fact, operand):
            return []
        groups = sorted({name for option in options for name in option.groups})
        return [
            Problem(
                place,
                "checklist.impossible-value",
                f"No option of {test.fact} is in a group {operand}.",
                f"Groups: {', '.join(groups) or 'none'}.",
            )
        ]
    ids = {option.id for option in options}
    values = operand if isinstance(operand, tuple) else (operand,)
    return [
        Problem(
            place,
            "checklist.impossible-value",
            f"{test.fact} never has the value {value}.",
            f"Options: {', '.join(sorted(ids))}.",
        )
        for value in values
        if value not in ids
    ]


def _types(place: str, test: FactTest, question: Question) -> list[Problem]:
    """A date is compared with dates, a number with numbers, a text with texts."""
    kinds: dict[str, tuple[type, ...]] = {
        "date": (datetime.date,),
        "number": (int, float),
        "text": (str,),
    }
    fitting = kinds.get(question.type, (object,))
    operand = test.operand
    return [
        Problem(
            place,
            "checklist.impossible-value",
            f"{test.fact} never equals {value!r}: it is a {question.type}.",
            "Write dates and numbers without quotation marks, texts with them.",
        )
        for value in (operand if isinstance(operand, tuple) else (operand,))
        if not isinstance(value, fitting)
    ]
