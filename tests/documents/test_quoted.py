"""The official text in a dossier: quoted on request, marked, recorded, reproducible."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import io
import json
import re

import pikepdf
import pypdf
import pytest

from compliance import __version__
from compliance.assessment.assessment import Assessment
from compliance.data.digests import canonical_json
from compliance.documents.dossier.issue import RECORD_NAME, make_dossier, prepare
from compliance.documents.dossier.quoted import provisions_shown
from compliance.law.official.text import OfficialText
from compliance.services.assess import open as open_assessment
from compliance.services.official_law.quote import official_quotes
from compliance.services.verify import record
from tests.documents.build import AS_OF
from tests.documents.forge import forged
from tests.services.papers import remembering, verify_bytes
from tests.tools import verapdf

WORDS = {
    "art-1": "",
    "art-1.1": "A machine that hums is a thinking machine[fn:1].",
    "art-2": "",
    "art-2.1": "Whoever makes one writes every danger down:",
    "art-2.1.a": "the loud ones; <b>&amp;</b>",
    "art-2.2": "A lever brings it to rest.",
    "art-2.3": "Nobody is weighed twice.",
    "art-3": "No strings.",
    "art-3.1": "No strings are pulled.",
}
"""Invented; no sentence is from any act. It lacks Article 2(4)."""
DIGEST = "cd" * 32
AT = datetime.datetime(2030, 5, 1, tzinfo=datetime.UTC)


def imported(**changes) -> OfficialText:
    fields = {
        "pack": "sample",
        "source": "Sample Gazette 2029, page 1",
        "date": datetime.date(2029, 2, 3),
        "digest": DIGEST,
        "files": {"act.xml": DIGEST},
        "imported_at": AT,
        "language": "EN",
        "provisions": WORDS,
        "labels": {"art-2.1": "1.", "art-2.1.a": "(a)", "art-2.3": "3."},
        "titles": {"art-2.3": "Of weighing people"},
        "footnotes": {"1": "Humming is defined elsewhere."},
    }
    return OfficialText(**{**fields, **changes})


def quoter(catalogue, text):
    return functools.partial(official_quotes, catalogue, text=text)


def prepared(catalogue, journal, text=None):
    quote = quoter(catalogue, text or imported())
    return prepare(Assessment(catalogue, journal.state), journal.content, AS_OF, __version__, quote)


def make(catalogue, journal, text=None):
    quote = quoter(catalogue, text or imported())
    return make_dossier(
        Assessment(catalogue, journal.state), journal.content, AS_OF, __version__, quoter=quote
    )


def record_of(embeds):
    (record,) = (item.content for item in embeds if item.name == RECORD_NAME)
    return json.loads(record)


@pytest.fixture(scope="module")
def html(catalogue, unfinished):
    return prepared(catalogue, unfinished).html


@pytest.fixture(scope="module")
def pdf(catalogue, unfinished):
    return make(catalogue, unfinished)


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_wording_stands_once_with_all_that_must_stand_beside_it(html, catalogue, unfinished):
    text = plain(html)
    for words in (
        "A lever brings it to rest.",
        "Humming is defined elsewhere.",
        "Of weighing people",
    ):
        assert text.count(words) == 1
    assert "No strings" not in text, "nothing shown rests on it"
    assert "<b>&amp;amp;</b>" not in html
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in html
    assert text.count("AMENDED SINCE: not the wording that applies now.") == 1
    assert "[amended since]" in text
    assert "The imported text has no Article 2(4)." in text
    assert catalogue.law.authentic in text
    for said in ("Sample Gazette 2029, page 1", "3 February 2029", DIGEST):
        assert said in text


def test_only_provisions_of_requirements_shown_are_quoted(catalogue, unfinished, html):
    shown = {
        provision
        for item in record_of(prepared(catalogue, unfinished).embeds)["findings"]
        if item["status"] != "out-of-scope"
        for provision in item["provisions"]
    }
    anchors = set(re.findall(r'class="quoted" id="law-([^"]+)"', html))
    assert anchors == shown
    assert shown < set(catalogue.outline.ids())


def test_what_lies_inside_another_provision_is_not_quoted_twice(catalogue, unfinished):
    requirement = catalogue.requirements["risk.list"]
    wide = dataclasses.replace(
        catalogue,
        requirements={
            **catalogue.requirements,
            "risk.list": requirement.model_copy(update={"provisions": ("art-2",)}),
        },
    )
    embeds = prepared(wide, unfinished).embeds
    quoted = record_of(embeds)["quoted_law"]["provisions"]
    assert "art-2" in quoted
    assert not [known for known in quoted if known.startswith("art-2.")]


def test_each_requirement_leads_to_the_wording_and_back(html):
    anchors = set(re.findall(r' id="([^"]+)"', html))
    links = re.findall(r'<a href="/to#([^"]+)"', html)
    assert set(links) <= anchors
    assert len(anchors) == len(re.findall(r' id="([^"]+)"', html))
    assert links.count("law-art-2.1") == 1
    assert "req-risk.list" in links


def test_without_the_wish_nothing_changes(unfinished_html, unfinished_pdf):
    assert "law-art" not in unfinished_html
    assert "quoted.css" not in unfinished_html
    reader = pypdf.PdfReader(io.BytesIO(unfinished_pdf))
    (record,) = reader.attachments[RECORD_NAME]
    assert json.loads(record)["quoted_law"] is None


def test_the_record_says_which_text_is_quoted(catalogue, unfinished):
    quoted = record_of(prepared(catalogue, unfinished).embeds)["quoted_law"]
    assert quoted["digest"] == DIGEST
    assert quoted["date"] == "2029-02-03"
    assert quoted["source"] == "Sample Gazette 2029, page 1"
    assert len(quoted["text_sha256"]) == 64
    other = {**WORDS, "art-2.2": "A lever brings it to sleep."}
    again = record_of(prepared(catalogue, unfinished, imported(provisions=other)).embeds)
    assert again["quoted_law"]["text_sha256"] != quoted["text_sha256"]


def test_the_same_text_gives_the_same_bytes_and_another_one_does_not(catalogue, unfinished, pdf):
    later = imported(imported_at=AT + datetime.timedelta(days=9))
    assert make(catalogue, unfinished, later) == pdf
    other = prepared(catalogue, unfinished, imported(digest="ef" * 32))
    assert record_of(other.embeds)["quoted_law"]["digest"] == "ef" * 32


@pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())
def test_a_dossier_with_quotations_passes_both_profiles(pdf):
    for verdict in verapdf.validate(pdf):
        assert verdict.passed, verdict.report


def test_quotations_are_tagged_as_such(pdf, unfinished_pdf):
    def tags(content):
        with pikepdf.open(io.BytesIO(content)) as document:
            return [
                str(item.S)
                for item in document.objects
                if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item
            ]

    assert "/BlockQuote" in tags(pdf)
    assert "/BlockQuote" not in tags(unfinished_pdf)


# --- Verifying


@pytest.fixture(scope="module")
def maker():
    with remembering() as maker:
        yield maker


@pytest.fixture
def verified(catalogue, maker, monkeypatch, tmp_path):
    """Verify bytes with the small pack, and with a text imported or not."""
    monkeypatch.setattr(open_assessment, "load_catalogue", lambda *_: catalogue)

    def run(content, text=None):
        monkeypatch.setattr(record, "load_official", lambda _: text)
        return verify_bytes(tmp_path, maker, content)

    return run


def embedding(content, change):
    """A paper with another record inside, its container right again."""

    def put(paper):
        value = json.loads(paper.streams[paper.file(b"assessment.json")][1])
        change(value)
        paper.embed(b"assessment.json", canonical_json(value))

    return forged(content, put)


def test_verify_compares_the_wording_where_the_same_text_is_imported(verified, pdf):
    result = verified(pdf, imported())
    assert result.intact, result.problems
    assert not result.not_compared
    assert any("quotes the official text imported here" in line for line in result.checked)
    assert any("the same to the last byte" in line for line in result.checked)


def test_source_and_day_as_another_user_named_them_make_no_difference(verified, pdf):
    text = imported(source="Gazette", date=datetime.date(2029, 2, 4))
    result = verified(pdf, text)
    assert result.intact
    assert any("the same to the last byte" in line for line in result.checked)


@pytest.mark.parametrize("text", [None, imported(digest="ef" * 32)], ids=["none", "other"])
def test_verify_says_where_the_wording_was_not_compared(verified, pdf, text):
    """All other parts are compared in their words."""
    result = verified(pdf, text)
    assert result.intact, result.problems
    wording, looks = result.not_compared
    assert "its wording was not compared" in wording
    assert "where its lines and pages break was not compared" in looks
    assert any("every part says the words" in line for line in result.checked)
    assert "not everything could be compared" in result.conclusion


def test_another_part_is_compared_even_where_the_wording_cannot_be(verified, pdf):
    """Quoting a text that nobody has hides nothing else."""

    def change(paper):
        number = paper.find(b"/S/H1", b"/K 0>>")
        paper.texts[number] = paper.texts[number][:-2] + b"/ActualText(All is well)>>"

    result = verified(forged(pdf, change))
    assert {problem.code for problem in result.problems} == {"dossier.pages-changed"}
    assert "All is well" in result.problems[0].message


def test_wording_that_does_not_follow_from_the_text_is_named(verified, pdf):
    other = {**WORDS, "art-2.2": "A lever brings it to sleep."}
    result = verified(pdf, imported(provisions=other))
    assert {problem.code for problem in result.problems} == {
        "dossier.record-changed",
        "dossier.pages-changed",
    }


@pytest.mark.parametrize("quoted", [1, [], {}, {"digest": DIGEST}, None])
def test_a_forged_statement_about_the_text_is_named_without_a_crash(verified, pdf, quoted):
    def change(value):
        value["quoted_law"] = quoted

    result = verified(embedding(pdf, change), imported())
    named = {problem.code for problem in result.problems}
    assert named & {"dossier.record-changed", "dossier.pages-changed"}


def test_another_day_with_the_same_findings_is_named(verified, catalogue, unfinished):
    """The pages say the day everywhere, so it cannot be exchanged."""
    made = Assessment(catalogue, unfinished.state)
    paper = make_dossier(made, unfinished.content, AS_OF, __version__)

    def change(value):
        value["as_of"] = (AS_OF + datetime.timedelta(days=1)).isoformat()

    result = verified(embedding(paper, change))
    assert {problem.code for problem in result.problems} == {
        "dossier.pages-changed",
        "dossier.properties",
    }
    assert any("findings" in line for line in result.checked), "only the day differs"


def test_provisions_shown_are_in_the_order_of_the_law(catalogue, unfinished):
    shown = provisions_shown(Assessment(catalogue, unfinished.state), AS_OF)
    assert shown == sorted(shown, key=catalogue.outline.ids().index)
