"""Documents by their headings: where something stands, and what the file says of itself."""

from __future__ import annotations

import datetime
import io
import time

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.adapters.base import Foreign
from compliance.adapters.outlines import Heading, Outline, is_document, outline_of
from compliance.adapters.placing import places
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.lint.reading_headings import review_reading_headings
from compliance.errors import ConformityError
from tests.adapters.made import packed
from tests.builders import ROOT, load_mini

MARKDOWN = """---
title: Instructions
version: 3.2
date: 2026-11-02
---
# Instructions for use

## 3 How well it works

Accuracy is 0.82.

Logs
----

```
## Human oversight
```
"""


def file(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Foreign(path, name, path.read_bytes()[: 64 * 1024])


def pdf(*marks, text=(), info=None):
    """A PDF of three pages with bookmarks: title, page from 0, title of what it stands under."""
    writer = pypdf.PdfWriter()
    for _ in range(3):
        writer.add_blank_page(200, 200)
    known = {}
    for title, page, under in marks:
        known[title] = writer.add_outline_item(
            title=title, page_number=page, parent=known.get(under)
        )
    writer.add_metadata({"/Title": "A file", "/CreationDate": "D:20260102030405Z", **(info or {})})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def word():
    document = docx.Document()
    document.core_properties.title = "Technical file"
    document.core_properties.version = "4"
    document.core_properties.modified = datetime.datetime(2026, 9, 2, 8, tzinfo=datetime.UTC)
    document.add_heading("Technical file", 0)
    document.add_heading("Human oversight", 1)
    document.add_paragraph("Human oversight is in place.")
    document.add_heading("Measures", 2)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_headings_of_markdown_have_their_lines(tmp_path):
    found = outline_of(file(tmp_path, "IFU.md", MARKDOWN))
    assert found.headings == (
        Heading("Instructions for use", 1, line=6),
        Heading("3 How well it works", 2, line=8),
        Heading("Logs", 2, line=12),
    )
    assert (found.title, found.version) == ("Instructions", "3.2")
    assert found.day == datetime.date(2026, 11, 2)


def test_headings_of_a_word_document_are_those_of_its_styles(tmp_path):
    found = outline_of(file(tmp_path, "TD.docx", word()))
    assert [(one.title, one.level) for one in found.headings] == [
        ("Technical file", 1), ("Human oversight", 1), ("Measures", 2),
    ]  # fmt: skip
    assert (found.title, found.version, found.day) == (
        "Technical file", "4", datetime.date(2026, 9, 2),
    )  # fmt: skip


def test_headings_of_a_pdf_are_its_bookmarks_with_their_pages(tmp_path):
    marks = (("Oversight", 0, ""), ("Stopping", 2, "Oversight"), ("Logs", 1, ""))
    found = outline_of(file(tmp_path, "IFU.pdf", pdf(*marks)))
    assert [(one.title, one.level, one.page) for one in found.headings] == [
        ("Oversight", 1, 1), ("Stopping", 2, 3), ("Logs", 1, 2),
    ]  # fmt: skip
    assert (found.title, found.pages) == ("A file", 3)
    assert found.day == datetime.date(2026, 1, 2)


def test_a_pdf_without_bookmarks_is_read_by_numbers_and_says_so(tmp_path):
    sample = ROOT / "examples/cv-screening/evidence/TR-3.2.0-release-test.pdf"
    content = sample.read_bytes()
    reader = pypdf.PdfReader(io.BytesIO(content))
    writer = pypdf.PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    stream = io.BytesIO()
    writer.write(stream)
    found = outline_of(file(tmp_path, "TR.pdf", stream.getvalue()))
    assert found.headings
    assert all("numbered like a heading" in one.sure for one in found.headings)
    assert all(one.page in {1, 2} for one in found.headings)


def test_a_pdf_without_anything_says_that_it_has_no_heading(tmp_path):
    found = outline_of(file(tmp_path, "x.pdf", pdf()))
    assert found.headings == ()
    assert "no bookmarks" in found.notes[0]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.pdf", b"%PDF-1.7 nothing", "adapter.damaged"),
        ("x.docx", b"PK\x03\x04 nothing", "adapter.damaged"),
        ("x.md", "---\na: 1\na: 2\n---\n# x\n", "adapter.damaged"),
        ("x.md", b"\xff\xfe", "adapter.damaged"),
        ("x.csv", "a;b", "adapter.unknown-format"),
    ],
)
def test_what_cannot_be_read_is_refused(name, content, code, tmp_path):
    with pytest.raises(ConformityError) as refused:
        outline_of(file(tmp_path, name, content))
    assert refused.value.code == code


