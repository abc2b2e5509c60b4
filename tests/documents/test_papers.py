"""Documents that a law asks for: filled, printed, and what is open on them."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.documents import state_documents
from compliance.checklist.conditions import Truth
from compliance.checklist.loader import load_catalogue
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill as fill_document
from compliance.documents.papers.filled import NAME, FilledDocument, Open, Told, content_of
from compliance.documents.render.press import Press
from compliance.language.furniture import FURNITURE
from compliance.views.document import view_documents
from tests.documents.build import AS_OF, HOSTILE, Journal, fill
from tests.documents.pack import EDITION, write_pack
from tests.tools import read_aloud, verapdf
from tests.tools.html_tree import read_as

PAPER = """
# A paper of every kind of part.
id: machine-file
title: "Machine file"
called: "machine file"
order: 5
basis: [art-2]
annex: annex-1
form: free
form_note: "The Act asks for a file and fixes no form; this order is our own."
role: maker
applies_when: {holds: listed}
duties: [risk.list]
due: "Before the machine is sold"
to: [authority, buyer]
kept_note: "as long as the machine is used"
language: "One that the authority understands."
covers: [annex-1]
index: true
particulars:
  - {label: "Version", statement: "{system.version}"}
  - {label: "Body", statement: "{body.name}"}
sections:
  - title: "The machine"
    number: "A"
    page: true
    points:
      - provision: annex-1.1
        title: "Machine"
        statement: >-
          The machine is {system.name}.

          It is made by {operator.name}.
        facts: [system.name, operator.name, system.version]
      - provision: annex-1.2
        title: "Maker"
        facts: [operator.established-in]
        conclusions: [class]
      - provision: annex-1.3
        title: "Body"
        when: {fact: system.outputs, includes: score}
        facts: [body.name]
        silent: true
  - title: "Its risks"
    number: "B"
    page: true
    wide: true
    points:
      - provision: art-2.1
        number: "1"
        title: "Risks"
        requirements: [risk.list]
        evidence: [report]
      - {provision: art-2.2, number: "2", title: "Stop", dates: true, requirements: [stop.control]}
signatures:
  - {party: operator.name, label: "Maker"}
"""
WORDS = """
# Who may have a paper.
vocabularies:
  - id: addressees
    title: "Addressees"
    words: [{id: authority, label: "Authority"}, {id: buyer, label: "Buyer"}]
