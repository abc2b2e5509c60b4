"""What the cells of one question amount to: one answer, nothing, or a clear refusal.

An empty cell leaves things as they were when the file was exported; only the word
``[withdraw]`` removes. Where two cells contradict each other, the one that was touched
counts if the other was not, and otherwise the row is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from compliance.assessment.answers import parse_answer
from compliance.assessment.journal.records import Answer
from compliance.assessment.journal.state import Given
from compliance.checklist.questions import FileQuestion, GroupQuestion, Question
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.services.assess.record_answer import build_answer
from compliance.services.exchange.table import ERASE, STATES, Entry, Said
from compliance.services.exchange.values import from_cell
from compliance.storage.opened import OpenAssessment


@dataclass(frozen=True)
class Settled:
    """The answer of a row; nothing where the row leaves things as they are."""

    answer: Answer | None = None
    emptied: bool = False
    """Whether an answer stood there when the file was exported and is gone."""


def settle(
    assessment: OpenAssessment, question: Question, said: Said, before: Given | None
) -> Settled:
    """The answer that a row gives.

    Args:
        assessment: the open assessment.
        question: the question of the row.
        said: the cells of the row.
        before: the answer when the file was exported.

    Raises:
        ConformityError: why the row is refused, with every reason.
    """
    if said.problems:
        raise ProblemsError(said.problems)
    _check_place(question, said)
    if said.answer is ERASE:
        return Settled(build_answer(assessment, question.id, None, state="withdrawn"))
    if isinstance(question, GroupQuestion):
        raw = _entries(assessment, question, said, before)
    else:
        raw = said.answer
        raw = None if raw is None else from_cell(assessment.catalogue, question, raw)
    if isinstance(question, FileQuestion) and raw is not None:
        parse_answer(assessment.catalogue, question, raw)  # says how it is answered
    return _with_state(assessment, question, said, before, raw)


def _check_place(question: Question, said: Said) -> None:
    """Whether id and question belong together: sorting may have torn them apart."""
    if said.ask and " ".join(said.ask.split()) != " ".join(question.ask.split()):
        raise fail(
            said.place,
            "exchange.row-moved",
            f"The row has the id {question.id} and the text of another question.",
            "Undo the sorting, or copy the answers into a fresh export.",
        )


def _with_state(
    assessment: OpenAssessment,
    question: Question,
    said: Said,
    before: Given | None,
    raw: Any,
) -> Settled:
    state = said.state
    had = "" if before is None else before.state
    if raw is None and state in {"", "given", had}:
        return _without_answer(assessment, question, said, before)
    if raw is not None and state not in {"", "given"}:
        untouched = had == "given" and _is(assessment, question, raw, before)
        if untouched:
            raw = None
        elif had == state:
            state = "given"
        else:
            raise _contradiction(
                said, f"There is an answer, and the state is “{STATES[state]}”."
            )
    state = state or "given"
    explanation = _explanation(said, before, state)
    return Settled(
        build_answer(assessment, question.id, raw, explanation=explanation, state=state)
    )


def _without_answer(
    assessment: OpenAssessment, question: Question, said: Said, before: Given | None
) -> Settled:
    """A row without an answer: as it was, or with another explanation."""
    if said.state == "given" and (before is None or before.state != "given"):
        raise _contradiction(said, "The state is “Answered”, and the answer is empty.")
    if before is None:
        if isinstance(said.explanation, str):
            raise _contradiction(said, "There is an explanation and no answer.")
        return Settled()
    if said.explanation is None:
        kept = said.state == before.state != "given"
        if not kept:
            return Settled(emptied=True)
    explanation = _explanation(said, before, before.state)
    state = "unknown" if before.state == "given" else before.state
    answer = build_answer(
        assessment, question.id, None, explanation=explanation, state=state
    )
    if before.state == "given" and answer.explanation == before.explanation:
        return Settled(emptied=True)
    update = {"state": before.state, "value": before.value}
    return Settled(answer.model_copy(update=update))


def _explanation(said: Said, before: Given | None, state: str) -> str:
    """The explanation of a row; an empty cell keeps the earlier one of that state."""
    if isinstance(said.explanation, str):
        return said.explanation
    keeps = said.explanation is None and before is not None and before.state == state
    return before.explanation if keeps and before is not None else ""


def _contradiction(said: Said, message: str) -> ConformityError:
    return fail(
        said.place,
        "exchange.contradiction",
        message,
        "Make state, answer and explanation agree.",
    )


def _is(
    assessment: OpenAssessment, question: Question, raw: Any, before: Given | None
) -> bool:
    """Whether what stands in the answer is what stood there before."""
    try:
        value = parse_answer(assessment.catalogue, question, raw)
    except ConformityError:
        return False
    return before is not None and value == before.value


def _entries(
    assessment: OpenAssessment, question: GroupQuestion, said: Said, before: Given | None
) -> list[dict[str, Any]] | None:
    """The entries of a table, or nothing where none is filled in."""
    if said.answer is not None:
        raise fail(
            said.place,
            "answer.wrong-type",
            "This question is answered by entries of a table.",
            "Write the entries into the table of the question.",
        )
    old: list[dict[str, Any]] = []
    if before is not None and isinstance(before.value, list):
        old = before.value
    if not any(entry.filled for entry in said.entries):
        return None
    problems = _check_entries(said, len(old))
    rows = []
    for entry in said.entries:
        kept = old[entry.number - 1] if entry.number and entry.number <= len(old) else {}
        try:
            row = _entry(assessment, question, entry, kept)
        except ConformityError as error:
            problems += [replace(item, place=entry.place) for item in error.problems]
            continue
        if row is not None:
            rows.append(row)
    if problems:
        raise ProblemsError(problems)
    return rows


def _check_entries(said: Said, old: int) -> list[Problem]:
    """Every entry that was exported must be there once, and not emptied."""
    problems = []
    seen: set[int] = set()
    for entry in said.entries:
        if entry.number in seen:
            message = f"Entry {entry.number} stands twice."
            hint = "Empty the number of the copied row; it becomes a new entry."
            problems.append(Problem(entry.place, "exchange.row-twice", message, hint))
        if entry.number is not None and (entry.filled or entry.number > old):
            seen.add(entry.number)
    problems += [
        Problem(
            said.place,
            "exchange.entry-missing",
            f"Entry {number} of the table is missing or empty.",
            "Put it back, or write [withdraw] into its first field to remove it.",
        )
        for number in range(1, old + 1)
        if number not in seen
    ]
    return problems


def _entry(
    assessment: OpenAssessment, question: GroupQuestion, entry: Entry, kept: dict[str, Any]
) -> dict[str, Any] | None:
    """One entry with what it keeps; nothing where it is removed or not filled in."""
    if not entry.filled:
        return None
    known = {field.id: field for field in question.fields}
    cells = {
        name: value
        for name, value in entry.cells.items()
        if name in known or value is not None
    }
    if cells.get(question.fields[0].id) is ERASE:
        return None
    row: dict[str, Any] = dict(kept)
    for name, value in cells.items():
        if value is ERASE:
            row.pop(name, None)
        elif value is not None:
            field = known.get(name)
            row[name] = (
                value if field is None else from_cell(assessment.catalogue, field, value)
            )
    return row
