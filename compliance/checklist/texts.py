"""Conditions as sentences for people: why something is asked, what decided it."""

from __future__ import annotations

from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import All, Always, AnyOf, Condition, FactTest, Holds, Not

_WORDS = {
    "is_": "is {}",
    "any_of": "is {}",
    "none_of": "is not {}",
    "includes": "includes {}",
    "includes_any": "includes {}",
    "includes_none": "does not include {}",
    "in_group": "is one of the group {}",
    "not_in_group": "is outside the group {}",
    "at_least": "is at least {}",
    "at_most": "is at most {}",
    "before": "is before {}",
    "on_or_after": "is on or after {}",
}


def fact_label(catalogue: Catalogue, fact: str) -> str:
    """Short name of a question in sentences."""
    if fact in catalogue.derived:
        return catalogue.derived[fact].label
    question = catalogue.questions.get(fact)
    if question is None:
        return fact
    return question.label or question.ask.rstrip("?")


def _operand(catalogue: Catalogue, test: FactTest) -> str:
    operand = test.operand
    if test.test in {"in_group", "not_in_group"}:
        return f"“{operand}”"
    values = operand if isinstance(operand, tuple) else (operand,)
    texts = [f"“{value_text(catalogue, test.fact, value)}”" for value in values]
    return " or ".join(texts)


def describe(catalogue: Catalogue, condition: Condition) -> str:
    """A condition as a sentence part, without regard to present answers."""
    match condition:
        case All(all=parts):
            return " and ".join(_inner(catalogue, part, AnyOf) for part in parts)
        case AnyOf(any=parts):
            return " or ".join(_inner(catalogue, part, All) for part in parts)
        case Not(not_=part):
            return f"it is not so that {_inner(catalogue, part, All, AnyOf)}"
        case Holds(holds=conclusion):
            found = catalogue.conclusions.get(conclusion)
            return f"“{found.title if found else conclusion}” holds"
        case FactTest():
            words = _WORDS[condition.test].format(_operand(catalogue, condition))
            return f"{fact_label(catalogue, condition.fact)} {words}"
        case Always(always=always):
            return "in every case" if always else "in no case"


def _inner(catalogue: Catalogue, part: Condition, *bracketed: type) -> str:
    text = describe(catalogue, part)
    return f"({text})" if isinstance(part, bracketed) else text
