"""Workbooks that are odd, broken, or made to do harm: read whole, or refused."""

from __future__ import annotations

import datetime
import io
import time

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from compliance.data import workbook
from compliance.data.workbook import Cell, read_workbook
from compliance.errors import ConformityError
from tests.data.workbooks import (
    MAIN,
    OFFICE,
    packed,
    relations,
    styles,
    workbook_of,
    workbook_parts,
)

SECONDS = 20
"""Far more than anything here takes, and far less than what it is bounded against."""


@pytest.fixture(autouse=True)
def bounded_in_time():
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SECONDS


def cells_of(content):
    return read_workbook(content, "x.xlsx")[0].cells


def code_of(content):
    with pytest.raises(ConformityError) as raised:
        read_workbook(content, "x.xlsx")
    assert raised.value.problems[0].hint
    return raised.value.code


def row_of(*cells, number=1):
    return f'<row r="{number}">{"".join(cells)}</row>'


def text(place, words, kind="str"):
    return f'<c r="{place}" t="{kind}"><v>{words}</v></c>'


# --- what is odd and read nevertheless


@pytest.mark.parametrize("size", ["A1", "A1:A1", "no size", "XFD1048576:A1", ""])
def test_what_a_sheet_says_of_its_size_is_not_believed(size):
    parts = workbook_parts(row_of(text("A1", "a"), text("C1", "c")))
    for told in (f'<dimension ref="{size}"/>', f'<dimension ref="{size}"></dimension>'):
        files = {**parts, "xl/s.xml": parts["xl/s.xml"].replace("<sheetData", f"{told}<sheetData")}
        assert cells_of(packed(files)) == {(1, 1): Cell("a"), (1, 3): Cell("c")}


def test_a_hundred_thousand_empty_rows_cost_little_and_hold_nothing():
    empty = "".join(f'<row r="{at}" s="1" ht="15"/>' for at in range(2, 100_002))
    content = workbook_of(
        row_of(text("A1", "a")) + empty + row_of(text("B100002", "b"), number=100_002)
    )
    assert cells_of(content) == {(1, 1): Cell("a"), (100_002, 2): Cell("b")}


