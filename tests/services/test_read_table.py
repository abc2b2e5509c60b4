"""A spreadsheet that a company keeps becomes the rows of a question, to be confirmed."""

from __future__ import annotations

import datetime
import io
import os

import openpyxl
import pytest
import yaml
from openpyxl.comments import Comment

from compliance.adapters.tables.proposal import Wish
from compliance.adapters.tables.style import Style, UnclearError, read_day, read_number, style_of
from compliance.checklist.loader import load_catalogue
from compliance.data.foreign_table import may_hold_tables
from compliance.errors import ConformityError
from compliance.services.assess.confirm import confirm
from compliance.services.assess.read_table import (
    file_of_content,
    guess_questions,
    put_forward,
    read_table,
)
from compliance.services.assess.table_habits import MOST_HEADERS, remember, remembered
from compliance.views.table import view_table
from tests.builders import ANN, AT, ROOT, begin

REGISTER = "risk.identification.register"
MEASURES = "risk.measures.list"
SETS = "data.inventory.sets"
EVIDENCE = ROOT / "examples" / "cv-screening" / "evidence"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def assessment(tmp_path, catalogue):
    return begin(tmp_path / "case", catalogue)


def csv_of(*rows, sign=",", codec="utf-8", name="x.csv"):
    text = "\r\n".join(sign.join(row) for row in rows)
    return file_of_content(text.encode(codec), name)


