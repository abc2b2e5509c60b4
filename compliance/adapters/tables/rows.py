"""The entries of a table of others: accepted, to be completed, or refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl.utils import get_column_letter

from compliance.adapters.tables.match import Filling, Match
from compliance.adapters.tables.style import UnclearError
from compliance.adapters.tables.values import Values, is_empty
from compliance.assessment.answers import parse_answer
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import GroupQuestion, Question, TextQuestion
from compliance.checklist.reading_tables import TableWords
from compliance.data.workbook import Worksheet
from compliance.errors import ConformityError, Problem
from compliance.language.headers import plain_header

JOINED: Final = {"before": ": ", "after": "; "}
MAX_ROWS: Final = 20_000
"""Rows that are looked at; a question accepts far fewer entries."""


@dataclass(frozen=True)
class TableEntry:
    """One row of a table as an entry of a question."""

    row: int
    place: str
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    """Cells that say nothing to their field."""
    missing: tuple[str, ...] = ()
    """Fields that it lacks and no entry may lack."""
    notes: tuple[str, ...] = ()
    """Cells that hold more than was taken, or something else."""

    @property
    def state(self) -> str:
        """``accepted``, ``incomplete`` or ``refused``."""
        return "refused" if self.problems else "incomplete" if self.missing else "accepted"


@dataclass
class Entries:
    """The rows of a table below its head."""

    entries: list[TableEntry] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Rows that are no entries, in sentences."""
    last: int = 0
    """The last row that was looked at."""


def read_entries(
    catalogue: Catalogue,
    question: GroupQuestion,
    words: TableWords,
    sheet: Worksheet,
    match: Match,
    values: Values,
    fixed: Mapping[str, str],
) -> Entries:
    """Read the rows of a table as entries of a question.

    Args:
        catalogue: with the question.
        question: that is answered.
        words: what others write for it.
        sheet: with the table.
        match: which column fills which field.
        values: reads cells.
        fixed: field to what every entry says there, of a person.
    """
    found = Entries(last=match.head.last)
    sums = {plain_header(word) for word in values.words.sums}
    cells = _with_joined(sheet, match)
    heads = {column: plain_header(match.head.shown(column)) for column in match.columns}
    for row, filled in sheet.rows().items():
        if row <= match.head.last:
            continue
        if len(found.entries) >= MAX_ROWS:
            found.left_out.append(f"Rows from {row} on: {MAX_ROWS:,} rows are read at most.")
            break
        said = {at: cells(row, at) for at in match.columns}
        first = plain_header(str(sheet.value(row, filled[0]) or ""))
        if all(is_empty(value) for value in said.values()):
            continue
        if first in sums:
            found.left_out.append(f"Row {row}: it sums others up.")
        elif all(plain_header(str(said[at] or "")) == heads[at] for at in match.columns):
            found.left_out.append(f"Row {row}: the head stands there again.")
        else:
            reader = _RowReader(catalogue, question, words, sheet, match, values, fixed)
            found.entries.append(reader.entry(row, said))
            found.last = row
    return found


def _with_joined(sheet: Worksheet, match: Match) -> Any:
    """Looks cells up; of cells that are one in a column, every row has the text."""
    under: dict[tuple[int, int], tuple[int, int]] = {}
    for row, column, last, last_column in sheet.joined:
        if row > match.head.last and column in match.columns and last_column == column:
            below = range(row + 1, min(last, row + MAX_ROWS) + 1)
            under |= {(at, column): (row, column) for at in below}
    return lambda row, column: sheet.value(*under.get((row, column), (row, column)))


class _RowReader:
    """Reads one row."""

    def __init__(
        self,
        catalogue: Catalogue,
        question: GroupQuestion,
        words: TableWords,
        sheet: Worksheet,
        match: Match,
        values: Values,
        fixed: Mapping[str, str],
    ) -> None:
        self.catalogue, self.question, self.words = catalogue, question, words
        self.sheet, self.match, self.values, self.fixed = sheet, match, values, fixed
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def entry(self, row: int, said: Mapping[int, object]) -> TableEntry:
        found: dict[str, Any] = {}
        for part in self.question.fields:
            raw = self._raw(part, row, said)
            if raw is None:
                raw = self.fixed.get(part.id)
            if raw is None or raw == "":
                continue
            try:
                found[part.id] = parse_answer(self.catalogue, part, raw)
            except ConformityError as error:
                place = self._place(part, row)
                self.problems += [
                    Problem(place, item.code, f"{_name(part)}: {item.message}", item.hint)
                    for item in error.problems
                ]
        wrong = {problem.place for problem in self.problems}
        missing = tuple(
            part.id
            for part in self.question.fields
            if not part.optional and part.id not in found and self._place(part, row) not in wrong
        )
        return TableEntry(
            row, self._cell(row), found, tuple(self.problems), missing, tuple(self.notes)
        )

    def _raw(self, part: Question, row: int, said: Mapping[int, object]) -> Any:
        """What the columns of a field say together; nothing where they are empty."""
        pieces: dict[str, list[str]] = {"before": [], "after": []}
        main: Any = None
        for at, filling in self.match.columns.items():
            if filling.field != part.id or is_empty(said[at]):
                continue
            if filling.role == "main":
                main = self._value(part, row, at, said[at])
            elif isinstance(part, TextQuestion):
                pieces[filling.role].append(self._beside(at, said[at], filling))
        if not isinstance(part, TextQuestion) or not isinstance(main, str):
            return main
        text = JOINED["before"].join((*pieces["before"], main))
        return JOINED["after"].join((text, *pieces["after"]))

    def _beside(self, at: int, value: object, filling: Filling) -> str:
        """The text of a column that is joined to another; of a number with its header."""
        text = str(value).strip()
        bare = filling.role == "after" and not any(sign.isalpha() for sign in text)
        return f"{self.match.head.shown(at).replace('_', ' ')} {text}" if bare else text

    def _value(self, part: Question, row: int, at: int, value: object) -> Any:
        place = self._cell(row, at)
        cell = self.sheet.cells.get((row, at))
        if cell is not None and cell.wrong:
            message = f"{_name(part)}: the cell holds an error."
            self.problems.append(Problem(place, "table.cell", message, "Correct it in the file."))
            return None
        words = self.words.of(part.id)
        share = (row, at) in self.sheet.shares
        try:
            read = self.values.read(part, value, words, share=share)
        except UnclearError as error:
            reason = str(error)
            message = f"{_name(part)}: {reason}"
            shown = "" if "“" in reason else f" “{str(value)[:60]}” stands there."
            self.problems.append(Problem(place, "table.cell", message + shown, _HINT))
            return None
        if read.how:
            self.notes.append(f"{place}: {read.how}")
        return read.value

    def _place(self, part: Question, row: int) -> str:
        for at, filling in self.match.columns.items():
            if filling.field == part.id and filling.role == "main":
                return self._cell(row, at)
        return f"{self._cell(row)}, {_name(part)}"

    def _cell(self, row: int, column: int = 0) -> str:
        where = f"{get_column_letter(column)}{row}" if column else f"row {row}"
        return f"{sheet_words(self.sheet)}{where}"


_HINT: Final = "Correct it in the file, or leave the column out and answer it here."


def sheet_words(sheet: Worksheet) -> str:
    """How a place in a sheet begins; nothing where a file has no sheets."""
    return f"sheet {sheet.name}, " if sheet.name else ""


def _name(part: Question) -> str:
    return part.label or part.ask
