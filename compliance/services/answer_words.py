"""Answers in full words, every entry of a table included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from compliance.checklist.questions import GroupQuestion, NumberQuestion
from compliance.services.exchange_values import option_words

if TYPE_CHECKING:
    from compliance.checklist.catalogue import Catalogue
    from compliance.checklist.questions import Question

STATE_WORDS: Final = {
    "unknown": "Not known yet",
    "not-applicable": "Not applicable",
    "withdrawn": "The answer is withdrawn",
}


def full_words(catalogue: Catalogue, question: Question, state: str, value: Any) -> str:
    """An answer as people read it, nothing left out."""
    if state in STATE_WORDS:
        return STATE_WORDS[state]
    if isinstance(question, GroupQuestion):
        rows = value if isinstance(value, list) else []
        return "\n".join(
            f"{number}. {_entry(catalogue, question, row)}"
            for number, row in enumerate(rows, 1)
        )
    return _value(catalogue, question, value)


def _entry(catalogue: Catalogue, question: GroupQuestion, row: dict[str, Any]) -> str:
    return "; ".join(
        f"{part.label or part.ask}: {_value(catalogue, part, row[part.id])}"
        for part in question.fields
        if row.get(part.id) is not None
    )


def _value(catalogue: Catalogue, question: Question, value: Any) -> str:
    if isinstance(value, list | tuple):
        words = option_words(catalogue, question)
        return "\n".join(words.get(str(item), str(item)) for item in value) or (
            "None of these"
        )
    if isinstance(question, NumberQuestion):
        return f"{value} {question.unit}".strip()
    return option_words(catalogue, question).get(str(value), str(value))
