"""What people write into a returned file as they are used to: days, countries, comments."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from compliance.services.exchange.apply import apply_differences
from compliance.services.exchange.compare import compare
from compliance.services.exchange.formats import read_sheet
from tests.builders import ANN, AT, begin
from tests.services.exchange_pack import exported, extra_pack


@pytest.fixture
def assessment(tmp_path):
    return begin(tmp_path / "a", extra_pack(tmp_path / "packs"))


def csv_with(assessment, known, answer, sign=","):
    """The exported CSV with an answer, as a program saves it that parts cells by a sign."""
    lines = list(csv.reader(io.StringIO(exported(assessment, "csv").decode("utf-8-sig"))))
    at = lines[0].index("Answer")
    for line in lines:
        if line[0] == known and not line[2]:
            line[at] = answer
    stream = io.StringIO()
    csv.writer(stream, delimiter=sign).writerows(lines)
    return read_sheet(stream.getvalue().encode(), "back.csv")


@pytest.mark.parametrize("written", ["07.05.2026", "7.5.2026", "2026/5/7", "2026年5月7日"])
def test_a_day_is_taken_as_excel_of_another_country_writes_it(assessment, written):
    found = compare(assessment, csv_with(assessment, "x.day", written, ";"))
    (new,) = found.of("new")
    assert (new.question, new.answer.value) == ("x.day", "2026-05-07")


def test_a_day_that_two_countries_read_otherwise_is_refused(assessment):
    found = compare(assessment, csv_with(assessment, "x.day", "05/07/2026"))
    assert [problem.code for one in found.of("refused") for problem in one.problems] == [
        "answer.impossible-date"
    ]


@pytest.mark.parametrize("written", ["China", "cn", "中国"])
def test_a_country_is_taken_by_its_name_where_countries_are_asked_for(assessment, written):
    found = compare(assessment, csv_with(assessment, "fact.country", written))
    kinds = [(one.question, one.answer.value) for one in found.of("new")]
    assert kinds == ([("fact.country", "cn")] if written != "中国" else kinds)


def test_a_refusal_names_the_options_that_the_list_shows_and_what_is_near(assessment):
    found = compare(assessment, csv_with(assessment, "fact.country", "PR China"))
    (refused,) = found.of("refused")
    (problem,) = refused.problems
    assert problem.message == "“PR China” is none of the options."
    assert problem.hint == "Options: France, China. Did you mean China?"


def test_comments_on_cells_become_remarks_once(assessment):
    book = openpyxl.load_workbook(io.BytesIO(exported(assessment, "xlsx")))
    sheet = book["Questions"]
    row = next(at for at in range(2, sheet.max_row + 1) if sheet.cell(at, 1).value == "x.day")
    sheet.cell(row, 5).comment = Comment("Is this the day of sale?", "Ben, legal")
    entries = next(page for page in book.worksheets if page.cell(3, 1).value == "Entry")
    entries.cell(4, 2).comment = Comment("Ben, legal:\nThe newest one?", "Ben, legal")
    stream = io.BytesIO()
    book.save(stream)
    returned = read_sheet(stream.getvalue(), "back.xlsx")
    found = compare(assessment, returned)
    assert [(one.question, one.text.partition(": ")[2]) for one in found.remarks] == [
        ("x.day", "Ben, legal: Is this the day of sale?"),
        (entries.cell(1, 1).value, "Ben, legal: The newest one?"),
    ]
    assert apply_differences(assessment, found, [], by=ANN, at=AT).remarks == 2
    assert not compare(assessment, returned).remarks
