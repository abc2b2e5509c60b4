"""A dossier whose PDF was rewritten is named by ``verify``; other PDFs are refused."""

from __future__ import annotations

import contextlib
import functools
import json

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from compliance.checklist.loader import load_catalogue
from compliance.data.digests import canonical_json
from compliance.documents.dossier.issue import JOURNAL_NAME, RECORD_NAME
from compliance.errors import ConformityError
from compliance.services.assess import open as open_assessment
from tests.builders import conformity
from tests.services.helpers import codes, files_in, journal_of, messages, verified


@pytest.fixture(autouse=True)
def mini_packs(issued, monkeypatch):
    """Verify with the mini pack as if it were shipped."""
    load = functools.partial(load_catalogue, root=issued.packs)
    monkeypatch.setattr(open_assessment, "load_catalogue", load)


def embedded_files(writer):
    """The streams of the files inside, by name (a file may be named twice)."""
    found = []
    for item in writer._objects:
        value = item.get_object() if item is not None else None
        if isinstance(value, DictionaryObject) and value.get("/Type") == "/Filespec":
            found.append((str(value["/UF"]), value["/EF"]["/F"].get_object(), value))
    return found


def rewritten(source, target, files=None, change=None):
    """Rewrite a dossier with other files inside, or with another change."""
    writer = pypdf.PdfWriter(clone_from=source)
    for name, stream, _ in embedded_files(writer):
        if name in (files or {}) and files[name] != stream.get_data():
            stream.set_data(files[name])
            stream.get("/Params", {}).pop("/CheckSum", None)
    if change is not None:
        change(writer)
    with target.open("wb") as handle:
        writer.write(handle)
    return target


ANEW = "dossier.not-as-issued"
"""Named of every file here, for the tool of these tests writes it anew."""
PAGES = "dossier.pages-changed"


def test_the_tool_of_these_tests_changes_nothing_but_the_way_it_is_written(issued, tmp_path):
    """Otherwise the tests below could show the tool and not the change."""
    pdf = rewritten(issued.pdf, tmp_path / "a.pdf", files_in(issued.pdf))
    assert pdf.read_bytes() != issued.pdf.read_bytes()
    result = verified(pdf)
    assert codes(result) == {ANEW}
    assert any("every part says the words" in line for line in result.checked)
    assert any("every page is drawn as it follows" in line for line in result.checked)


def test_a_record_replaced_in_the_pdf_is_named(issued, tmp_path):
    value = json.loads(files_in(issued.pdf)[RECORD_NAME])
    value["counts"] = {}
    files = {RECORD_NAME: canonical_json(value)}
    result = verified(rewritten(issued.pdf, tmp_path / "a.pdf", files))
    assert {ANEW, "dossier.record-changed"} <= codes(result)
    assert PAGES not in codes(result), "the pages are those of the journal"
    assert "counts.by_status does not follow" in messages(result)


def test_a_journal_replaced_in_the_pdf_is_named(issued, tmp_path):
    content = journal_of(issued.folder).replace(b"Ask again.", b"Ask never.")
    files = {JOURNAL_NAME: content}
    result = verified(rewritten(issued.pdf, tmp_path / "a.pdf", files))
    assert {"journal.broken-chain", "journal.truncated"} <= codes(result)
    assert any(item.place.endswith(":6") for item in result.problems)
    assert any("pages were not compared" in line for line in result.not_compared)


def test_journal_and_record_replaced_together_are_named_by_head_and_pages(issued, tmp_path):
    files = files_in(issued.earlier)
    result = verified(rewritten(issued.pdf, tmp_path / "a.pdf", files))
    assert {"journal.truncated", PAGES} <= codes(result)
    assert "Its properties name the head" in messages(result)
    assert "It reads “" in messages(result)


# --- The pages


def page_of(pdf, number):
    return pypdf.PdfReader(pdf).pages[number]


def replace_page(writer, number, other):
    """Show the content of another page at this place."""
    page = writer.pages[number]
    for key in ("/Contents", "/Resources"):
        page[NameObject(key)] = other[key].clone(writer)


@pytest.mark.parametrize(("number", "named"), [(0, "Page 1 is"), (2, "Page 3 is")])
def test_a_page_of_another_dossier_is_named(issued, tmp_path, number, named):
    def change(writer):
        replace_page(writer, number, page_of(issued.earlier, number))

    result = verified(rewritten(issued.pdf, tmp_path / "a.pdf", None, change))
    assert codes(result) == {ANEW, PAGES}
    assert f"{named} drawn differently" in messages(result)


def test_a_cover_that_shows_nothing_is_named(issued, tmp_path):
    def change(writer):
        empty = StreamObject()
        empty.set_data(b" ")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(empty)

    result = verified(rewritten(issued.pdf, tmp_path / "a.pdf", None, change))
    assert codes(result) == {ANEW, PAGES}
    assert "Conformity dossier" in messages(result), "what the cover must say"


# --- No dossiers


def half(issued, path):
    return issued.pdf.read_bytes()[:40_000]


def blank(issued, path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    with path.open("wb") as handle:
        writer.write(handle)
    return path.read_bytes()


def encrypted(issued, path):
    writer = pypdf.PdfWriter(clone_from=issued.pdf)
    writer.encrypt("secret", algorithm="RC4-128")
    with path.open("wb") as handle:
        writer.write(handle)
    return path.read_bytes()


def without_record(issued, path):
    def change(writer):
        for name, _, spec in embedded_files(writer):
            if name == RECORD_NAME:
                for key in ("/UF", "/F"):
                    spec[NameObject(key)] = TextStringObject("other")
        tree = writer._root_object["/Names"]["/EmbeddedFiles"]["/Names"]
        for at, item in enumerate(tree):
            if str(item) == RECORD_NAME:
                tree[at] = TextStringObject("other")

    return rewritten(issued.pdf, path, None, change).read_bytes()


def with_twice(issued, path):
    def change(writer):
        writer.add_attachment(RECORD_NAME, b"{}")

    return rewritten(issued.pdf, path, None, change).read_bytes()


NO_DOSSIERS = {
    "nothing": b"",
    "text": b"Dear Sir or Madam",
    "the head of a PDF": b"%PDF-1.7\n",
    "a broken PDF": b"%PDF-1.7\n%%EOF" + bytes(range(256)),
    "half a dossier": half,
    "a blank page": blank,
    "an encrypted dossier": encrypted,
    "a dossier without record": without_record,
    "a record twice": with_twice,
}


@pytest.mark.parametrize("case", NO_DOSSIERS)
def test_what_is_no_dossier_is_refused_with_one_code(issued, tmp_path, case):
    path = tmp_path / "x.pdf"
    made = NO_DOSSIERS[case]
    content = made(issued, path) if callable(made) else made
    path.write_bytes(content)
    with pytest.raises(ConformityError) as raised:
        verified(path)
    assert raised.value.code == "dossier.not-a-dossier"


def test_the_command_line_refuses_what_is_no_dossier(tmp_path):
    blank(None, tmp_path / "x.pdf")
    ended = conformity("verify", "x.pdf", home=tmp_path)
    assert ended.returncode == 2
    assert "[dossier.not-a-dossier]" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_damaged_dossier_never_crashes_the_check(issued, tmp_path):
    content = issued.pdf.read_bytes()
    path = tmp_path / "a.pdf"
    for at in range(len(content) // 4, len(content), len(content) // 3):
        path.write_bytes(content[:at] + b"\x00\xff\x00" + content[at + 3 :])
        with contextlib.suppress(ConformityError):
            verified(path)
