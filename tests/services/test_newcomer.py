"""The shipped example begun again by somebody who has its files and no answer.

How much of what was once typed is put forward by reading the files: a figure, printed with
`pytest -s`, and a floor under it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from compliance.adapters.tables.proposal import Wish
from compliance.assessment.kind_proposal import HEAD
from compliance.checklist.loader import load_catalogue
from compliance.checklist.questions import GroupQuestion
from compliance.errors import ConformityError
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.attach_many import attach_many, brought_from
from compliance.services.assess.evidence_said import Said
from compliance.services.assess.read_evidence import read_if_known
from compliance.services.assess.read_table import (
    file_of_evidence,
    guess_questions,
    held_with_tables,
    put_forward,
    read_table,
)
from compliance.views.evidence import propose
from tests.builders import ANN, AT, ROOT, begin

EXAMPLE = ROOT / "examples" / "cv-screening"
SUPPORTS = ("risk.system",)
LEAST_QUESTIONS, LEAST_CELLS = 20, 300
"""Floors under what is put forward; the goals are 150 questions and 600 cells."""


@dataclass
class Count:
    """What waits, of what the example answers."""

    questions: set[str] = field(default_factory=set)
    cells: int = 0
    whole: int = 0
    """Questions that can be confirmed as they are."""


def count(assessment) -> Count:
    found = Count()
    for known, item in assessment.state.unconfirmed.items():
        found.questions.add(known)
        found.whole += any(assessment.proposed(known, title) for title in item.titles)
        question = assessment.catalogue.questions[known]
        for given in item.answers:
            if isinstance(question, GroupQuestion):
                found.cells += sum(len(row) for row in given.value)
    return found


def typed(assessment) -> dict[str, Any]:
    """What the example answers, by question."""
    answers = read_answers(EXAMPLE / "answers.yaml").form.answers
    asked = assessment.catalogue.questions
    return {
        known: value["value"] if isinstance(value, dict) and "value" in value else value
        for known, value in answers.items()
        if known in asked
    }


def cells_of(assessment, answers: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows of its tables, by question."""
    asked = assessment.catalogue.questions
    return {
        known: rows
        for known, rows in answers.items()
        if isinstance(asked[known], GroupQuestion) and isinstance(rows, list)
    }


def alike(assessment, tables: dict[str, list[dict[str, Any]]]) -> int:
    """Cells put forward that say what was typed in the same column of the same table."""
    found = 0
    for known, item in assessment.state.unconfirmed.items():
        columns: dict[str, set[str]] = {}
        for row in tables.get(known, ()):
            for column, cell in row.items():
                columns.setdefault(column, set()).add(plain(cell))
        rows = [row for given in item.answers if known in tables for row in given.value]
        found += sum(
            plain(cell) in columns.get(column, ()) for row in rows for column, cell in row.items()
        )
    return found


def plain(cell: Any) -> str:
    return " ".join(str(cell).casefold().split())


def kind_of(assessment, path) -> str:
    """The kind of evidence that its name and content speak for."""
    proposed = propose(assessment, path.name, path.read_bytes()[:HEAD], kind="")
    return proposed.kind or "other"


def tables_of(assessment, number) -> list[str]:
    """Put every table of a file forward to the question that fits it best."""
    file, done = file_of_evidence(assessment, number), set()
    for match in guess_questions(assessment, file):
        if match.sheet in done:
            continue
        try:
            wish = Wish(question=match.question, sheet=match.sheet)
            put_forward(
                assessment, read_table(assessment, file, wish), by=ANN, at=AT, incomplete=True
            )
        except ConformityError:
            continue
        done.add(match.sheet)
    return sorted(done)


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the example is not here")
def test_files_alone_put_much_of_the_example_forward(tmp_path, capsys):
    assessment = begin(tmp_path / "cv", load_catalogue())
    files = sorted((EXAMPLE / "evidence").iterdir())
    brought = [
        brought_from(path, Said(kind=kind_of(assessment, path), supports=SUPPORTS))
        for path in files
    ]
    attach_many(assessment, brought, by=ANN, at=AT)
    for number in list(assessment.state.evidence):
        read_if_known(assessment, number, by=ANN, at=AT)
    by_adapters = count(assessment)
    for number, _ in held_with_tables(assessment):
        tables_of(assessment, number)
    found, answers = count(assessment), typed(assessment)
    tables = cells_of(assessment, answers)
    cells = sum(len(row) for rows in tables.values() for row in rows)
    same, asked = alike(assessment, tables), len(found.questions & answers.keys())
    with capsys.disabled():
        print(
            f"\n{len(files)} files: {len(found.questions)} of {len(answers)} questions "
            f"({asked} of them answered in the example) and {found.cells} of {cells} cells are "
            f"put forward; {same} cells are word for word what was typed; "
            f"{len(by_adapters.questions)} questions come from adapters, the rest from tables; "
            f"{found.whole} can be confirmed as they are."
        )
    assert len(found.questions) >= LEAST_QUESTIONS
    assert found.cells >= LEAST_CELLS
