"""An answer as text fields, as it is typed: what a form holds, and a draft keeps.

Terminal and browser keep what was begun in the same fields, so that each finds what was
typed in the other.
"""

from __future__ import annotations

from typing import Any, Final

from compliance.assessment.journal.state import Given
from compliance.checklist import answer_text
from compliance.views.question import Choice, Prompt

NONE: Final = "-none-"
"""Value of the box "none of these": an empty choice is said, not left out."""
NONE_CHOICE: Final = Choice(NONE, answer_text.NONE, "", alone=True)
MAX_ROWS: Final = 5_000

Fields = dict[str, list[str]]
"""Field name to its values, as a browser sends them."""


def filled(fields: Fields) -> Fields:
    """The fields in which something stands, to compare two forms."""
    kept = {key: [item for item in values if item] for key, values in fields.items()}
    return {key: values for key, values in kept.items() if values}


def first(fields: Fields, name: str) -> str:
    """The first value of a field, or an empty text."""
    return (fields.get(name) or [""])[0]


def raw_answer(question: Prompt, fields: Fields) -> Any:
    """The raw answer in a form, for :func:`build_answer`; nothing if it is empty."""
    if question.type == "group":
        return [_raw_row(question, fields, number) for number in row_numbers(fields)]
    return raw_value(question, fields, "value")


def raw_value(question: Prompt, fields: Fields, name: str) -> Any:
    """The raw answer in the field of a name; nothing if it is empty."""
    if question.type == "choices":
        # What excludes the others stays beside them: the check of answers refuses both.
        return [item for item in fields.get(name, []) if item] or None
    return first(fields, name) or None


def _raw_row(question: Prompt, fields: Fields, number: int) -> dict[str, Any]:
    cells = {
        part.id: raw_value(part, fields, f"row-{number}-{part.id}") for part in question.columns
    }
    return {known: raw for known, raw in cells.items() if raw is not None}


def row_numbers(fields: Fields) -> list[int]:
    """Numbers of the rows in a form that are not to be removed and not empty."""
    removed = set(fields.get("remove", []))
    filled = set()
    for key, values in fields.items():
        start, _, rest = key.partition("-")
        number, dash, _ = rest.partition("-")
        if start == "row" and dash and number.isdecimal() and any(map(str.strip, values)):
            filled.add(number)
    return sorted(int(number) for number in filled - removed)[:MAX_ROWS]


def fields_from_answer(question: Prompt, given: Given | None) -> Fields:
    """The fields that show a recorded answer."""
    if given is None:
        return {}
    return fields_of_value(question, given.state, given.value, given.explanation)


def fields_of_value(question: Prompt, state: str, value: Any, explanation: str) -> Fields:
    """The fields in which something that was said, or begun, stands.

    Args:
        question: it is about.
        state: ``given``, or why there is no value.
        value: parsed; entries of a table may lack cells.
        explanation: of the value, or the reason for the state.
    """
    if state != "given":
        return {f"{state}-reason": [explanation]}
    fields: Fields = {"explanation": [explanation]}
    if question.type != "group":
        fields["value"] = _texts(question, value)
        return fields
    parts = {part.id: part for part in question.columns}
    for number, row in enumerate(value if isinstance(value, list) else []):
        for key, cell in row.items():
            fields[f"row-{number}-{key}"] = _texts(parts.get(key), cell)
    return fields


def _texts(question: Prompt | None, value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        none = [NONE] if question is not None and question.type == "choices" else []
        return [str(item) for item in value] or none
    return [] if value is None else [str(value)]
