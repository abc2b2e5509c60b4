"""What reads files of others takes time as their length, whatever stands in them.

Each reader is given hostile content of a length and of four times that length, in one
run on one machine. Time may grow fivefold or so; what compares everything with
everything grows sixteenfold, and what goes back over it further still.
"""

from __future__ import annotations

import contextlib
import io
import json
import time

import pytest

from compliance.data.archive import Archive
from compliance.data.delimited import choose_sign
from compliance.data.markup import read_xml
from compliance.data.names import safe_name
from compliance.data.persons import name_key
from compliance.data.typed import clean_text
from compliance.data.workbook import read_workbook
from compliance.data.yaml_lines import parse_yaml
from compliance.errors import ConformityError
from compliance.law.official.importers import read_eurlex
from compliance.services.accounts.passwords import fits
from compliance.services.exchange.formats import read_sheet
from compliance.web.evidence.preview import look
from tests.data.workbooks import packed, styles, workbook_of, workbook_parts

MOST = 9.0
"""Growth that is still taken for that of the length, on a machine with other work."""
NOTHING = 0.02
"""Seconds that are too short to compare."""


def seconds(work, content):
    best = 60.0
    for _ in range(3):
        start = time.process_time()
        with contextlib.suppress(ConformityError):
            work(content)
        best = min(best, time.process_time() - start)
    return best


def assert_linear(work, make, number):
    small, large = seconds(work, make(number)), seconds(work, make(4 * number))
    assert large < max(MOST * small, NOTHING), (small, large)


def previewed(text):
    return look(io.BytesIO(text.encode()), "log.csv")


