"""What the pages say, read back from real PDFs."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.conclusions import Outcome
from compliance.assessment.findings import without_review
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.documents.declaration import declare
from compliance.documents.dossier.issue import make_dossier, prepare
from tests.documents.build import AS_OF, Journal, complete, fill
from tests.documents.pack import EDITION, write_pack


def with_a_model(root: Path) -> Catalogue:
    """The sample pack, with questions that tell a system from a model by itself."""
    packs = write_pack(root)
    path = packs / "sample" / EDITION / "facts" / "system.yaml"
    alone = "{fact: system.alone, is: "
    text = path.read_text("utf-8").replace(
        'ask: "What is it called?"}',
        f'ask: "What is it called?", ask_when: {alone}"no"}}}}\n'
        '  - {id: system.alone, type: yes-no, label: "model alone", ask: "Alone?"}\n'
        '  - {id: system.model-name, type: text, lines: one, label: "name of the model", '
        'ask: "Which model?"}',
    )
    path.write_text(text, "utf-8")
    path = packs / "sample" / EDITION / "dossier.yaml"
    text = path.read_text("utf-8").replace(
        "word: system}", "word: system}, {fact: system.model-name, word: model}"
    )
    path.write_text(text, "utf-8")
    return load_catalogue("sample", EDITION, packs)


def pages(content: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.fixture(scope="module")
def finished_pages(finished_pdf):
    return pages(finished_pdf)


@pytest.fixture(scope="module")
def unfinished_pages(unfinished_pdf):
    return pages(unfinished_pdf)


def test_cover(unfinished, unfinished_pages):
    cover = unfinished_pages[0]
    for text in (
        "Sorter",
        "Sample Act No. 1",
        "Example Machines Ltd",
        "France",
        "1 June 2030",
        "Listed use",
        "Draft, not valid as a declaration.",
        unfinished.state.head,
        "1 to answer · 0 to confirm · 1 evidence missing",
        "1 blocker · 0 major · 0 minor · 0 observation",
    ):
        assert text in cover


def test_head_and_number_on_every_page(unfinished, unfinished_pages):
    short = " ".join(unfinished.state.head[at : at + 4] for at in range(0, 16, 4))
    total = len(unfinished_pages)
    for number, text in enumerate(unfinished_pages[1:], start=2):
        assert f"A-0001 · journal head {short}" in text
        assert f"Page {number} of {total}" in text


def test_contents_name_the_right_pages(unfinished_pages):
    contents = unfinished_pages[1]
    for title in ("Summary", "Applicability", "Gaps, and what is still owed", "Verification"):
        found = re.search(rf"{title} (\d+)", contents)
        assert found, contents
        number = int(found.group(1))
        assert title in unfinished_pages[number - 1]


def test_draft_stands_on_every_page_while_something_is_open(finished_pages, unfinished_pages):
    assert all("Draft, not valid as a declaration" in text for text in unfinished_pages)
    assert not any("Draft" in text for text in finished_pages)


def test_declaration_of_a_draft(unfinished_pages):
    text = " ".join(unfinished_pages)
    assert "Point 3 (Body) lacks: Name of the body." in text
    assert "3 requirements that the declaration vouches for are open" in text
    assert "This chapter declares nothing yet." in text
    assert "Name of the system: Sorter" in text
    for declaring in ("The machine is Sorter", "Its maker is", "No body took part."):
        assert declaring not in text
    assert "Signed for and on behalf" not in text


def test_declaration_without_blockers(finished_pages):
    text = " ".join(finished_pages)
    assert "not valid as a declaration" not in text
    assert "The machine is Sorter, version 4.2." in text
    assert "Its maker is Example Machines Ltd." in text
    assert "No body took part." in text


def test_every_requirement_is_in_the_statement_of_applicability(catalogue, unfinished_pages):
    text = " ".join(unfinished_pages)
    part = text[text.index("Statement of applicability") :]
    part = part[: part.index("Legal basis")]
    for requirement in catalogue.requirements.values():
        assert requirement.title in part
    assert "In no case" in part, "boats do not apply, and the reason stands there"


def test_findings_show_answers_evidence_gaps_and_reviews(finished_pages, unfinished_pages):
    text = " ".join(finished_pages)
    for expected in (
        "Register R-1, looked at each month.",
        "It stops within a second.",
        "Wrong bin",
        "0.25 per year",
        "30 April 2030",
        "EV-0001 risks.pdf, collected 1 April 2030",
        "Approved by Ben Reviewer, 1 May 2030.",
        "Answered: Ann Author, 1 May 2030.",
        "Not attached",
    ):
        assert expected in text
    text = " ".join(unfinished_pages)
    for expected in (
        "Nobody can stop it.",
        "Build a stop control.",
        "Gaps assigned to: Cleo Owner, due 31 July 2030.",
        "it no longer counts for the present answers",
        "Evidence missing The list as it stood last.",
        "Withdrawn: Wrong version attached.",
        "not assigned",
    ):
        assert expected in text


def test_dates_with_the_reading_chosen(finished_pages):
    text = " ".join(finished_pages)
    assert "1 March 2031" in text
    assert "Chosen by Ann Author: It waits." in text
    assert "Routes that do not hold: Part of a product" in text


def test_requirements_are_counted_without_percentages(unfinished_pages):
    text = " ".join(unfinished_pages)
    assert "Findings by article" in text
    assert "%" not in text


def test_what_would_change_it(unfinished_pages):
    assert "Would no longer hold: Listed use" in " ".join(unfinished_pages)


def test_evidence_digest_in_full(finished_pages):
    assert "ab" * 32 in " ".join(finished_pages)


def declared(catalogue, journal):
    made = Assessment(catalogue, journal.state)
    return declare(made, AS_OF), made.standing(AS_OF), made.conclusions()


def test_nothing_blocks_a_complete_assessment(catalogue):
    declaration, standing, _ = declared(catalogue, complete(catalogue))
    assert declaration.blockers == ()
    assert not declaration.is_draft
    assert without_review(standing.findings) == []


@pytest.mark.parametrize(
    ("question", "value", "blocker"),
    [
        ("system.steers", "yes", "“Forbidden: hidden steering” holds."),
        ("system.version", "tbd", "Point 1 (Machine) lacks: Version of the system."),
        ("stop.control", "no", "vouches for is open (1 not met): Stopping the machine."),
        ("tell", "no", "has not confirmed the 1 point known to be open"),
        ("stop.control.how", "Another way.", "has not confirmed the 1 point known to be open"),
    ],
)
def test_blockers(catalogue, question, value, blocker):
    journal = complete(catalogue)
    journal.answer(question, value)
    declaration, _, _ = declared(catalogue, journal)
    assert any(blocker in text for text in declaration.blockers), declaration.blockers


def test_an_undetermined_prohibition_blocks(catalogue):
    journal = Journal(catalogue)
    declaration, _, _ = declared(catalogue, journal)
    texts = " ".join(declaration.blockers)
    assert "“Forbidden: hidden steering” is not determined." in texts
    assert "It is not determined whether a declaration is to be drawn up" in texts


def test_a_missing_value_is_printed_as_such(catalogue):
    journal = Journal(catalogue)
    journal.answer("system.listed", "yes")
    declaration, _, _ = declared(catalogue, journal)
    states = [entry.shown.state for point in declaration.points for entry in point.entries]
    assert "missing" in states
    assert not any(point.pieces for point in declaration.points)
    html = prepare(Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.1").html
    assert 'Name of the system: <span class="missing">Not stated</span>' in html
    assert "Name of the organisation" in html


def test_no_declaration_where_none_is_due(catalogue):
    journal = fill(Journal(catalogue))
    journal.answer("system.listed", "no")
    content = make_dossier(Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.1")
    text = " ".join(pages(content))
    assert "No declaration is drawn up" in text
    assert "not valid as a declaration" not in text


def test_a_model_by_itself_is_called_a_model_and_named_by_its_own_name(tmp_path):
    journal = fill(Journal(with_a_model(tmp_path)))
    journal.answer("system.alone", "yes")
    journal.answer("system.model-name", "Qwhen3-8B")
    content = make_dossier(
        Assessment(journal.catalogue, journal.state), journal.content, AS_OF, "0.0.1"
    )
    found = pages(content)
    text = " ".join(" ".join(found).split())
    assert "Qwhen3-8B" in found[0]
    assert "How the model stands against the Sample Act" in " ".join(found[0].split())
    assert "Model and operators" in text
    assert "how one AI model stands" in text
    assert "System and operators" not in text


def test_a_system_with_a_model_inside_keeps_its_own_name(tmp_path):
    journal = fill(Journal(with_a_model(tmp_path)))
    journal.answer("system.alone", "no")
    journal.answer("system.model-name", "Qwhen3-8B")
    content = make_dossier(
        Assessment(journal.catalogue, journal.state), journal.content, AS_OF, "0.0.1"
    )
    found = pages(content)
    assert "How the system stands" in " ".join(found[0].split())
    assert "Qwhen3-8B" not in found[0]
    assert "System and operators" in " ".join(found)


def test_an_empty_assessment_makes_a_dossier(catalogue):
    journal = Journal(catalogue)
    content = make_dossier(Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.1")
    found = pages(content)
    assert "Sample assessment" in found[0]
    assert "not stated" in found[0]
    whole = " ".join(" ".join(found).split())
    assert "What decides whether these bind" in whole
    assert "Listed use (3)" in whole
    assert "Nothing is attached, reviewed or signed" in whole


def test_progress_is_reported(catalogue, finished):
    steps = []
    make_dossier(
        Assessment(catalogue, finished.state),
        finished.content,
        AS_OF,
        "0.0.1",
        lambda done, total: steps.append((done, total)),
    )
    assert steps[-1][0] == steps[-1][1]
    assert steps == sorted(steps)


def test_reviews_are_counted(catalogue, unfinished):
    standing = Assessment(catalogue, unfinished.state).standing(AS_OF)
    lacking = [item.requirement.id for item in without_review(standing.findings)]
    assert lacking == ["risk.list", "stop.control", "alike"]
    html = prepare(Assessment(catalogue, unfinished.state), unfinished.content, AS_OF, "0.0.1").html
    for label, number in (
        ("Requirements that apply", 5),
        ("Of these, review by a second person required", 3),
        ("Approved, and the approval fits the present answers", 0),
        ("Returned to the author", 0),
        ("Required reviews still missing", 3),
    ):
        assert f'<th scope="row">{label}</th><td>{number}</td>' in html


def test_outcomes_are_shown_with_reasons(unfinished, catalogue):
    _, _, found = declared(catalogue, unfinished)
    assert all(isinstance(item, Outcome) for item in found)
