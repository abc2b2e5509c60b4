"""Files that want to do harm, or that somebody took for the right ones."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.data import archive, workbook
from compliance.data.workbook import read_workbook
from compliance.errors import ConformityError
from compliance.services.exchange.compare import compare
from compliance.services.exchange.formats import MAX_BYTES, load_sheet, read_sheet
from tests.builders import AT, begin
from tests.data.workbooks import packed, workbook_of
from tests.services.exchange_pack import Book, compared, exported, extra_pack, kinds
from tests.services.helpers import record


@pytest.fixture(scope="module")
def assessment(tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile")
    fresh = begin(root / "a", extra_pack(root / "packs"))
    record(fresh, "fact.name", "Mill")
    return fresh


@pytest.fixture(scope="module")
def book(assessment):
    return exported(assessment)


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def refused(content, name="back.xlsx"):
    with pytest.raises(ConformityError) as raised:
        read_sheet(content, name)
    assert raised.value.exit_status == 2
    return raised.value.code


def code_of(assessment, content, name):
    """The code with which a file is refused, or ``none`` where it is compared."""
    try:
        compare(assessment, read_sheet(content, name))
    except ConformityError as error:
        return error.code
    return "none"


def test_what_is_no_workbook_is_refused_by_what_it_is(book):
    ole = bytes.fromhex("D0CF11E0A1B11AE1")
    encrypted = ole + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
    binary = {"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}
    assert refused(ole + b"\0" * 600) == "exchange.old-format"
    assert refused(ole + b"\0" * 600, "back.xls") == "exchange.old-format"
    assert refused(encrypted) == "exchange.encrypted"
    assert refused(packed(binary)) == "exchange.old-format"
    assert refused(b"hello") == "exchange.format"
    assert refused(b"") == "exchange.format"
    assert refused(b"PK\x03\x04 and no more") == "exchange.damaged"
    assert refused(packed({"word/document.xml": b"<x/>"}), "x.docx") == "exchange.format"
    assert refused(packed({"content.xml": b"<x/>"}), "x.ods") == "exchange.damaged"
    assert refused(book[: len(book) // 2]) == "exchange.damaged"
    assert refused(b"x" * (MAX_BYTES + 1)) == "file.too-large"


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "xl/activeX/activeX1.xml", "xl/macrosheets/sheet1.xml"]
)
def test_macros_are_refused(book, name):
    assert refused(packed({**parts(book), name: b"x"})) == "exchange.macros"


def test_a_workbook_that_calls_itself_one_with_macros_is_refused(book):
    files = parts(book)
    types = files["[Content_Types].xml"]
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert kind in types
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    files["[Content_Types].xml"] = types.replace(kind, macro)
    assert refused(packed(files)) == "exchange.macros"


@pytest.mark.parametrize(
    "name", ["xl/externalLinks/externalLink1.xml", "xl/embeddings/object.bin", "xl/connections.xml"]
)
def test_links_to_other_files_and_objects_are_refused(book, name):
    assert refused(packed({**parts(book), name: b"<x/>"})) == "exchange.foreign-parts"


def test_a_web_address_in_a_cell_is_no_link_to_another_file(assessment, book):
    content = Book(book).write("fact.note", answer="https://example.org")
    content.main.cell(content.rows["fact.note"], 5).hyperlink = "https://example.org"
    assert kinds(compared(assessment, content.saved()))["fact.note"] == "new"


def test_a_bomb_is_refused_before_it_unpacks(monkeypatch):
    bomb = packed({"xl/worksheets/sheet9.xml": b" " * 40_000_000})
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    assert refused(bomb) == "exchange.too-large"


def test_a_part_that_lies_about_its_size_is_refused():
    content = packed({"xl/a.xml": b"a" * 5_000})
    lie = content.replace((5_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    opened = archive.Archive(lie, "x")
    with pytest.raises(ConformityError) as raised:
        opened.read("xl/a.xml")
    assert raised.value.code in {"exchange.too-large", "exchange.damaged"}


def test_a_part_whose_local_name_is_not_encoded_as_it_says_is_refused():
    content = bytearray(packed({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b""}))
    content[6:8] = (0x800).to_bytes(2, "little")  # "names are UTF-8"
    content[content.find(b"[Content")] = 0xFF
    assert refused(bytes(content)) == "exchange.damaged"


@pytest.mark.parametrize(
    "changes",
    [
        {"answered_by": "\ud800"},
        {"questions": [{"id": "\udfff"}]},
        {"questions": [{"id": "fact.name", "answer": "a\ud83d"}]},
        {"questions": [{"id": "x.table", "entries": [{"fields": {"\ud800": "x"}}]}]},
    ],
)
def test_half_a_character_in_json_is_refused(changes):
    document = {"kind": "conformity-questions", "questions": [], **changes}
    assert refused(json.dumps(document).encode(), "back.json") == "exchange.damaged"


def test_a_whole_character_spelled_in_halves_is_read(assessment):
    line = {"id": "fact.name", "answer": "\U0001f600"}
    document = {"kind": "conformity-questions", "questions": [line]}
    content = json.dumps(document).encode()
    assert b"\\ud83d\\ude00" in content
    assert read_sheet(content, "x.json").rows[0].answer == "\U0001f600"


def test_half_a_character_in_a_workbook_is_read_as_lost(assessment, book):
    half = Book(book).write("fact.note", answer="a_xD800_b")
    rows = {row.question: row for row in read_sheet(half.saved(), "back.xlsx").rows}
    assert rows["fact.note"].answer == "a\ufffdb"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_without_an_end_is_not_read_to_its_end():
    with pytest.raises(ConformityError) as raised:
        load_sheet(Path("/dev/zero"))
    assert raised.value.code == "file.too-large"


def test_bounds_of_archives_hold(monkeypatch):
    many = packed({f"p{at}": b"" for at in range(archive.MAX_ENTRIES + 1)})
    assert refused(many) == "exchange.too-large"
    monkeypatch.setattr(archive, "MAX_TOTAL", 1_000)
    assert refused(packed({"a": b"x" * 600, "b": b"y" * 600})) == "exchange.too-large"


def test_entities_are_never_resolved(book):
    files = parts(book)
    evil = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    for name in ("xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"):
        content = re.sub(rb"^(<\?xml[^>]*\?>)?", lambda m: m[0] + evil, files[name], count=1)
        changed = content.replace(b"</", b"&a;</", 1)
        assert refused(packed({**files, name: changed})) == "exchange.damaged"


def test_deep_and_huge_sheets_are_refused(book, monkeypatch):
    files = parts(book)
    sheet = "xl/worksheets/sheet2.xml"
    deep = b"<worksheet>" + b"<a>" * 500 + b"</a>" * 500 + b"</worksheet>"
    assert refused(packed({**files, sheet: deep})) == "exchange.damaged"
    monkeypatch.setattr(workbook, "MAX_CELLS", 20)
    assert refused(book) == "exchange.too-large"


def test_a_cell_at_the_far_end_costs_nothing(assessment, book):
    far = Book(book)
    far.main.cell(1_048_576, 16_384).value = "x"
    plan = compared(assessment, far.saved())
    assert plan.counts["refused"] == 0


def test_days_are_days_in_both_calendars_of_excel():
    made = openpyxl.Workbook()
    for epoch in (openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH):
        made.epoch = epoch
        made.active["A1"].value = AT.date()
        made.active["A2"].value = AT.replace(tzinfo=None)
        stream = io.BytesIO()
        made.save(stream)
        sheet = read_workbook(stream.getvalue(), "x")[0]
        assert sheet.value(1, 1) == AT.date()
        assert sheet.value(2, 1) == AT.replace(tzinfo=None)


def test_texts_that_excel_moved_to_its_table_of_texts_are_whole(assessment):
    texts = ["a_x005F_x0041_b", "_x000D_", "ax005F_b", " spaced ", "=1+1"]
    shared = "".join(
        f'<si><r><t xml:space="preserve">{text[:2]}</t></r><r><t xml:space="preserve">'
        f"{text[2:]}</t></r><rPh><t>no</t></rPh></si>"
        for text in texts
    )
    cells = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>{at - 1}</v></c></row>'
        for at in range(1, len(texts) + 1)
    )
    content = workbook_of(cells, shared)
    sheet = read_workbook(content, "x")[0]
    found = [sheet.value(at, 1) for at in range(1, len(texts) + 1)]
    assert found == ["a_x0041_b", "\r", "ax005F_b", " spaced ", "=1+1"]


@pytest.mark.parametrize("value", [0.5, 1.25])
def test_a_time_is_never_taken_for_a_day(assessment, book, value):
    timed = Book(book).write("x.day", answer=value)
    timed.main.cell(timed.rows["x.day"], 5).number_format = "hh:mm"
    (item,) = compared(assessment, timed.saved()).of("refused")
    assert [problem.code for problem in item.problems] == ["answer.wrong-type"]


@settings(max_examples=150)
@given(at=st.integers(0, 10**6), value=st.integers(0, 255), cut=st.integers(0, 3))
def test_a_damaged_workbook_is_refused_or_read_but_never_a_crash(assessment, book, at, value, cut):
    content = bytearray(book)
    content[at % len(content)] = value
    del content[(at * 7) % len(content) : (at * 7) % len(content) + cut]
    assert code_of(assessment, bytes(content), "x.xlsx").startswith(("exchange.", "none"))


@settings(max_examples=150)
@given(content=st.binary(max_size=200), name=st.sampled_from(["a.json", "a.csv", "a.xlsx"]))
def test_any_bytes_are_refused_or_read_but_never_a_crash(assessment, content, name):
    assert code_of(assessment, content, name).split(".")[0] in {"exchange", "file", "none"}


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@given(
    known=st.sampled_from(["fact.name", "fact.count", "x.odd", "x.table", "x.day", "stop"]),
    answer=JSON,
    entries=st.one_of(JSON, st.lists(st.fixed_dictionaries({"entry": JSON, "fields": JSON}))),
    state=JSON,
    explanation=JSON,
)
def test_any_json_is_refused_or_read_but_never_a_crash(
    assessment, known, answer, entries, state, explanation
):
    question = {"id": known, "answer": answer, "entries": entries}
    question |= {"state": state, "explanation": explanation}
    value = {"kind": "conformity-questions", "questions": [question]}
    content = json.dumps(value, allow_nan=True).encode()
    assert code_of(assessment, content, "a.json") in {"none", "exchange.damaged"}