def book_of(fill, name="x.xlsx"):
    book = openpyxl.Workbook()
    fill(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return file_of_content(stream.getvalue(), name)


# --- three languages


def test_a_german_risk_register_out_of_excel_is_read(assessment):
    def fill(sheet):
        sheet.title = "Risikoregister"
        sheet.append(["Risikoregister Bewerber-Ranking, Stand 7.5.2027"])
        sheet.append([])
        sheet.append(["Nr.", "Gefährdung", "Schaden", "Betroffene", "Schutzgut", "Quelle"])
        sheet.append(["R-1", "Fällt aus", "Nicht geladen", "Alle", "Diskriminierung", "Workshop"])
        sheet.append(["R-2", "Zu langsam", "Wartezeit", "Alle", "Gesundheit", "Test"])
        sheet.append(["Summe", 2])

    file = book_of(fill)
    (best, *_) = guess_questions(assessment, file)
    assert best.question == REGISTER
    found = read_table(assessment, file, Wish(REGISTER))
    assert found.value() == [
        {
            "risk": "R-1: Fällt aus",
            "harm": "Nicht geladen",
            "persons": "Alle",
            "interest": "non-discrimination",
            "source": "Workshop",
        },
        {
            "risk": "R-2: Zu langsam",
            "harm": "Wartezeit",
            "persons": "Alle",
            "interest": "health",
            "source": "Test",
        },
    ]
    assert found.place == "sheet Risikoregister, A4:F5"
    assert found.left_out == ("Row 6: it sums others up.",)


def test_a_chinese_register_in_gb18030_is_read(assessment):
    rows = [
        ["编号", "风险描述", "后果", "受影响人群", "权益", "来源"],
        ["R-1", "系统给出错误的评估结果", "申请人没有被邀请", "所有申请人", "不歧视", "风险研讨会"],
    ]
    found = read_table(assessment, csv_of(*rows, codec="gb18030"), Wish(REGISTER))
    (entry,) = found.of("accepted")
    assert entry.values["interest"] == "non-discrimination"
    assert entry.values["risk"] == "R-1: 系统给出错误的评估结果"


def test_german_numbers_days_and_countries_are_read(assessment):
    rows = [
        ["Datensatz", "Verwendung", "Herkunft", "Anzahl Datensätze", "Zeitraum", "Personenbezogen"],
        ["TRN", "Training", "Frankreich", "186.400", "2021 bis 2025", "ja, pseudonymisiert"],
        ["TST", "Test", "Irland", "1.200,0", "2026", "nein"],
    ]
    found = read_table(assessment, csv_of(*rows, sign=";", codec="cp1252"), Wish(SETS))
    assert [row["records"] for row in found.value()] == [186400, 1200]
    assert [row["personal-data"] for row in found.value()] == ["yes", "no"]
    assert "read as yes" in found.notes[0]
    gaps = csv_of(
        ["Lücke", "Betroffene", "Abhilfe", "Frist", "Status"],
        ["Zu wenige CVs", "Deutsche", "Sammeln", "07.05.2027", "offen"],
        ["Alte Etiketten", "Alle", "Neu lesen", "7. Mai 2027", "teilweise"],
        sign=";",
    )
    found = read_table(assessment, gaps, Wish("data.gaps.table"))
    assert [(row["due"], row["state"]) for row in found.value()] == [
        ("2027-05-07", "open"),
        ("2027-05-07", "reduced"),
    ]
    states = csv_of(
        ["Land", "Behörde", "Meldeweg"],
        ["Österreich", "Behörde A", "Portal"],
        ["德国", "Behörde D", "Portal"],
        ["PR China", "?", "Portal"],
    )
    found = read_table(assessment, states, Wish("incident.reporting.authorities"))
    assert [row["member-state"] for row in found.value()] == ["at", "de"]
    (problem,) = found.problems
    assert problem.place == "A4"
    assert "“PR China” is none of the options: Austria, Belgium" in problem.message


# --- heads


def test_a_head_of_two_rows_under_joined_cells_is_read(assessment):
    def fill(sheet):
        sheet.append(["Data set", "Check", "Errors", None, "n"])
        sheet.append([None, None, "before", "after", None])
        sheet.append(["TRN", "missing", "5,8 %", "1,4 %", 2000])
        sheet.append([None, "twice", "3,1 %", "0 %", 48200])
        sheet.merge_cells("C1:D1")
        sheet.merge_cells("A3:A4")

    found = read_table(assessment, book_of(fill), Wish("data.errors.table"))
    assert [row["data-set"] for row in found.value()] == ["TRN", "TRN"]
    assert [(row["before"], row["after"]) for row in found.value()] == [(5.8, 1.4), (3.1, 0)]


def test_a_cell_in_percent_is_a_share_of_a_hundred_where_percent_is_asked_for(assessment):
    def fill(sheet):
        sheet.append(["data set", "check", "before", "after", "n"])
        sheet.append(["TRN", "missing", 0.058, 0.014, 2000])
        sheet["C2"].number_format = sheet["D2"].number_format = "0.0%"

    (row,) = read_table(assessment, book_of(fill), Wish("data.errors.table")).value()
    assert (row["before"], row["after"]) == (5.8, 1.4)


def test_a_table_without_any_word_of_the_question_is_left_to_a_person(assessment):
    file = csv_of(["A list"], [], ["foo", "bar"], ["1", "2"])
    assert guess_questions(assessment, file) == []
    found = read_table(assessment, file, Wish(REGISTER))
    assert [column.header for column in found.columns] == ["foo", "bar"]
    assert len(found.missing) == 5
    with pytest.raises(ConformityError) as refused:
        read_table(assessment, csv_of(["alone"], ["1"]), Wish(REGISTER))
    assert refused.value.code == "table.no-head"


# --- mapping


ODD = (
    ["Vorfall", "Schaden", "Wen trifft es", "Schutzgut", "Quelle"],
    ["Fehler", "Kosten", "Alle", "Sicherheit", "Test"],
)


def test_a_person_says_which_column_fills_what_and_that_is_remembered(assessment):
    file = csv_of(*ODD)
    first = read_table(assessment, file, Wish(REGISTER))
    assert set(first.missing) == {"risk", "persons"}
    assert first.of("accepted") == []
    said = {"Vorfall": "risk", "Wen trifft es": "persons"}
    mapped = read_table(assessment, file, Wish(REGISTER, columns=said))
    assert mapped.missing == ()
    assert put_forward(assessment, mapped, by=ANN, at=AT).rows == 1
    again = read_table(assessment, file, Wish(REGISTER))
    assert again.missing == ()
    assert {column.how for column in again.columns if column.field in {"risk", "persons"}} == {
        "remembered"
    }


def test_what_is_remembered_is_bounded_and_never_in_the_way(assessment):
    remember(assessment, REGISTER, {f"column {at}": "risk" for at in range(200)})
    assert len(remembered(assessment, REGISTER)) == MOST_HEADERS
    assessment.binder.workspace.keep_habits("tables", b"\xff{")
    assert remembered(assessment, REGISTER) == {}


def test_what_all_rows_have_in_common_is_said_once(assessment):
    file = csv_of(["risk", "measure", "proof", "residual"], ["R-1", "Check", "TR", "low"])
    found = read_table(assessment, file, Wish(MEASURES, fixed={"kind": "control"}))
    assert found.value()[0]["kind"] == "control"


def test_a_column_that_is_not_there_is_named_with_those_that_are(assessment):
    with pytest.raises(ConformityError, match="Vorfall"):
        read_table(assessment, csv_of(*ODD), Wish(REGISTER, columns={"Nirgends": "risk"}))
    with pytest.raises(ConformityError, match="harm"):
        read_table(assessment, csv_of(*ODD), Wish(REGISTER, columns={"Vorfall": "nothing"}))


# --- put forward


def test_rows_wait_with_file_digest_and_place_and_comments_become_remarks(assessment):
    def fill(sheet):
        sheet.title = "Register"
        sheet.append(["risk", "harm", "persons", "interest", "source"])
        sheet.append(["R-1", "H", "P", "health", "S"])
        sheet["B2"].comment = Comment("Too mild?", "Li Na")

    file = book_of(fill, "register.xlsx")
    proposal = read_table(assessment, file, Wish(REGISTER))
    done = put_forward(assessment, proposal, by=ANN, at=AT)
    assert (done.waits, done.rows, done.remarks) == (True, 1, 1)
    (given,) = assessment.state.unconfirmed[REGISTER].answers
    source = given.source
    assert (source.kind, source.title) == ("file", "register.xlsx")
    assert (source.address, source.place) == (file.digest, "sheet Register, A2:E2")
    assert [note.text for note in assessment.state.notes] == [
        "sheet Register, B2: Li Na: Too mild?"
    ]
    assert put_forward(assessment, proposal, by=ANN, at=AT).remarks == 0
    assert confirm(assessment, [REGISTER], by=ANN, at=AT).recorded == [REGISTER]
    assert assessment.state.answers[REGISTER].source.place == "sheet Register, A2:E2"


def test_rows_of_a_file_are_added_and_those_that_are_there_are_changed(assessment):
    head = ["risk", "harm", "persons", "interest", "source"]
    first = csv_of(head, ["R-1", "a", "P", "health", "S"], ["R-2", "b", "P", "health", "S"])
    put_forward(assessment, read_table(assessment, first, Wish(REGISTER)), by=ANN, at=AT)
    confirm(assessment, [REGISTER], by=ANN, at=AT)
    second = csv_of(
        head, ["R-2", "c", "P", "health", "S"], ["R-3", "d", "P", "health", "S"], name="y.csv"
    )
    proposal = read_table(assessment, second, Wish(REGISTER))
    assert [row["harm"] for row in proposal.value()] == ["a", "c", "d"]
    put_forward(assessment, proposal, by=ANN, at=AT)
    confirm(assessment, [REGISTER], by=ANN, at=AT)
    assert [row["harm"] for row in assessment.state.answers[REGISTER].value] == ["a", "c", "d"]
    replaced = read_table(assessment, second, Wish(REGISTER, mode="replace"))
    assert [row["harm"] for row in replaced.value()] == ["c", "d"]


def test_entries_that_share_their_first_column_are_told_by_the_next(assessment):
    head = ["data set", "check", "before", "after", "n"]
    file = csv_of(head, ["TRN", "a", "1", "0", "9"], ["TRN", "b", "2", "0", "9"])
    proposal = read_table(assessment, file, Wish("data.errors.table"))
    assert proposal.named_by() == ("data-set", "check")
    assert len(proposal.value()) == 2


def test_a_row_that_lacks_a_cell_is_put_forward_only_where_that_is_said(assessment):
    file = csv_of(["risk", "harm", "persons", "interest"], ["R-1", "a", "P", "health"])
    proposal = read_table(assessment, file, Wish(REGISTER))
    with pytest.raises(ConformityError) as refused:
        put_forward(assessment, proposal, by=ANN, at=AT)
    assert refused.value.code == "table.nothing"
    assert "How it was found" in str(refused.value)
    assert put_forward(assessment, proposal, by=ANN, at=AT, incomplete=True).waits
    assert assessment.proposed(REGISTER) is None  # it is to be completed first


def test_five_thousand_rows_are_taken_and_one_more_is_refused(assessment):
    head = ["risk", "harm", "persons", "interest", "source"]
    rows = [[f"R-{at}", "a", "P", "health", "S"] for at in range(5_001)]
    many = read_table(assessment, csv_of(head, *rows[:5_000]), Wish(REGISTER))
    assert put_forward(assessment, many, by=ANN, at=AT).rows == 5_000
    assert confirm(assessment, [REGISTER], by=ANN, at=AT).recorded == [REGISTER]
    assert view_table(assessment, many).ready == 5_000
    more = read_table(assessment, csv_of(head, *rows), Wish(REGISTER, mode="replace"))
    with pytest.raises(ConformityError, match="5,000 at most"):
        put_forward(assessment, more, by=ANN, at=AT)


# --- numbers and days that can be read in two ways


@pytest.mark.parametrize(
    ("text", "style", "whole", "number"),
    [
        ("1.200", Style(","), False, 1200),
        ("1.200", Style("."), False, 1.2),
        ("1.200", Style(), True, 1200),
        ("1,234.5", Style(), False, 1234.5),
        ("1.234,5", Style(), False, 1234.5),
        ("1 200", Style(), True, 1200),
        ("1’200", Style(), True, 1200),
        ("12,5 %", Style(), False, 12.5),
        ("1,200 CVs", Style(), True, 1200),
        ("−3", Style(), False, -3),
    ],
)
def test_a_number_is_read_as_its_table_writes_numbers(text, style, whole, number):
    assert read_number(text, style, whole=whole)[0] == number


@pytest.mark.parametrize("text", ["1.200", "21 of 37 = 0.568", "many", "", "1,2,3,4"])
def test_a_number_that_is_not_clear_is_refused(text):
    with pytest.raises(UnclearError):
        read_number(text, Style(), whole=False)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2027-05-07", "2027-05-07"),
        ("2027/5/7", "2027-05-07"),
        ("07.05.2027", "2027-05-07"),
        ("7.5.27", "2027-05-07"),
        ("2027年5月7日", "2027-05-07"),
        ("13/05/2027", "2027-05-13"),
        ("05/13/2027", "2027-05-13"),
        ("7 May 2027", "2027-05-07"),
        ("May 7, 2027", "2027-05-07"),
        ("7. März 2027", "2027-03-07"),
        (46514, "2027-05-07"),
        (datetime.datetime(2027, 5, 7, 9, 0), "2027-05-07"),  # noqa: DTZ001 - as a cell has it
    ],
)
def test_a_day_is_read_as_people_write_it(value, day):
    assert read_day(value, Style())[0].isoformat() == day