def test_places_may_be_left_out():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c t='b'><v>1</v></c></row>"
    assert cells_of(workbook_of(rows)) == {(1, 1): Cell(1), (1, 2): Cell(2), (2, 2): Cell(True)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_sheet_is_read_in_every_encoding_that_the_format_has(encoding):
    parts = workbook_parts(row_of(text("A1", "中文 é")))
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    sheet = (head + parts["xl/s.xml"]).encode(encoding)
    assert cells_of(packed({**parts, "xl/s.xml": sheet})) == {(1, 1): Cell("中文 é")}


def test_the_strict_variant_is_read_with_its_days():
    rows = row_of(text("A1", "1999-12-31", "d"), text("B1", f"see {STRICT}", "str"))
    parts = {
        name: content.replace(MAIN, f"{STRICT}/spreadsheetml/main").replace(
            OFFICE, f"{STRICT}/officeDocument/relationships"
        )
        for name, content in workbook_parts(rows).items()
    }
    day = datetime.date.fromisoformat("1999-12-31")
    assert cells_of(packed(parts)) == {(1, 1): Cell(day), (1, 2): Cell(f"see {STRICT}")}


STRICT = "http://purl.oclc.org/ooxml"


def test_a_day_is_known_by_its_format_in_every_language():
    formats = [
        0,
        14,
        31,
        57,
        "yyyy\\-mm\\-dd",
        "[$-804]yyyy&quot;年&quot;m&quot;月&quot;",
        "0.00&quot;day&quot;",
    ]
    rows = row_of(*(f'<c r="{c}1" s="{at}"><v>45292</v></c>' for at, c in enumerate("ABCDEFG")))
    files = {**workbook_parts(rows), "xl/styles.xml": styles(*formats)}
    day = datetime.date.fromisoformat("2024-01-01")
    found = [cell.value for cell in cells_of(packed(files)).values()]
    assert found == [45292, day, day, day, day, day, 45292]


def test_times_and_lengths_of_time_are_no_days():
    files = {
        **workbook_parts(
            row_of('<c r="A1" s="0"><v>0.5</v></c>', '<c r="B1" s="1"><v>2.5</v></c>')
        ),
        "xl/styles.xml": styles(20, "[h]:mm"),
    }
    found = [cell.value for cell in cells_of(packed(files)).values()]
    assert found == [datetime.time(12), datetime.timedelta(days=2, hours=12)]


def test_what_is_no_value_is_named():
    rows = row_of(
        '<c r="A1"><f>1+1</f><v>2</v></c>',
        '<c r="B1"><f t="shared" si="0"/></c>',
        '<c r="C1"><f t="dataTable" odd="1" ref="C1"/></c>',
        text("D1", "#N/A", "e"),
        text("E1", "1e999", "n"),
        text("F1", "5", "odd"),
        '<c r="G1" s="1"><v>1E99</v></c>',
    )
    files = {**workbook_parts(rows), "xl/styles.xml": styles(0, 14)}
    found = [cell.wrong for cell in cells_of(packed(files)).values()]
    assert found == ["formula"] * 3 + ["error"] * 4


def test_what_other_programs_write_beside_the_cells_does_not_matter():
    beside = (
        '<sheetProtection odd="1"/><mergeCells><mergeCell ref="odd"/></mergeCells>'
        '<conditionalFormatting sqref="A"><cfRule type="odd" priority="x"/>'
        '</conditionalFormatting><dataValidations><dataValidation type="odd"/>'
        '</dataValidations><extLst><ext uri="{x}"><f>1</f></ext></extLst>'
    )
    parts = workbook_parts(row_of(text("A1", "a")))
    sheet = parts["xl/s.xml"].replace("</sheetData>", f"</sheetData>{beside}")
    head = sheet.replace("<sheetData>", "<sheetViews><odd><f/></odd></sheetViews><sheetData>")
    core = {"docProps/core.xml": "<odd>", "xl/theme/theme1.xml": "<odd>"}
    for files in ({**parts, "xl/s.xml": sheet}, {**parts, "xl/s.xml": head}, {**parts, **core}):
        assert cells_of(packed(files)) == {(1, 1): Cell("a")}


def test_sheets_that_are_diagrams_are_left_out():
    book = openpyxl.Workbook()
    book.active["A1"] = "a"
    book.create_chartsheet("Diagram").add_chart(openpyxl.chart.BarChart())
    book.active.add_data_validation(DataValidation(type="list", formula1='"a,b"'))
    stream = io.BytesIO()
    book.save(stream)
    assert [sheet.name for sheet in read_workbook(stream.getvalue(), "x")] == ["Sheet"]


def test_texts_shared_by_cells_keep_every_sign():
    texts = ["x005F_", "_x005F_x005F_", "a_x000D_b", "_xD83D__xDE00_", "<r>"]
    shared = "".join(f"<si><t>{words}</t></si>" for words in texts[:4]) + (
        "<si><r><t>_x0</t></r><r><rPr><b/></rPr><t>05F_x0041_</t></r>"
        "<rPh sb='0' eb='1'><t>no</t></rPh><phoneticPr fontId='1'/></si>"
    )
    rows = row_of(*(text(f"{c}1", at, "s") for at, c in enumerate("ABCDE")))
    found = [cell.value for cell in cells_of(workbook_of(rows, shared)).values()]
    assert found == ["x005F_", "_x005F_", "a\rb", "\U0001f600", "_x0041_"]


# --- what is broken

LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?><worksheet>é</worksheet>'.encode("cp1252")


@pytest.mark.parametrize(
    "changes",
    [
        {"xl/styles.xml": "<styleSheet><cellXfs>"},
        {"xl/styles.xml": "<styleSheet><numFmts><numFmt/></numFmts></styleSheet>"},
        {"xl/styles.xml": "<styleSheet><x:cellXfs/></styleSheet>"},
        {"xl/s.xml": "<worksheet><sheetData><row>"},
        {"xl/s.xml": b"\xff\xfe<\x00w"},
        {"xl/s.xml": LATIN},
        {"xl/t.xml": "<sst><si>"},
        {"xl/workbook.xml": "<workbook><sheets><sheet/></sheets></workbook>"},
        {"xl/workbook.xml": ""},
        {"[Content_Types].xml": "<Types/>"},
        {"[Content_Types].xml": "<Types><Override/></Types>"},
        {"xl/_rels/workbook.xml.rels": ""},
        {"xl/_rels/workbook.xml.rels": "<Relationships><Relationship/></Relationships>"},
        {"xl/_rels/workbook.xml.rels": relations(("styles", "styles.xml"))[:-20]},
        {"xl/_rels/workbook.xml.rels": relations()},
    ],
    ids=str,
)
def test_a_broken_part_is_refused_and_never_a_crash(changes):
    parts = workbook_parts(row_of(text("A1", "a")))
    assert code_of(packed({**parts, **changes})) == "exchange.damaged"


@pytest.mark.parametrize(
    "links",
    [
        [("worksheet", "workbook.xml")],
        [("worksheet", "_rels/workbook.xml.rels")],
        [("worksheet", "../xl/../../s.xml")],
        [("chartsheet", "nowhere.xml")],
        [("chartsheet", "s.xml")],
    ],
    ids=str,
)
def test_relations_that_lead_in_circles_or_nowhere_lead_to_no_sheet(links):
    parts = workbook_parts(row_of(text("A1", "a")))
    content = packed({**parts, "xl/_rels/workbook.xml.rels": relations(*links)})
    try:
        sheets = read_workbook(content, "x")
    except ConformityError:
        assert code_of(content) == "exchange.damaged"
    else:
        assert all(not sheet.cells for sheet in sheets)


def test_nothing_outside_the_file_is_opened():
    parts = workbook_parts(row_of(text("A1", "a")))
    outside = relations(("worksheet", "file:///etc/hostname")).replace(
        "/></", ' TargetMode="External"/></'
    )
    content = packed({**parts, "xl/_rels/workbook.xml.rels": outside})
    assert read_workbook(content, "x") == []


@pytest.mark.parametrize(
    "rows",
    [
        row_of(number=2) + row_of(number=1),
        row_of(number=1) * 2,
        row_of(number=1_048_577),
        row_of(number="9" * 30),
        row_of(number="one"),
        row_of(text("no", "a")),
        row_of(text("ZZZZ1", "a")),
        row_of(text("A1", "many", "n")),
        row_of(text("A1", "9" * 5_000, "n")),
        row_of(text("A1", "99", "s")),
        row_of(text("A1", "2024-13-40", "d")),
        row_of("<sheetData></sheetData>"),
    ],
)
def test_cells_that_no_program_writes_are_refused(rows):
    assert code_of(workbook_of(rows)) == "exchange.damaged"


def test_an_archive_with_a_password_is_refused():
    content = bytearray(workbook_of(""))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert code_of(bytes(content)) == "exchange.encrypted"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "name", ["xl/s.xml", "xl/t.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"]
)
def test_no_part_may_declare_entities(name, encoding):
    files = {**workbook_parts(""), "xl/styles.xml": styles(0)}
    evil = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>' + files[name]
    assert code_of(packed({**files, name: evil.encode(encoding)})) == "exchange.damaged"