CSV = {
    "quotes": lambda n: 'a,"b",c\n' + '"' * n + "x\n",
    "pairs": lambda n: 'a,"b",c\n' + '"" "" ' * (n // 6),
    "signs": lambda n: ",;\t|" * (n // 4),
    "open quote": lambda n: 'a,"' + "b," * (n // 2),
    "lines": lambda n: "\n" * n,
    "no line": lambda n: "a" * n,
    "quoted lines": lambda n: '"a\n"' * (n // 4),
    "spaces": lambda n: "a, " + " " * n + '"',
    "json": lambda n: '{"a":"b",' * (n // 9),
}


@pytest.mark.parametrize("kind", CSV)
def test_a_preview(kind):
    assert_linear(previewed, CSV[kind], 12_000)


def test_the_few_bytes_that_took_a_server_for_weeks_are_shown_at_once():
    start = time.process_time()
    for length in (70, 130, 250, 490, 4_000):
        previewed(CSV["quotes"](length))
        previewed(CSV["pairs"](length))
    assert time.process_time() - start < 1


@pytest.mark.parametrize("kind", CSV)
def test_a_table_as_text(kind):
    assert_linear(lambda text: read_sheet(text.encode(), "x.csv"), CSV[kind], 60_000)
    assert_linear(choose_sign, CSV[kind], 60_000)


def test_rows_of_a_table_as_text():
    head = "Id,Answer,Entry,Column\n"
    kinds = ("x,1,,\n", "x,1,1,c\n", ",stray,,\n")
    for line in kinds:
        assert_linear(
            lambda text: read_sheet(text.encode(), "x.csv"),
            lambda n, line=line: head + line * n,
            2_000,
        )
    assert_linear(
        lambda text: read_sheet(text.encode(), "x.csv"),
        lambda n: head + "".join(f"q{at},1,{at},c\n" for at in range(n)),
        2_000,
    )


JSON = {
    "questions": lambda n: {"questions": [{"id": f"q{at}", "answer": 1} for at in range(n)]},
    "twice": lambda n: {"questions": [{"id": "q", "answer": 1}] * n},
    "no id": lambda n: {"questions": [{}] * n},
    "entries": lambda n: {"questions": [{"id": "q", "entries": [{"fields": {"a": 1}}] * n}]},
    "brackets": lambda n: {"questions": [{"id": "q", "answer": "[" * n + "withdraw"}]},
}


@pytest.mark.parametrize("kind", JSON)
def test_json(kind):
    def made(number):
        return json.dumps({"kind": "conformity-questions", **JSON[kind](number)})

    assert_linear(lambda text: read_sheet(text.encode(), "x.json"), made, 4_000)


def rows(number, cell='<c r="A{0}" t="inlineStr"><is><t>x</t></is></c>'):
    return "".join(f'<row r="{at}">{cell.format(at)}</row>' for at in range(1, number + 1))


WORKBOOKS = {
    "rows": lambda n: workbook_of(rows(n)),
    "empty rows": lambda n: workbook_of(rows(n, "")),
    "formulas": lambda n: workbook_of(rows(n, '<c r="A{0}"><f>1+1</f></c>')),
    "one row": lambda n: workbook_of('<row r="1">' + "<c><v>1</v></c>" * min(n, 16_000) + "</row>"),
    "shared texts": lambda n: workbook_of(
        rows(n, '<c r="A{0}" t="s"><v>0</v></c>'), "<si><t>x</t></si>" * n
    ),
    "pieces of a text": lambda n: workbook_of(rows(1), f"<si>{'<r><t>x</t></r>' * n}</si>"),
    "formats": lambda n: packed(
        {**workbook_parts(rows(1)), "xl/styles.xml": styles(*(f"yyyy{at}" for at in range(n)))}
    ),
    "one sheet often": lambda n: packed(workbook_parts(rows(100), sheets=n)),
    "parts": lambda n: packed(
        {**workbook_parts(rows(1)), **{f"xl/x{i}.xml": "" for i in range(n)}}
    ),
    "attributes": lambda n: workbook_of(
        '<row r="1"><c ' + " ".join(f"a{at}='b'" for at in range(n)) + "/></row>"
    ),
    "quotes": lambda n: workbook_of(f'<row r="1"><c a="{"&quot;" * n}"><f/></c></row>'),
}


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_workbook(kind):
    number = {"parts": 600, "one sheet often": 90}.get(kind, 1_500)
    assert_linear(lambda content: read_workbook(content, "x"), WORKBOOKS[kind], number)


def test_one_part_is_never_read_as_several_sheets():
    """A megabyte that names one sheet 400 times would be read 400 times."""
    for sheets in (2, 50, 400):
        with pytest.raises(ConformityError) as raised:
            read_workbook(packed(workbook_parts(rows(10), sheets=sheets)), "x")
        assert raised.value.code == "exchange.damaged"


def test_the_bounds_hold_over_all_sheets_together(monkeypatch):
    parts = workbook_parts(rows(60), sheets=1)
    listed = "".join(
        f'<x:sheet name="S{at}" sheetId="{at + 1}" r:id="r{at + 1}"/>' for at in range(3)
    )
    before, _, _ = parts["xl/workbook.xml"].partition("<x:sheet name")
    parts["xl/workbook.xml"] = f"{before}{listed}</x:sheets></x:workbook>"
    rels = parts["xl/_rels/workbook.xml.rels"]
    for at in (1, 2):
        parts[f"xl/s{at}.xml"] = parts["xl/s.xml"]
    for at, name in ((2, "s1.xml"), (3, "s2.xml")):
        start = rels.index(f'<Relationship Id="r{at}"')
        end = rels.index("/>", start) + 2
        kind = rels[start:end].partition('Type="')[2].partition('"')[0].rpartition("/")[0]
        new = f'<Relationship Id="r{at}" Type="{kind}/worksheet" Target="{name}"/>'
        rels = rels[:start] + new + rels[end:]
    parts["xl/_rels/workbook.xml.rels"] = rels
    assert [len(sheet.cells) for sheet in read_workbook(packed(parts), "x")] == [60, 60, 60]
    monkeypatch.setattr("compliance.data.workbook.MAX_CELLS", 150)
    with pytest.raises(ConformityError) as raised:
        read_workbook(packed(parts), "x")
    assert raised.value.code == "exchange.too-large"


@pytest.mark.parametrize("method", [12, 14])
def test_a_part_packed_in_an_unusual_way_is_refused(method):
    """Also where it is damaged: nothing of it is unpacked at all."""
    with pytest.raises(ConformityError) as raised:
        Archive(packed({"xl/a.xml": b"x" * 500}, method), "x")
    assert raised.value.code == "exchange.damaged"
    assert "packed by a method" in str(raised.value)


PAGE = "<html><body>"
PAGES = {
    "signs": lambda n: PAGE + "<" * n,
    "tags": lambda n: PAGE + "<p>a" * (n // 8),
    "attributes": lambda n: PAGE + "<a " + " ".join(f"b{at}" for at in range(n // 4)) + ">",
    "spaces in a tag": lambda n: PAGE + "<a" + " " * n,
    "nested": lambda n: PAGE + "<div>" * n,
    "comments": lambda n: PAGE + "<!--" * n,
    "entities": lambda n: PAGE + "&" * n,
    "references": lambda n: PAGE + "&#1" * n,
    "articles": lambda n: PAGE + '<p class="oj-ti-art">Article 1</p>' * (n // 20),
    "one article": lambda n: PAGE + '<p class="oj-ti-art">Article ' + "1" * n,
    "notes": lambda n: PAGE + '<p><a href="#ntr1">(1)</a>' * (n // 20),
    "dashes": lambda n: f"{PAGE}<p>{'- ' * n}",
    "brackets": lambda n: f"{PAGE}<p>{'(' * n}",
    "formex": lambda n: f"<ACT>{'<P>a</P>' * n}</ACT>",
    "formex attributes": lambda n: "<ACT " + " ".join(f"a{at}='b'" for at in range(n)) + "/>",
}


@pytest.mark.parametrize("kind", PAGES)
def test_an_official_text(kind):
    assert_linear(lambda text: read_eurlex(text.encode(), "x.html"), PAGES[kind], 8_000)
    assert_linear(lambda text: read_xml(text.encode(), "x.xml"), PAGES[kind], 8_000)


TEXTS = {
    "marks": lambda n: "a" + "\u0301" * n,
    "mixed marks": lambda n: "a" + "\u0301\u0323" * (n // 2),
    "unseen": lambda n: "\u200b" * n,
    "commas": lambda n: "," * n,
    "dots": lambda n: "." * n,
    "slashes": lambda n: "/" * n,
    "blanks": lambda n: " \u3000" * (n // 2) + "x",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_names_and_texts(kind):
    works = (name_key, safe_name, lambda text: clean_text("x", text, 10**6), fits_none)
    for work in works:
        assert_linear(work, TEXTS[kind], 20_000)


def fits_none(password):
    fits("", password)


YAML = {
    "keys": lambda n: "".join(f"a{at}: 1\n" for at in range(n)),
    "list": lambda n: "- a\n" * n,
    "colons": lambda n: "a" + ":" * n,
    "brackets": lambda n: "[" * n,
    "digits": lambda n: "a: " + "1" * n,
    "quotes": lambda n: 'a: "' + "\\\\" * n,
    "comments": lambda n: "# a\n" * n,
}


@pytest.mark.parametrize("kind", YAML)
def test_an_answers_file(kind):
    assert_linear(lambda text: parse_yaml(text, "x.yaml"), YAML[kind], 600)
