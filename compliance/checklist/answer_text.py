"""Answers in words, the same for every face: short in a sentence, or nothing left out.

The short form stands in reasons and conditions, and counts the entries of a table. The full
form is what somebody checks before signing.
"""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any, Final

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Missing
from compliance.checklist.questions import DateQuestion, GroupQuestion, NumberQuestion, Question
from compliance.language.furniture import FURNITURE
from compliance.language.tongue import Tongue
from compliance.language.words import counted

STATES: Final = {
    "unknown": "Not known yet",
    "not-applicable": "Not applicable",
    "withdrawn": "The answer is withdrawn",
}
"""What stands in place of a value."""
NONE: Final = FURNITURE["answer.none-chosen"]
"""What an empty choice is called."""
NO_ENTRIES: Final = FURNITURE["answer.no-entries"]


def value_text(catalogue: Catalogue, fact: str, value: Any) -> str:
    """A value in a sentence: the label of an option, a date, a number."""
    question = catalogue.questions.get(fact)
    if isinstance(value, Missing):
        return "not answered" if value is Missing.UNANSWERED else "not relevant"
    if isinstance(value, tuple | list):
        if isinstance(question, GroupQuestion):
            return counted(len(value), "entry", "entries")
        texts = [value_text(catalogue, fact, item) for item in value]
        say = catalogue.tongue.say
        return say("mark.comma").join(texts) if texts else say("answer.none-of-these")
    if question is None:
        return str(value)
    if isinstance(value, float):
        return catalogue.tongue.number(value)
    if isinstance(question, DateQuestion):
        return _day(value, catalogue.tongue)
    return catalogue.option_label(question, str(value))


def short_answer(catalogue: Catalogue, known: str, state: str, value: Any) -> str:
    """An answer in a few words, where a list of answers names it."""
    return STATES.get(state) or value_text(catalogue, known, value)


def full_answer(catalogue: Catalogue, known: str, state: str, value: Any) -> str:
    """An answer with nothing left out; each entry of a table in a line of its own.

    It may answer what the question asked in an earlier edition.
    """
    question = catalogue.questions.get(known)
    if state in STATES or question is None:
        return STATES.get(state, str(value))
    return full_value(catalogue, question, value)


def full_value(catalogue: Catalogue, question: Question, value: Any) -> str:
    """What was answered to a question, or in one cell of a table, with nothing left out."""
    if isinstance(question, GroupQuestion):
        lines = _numbered(entries(catalogue, question, value))
        return "\n".join(lines) or catalogue.tongue.say("answer.no-entries")
    if isinstance(value, list | tuple):
        chosen = [catalogue.option_label(question, str(item)) for item in value]
        return catalogue.tongue.listed(chosen) or catalogue.tongue.say("answer.none-chosen")
    if isinstance(question, NumberQuestion):
        return f"{_number(value, catalogue.tongue)} {question.unit}".strip()
    if isinstance(question, DateQuestion):
        return _day(value, catalogue.tongue)
    return catalogue.option_label(question, str(value))


def entries(catalogue: Catalogue, question: GroupQuestion, value: Any) -> list[str]:
    """The entries of a table, each in a line: every cell with the name of its column."""
    rows = value if isinstance(value, list | tuple) else [value]
    return [_entry(catalogue, question, row) for row in rows]


def full_pair(
    catalogue: Catalogue, known: str, one: tuple[str, Any], other: tuple[str, Any]
) -> tuple[str, str]:
    """Two answers to a question in full; of two tables only the entries that differ.

    Args:
        catalogue: names options and columns.
        known: the question.
        one: state and value.
        other: state and value.
    """
    question = catalogue.questions.get(known)
    tables = all(
        state == "given" and isinstance(value, list | tuple) for state, value in [one, other]
    )
    if not tables or not isinstance(question, GroupQuestion) or one[1] == other[1]:
        return full_answer(catalogue, known, *one), full_answer(catalogue, known, *other)
    first = entries(catalogue, question, one[1])
    second = entries(catalogue, question, other[1])
    if Counter(first) == Counter(second):  # only their order differs
        return "\n".join(_numbered(first)), "\n".join(_numbered(second))
    return _differing(first, second), _differing(second, first)


def _differing(lines: list[str], others: list[str]) -> str:
    """The entries that the other table lacks, and how many more there are."""
    same = Counter(others)
    found = []
    for number, line in enumerate(lines, 1):
        if same[line]:
            same[line] -= 1
        else:
            found.append(f"{number}. {line}")
    rest = len(lines) - len(found)
    if rest:
        found.append(f"({counted(rest, 'entry', 'entries')} alike in both)")
    return "\n".join(found) or NO_ENTRIES


def _numbered(lines: list[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]


def _entry(catalogue: Catalogue, question: GroupQuestion, row: Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    return "; ".join(
        f"{part.label or part.ask}: {_cell(catalogue, part, row[part.id])}"
        for part in question.fields
        if row.get(part.id) is not None
    )


def _cell(catalogue: Catalogue, question: Question, value: Any) -> str:
    """A cell in a line with others, which are parted by semicolons."""
    if isinstance(value, list | tuple) and value:
        return ", ".join(catalogue.option_label(question, str(item)) for item in value)
    return full_value(catalogue, question, value)


def _number(value: Any, spoken: Tongue) -> str:
    return spoken.number(value) if isinstance(value, int | float) else str(value)


def _day(value: Any, spoken: Tongue) -> str:
    try:
        return spoken.day(datetime.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