"""
needs_verapdf = pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """The small pack with one more document."""
    root = write_pack(tmp_path_factory.mktemp("papers"))
    folder = root / "sample" / EDITION
    (folder / "documents" / "machine-file.yaml").write_text(PAPER.lstrip(), "utf-8")
    (folder / "vocabularies" / "addressees.yaml").write_text(WORDS.lstrip(), "utf-8")
    return load_catalogue("sample", EDITION, root)


def assessed(catalogue, change=lambda _: None):
    """Everything answered, and then something changed."""
    journal = fill(Journal(catalogue))
    change(journal)
    return Assessment(catalogue, journal.state)


def filled(assessment, known="machine-file"):
    return fill_document(assessment, known, AS_OF, "0.0.1")


def blocks(document):
    return [one for part in document.sections for point in part.points for one in point.blocks]


def said(document):
    """Every text that its pages say."""
    return json.dumps(document.model_dump(mode="json"), ensure_ascii=False)


@pytest.fixture(scope="module")
def final(papers):
    return filled(assessed(papers))


@pytest.fixture(scope="module")
def draft(papers):
    def change(journal):
        journal.answer("stop.control", "no", HOSTILE)
        journal.answer("system.version", "tbd")

    return filled(assessed(papers, change))


def view(assessment, known="machine-file"):
    return next(item for item in view_documents(assessment, AS_OF) if item.id == known)


# --- Which are owed, and what they lack


def test_a_document_is_owed_where_its_condition_holds_and_says_why(papers):
    found = view(assessed(papers))
    assert (found.state, found.lacks) == ("ready", ())
    assert found.to == (("authority", "Authority"), ("buyer", "Buyer"))
    assert found.kept == "as long as the machine is used"
    not_listed = view(assessed(papers, lambda journal: journal.answer("system.listed", "no")))
    assert (not_listed.state, not_listed.owed, not_listed.lacks) == ("not-owed", False, ())
    assert not_listed.because == "“Listed use” does not hold."


def test_while_it_is_not_known_whether_it_is_owed_it_may_be_and_is_a_draft(papers):
    begun = Assessment(papers, Journal(papers).state)
    found = view(begun)
    assert (found.state, found.owed) == ("unsure", True)
    assert found.lacks[0].outside == "Whether this document is owed is not determined."
    standing = next(one for one in state_documents(begun, AS_OF) if one.file.id == "machine-file")
    assert (standing.applies, standing.is_draft) == (Truth.UNKNOWN, True)


@pytest.mark.parametrize(
    ("question", "value", "lack"),
    [
        ("system.version", "tbd", "system.version"),
        ("stop.control", "no", "stop.control"),
        ("system.outputs", ["text", "score"], "body.name"),
    ],
)
def test_each_lack_leads_to_the_question_that_mends_it(papers, question, value, lack):
    found = view(assessed(papers, lambda journal: journal.answer(question, value)))
    assert found.state == "draft"
    assert lack in [item.question for item in found.lacks]


def test_a_declaration_is_a_draft_as_long_as_it_was_one_in_the_dossier(papers):
    ready = view(assessed(papers), "declaration")
    assert ready.state == "ready", ready.lacks
    barred = view(assessed(papers, lambda one: one.answer("stop.control", "no")), "declaration")
    assert barred.state == "draft"
    assert "stop.control" in [item.question for item in barred.lacks]


# --- What stands in them


def test_points_stand_in_their_order_with_the_numbers_of_the_law(final):
    numbers = [(part.number, [one.number for one in part.points]) for part in final.sections]
    assert numbers == [("A", ["1", "2"]), ("B", ["1", "2"])]
    assert [field.label for field in final.fields] == ["Version"]


def test_a_final_paper_holds_nothing_open_and_a_draft_says_what_is(final, draft):
    assert (final.state, final.open) == ("", ())
    assert not [block for block in blocks(final) if isinstance(block, Open)]
    assert draft.state == "Draft"
    assert draft.open == (
        "Machine: version of the system.",
        "Stop: Stopping the machine (not met).",
    )


def test_no_gap_remedy_owner_or_remark_leaves_the_house(papers):
    def change(journal):
        journal.answer("risk.list", "partly", "It is being worked on.")

    assessment = assessed(papers, change)
    gaps = [gap for item in assessment.standing(AS_OF).findings for gap in item.gaps]
    text = said(filled(assessment))
    assert gaps
    assert not [gap for gap in gaps if gap.text in text or gap.remedy in text]
    assert "It is being worked on." in text  # what the maker says is the content of the paper


def test_a_requirement_is_told_with_what_was_asked_about_it_and_its_evidence(final):
    risks = next(block for block in blocks(final) if isinstance(block, Told))
    # A bare yes says nothing where its question is not printed and more is told.
    assert (risks.answer, risks.explanation) == ("", ("Register R-1, looked at each month.",))
    assert risks.stated[0].tables[0].rows[0] == ("Wrong bin", "0.25 per year", "30 April 2030")
    assert [file.name for file in risks.files] == ["risks.pdf"]


def test_each_line_of_a_statement_is_a_paragraph_with_its_answers(final):
    texts = ["".join(one.text for one in block.pieces) for block in blocks(final)[:2]]
    assert texts == ["The machine is Sorter.", "It is made by Example Machines Ltd."]


def test_the_days_from_which_the_law_binds_are_listed_with_their_source(final):
    caption = FURNITURE["days.caption"]
    table = next(block for block in blocks(final) if getattr(block, "caption", "") == caption)
    assert table.columns == ("From", "What", "Source")
    assert ("1 February 2030", "Everything", "Sample Gazette 2029, page 9") in table.rows
    assert not [row for row in table.rows if "requirement" in " ".join(row)]


def test_one_changed_fact_changes_every_paper_that_names_it(papers):
    def change(journal):
        journal.answer("system.name", "Stacker")

    for known in papers.documents:
        text = said(filled(assessed(papers, change), known))
        assert "Stacker" in text, known
        assert "Sorter" not in text, known


# --- Their pages


@pytest.mark.parametrize("name", ["final", "draft"])
def test_its_pages_follow_from_what_stands_inside_alone(request, name):
    document = request.getfixturevalue(name)
    content = Press().print(compose(document))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        inside = bytes(pdf.attachments[NAME].get_file().read_bytes())
    assert inside == content_of(document)
    again = FilledDocument.model_validate_json(inside)
    assert Press().print(compose(again)) == content


@pytest.mark.parametrize("name", ["final", "draft"])
def test_it_is_read_aloud_as_it_is_written(request, name):
    paper = compose(request.getfixturevalue(name))
    read_as(paper, read_aloud.read(Press().print(paper)))


@needs_verapdf
@pytest.mark.parametrize("name", ["final", "draft"])
def test_it_is_pdf_a_and_pdf_ua(request, name):
    content = Press().print(compose(request.getfixturevalue(name)))
    for verdict in verapdf.validate(content):
        assert verdict.passed, verdict


def test_only_a_final_paper_has_a_place_to_sign(final, draft):
    for document, fields in ((final, ["Sig1"]), (draft, [])):
        with pikepdf.open(io.BytesIO(Press().print(compose(document)))) as pdf:
            form = pdf.Root.get("/AcroForm")
            found = [] if form is None else [str(one.T) for one in form.Fields]
        assert found == fields


def test_the_number_of_a_page_stands_in_the_index(final):
    pages = compose(replace_index(final, on=True)).fragments
    plain = compose(replace_index(final, on=False)).fragments
    assert "/page#point-1" in pages[0].html
    assert "/page#" not in plain[0].html


def replace_index(document, *, on):
    return document.model_copy(update={"index": on})


def test_the_first_page_has_a_title_and_no_head(final):
    fragments = compose(final).fragments
    assert [one.opens for one in fragments] == [True, False, False]