@pytest.mark.parametrize("value", ["05/07/2027", "2027-13-40", "soon", "31.02.2027", 7, True])
def test_a_day_that_is_not_clear_is_refused(value):
    with pytest.raises(UnclearError):
        read_day(value, Style())


def test_other_cells_of_a_table_say_how_it_writes():
    assert style_of(["0,5", "1.200"]) == Style(",", "")
    assert style_of(["13/05/2027", "05/06/2027"]) == Style("", "dmy")
    assert style_of(["0,5", "0.5"]) == Style()
    assert read_day("05/06/2027", Style(order="dmy"))[0] == datetime.date(2027, 6, 5)


# --- the example begun again from its own files


def test_the_cells_of_the_example_come_from_its_own_files(assessment, capsys):
    answers = yaml.safe_load((EVIDENCE.parent / "answers.yaml").read_text("utf-8"))["answers"]
    said = {
        known: answer["value"] if isinstance(answer, dict) and "value" in answer else answer
        for known, answer in answers.items()
    }
    tables = {
        known: value
        for known, value in said.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    typed = {known: sum(map(len, rows)) for known, rows in tables.items()}
    whole, partly = dict.fromkeys(typed, 0), dict.fromkeys(typed, 0)
    for path in sorted(EVIDENCE.iterdir()):
        if not may_hold_tables(path.name):
            continue
        file = file_of_content(path.read_bytes(), path.name)
        for match in guess_questions(assessment, file):
            found = read_table(assessment, file, Wish(match.question, match.sheet))
            if match.question in typed:
                known, cells = match.question, found.cells
                more = sum(len(entry.values) for entry in found.of("incomplete"))
                whole[known] = max(whole[known], cells)
                partly[known] = max(partly[known], cells + more)
    proposed, completed = sum(whole.values()), sum(partly.values())
    of_typed = sum(min(whole[known], typed[known]) for known in typed)
    more = sum(min(partly[known], typed[known]) for known in typed)
    with capsys.disabled():
        if os.environ.get("TEST_FIGURES"):
            print(
                f"\ncells typed {sum(typed.values())}; proposed from files: complete {proposed}, "
                f"with rows to complete {completed}; of what was typed {of_typed} and {more}"
            )
    assert proposed >= 700
    assert more >= 600
