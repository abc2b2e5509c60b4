"""``conformity export`` and ``conformity import`` on the command line."""

from __future__ import annotations

import docx
import openpyxl
import pytest

from tests.builders import ANN, BEN


@pytest.fixture
def filled(program, looms, tmp_path):
    """A file in which a colleague named the machine."""
    path = tmp_path / "back.xlsx"
    assert program("export", looms, "--for", BEN, "-o", path).status == 0
    book = openpyxl.load_workbook(path)
    sheet = book["Questions"]
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    sheet.cell(rows["fact.name"], 5).value = "Loom 9"
    book.save(path)
    return path


def test_a_file_goes_out_comes_back_and_is_recorded_once(program, looms, filled):
    shown = program("import", looms, filled)
    assert (shown.status, shown.err) == (0, "")
    assert "New answers: 1" in shown.out
    assert "file: Loom 9" in shown.out
    assert "Nothing is recorded yet" in shown.out
    applied = program("import", looms, filled, "--apply")
    assert applied.status == 0
    assert f"Recorded 1 answer, answered by {BEN}, entered by {ANN}." in applied.out
    assert f"answered by {BEN}" in program("history", looms, "fact.name").out
    again = program("import", looms, filled, "--apply")
    assert "Recorded 0 answers" in again.out
    assert "Unchanged: 1" in again.out


def test_a_conflict_keeps_the_answer_here_until_it_is_taken(program, looms, filled):
    assert program("answer", looms, "fact.name", "Press").status == 0
    kept = program("import", looms, filled, "--apply")
    assert kept.status == 1
    assert "Conflicts: 1" in kept.out
    assert "--take" in kept.out
    assert "Recorded 0 answers" in kept.out
    taken = program("import", looms, filled, "--apply", "--take", "fact.name")
    assert taken.status == 0
    assert "Recorded 1 answer" in taken.out
    wrong = program("import", looms, filled, "--take", "fact.country")
    assert (wrong.status, "not among the conflicts" in wrong.err) == (2, True)


def test_a_file_that_is_there_is_not_overwritten_by_accident(program, looms, filled):
    before = filled.read_bytes()
    said = program("export", looms, "-o", filled)
    assert (said.status, "exchange.exists" in said.err) == (2, True)
    assert filled.read_bytes() == before
    assert program("export", looms, "-o", filled, "--replace").status == 0
    assert filled.read_bytes() != before


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv", "json"])
def test_every_format_is_written_under_the_name_of_the_folder(program, looms, tmp_path, form):
    said = program("export", looms, "--to", form)
    assert said.status == 0
    assert (tmp_path / f"looms-questions.{form}").stat().st_size > 500


def cells(document):
    grids = document.tables
    return [cell.text for grid in grids for row in grid.rows for cell in row.cells]


def test_a_word_file_shows_questions_and_is_not_taken_back(program, looms, tmp_path):
    path = tmp_path / "q.docx"
    assert program("answer", looms, "fact.name", "Loom").status == 0
    assert program("export", looms, "-o", path).status == 0
    document = docx.Document(str(path))
    headings = [part.text for part in document.paragraphs if "Heading" in part.style.name]
    assert "What is its name?" in headings
    cells = [cell.text for grid in document.tables for row in grid.rows for cell in row.cells]
    assert "Loom" in cells
    said = program("import", looms, path)
    assert (said.status, "exchange.format" in said.err) == (2, True)
    assert "reading and commenting" in said.err
    blank = program("export", looms, "-o", path, "--blank", "--replace")
    assert blank.status == 0
    document = docx.Document(str(path))
    cells = [cell.text for grid in document.tables for row in grid.rows for cell in row.cells]
    assert "Loom" not in cells
    assert document.core_properties.language == "en-GB"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--open", "--all"], "usage.arguments"),
        (["-o", "x.txt"], "usage.arguments"),
        (["--questions", "fact.nane"], "answer.unknown-question"),
        (["--except", "fact.nane"], "answer.unknown-question"),
        (["--for", "\x07"], "answer.control-character"),
    ],
)
def test_an_export_that_cannot_be_meant_is_refused(program, looms, tmp_path, arguments, code):
    said = program("export", looms, *arguments)
    assert (said.status, code in said.err) == (2, True)
    assert list(tmp_path.glob("*.xlsx")) == []
