"""The form of an entry: its fields as controls, what was typed as values, mistakes at fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from compliance.errors import Problem
from compliance.services.assess.form_fields import Fields, fields_of_value, raw_answer
from compliance.views.after_launch import FieldView
from compliance.web.question.form import (
    Choice,
    Control,
    Form,
    Mistake,
    Row,
    build_form,
    mistakes_of,
)

BETWEEN: Final = "--"
"""Stands between the id of a field and the name of its part."""
NOT_STATED: Final = "Not stated yet"
MANY: Final = 12
"""Of more boxes than this only those that are ticked stand open."""


@dataclass(frozen=True)
class Part:
    """A field of the form."""

    id: str
    name: str
    help: str
    form: Form
    add: str
    """Value of the button that adds a line to a table; empty where it is no table."""

    @property
    def folded(self) -> bool:
        """Whether its boxes are so many that those not ticked are folded away."""
        control = self.form.control
        return control is not None and control.kind == "boxes" and len(control.choices) > MANY


def typed_values(fields: Sequence[FieldView], form: MultiDict[str, str]) -> dict[str, Any]:
    """What was typed, by field; an empty text where a field stands empty."""
    found: dict[str, Any] = {}
    for field in fields:
        mine = _mine(field.id, form)
        if mine:
            raw = raw_answer(field.prompt, mine)
            found[field.id] = "" if raw is None or raw == [] else raw
        elif field.prompt.type == "choices":
            found[field.id] = ""  # boxes that nobody ticked are not sent
    return found


def _mine(known: str, form: MultiDict[str, str]) -> Fields:
    """What a browser sent for one field, by the names of its parts."""
    start = f"{known}{BETWEEN}"
    return {key.removeprefix(start): form.getlist(key) for key in form if key.startswith(start)}


def parts_of(
    fields: Sequence[FieldView],
    values: Mapping[str, Any],
    sent: MultiDict[str, str] | None = None,
    problems: Sequence[Problem] = (),
    add: str = "",
) -> tuple[tuple[Part, ...], tuple[Mistake, ...]]:
    """The fields of the form, and what is wrong, each with the field to go to.

    Args:
        fields: those that are asked, or that hold something.
        values: what the entry says.
        sent: what was typed, in place of that.
        problems: what was refused.
        add: id of a table to which a line is added.
    """
    parts: list[Part] = []
    mistakes: list[Mistake] = []
    left = list(problems)
    for field in fields:
        mine = [one for one in problems if _is_of(one, field.id)]
        left = [one for one in left if one not in mine]
        filled = _filled(field, values) if sent is None else _mine(field.id, sent)
        errors = {_place(one, field.id): one.message for one in mine}
        extra = int(add == field.id)
        plain = build_form(field.prompt, filled, errors, extra)
        table = field.id if field.prompt.type == "group" else ""
        prompt = field.prompt
        form = _named(field.id, plain, prompt.help)
        parts.append(Part(field.id, field.name, prompt.help, form, table))
        mistakes += [
            replace(one, message=f"{field.name}: {one.message}", target=_target(field.id, one))
            for one in mistakes_of(field.id, plain, mine)
        ]
    mistakes += [Mistake(one.message, one.hint, one.code, one.place) for one in left]
    return tuple(parts), tuple(mistakes)


def _target(known: str, mistake: Mistake) -> str:
    """Id on the page of the field to go to, among those of other fields."""
    return mistake.target.replace("answer-", f"answer-{known}{BETWEEN}", 1)


def _is_of(problem: Problem, known: str) -> bool:
    return problem.place == known or problem.place.startswith(f"{known}[")


def _place(problem: Problem, known: str) -> str:
    """Place of a problem as the form of a question knows it."""
    inside = problem.place.removeprefix(known)
    head, _, column = inside.partition("].")
    return f"{head}].{column.split('.')[-1]}" if column else "value"


def _filled(field: FieldView, values: Mapping[str, Any]) -> Fields:
    if field.id not in values:
        return {}
    return fields_of_value(field.prompt, "given", values[field.id], "")


def _named(known: str, form: Form, help_: str) -> Form:
    """A form whose parts have names of their own among those of other fields."""
    control = form.control
    if control is not None:
        control = replace(_control(known, control), help=help_)
    rows = tuple(
        Row(row.number, tuple(_control(known, part) for part in row.controls)) for row in form.rows
    )
    return replace(form, control=control, rows=rows)


def _control(known: str, control: Control) -> Control:
    choices = control.choices
    if control.kind == "radios":  # a choice that was made can be taken back
        none = not any(choice.chosen for choice in choices)
        choices = (*choices, Choice("", NOT_STATED, chosen=none))
    return replace(control, name=f"{known}{BETWEEN}{control.name}", choices=choices)
