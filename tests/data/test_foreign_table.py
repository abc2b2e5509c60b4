"""Tables of others, as they come from Excel, LibreOffice and the programs of three languages."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from compliance.data import opendocument
from compliance.data.archive import Archive
from compliance.data.foreign_table import MAX_BYTES, may_hold_tables, read_tables
from compliance.data.opendocument import read_opendocument
from compliance.data.pipe_table import read_pipe_tables
from compliance.data.text_table import decode, sign_of
from compliance.errors import ConformityError

ROWS = [["Risiko", "Schaden", "Häufigkeit"], ["Fällt aus", "Übersehen", "0,25"]]


def text_of(rows, sign=";"):
    return "\r\n".join(sign.join(row) for row in rows) + "\r\n"


def values(sheet):
    return {at: cell.value for at, cell in sheet.cells.items()}


def workbook(fill):
    book = openpyxl.Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def ods(tables, manifest="", styles=""):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<?xml version='1.0'?><office:document-content {OFFICE}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return stream.getvalue()


@pytest.mark.parametrize(
    ("codec", "named"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_a_german_csv_is_read_in_the_encoding_that_excel_gave_it(codec, named):
    found = read_tables(text_of(ROWS).encode(codec), "register.csv")
    assert values(found.sheets[0])[2, 1] == "Fällt aus"
    assert values(found.sheets[0])[2, 3] == "0,25"
    assert (f"Read as {named}; nothing in the file says so." in found.said) == (codec == "cp1252")


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", "风险,损害,受影响人群\n系统给出错误的评估结果,申请人没有被邀请,所有申请人\n"),
        ("big5", "風險,損害,受影響者\n系統給出錯誤的評估結果,申請人沒有被邀請,所有申請人\n"),
    ],
)
def test_a_chinese_csv_without_a_mark_is_told_by_its_common_signs(codec, text):
    decoded = decode(text.encode(codec), "x.csv")
    assert decoded.text == text
    assert decoded.guessed


@pytest.mark.parametrize(
    "text", ["Größe;Maßnahme;Übung;Prüfgröße", "Café;naïve;façade;Über", "Ätzend; Öl; Übel; ß"]
)
def test_western_letters_are_not_taken_for_chinese_signs(text):
    assert decode(text.encode("cp1252"), "x.csv") == decode(text.encode("cp1252"), "y.csv")
    assert decode(text.encode("cp1252"), "x.csv").text == text


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_the_sign_between_cells_is_the_one_that_stands_equally_often(sign):
    lines = [f"Title, with a comma; as of {sign}", *[f"a{sign}b{sign}c"] * 5]
    assert sign_of("\n".join(lines)) == sign


def test_what_excel_writes_before_a_table_to_name_the_sign_is_no_row():
    found = read_tables(b"sep=;\r\na;b\r\n1;2\r\n", "x.csv")
    assert values(found.sheets[0])[2, 1] == "a"


def test_a_workbook_of_others_gives_what_was_worked_out_and_what_stands_beside():
    def fill(book):
        sheet = book.active
        sheet.title = "Register"
        sheet.append(["share", "day", "sum"])
        sheet.append([0.125, datetime.date(2027, 5, 7), "=1+1"])
        sheet["A2"].number_format = "0.0%"
        sheet.merge_cells("A4:C4")
        sheet["B2"].comment = Comment("Is this the right day?", "Li Na")
        book.create_sheet("Secret").sheet_state = "hidden"

    (register, secret) = read_tables(workbook(fill), "x.xlsx").sheets
    assert (2, 1) in register.shares
    assert register.value(2, 2) == datetime.date(2027, 5, 7)
    assert register.cells.get((2, 3)) is None  # openpyxl worked nothing out
    assert register.comments == {(2, 2): "Li Na: Is this the right day?"}
    assert register.joined == [(4, 1, 4, 3)]
    assert (register.hidden, secret.hidden) == (False, True)


def cell(text="", more="", inner=""):
    body = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {more}>{inner}{body}</table:table-cell>"


def row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def table(*rows, name="Register", style=""):
    more = f'table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'


def test_an_opendocument_gives_values_by_their_types():
    note = "<office:annotation><dc:creator>Li</dc:creator><text:p>Why?</text:p></office:annotation>"
    content = ods(
        table(
            row(
                cell("0,5", 'office:value-type="float" office:value="0.5"'),
                cell("12 %", 'office:value-type="percentage" office:value="0.12"'),
                cell("07.05.27", 'office:value-type="date" office:date-value="2027-05-07"'),
                cell("Text", 'office:value-type="string"', note),
                cell("WAHR", 'office:value-type="boolean" office:boolean-value="true"'),
            ),
            row(
                cell(more='table:number-columns-repeated="1024"'),
                more='table:number-rows-repeated="1048570"',
            ),
        )
    )
    (sheet,) = read_tables(content, "x.ods").sheets
    assert values(sheet) == {
        (1, 1): 0.5,
        (1, 2): 0.12,
        (1, 3): datetime.date(2027, 5, 7),
        (1, 4): "Text",
        (1, 5): True,
    }
    assert sheet.shares == {(1, 2)}
    assert sheet.comments == {(1, 4): "Li: Why?"}


def test_repeated_cells_of_an_opendocument_are_there_as_often_as_they_stand():
    repeated = cell("x", 'office:value-type="string" table:number-columns-repeated="3"')
    content = ods(table(row(repeated, more='table:number-rows-repeated="2"')))
    (sheet,) = read_tables(content, "x.ods").sheets
    assert set(sheet.cells) == {(r, c) for r in (1, 2) for c in (1, 2, 3)}


def test_a_hidden_table_of_an_opendocument_is_told():
    style = (
        '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    )
    content = ods(table(row(cell("a")), style="h") + table(row(cell("b")), name="B"), styles=style)
    assert [sheet.hidden for sheet in read_tables(content, "x.ods").sheets] == [True, False]


HOSTILE = {
    "a thousand million cells": ods(
        table(
            row(
                cell("x", 'table:number-columns-repeated="16384"'),
                more='table:number-rows-repeated="1048576"',
            )
        )
    ),
    "no xml": ods("<table:table>"),
    "encrypted": ods("", manifest="<m><encryption-data/></m>"),
    "entities": ods("").replace(b"mimetype", b"mimetype"),
}


@pytest.mark.parametrize("name", ["a thousand million cells", "no xml", "encrypted"])
def test_a_hostile_opendocument_is_refused_within_bounds(name):
    with pytest.raises(ConformityError) as refused:
        read_tables(HOSTILE[name], "x.ods")
    assert refused.value.code.startswith("exchange.")


def test_a_declared_type_of_document_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    with pytest.raises(ConformityError, match="type of document"):
        read_opendocument(Archive(stream.getvalue(), "x.ods"))


def test_nesting_is_bounded():
    deep = "<text:p>" * (opendocument.MAX_DEPTH + 1) + "</text:p>" * (opendocument.MAX_DEPTH + 1)
    with pytest.raises(ConformityError, match="nested"):
        read_tables(ods(table(row(cell(inner=deep)))), "x.ods")


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"%PDF-1.7", "x.pdf"), (b"{}", "x.json"), (b"\0\1\2\3" * 50, "x.bin"), (b"PK\3\4", "x.docx")],
)
def test_what_holds_no_table_is_refused_by_what_it_is(content, name):
    with pytest.raises(ConformityError) as refused:
        read_tables(content, name)
    assert refused.value.code in {"table.format", "exchange.damaged"}


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(ConformityError, match=r"accepted|large"):
        read_tables(b"a" * (MAX_BYTES + 1), "x.csv")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.md", "x.ods", "x.xlsx", "x"]))
def test_whatever_is_given_is_read_or_refused(content, name):
    with contextlib.suppress(ConformityError):
        assert read_tables(content, name).format


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="|-: #ab\\\n", max_size=200))
def test_any_text_with_bars_is_read(text):
    for sheet in read_pipe_tables(text):
        assert sheet.name


def test_tables_of_a_text_stand_under_their_headings():
    text = (
        "# A\n\n| x | y |\n|---|:-:|\n| 1 | `2` |\n\ntext\n\n| z |\n|-|\n| 3 |\n## B\nno | table\n"
    )
    found = read_pipe_tables(text)
    assert [sheet.name for sheet in found] == ["A", "A (2)"]
    assert values(found[0]) == {(3, 1): "x", (3, 2): "y", (5, 1): "1", (5, 2): "2"}


def test_names_say_which_files_may_hold_a_table():
    assert [may_hold_tables(name) for name in ("a.CSV", "b.ods", "c.pdf", "d")] == [
        True, True, False, False,
    ]  # fmt: skip
