"""What a browser sent, and the form that shows such fields.

A draft, a form with a mistake and a recorded answer are shown by the same template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from werkzeug.datastructures import MultiDict

from compliance.errors import Problem
from compliance.language.words import capital
from compliance.services.assess.form_fields import NONE_CHOICE, Fields, first, row_numbers
from compliance.views.question import Prompt

RADIOS: Final = 12
"""More options than this are shown as a list to pick from."""


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    note: str = ""
    chosen: bool = False
    alone: bool = False
    """Whether it excludes all others."""


@dataclass(frozen=True)
class Control:
    """One field of a form, ready for the template."""

    name: str
    kind: str
    """``radios``, ``select``, ``boxes``, ``line``, ``lines``, ``number`` or ``date``."""
    label: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    limit: int = 0
    """Most characters of a text; 0 for other kinds."""
    optional: bool = False
    help: str = ""
    error: str = ""


@dataclass(frozen=True)
class Row:
    """One entry of a repeated group."""

    number: int
    controls: tuple[Control, ...]


@dataclass(frozen=True)
class Form:
    control: Control | None = None
    rows: tuple[Row, ...] = ()
    entry: str = ""
    explanation: str = ""
    reason: str = ""
    """Why the question is not applicable."""
    missing: str = ""
    """What is missing where the answer is not known yet."""
    errors: Mapping[str, str] = field(default_factory=dict)

    def places(self) -> dict[str, tuple[str, str]]:
        """Place of a problem to the id of its field on the page, and the field's name.

        The one field of a plain question needs no name.
        """
        found = {"value": (field_id(self.control), "")} if self.control else {}
        for row in self.rows:
            for control in row.controls:
                place = f"[{row.number}].{control.name.split('-', 2)[-1]}"
                name = f"{self.entry} {row.number}, {control.label}"
                found[place] = (field_id(control), name)
        return found


def field_id(control: Control) -> str:
    """Id on the page of what is focused to fill a field; the first box of several."""
    several = control.kind in {"radios", "boxes"}
    return f"answer-{control.name}{'-1' if several else ''}"


def fields_of(form: MultiDict[str, str]) -> Fields:
    """What a browser sent, without the technical fields."""
    technical = {
        "csrf_token", "seen", "there", "where", "visit", "action", "next", "note", "file",
    }  # fmt: skip
    return {key: form.getlist(key) for key in form if key not in technical}


def build_form(
    question: Prompt, fields: Fields, errors: Mapping[str, str] | None = None, extra_rows: int = 0
) -> Form:
    """The form of a question, filled with fields."""
    errors = errors or {}
    group = question.type == "group"
    one = not group and question.type != "file"
    return Form(
        _control(question, "value", fields, errors) if one else None,
        _rows(question, fields, errors, extra_rows) if group else (),
        question.entry,
        explanation=first(fields, "explanation"),
        reason=first(fields, "not-applicable-reason"),
        missing=first(fields, "unknown-reason"),
        errors=errors,
    )


def build_control(question: Prompt, name: str, fields: Fields, error: str = "") -> Control:
    """The field of a question under a name of its own, among other questions."""
    return _control(question, name, fields, {"value": error})


def _rows(
    question: Prompt, fields: Fields, errors: Mapping[str, str], extra: int
) -> tuple[Row, ...]:
    present = row_numbers(fields)
    following = (present[-1] + 1) if present else 0
    numbers = present + list(range(following, following + extra)) or [0]
    return tuple(
        Row(
            at,
            tuple(
                _control(part, f"row-{number}-{part.id}", fields, errors, at)
                for part in question.columns
            ),
        )
        for at, number in enumerate(numbers, 1)
    )


def _control(
    question: Prompt, name: str, fields: Fields, errors: Mapping[str, str], row: int = 0
) -> Control:
    values = fields.get(name, [])
    none = (NONE_CHOICE,) if question.offers_none else ()
    choices = tuple(
        Choice(option.id, option.label, option.note, option.id in values, option.alone)
        for option in (*question.options, *none)
    )
    return Control(
        name=name,
        kind=_kind(question, inside=row > 0),
        label=question.name if row else question.ask,
        value=values[0] if values and not choices else "",
        choices=choices,
        unit=question.unit,
        limit=question.max_characters,
        optional=question.optional,
        help=question.ask if row and question.label else "",
        error=errors.get(f"[{row}].{question.id}" if row else "value", ""),
    )


def _kind(question: Prompt, *, inside: bool) -> str:
    """What a control looks like; ``inside`` an entry a list takes less room."""
    match question.type:
        case "choices":
            return "boxes"
        case "choice" | "yes-no":
            return "radios" if len(question.options) <= RADIOS and not inside else "select"
        case "text":
            return "line" if question.lines == "one" else "lines"
        case other:
            return other


@dataclass(frozen=True)
class Mistake:
    """What is wrong, with the id of the field to go to."""

    message: str
    hint: str
    code: str
    target: str


def messages(known: str, problems: Sequence[Problem], field: str = "") -> dict[str, str]:
    """The message of each field.

    Args:
        known: question of the form.
        problems: what was refused.
        field: the one field that all of them are about; nothing where their places
            tell the field of the answer.
    """
    return {_place(known, problem, field): problem.message for problem in problems}


def mistakes_of(
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
