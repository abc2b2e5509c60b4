"""A table of others as it is shown: what its columns fill, and what became of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from compliance.adapters.tables.proposal import MappedColumn, TableProposal
from compliance.adapters.tables.rows import TableEntry
from compliance.assessment.assessment import Assessment
from compliance.checklist.answer_text import full_value
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import GroupQuestion, Question
from compliance.errors import Problem

SHOWN: Final = 12
"""Rows of a kind that are shown; of more, the number."""
LONG: Final = 40
"""Entries from which on a table is shown page by page, and not as one form."""
A_PAGE: Final = 50
"""Entries on a page."""
PROBLEMS: Final = 60
"""Refused cells that are named."""


@dataclass(frozen=True)
class ColumnView:
    """A column of the table."""

    letter: str
    header: str
    field: str
    """Id of the field it fills; empty where it is left out."""
    said: str
    """How that is known, and how it is joined."""


@dataclass(frozen=True)
class FieldView:
    """A field of the question."""

    id: str
    title: str
    needed: bool
    """Whether no entry may lack it."""
    filled: bool
    """Whether a column fills it."""
    fixed: str
    """What a person says that all rows have there."""
    options: tuple[tuple[str, str], ...]
    """Of a choice: ids and labels."""


@dataclass(frozen=True)
class RowView:
    """One row of the table."""

    place: str
    cells: tuple[str, ...]
    """In the order of the fields; empty where the row says nothing."""
    lacks: str
    """What it lacks, by name."""


@dataclass(frozen=True)
class TablePage:
    """Everything that the page of a table shows."""

    known: str
    ask: str
    entry: str
    sheet: str
    """Name of the sheet; empty where a file has none."""
    number: int
    """Number of the sheet, from 1."""
    head: int
    place: str
    mode: str
    present: int
    """Entries of the present answer."""
    columns: tuple[ColumnView, ...]
    fields: tuple[FieldView, ...]
    accepted: tuple[RowView, ...]
    incomplete: tuple[RowView, ...]
    ready: int
    to_complete: int
    refused: int
    problems: tuple[Problem, ...]
    more_problems: int
    notes: tuple[str, ...]
    more_notes: int
    left_out: tuple[str, ...]
    remarks: tuple[tuple[str, str], ...]
    after: int
    """Entries that the table has once the ready rows are confirmed."""


@dataclass(frozen=True)
class GuessView:
    """A question that a sheet fits."""

    known: str
    ask: str
    sheet: str
    number: int
    hidden: bool
    ready: int
    to_complete: int
    refused: int
    lacks: str
    """Fields that no column fills, by name."""


def view_table(assessment: Assessment, proposal: TableProposal) -> TablePage:
    """What the page of a table shows."""
    catalogue, question = assessment.catalogue, proposal.question
    accepted, incomplete = proposal.of("accepted"), proposal.of("incomplete")
    problems, notes = proposal.problems, proposal.notes
    return TablePage(
        known=question.id,
        ask=question.ask,
        entry=question.entry,
        sheet=proposal.sheet.name,
        number=proposal.wish.sheet + 1,
        head=proposal.head,
        place=proposal.place,
        mode=proposal.wish.mode,
        present=len(proposal.present),
        columns=tuple(_column(column) for column in proposal.columns),
        fields=tuple(_field(catalogue, proposal, part) for part in question.fields),
        accepted=tuple(_row(catalogue, question, entry) for entry in accepted[:SHOWN]),
        incomplete=tuple(_row(catalogue, question, entry) for entry in incomplete[:SHOWN]),
        ready=len(accepted),
        to_complete=len(incomplete),
        refused=len(proposal.of("refused")),
        problems=tuple(problems[:PROBLEMS]),
        more_problems=max(0, len(problems) - PROBLEMS),
        notes=tuple(notes[:SHOWN]),
        more_notes=max(0, len(notes) - SHOWN),
        left_out=proposal.left_out[:SHOWN],
        remarks=proposal.remarks,
        after=len(proposal.value()),
    )


def _column(column: MappedColumn) -> ColumnView:
    how = {"chosen": "as you said", "remembered": "as remembered"}.get(column.how, "")
    joined = {"before": "put before", "after": "put behind"}.get(column.role, "")
    said = ", ".join(filter(None, (how, joined)))
    return ColumnView(column.letter, column.header, column.field, said)


def _field(catalogue: Catalogue, proposal: TableProposal, part: Question) -> FieldView:
    return FieldView(
        id=part.id,
        title=part.label or part.ask,
        needed=not part.optional,
        filled=part.id not in proposal.unfilled,
        fixed=proposal.wish.fixed.get(part.id, ""),
        options=tuple((option.id, option.label) for option in catalogue.options(part)),
    )


def _row(catalogue: Catalogue, question: GroupQuestion, entry: TableEntry) -> RowView:
    titles = {part.id: part.label or part.ask for part in question.fields}
    return RowView(
        entry.place,
        _cells(catalogue, question, entry.values),
        ", ".join(titles[known] for known in entry.missing),
    )


def view_guesses(proposals: Iterable[TableProposal]) -> list[GuessView]:
    """The questions that the sheets of a file fit."""
    found = []
    for proposal in proposals:
        titles = {part.id: part.label or part.ask for part in proposal.question.fields}
        found.append(
            GuessView(
                known=proposal.question.id,
                ask=proposal.question.ask,
                sheet=proposal.sheet.name,
                number=proposal.wish.sheet + 1,
                hidden=proposal.sheet.hidden,
                ready=len(proposal.of("accepted")),
                to_complete=len(proposal.of("incomplete")),
                refused=len(proposal.of("refused")),
                lacks=", ".join(titles[known] for known in proposal.missing),
            )
        )
    return found


def choices_of(assessment: Assessment, questions: Iterable[str]) -> list[tuple[str, str]]:
    """Id and text of questions, by their text."""
    asked = assessment.catalogue.questions
    return sorted(((known, asked[known].ask) for known in questions), key=lambda pair: pair[1])


@dataclass(frozen=True)
class EntriesPage:
    """A page of the entries of a long table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Number of each entry, and its cells."""
    page: int
    pages: int
    total: int
    """Entries of the whole table."""
    found: int
    """Entries in which what is looked for stands; all where nothing is looked for."""
    find: str


def view_entries(assessment: Assessment, known: str, page: int, find: str) -> EntriesPage | None:
    """A page of a long table; nothing where it is short, or no table.

    Args:
        assessment: with the answer.
        known: the question.
        page: which page, from 1.
        find: text that stands in the entries that are wanted; empty for all.
    """
    question, given = assessment.catalogue.questions[known], assessment.state.answers.get(known)
    value = given.value if given is not None and given.state == "given" else None
    if not isinstance(question, GroupQuestion) or not isinstance(value, list) or len(value) <= LONG:
        return None
    wanted = " ".join(find.casefold().split())
    numbered = [
        (number, row)
        for number, row in enumerate(value, 1)
        if not wanted or wanted in " ".join(str(cell) for cell in row.values()).casefold()
    ]
    pages = max(1, -(-len(numbered) // A_PAGE))
    page = min(max(page, 1), pages)
    return EntriesPage(
        tuple(part.label or part.ask for part in question.fields),
        tuple(
            (number, _cells(assessment.catalogue, question, row))
            for number, row in numbered[(page - 1) * A_PAGE : page * A_PAGE]
        ),
        page,
        pages,
        len(value),
        len(numbered),
        find,
    )


def _cells(
    catalogue: Catalogue, question: GroupQuestion, row: Mapping[str, Any]
) -> tuple[str, ...]:
    """The cells of an entry, in the order of the fields."""
    return tuple(
        full_value(catalogue, part, row[part.id]) if row.get(part.id) is not None else ""
        for part in question.fields
    )
