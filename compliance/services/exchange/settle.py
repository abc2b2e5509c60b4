"""What the rows of a file amount to: for each question an answer, nothing, or a refusal.

An empty cell leaves things as they were when the file was exported; only the word
``[withdraw]`` removes. Where two cells contradict each other, the one that was touched
counts if the other was not, and otherwise the row is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from compliance.assessment.answers import parse_answer
from compliance.assessment.journal.records import Answer
from compliance.assessment.journal.state import Given
from compliance.checklist.questions import FileQuestion, GroupQuestion
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.language.words import counted
from compliance.services.assess.record_answer import build_answer
from compliance.services.exchange.sheet import ERASE, ERASE_WORD, STATES, Entry, Row, Sheet
from compliance.services.exchange.values import from_cell
from compliance.storage.opened import OpenAssessment

NAMED: Final = 200
"""Problems of one kind that are named; of more, the number."""


@dataclass(frozen=True)
class Said:
    """What a file says about one question; without an answer things stay as they are."""

    place: str
    answer: Answer | None = None
    emptied: bool = False
    """Whether an answer stood there when the file was exported and is gone."""
    problems: tuple[Problem, ...] = ()
    """Why it is refused."""


@dataclass(frozen=True)
class Returned:
    """What a file says, by question, judged by itself."""

    said: Mapping[str, Said]
    stray: tuple[Problem, ...]
    """Rows that belong to no question, and the like."""


def settle(
    assessment: OpenAssessment,
    sheet: Sheet,
    exported: Mapping[str, Given],
    proposed: Mapping[str, Given],
) -> Returned:
    """The answers that a file gives.

    Args:
        assessment: the open assessment.
        sheet: what stands in the file.
        exported: the answers that stood in it when it was exported.
        proposed: what stood in it then and waited to be confirmed.
    """
    said: dict[str, Said] = {}
    twice: dict[str, list[Problem]] = {}
    stray = list(sheet.stray)
    for row in sheet.rows:
        if row.question not in assessment.catalogue.questions:
            message = f"There is no question {row.question[:80]}; the row was not read."
            hint = "Write the answer into the row of its question."
            stray.append(Problem(row.place, "exchange.unknown-row", message, hint))
        elif row.question in said:
            message = "The question stands twice in the file."
            problem = Problem(row.place, "exchange.row-twice", message)
            twice.setdefault(row.question, []).append(problem)
        else:
            try:
                reader = _RowReader(
                    assessment, row, exported.get(row.question), proposed.get(row.question)
                )
                said[row.question] = reader.said()
            except ConformityError as error:
                said[row.question] = Said(row.place, problems=tuple(error.problems))
    for question, problems in twice.items():
        first = said[question]
        said[question] = Said(first.place, problems=_some((*first.problems, *problems)))
    return Returned(said, _some(stray))


def _some(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first of many problems, and how many more there are."""
    if len(problems) <= NAMED:
        return tuple(problems)
    more = len(problems) - NAMED
    last = Problem("file", "exchange.too-large", f"{counted(more, 'row')} more, like these.")
    return (*problems[:NAMED], last)