def test_an_encrypted_pdf_is_refused(tmp_path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(ConformityError, match="encrypted"):
        outline_of(file(tmp_path, "x.pdf", stream.getvalue()))


def test_a_zip_that_only_calls_itself_a_document_is_refused(tmp_path):
    path = packed(tmp_path / "x.docx", {"a.txt": "a"})
    with pytest.raises(ConformityError) as refused:
        outline_of(file(tmp_path, "x.docx", path.read_bytes()))
    assert refused.value.code == "adapter.damaged"


@pytest.mark.parametrize("make", [pdf, word, MARKDOWN.encode])
@settings(max_examples=25)
@given(data=st.data())
def test_whatever_is_cut_out_or_put_in_is_read_or_refused(make, data, tmp_path_factory):
    name = {b"%PDF": "x.pdf", b"PK\x03\x04": "x.docx"}.get(make()[:4], "x.md")
    raw = make()
    begin = data.draw(st.integers(4, len(raw)))
    end = data.draw(st.integers(begin, min(len(raw), begin + 200)))
    raw = raw[:begin] + data.draw(st.binary(max_size=20)) + raw[end:]
    begun = time.monotonic()
    try:
        found = outline_of(file(tmp_path_factory.mktemp("m"), name, raw))
    except ConformityError as error:
        found = error
    assert time.monotonic() - begun < 10
    if isinstance(found, ConformityError):
        assert found.code.startswith("adapter.")
    else:
        assert all(one.title and one.place() for one in found.headings)


def test_a_document_is_known_by_its_name_and_first_bytes(tmp_path):
    assert is_document(file(tmp_path, "x.pdf", pdf()))
    assert is_document(file(tmp_path, "x.docx", word()))
    assert is_document(file(tmp_path, "X.MD", "# x"))
    assert not is_document(file(tmp_path, "x.xlsx", word()))
    assert not is_document(file(tmp_path, "x.txt", "# x"))


# --- places


def outline(*titles):
    return Outline("Markdown", tuple(Heading(one, 1, line=at) for at, one in enumerate(titles, 1)))


def found(catalogue: Catalogue, kind: str, *titles: str) -> dict[str, str]:
    return {one.question: one.heading.title for one in places(catalogue, kind, outline(*titles))}


@pytest.mark.parametrize(
    "title", ["8 Human oversight", "8. Menschliche Aufsicht", "第八章 人工监督", "HUMAN OVERSIGHT:"]
)
def test_oversight_is_found_in_three_languages(shipped, title):
    known = found(shipped, "instructions-for-use", "1 General", title)
    assert known["instructions.human-oversight"] == title


def test_what_is_looked_for_hangs_on_the_kind_of_document(shipped):
    instructions = found(shipped, "instructions-for-use", "Human oversight")
    technical = found(shipped, "technical-documentation", "Human oversight")
    assert "instructions.human-oversight" in instructions
    assert "techdoc.oversight-assessment" in technical
    assert not instructions.keys() & technical.keys()
    assert found(shipped, "correspondence", "Human oversight") == {}


def test_a_heading_that_is_the_words_goes_before_one_that_holds_them(shipped):
    known = found(
        shipped,
        "technical-documentation",
        "Notes on the architecture of the office",
        "Architecture",
    )
    assert known["techdoc.architecture"] == "Architecture"


def test_a_sentence_is_no_heading(shipped):
    long = "This part says in many more words than any heading has how human oversight is done here"
    assert found(shipped, "instructions-for-use", long) == {}


def test_every_item_of_the_instructions_and_of_the_technical_file_is_looked_for(shipped):
    wanted = {
        requirement.id
        for requirement in shipped.requirements.values()
        if any(str(one).startswith(("art-13.3", "annex-4.")) for one in requirement.provisions)
    }
    assert shipped.headings is not None
    asked = {one.question for part in shipped.headings.parts for one in part.headings}
    assert wanted <= asked | {one.rsplit(".", 1)[0] for one in asked}


def test_words_of_headings_that_do_not_fit_are_named(tmp_path):
    pack = load_mini(tmp_path, {"reading/headings.yaml": """
languages: [en, de]
parts:
  - kinds: [report, no-kind]
    headings:
      - question: fact.name
        words: {en: [name], fr: [nom]}
      - question: fact.name
        words: {en: ["3"], de: [Name]}
      - question: fact.nothing
        words: {en: [x], de: [x]}
"""})  # fmt: skip
    told = " ".join(one.message for one in review_reading_headings(pack))
    for what in (
        "no-kind",
        "no words in de",
        "fr is none",
        "twice",
        "“3” has no letter",
        "nothing",
    ):
        assert what in told
