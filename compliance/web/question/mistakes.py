"""What is wrong in the form of a question, with the field each mistake belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.errors import Problem
from compliance.language.words import capital
from compliance.web.question.form import Form


@dataclass(frozen=True)
class Mistake:
    """What is wrong, with the id of the field to go to."""

    message: str
    hint: str
    code: str
    target: str


def by_place(known: str, problems: Sequence[Problem], field: str = "") -> dict[str, str]:
    """The message of each field.

    Args:
        known: question of the form.
        problems: what was refused.
        field: the one field that all of them are about; nothing where their places
            tell the field of the answer.
    """
    return {_place(known, problem, field): problem.message for problem in problems}


def listed(
    known: str, form: Form, problems: Sequence[Problem], field: str = ""
) -> tuple[Mistake, ...]:
    """The mistakes for the summary on top of the page."""
    places, found = form.places(), []
    for problem in problems:
        place = _place(known, problem, field)
        target, name = places.get(place, (field or "answer", ""))
        message = f"{capital(name)}: {problem.message}" if name else problem.message
        found.append(Mistake(message, problem.hint, problem.code, target))
    return tuple(found)


def _place(known: str, problem: Problem, field: str) -> str:
    """Field of the form that a problem belongs to."""
    if field:
        return field
    inside = problem.place.removeprefix(known)
    # A cell is named question[2].column, with the column perhaps named twice.
    head, _, column = inside.partition("].")
    return f"{head}].{column.split('.')[-1]}" if column else "value"
