"""Evidence and remarks leave with every export; a new remark comes back, the rest is read."""

from __future__ import annotations

import csv
import io
import json

import docx
import openpyxl
import pytest

from compliance.services.assess.attach_evidence import attach_file
from compliance.services.assess.evidence_said import Said
from compliance.services.assess.follow_up import add_note
from compliance.services.assess.link_evidence import supersede_evidence
from compliance.services.exchange.apply import apply_differences, propose_differences
from compliance.services.exchange.compare import compare
from compliance.services.exchange.formats import read_sheet
from tests.builders import ANN, AT, BEN, TODAY, begin
from tests.services.exchange_pack import exported, extra_pack
from tests.services.helpers import record


@pytest.fixture
def assessment(tmp_path):
    opened = begin(tmp_path / "a", extra_pack(tmp_path / "packs"))
    record(opened, "tell", "yes")
    source, newer = tmp_path / "report.txt", tmp_path / "report-2.txt"
    source.write_text("one")
    newer.write_text("two")
    said = Said(kind="report", supports=("tell",), collected=TODAY)
    attach_file(opened, source, said, by=ANN, at=AT)
    supersede_evidence(opened, "EV-0001", newer, Said(collected=TODAY), by=ANN, at=AT)
    add_note(opened, "tell", "=Which channel?", by=BEN, at=AT)
    return opened


def row_of(sheet, known):
    return next(row for row in sheet.rows if row.question == known)


def column(sheet, heading):
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def at_row(sheet, known):
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == known)


def test_evidence_and_remarks_stand_in_every_format(assessment):
    digests = [held.data.sha256 for held in assessment.state.evidence.values()]
    book = openpyxl.load_workbook(io.BytesIO(exported(assessment, "xlsx")))["Questions"]
    rows = list(csv.reader(io.StringIO(exported(assessment, "csv").decode("utf-8-sig"))))
    line = dict(zip(rows[0], next(row for row in rows if row[0] == "tell"), strict=True))
    at = at_row(book, "tell")
    for evidence, remarks in (
        (line["Evidence"], line["Remarks"]),
        (
            book.cell(at, column(book, "Evidence")).value,
            book.cell(at, column(book, "Remarks")).value,
        ),
    ):
        first, second = evidence.split("\n")
        assert first.startswith("EV-0002 report-2.txt; Report; collected")
        assert "superseded: EV-0002 report-2.txt is the newer version" in second
        assert all(digest in evidence for digest in digests)
        assert remarks.endswith(f"{BEN}, {AT:%Y-%m-%d}: =Which channel?")
    told = json.loads(exported(assessment, "json"))["questions"]
    (question,) = (one for one in told if one["id"] == "tell")
    assert [one["number"] for one in question["evidence"]] == ["EV-0002", "EV-0001"]
    assert question["remarks"][0]["text"] == "=Which channel?"
    document = docx.Document(io.BytesIO(exported(assessment, "docx", "tell")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"EV-0001", "EV-0002", "=Which channel?", *digests} <= set(cells)


def test_a_blank_file_holds_neither(assessment):
    told = json.loads(exported(assessment, "json", blank=True))["questions"]
    assert not any(one["evidence"] or one["remarks"] for one in told)


def test_an_export_that_comes_back_as_it_went_changes_nothing(assessment):
    for form in ("xlsx", "csv", "json"):
        sheet = read_sheet(exported(assessment, form), f"back.{form}")
        found = compare(assessment, sheet)
        assert not found.remarks
        assert not found.stray
        assert found.counts["unchanged"] == 1, form


@pytest.mark.parametrize("put_forward", [False, True])
def test_a_new_remark_comes_back_from_who_filled_the_file_in_and_only_once(assessment, put_forward):
    book = openpyxl.load_workbook(io.BytesIO(exported(assessment, "xlsx", answered_by="李娜, QA")))
    sheet = book["Questions"]
    at = at_row(sheet, "tell")
    sheet.cell(at, column(sheet, "New remark")).value = "By mail, too?"
    sheet.cell(at, column(sheet, "Remarks")).value = "somebody overwrote this"
    stream = io.BytesIO()
    book.save(stream)
    returned = read_sheet(stream.getvalue(), "back.xlsx")
    found = compare(assessment, returned)
    assert [(one.question, one.text) for one in found.remarks] == [("tell", "By mail, too?")]
    apply = propose_differences if put_forward else apply_differences
    assert apply(assessment, found, [], by=ANN, at=AT).remarks == 1
    note = assessment.state.notes[-1]
    assert (note.text, note.by) == ("By mail, too?", "李娜, QA")
    assert not compare(assessment, returned).remarks
    assert len(assessment.state.notes) == 2


def test_a_new_remark_in_csv_and_json_is_read_and_a_formula_refused(assessment):
    told = json.loads(exported(assessment, "json"))
    for one in told["questions"]:
        one["new_remark"] = "Hm." if one["id"] == "tell" else ""
    sheet = read_sheet(json.dumps(told).encode(), "back.json")
    assert [one.text for one in compare(assessment, sheet).remarks] == ["Hm."]
    book = openpyxl.load_workbook(io.BytesIO(exported(assessment, "xlsx")))
    page = book["Questions"]
    page.cell(at_row(page, "tell"), column(page, "New remark")).value = "=1+1"
    stream = io.BytesIO()
    book.save(stream)
    found = compare(assessment, read_sheet(stream.getvalue(), "back.xlsx"))
    assert not found.remarks
    assert [one.question for one in found.of("refused")] == ["tell"]


def test_more_remarks_than_a_cell_holds_do_not_keep_the_file_from_being_written(assessment):
    for at in range(30):
        add_note(assessment, "tell", f"{at} {'long ' * 380}", by=BEN, at=AT)
    for form in ("xlsx", "csv"):
        assert b"more, in the JSON file" in exported(assessment, form) or form == "xlsx"
    book = openpyxl.load_workbook(io.BytesIO(exported(assessment, "xlsx")))["Questions"]
    text = book.cell(at_row(book, "tell"), column(book, "Remarks")).value
    assert len(text) < 32_767
    assert text.endswith("more, in the JSON file")