class _RowReader:
    """Reads what a row says, beside the answer that stood in it when it was exported."""

    def __init__(
        self, assessment: OpenAssessment, row: Row, before: Given | None, waiting: Given | None
    ) -> None:
        self.assessment, self.row = assessment, row
        self.waiting = waiting if before is None else None
        self.before = before or waiting
        self.question = assessment.catalogue.questions[row.question]

    def said(self) -> Said:
        state = _state(self.row)
        if self.row.problems or isinstance(state, Problem):
            unread = [state] if isinstance(state, Problem) else []
            raise ProblemsError([*self.row.problems, *unread])
        self._check_place()
        if self.row.answer is ERASE:
            return self._answer(None, "withdrawn", "")
        had = "" if self.before is None else self.before.state
        value = self._value()
        if state == "to-confirm" or (self.waiting is not None and not state):
            if value is None or self._stood_there(value):
                return Said(self.row.place)  # confirmed only by choosing “Answered”
            state = "given"
        if value is None and state in {"", "given", had}:
            return self._without_answer(state)
        if value is not None and state not in {"", "given"}:
            if had == "given" and self._stood_there(value):
                value = None
            elif had == state:
                state = "given"
            else:
                message = f"There is an answer, and the state is “{STATES[state]}”."
                raise self._contradiction(message)
        state = state or "given"
        return self._answer(value, state, self._explanation(state))

    def _check_place(self) -> None:
        """Whether id and question belong together: sorting may have torn them apart."""
        if self.row.ask and self.row.ask.split() != self.question.ask.split():
            raise fail(
                self.row.place,
                "exchange.row-moved",
                f"The row has the id {self.question.id} and the text of another question.",
                "Undo the sorting, or copy the answers into a fresh export.",
            )

    def _answer(self, value: Any, state: str, explanation: str) -> Said:
        answer = build_answer(
            self.assessment, self.question.id, value, explanation=explanation, state=state
        )
        return Said(self.row.place, answer)

    def _without_answer(self, state: str) -> Said:
        """A row without an answer: as it was, or with another explanation."""
        before, explained = self.before, self.row.explanation
        if state == "given" and (before is None or before.state != "given"):
            raise self._contradiction("The state is “Answered”, and the answer is empty.")
        if before is None:
            if explained not in {None, ERASE}:
                raise self._contradiction("There is an explanation and no answer.")
            return Said(self.row.place)
        if explained is None and not state == before.state != "given":
            return Said(self.row.place, emptied=True)
        explanation = self._explanation(before.state)
        if before.state != "given":
            return self._answer(None, before.state, explanation)
        answer = build_answer(
            self.assessment, self.question.id, None, explanation=explanation, state="unknown"
        )
        if answer.explanation == before.explanation:
            return Said(self.row.place, emptied=True)
        kept = {"state": before.state, "value": before.value}
        return Said(self.row.place, answer.model_copy(update=kept))

    def _explanation(self, state: str) -> str:
        """The explanation of the row; an empty cell keeps the earlier one of that state."""
        before, explained = self.before, self.row.explanation
        if explained not in {None, ERASE}:
            return str(explained)
        keeps = explained is None and before is not None and before.state == state
        return before.explanation if keeps and before is not None else ""

    def _contradiction(self, message: str) -> ConformityError:
        return fail(
            self.row.place,
            "exchange.contradiction",
            message,
            "Make state, answer and explanation agree.",
        )

    def _value(self) -> Any:
        """What stands in the answer, or in the table of the question."""
        catalogue, answer = self.assessment.catalogue, self.row.answer
        if isinstance(self.question, GroupQuestion):
            return self._entries(self.question)
        value = None if answer is None else from_cell(catalogue, self.question, answer)
        if isinstance(self.question, FileQuestion) and value is not None:
            parse_answer(catalogue, self.question, value)  # says how it is answered
        return value

    def _stood_there(self, value: Any) -> bool:
        try:
            value = parse_answer(self.assessment.catalogue, self.question, value)
        except ConformityError:
            return False
        return self.before is not None and value == self.before.value

    def _entries(self, question: GroupQuestion) -> list[dict[str, Any]] | None:
        """The entries of a table, or nothing where none is filled in."""
        if self.row.answer is not None:
            raise fail(
                self.row.place,
                "answer.wrong-type",
                "This question is answered by entries of a table.",
                "Write the entries into the table of the question.",
            )
        if not any(entry.filled for entry in self.row.entries):
            return None
        before = [] if self.before is None else self.before.value
        before = before if isinstance(before, list) else []
        problems = _check_entries(self.row, len(before))
        entries = []
        for entry in self.row.entries:
            exported = entry.number is not None and entry.number <= len(before)
            kept = before[(entry.number or 0) - 1] if exported else {}
            try:
                merged = self._entry(question, entry, kept)
            except ConformityError as error:
                problems += [replace(item, place=entry.place) for item in error.problems]
                continue
            if merged is not None:
                entries.append(merged)
        if problems:
            raise ProblemsError(problems)
        return entries

    def _entry(
        self, question: GroupQuestion, entry: Entry, kept: dict[str, Any]
    ) -> dict[str, Any] | None:
        """One entry with what it keeps; nothing where it is removed or not filled in."""
        if not entry.filled or entry.cells.get(question.fields[0].id) is ERASE:
            return None
        fields = {field.id: field for field in question.fields}
        merged = dict(kept)
        for name, value in entry.cells.items():
            if value is ERASE:
                merged.pop(name, None)
            elif value is not None:
                field = fields.get(name)
                catalogue = self.assessment.catalogue
                # What belongs to no column is refused with the other mistakes.
                merged[name] = from_cell(catalogue, field, value) if field else value
        return merged


def _state(row: Row) -> str | Problem:
    """The state that the word in a row stands for; empty where there is none."""
    if row.state is None or isinstance(row.state, Problem):
        return ""
    word = ERASE_WORD if row.state is ERASE else str(row.state).strip()
    for state, known in STATES.items():
        if word.casefold() in {state, known.casefold()}:
            return state
    words = ", ".join(f"“{known}”" for known in STATES.values())
    return Problem(
        f"{row.place}, State",
        "answer.not-an-option",
        f"“{word[:40]}” is not a state of an answer.",
        f"Write {words}.",
    )


def _check_entries(row: Row, before: int) -> list[Problem]:
    """Every entry that was exported must be there once, and not emptied."""
    problems = []
    seen: set[int] = set()
    for entry in row.entries:
        if entry.number in seen:
            message = f"Entry {entry.number} stands twice."
            hint = "Empty the number of the copied row; it becomes a new entry."
            problems.append(Problem(entry.place, "exchange.row-twice", message, hint))
        if entry.number is not None and (entry.filled or entry.number > before):
            seen.add(entry.number)
    problems += [
        Problem(
            row.place,
            "exchange.entry-missing",
            f"Entry {number} of the table is missing or empty.",
            "Put it back, or write [withdraw] into its first field to remove it.",
        )
        for number in range(1, before + 1)
        if number not in seen
    ]
    return problems