# --- what is made to take time and memory


def test_one_long_text_behind_many_cells_is_refused():
    long = "<si><t>" + "x" * 1_000_000 + "</t></si>"
    rows = "".join(
        row_of(*(text(f"{c}{at}", 0, "s") for c in "ABCDEFGHIJ"), number=at)
        for at in range(1, 1_001)
    )
    assert code_of(workbook_of(rows, long)) == "exchange.too-large"


@pytest.mark.parametrize(
    "rows",
    [
        "<row>" + "<c/>" * (workbook.MAX_OTHERS + 1) + "</row>",
        ("<row>" + "<c/>" * 20 + "</row>") * (workbook.MAX_ELEMENTS // 21 + 1),
        "<odd/>" * (workbook.MAX_OTHERS + 1),
        "<row/>" * (workbook.MAX_ROWS + 1),
        "".join(f'<row r="{at}"><c r="XFD{at}"/></row>' for at in range(1, 1_000)),
        "".join(row_of(text(f"A{at}", 1, "n"), number=at) for at in range(1, 200_002)),
    ],
    ids=["one row", "many cells", "no rows", "many rows", "far cells", "full cells"],
)
def test_more_cells_than_anybody_fills_in_are_refused(rows):
    assert code_of(workbook_of(rows)) == "exchange.too-large"


def test_more_than_is_needed_beside_the_cells_is_refused():
    parts = workbook_parts("")
    many = "<x:xf/>" * workbook.MAX_OTHERS
    book = f'<x:workbook xmlns:x="{MAIN}">{many}</x:workbook>'
    for name, content in {
        "xl/workbook.xml": book,
        "xl/styles.xml": book.replace("x:workbook", "x:styleSheet"),
        "xl/s.xml": f'<worksheet xmlns="{MAIN}">{many.replace("x:", "")}</worksheet>',
    }.items():
        assert code_of(packed({**parts, name: content})) == "exchange.too-large"


def test_one_sheet_is_not_read_many_times():
    parts = workbook_parts(row_of(text("A1", "a")), sheets=2)
    assert code_of(packed(parts)) == "exchange.damaged"


def test_a_formula_that_many_cells_share_is_worked_out_for_none():
    formula = "1+" * 200_000 + "1"
    first = f'<c r="A1"><f t="shared" ref="A1:A20000" si="0">{formula}</f></c>'
    rows = row_of(first) + "".join(
        row_of(f"<c r='A{at}'><f si='0' t='shared' odd='>'/></c>", number=at)
        for at in range(2, 20_001)
    )
    found = cells_of(workbook_of(rows))
    assert len(found) == 20_000
    assert {cell.wrong for cell in found.values()} == {"formula"}
