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
        if name in (files or {}):
            stream.set_data(files[name])
            stream.get("/Params", {}).pop("/CheckSum", None)
    if change is not None:
        change(writer)
    with target.open("wb") as handle:
        writer.write(handle)
    return target


def test_the_tool_of_these_tests_changes_nothing_by_itself(issued, tmp_path):
    """Otherwise the tests below could show the tool and not the change."""
    pdf = rewritten(issued.pdf, tmp_path / "a.pdf", files_in(issued.pdf))
    assert pdf.read_bytes() != issued.pdf.read_bytes()
    assert verified(pdf).intact


def test_a_record_replaced_in_the_pdf_is_named(issued, tmp_path):
    value = json.loads(files_in(issued.pdf)[RECORD_NAME])
    value["counts"] = {}
    files = {RECORD_NAME: canonical_json(value)}
    result = verified(rewritten(issued.pdf, tmp_path / "a.pdf", files))
    assert codes(result) == {"dossier.record-changed"}
    assert "counts" in messages(result)


def test_a_journal_replaced_in_the_pdf_is_named(issued, tmp_path):
    content = journal_of(issued.folder).replace(b"Ask again.", b"Ask never.")
    files = {JOURNAL_NAME: content}
    result = verified(rewritten(issued.pdf, tmp_path / "a.pdf", files))
    assert codes(result) == {"journal.broken-chain", "journal.truncated"}
    assert any(item.place.endswith(":6") for item in result.problems)


def test_journal_and_record_replaced_together_are_named_by_the_printed_head(issued, tmp_path):
    files = files_in(issued.earlier)
    pdf = rewritten(issued.pdf, tmp_path / "a.pdf", files)
    head, digest = verified(pdf).problems
    assert head.code == "journal.truncated"
    assert "The pages print the head" in head.message
    assert "The pages print another SHA-256 for the record" in digest.message


# --- The pages


def page_of(pdf, number):
    return pypdf.PdfReader(pdf).pages[number]


def replace_page(writer, number, other):
    """Show the content of another page at this place."""
    page = writer.pages[number]
    for key in ("/Contents", "/Resources"):
        page[NameObject(key)] = other[key].clone(writer)


def test_a_cover_of_another_dossier_is_named(issued, tmp_path):
    def change(writer):
        replace_page(writer, 0, page_of(issued.earlier, 0))

    (problem,) = verified(rewritten(issued.pdf, tmp_path / "a.pdf", None, change)).problems
    assert problem.code == "journal.truncated"
    assert "The pages print the head" in problem.message


def test_pages_of_another_dossier_behind_the_cover_are_named(issued, tmp_path):
    def change(writer):
        replace_page(writer, 2, page_of(issued.earlier, 2))

    (problem,) = verified(rewritten(issued.pdf, tmp_path / "a.pdf", None, change)).problems
    assert problem.code == "dossier.record-changed"
    assert "footers" in problem.message


def test_a_cover_with_journal_and_record_of_another_dossier_is_named_by_the_footers(
    issued, tmp_path
):
    def change(writer):
        replace_page(writer, 0, page_of(issued.earlier, 0))

    files = files_in(issued.earlier)
    result = verified(rewritten(issued.pdf, tmp_path / "a.pdf", files, change))
    footers, digest = result.problems
    assert codes(result) == {"dossier.record-changed"}
    assert "footers" in footers.message
    assert "The pages print another SHA-256 for the record" in digest.message


def test_a_cover_without_a_head_is_named(issued, tmp_path):
    def change(writer):
        empty = StreamObject()
        empty.set_data(b" ")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(empty)

    (problem,) = verified(rewritten(issued.pdf, tmp_path / "a.pdf", None, change)).problems
    assert problem.code == "dossier.record-changed"
    assert "no journal head" in problem.message


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
