"""Working copies: what they say, what they never pass for, and what strangers put into them."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.documents.papers.filled import (
    File,
    Files,
    FilledDocument,
    FilledPoint,
    FilledSection,
    Note,
    Open,
    Piece,
    Said,
    Shown,
    SignHere,
    Stated,
    Table,
    Told,
)
from compliance.documents.word.working_copy import HEAD, NOT_HERE, make_working_copy

FILE = File(number="EV-1", name="test.csv", sort="Results", day="1 June 2026", digest="ab" * 32)
BLOCKS = (
    Said(pieces=(Piece(text="The system is "), Piece(text="Loom", fact="fact.name"))),
    Stated(fact="f.one", label="Purpose", texts=("Weaving",)),
    Stated(fact="f.two", label="Limits", texts=("First.", "Second."), reasons=("Measured.",)),
    Stated(fact="f.many", label="Uses", items=("Wool", "Silk")),
    Stated(fact="f.none", label="Errors", note="None."),
    Table(caption="Results", columns=("Group", "Rate"), rows=(("Young", "0.1"), ("Old", "0.2"))),
    Files(caption="Reports", files=(FILE,)),
    Told(requirement="r", title="Testing", provision="Article 9", answer="Done", files=(FILE,)),
    Note(text="A note."),
)


def document(blocks=BLOCKS, **changes):
    point = FilledPoint(place=1, number="2(a)", title="Parties", provision="", blocks=blocks)
    given = {
        "document": "mandate",
        "title": "Mandate",
        "called": "mandate",
        "basis": "Regulation · Article 22",
        "subject": "Loom, 1.0",
        "fields": (Shown(label="System", value="Loom"),),
        "sections": (FilledSection(title="Object", number="A", points=(point,)),),
        "signatures": (
            SignHere(field="Sig1", label="Provider", party="Ann Ltd", name="Ann", function=""),
        ),
        "operator": "Ann Ltd",
        "assessment": "CA-1",
        "head": "ab" * 32,
        "records": 3,
        "at": "2026-06-01T10:30:00Z",
        "as_of": datetime.date(2026, 6, 1),
        "law": "Regulation",
        "edition": "mini 1",
        "edition_digest": "cd" * 32,
        "tool": "0.1",
        "language": "de",
    }
    return FilledDocument(**{**given, **changes})


def opened(filled):
    return docx.Document(io.BytesIO(make_working_copy(filled)))


def lines(file):
    """Every text of the body in order; a table as its rows."""
    found = []
    for item in file.iter_inner_content():
        if hasattr(item, "rows"):
            found += [" | ".join(cell.text for cell in row.cells) for row in item.rows]
        else:
            found.append(item.text)
    return found


def styled(file, style):
    return [item.text for item in file.paragraphs if item.style.name == style]


def test_it_says_what_the_paper_says_under_real_headings():
    file = opened(document())
    assert styled(file, "Title") == ["Mandate"]
    assert styled(file, "Heading 1") == ["A Object", "Signatures"]
    assert styled(file, "Heading 2") == ["2(a) Parties"]
    assert styled(file, "List Bullet") == ["Wool", "Silk"]
    said = lines(file)
    for text in (
        "The system is Loom",
        "Purpose: Weaving",
        "Limits:",
        "Second.",
        "Measured.",
        "Errors: None.",
        "Young | 0.1",
        "test.csv | Results | 1 June 2026 | abababababababab",
        "Testing (Article 9)",
        "A note.",
    ):
        assert text in said


def test_the_first_page_and_the_head_of_each_say_that_it_is_no_issued_paper():
    file = opened(document())
    (section,) = file.sections
    assert section.header.paragraphs[0].text == HEAD
    assert not section.different_first_page_header_footer
    assert "This file is no issued paper." in "\n".join(lines(file)[:4])
    assert NOT_HERE in lines(file)
    assert "Provider | Ann Ltd | Ann | –" in lines(file)


def test_a_draft_names_what_is_open_and_says_draft_on_every_page():
    blocks = (Open(text="Name: not stated."),)
    file = opened(document(blocks, state="Draft", open=("Parties: name.",)))
    assert file.sections[0].header.paragraphs[0].text.endswith("· Draft")
    assert "Parties: name." in styled(file, "List Bullet")
    assert "Open: Name: not stated." in lines(file)


def test_every_table_repeats_its_heading():
    file = opened(document())
    heads = [table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in file.tables]
    assert len(heads) == 5
    assert all(heads)


def test_language_and_properties_are_those_of_the_document_and_its_journal():
    file = opened(document())
    properties = file.core_properties
    assert (properties.title, properties.author) == ("Mandate: Loom, 1.0", "Ann Ltd")
    assert properties.language == "de"
    assert properties.created == datetime.datetime(2026, 6, 1, 10, 30, tzinfo=datetime.UTC)
    assert set(file.styles.element.xpath("//w:lang/@w:val")) == {"de"}


def test_the_same_document_gives_the_same_bytes_whenever_it_is_made(monkeypatch):
    first = make_working_copy(document())
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 1, 1, 1, 1, 0, 1, 0))
    assert make_working_copy(document()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "https://example.org", "<w:p/>", "{ INCLUDE }"])
def test_what_strangers_wrote_is_text_and_neither_a_field_nor_a_link(text):
    content = make_working_copy(document((Said(pieces=(Piece(text=text, fact="f"),)),)))
    assert text in lines(docx.Document(io.BytesIO(content)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    assert not [name for name, part in parts.items() if 'TargetMode="External"' in part]
    body = parts["word/document.xml"]
    assert not re.search(r"w:(hyperlink|fldSimple|instrText|fldChar|object|altChunk)\b", body)


def test_what_cannot_be_seen_is_made_visible():
    said = lines(opened(document((Said(pieces=(Piece(text="a\u202eb\x00c\ufffe"),)),))))
    assert "a‹U+202E›b‹U+0000›c‹U+FFFE›" in said


@settings(max_examples=25)
@given(st.text(), st.text(max_size=400))
def test_any_text_gives_a_file_that_opens(text, subject):
    blocks = (
        Said(pieces=(Piece(text=text),)),
        Table(caption=text, columns=(text, "b"), rows=((text, text),)),
        Stated(fact="f", label=text, texts=(text,), items=(text,)),
    )
    file = opened(document(blocks, subject=subject, operator=text))
    assert len(file.tables) == 3
