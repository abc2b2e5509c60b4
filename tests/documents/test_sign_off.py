"""What the dossier and its record say about who signed the assessment off."""

from __future__ import annotations

import json

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import Answer, Note, SignOff
from compliance.assessment.sign_off import sign_off_basis
from compliance.documents.dossier.issue import build_record, make_dossier, prepare
from compliance.services.verify.pdf import verify_pdf
from compliance.services.verify.result import Verification
from tests.documents.build import AS_OF, BEN, complete
from tests.documents.test_content import pages
from tests.tools import verapdf

CLEO = "Cleo Signatory"


def signed(catalogue):
    journal = complete(catalogue)
    state = journal.state
    journal.add(
        SignOff(
            decision="signed",
            function="Head of Regulatory Affairs",
            comment="Read in full.",
            edition_digest=catalogue.digest,
            basis=sign_off_basis(Assessment(catalogue, state)),
            seen=state.head,
        ),
        CLEO,
    )
    return journal


def html_of(catalogue, journal):
    return prepare(Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.1").html


def record_of(catalogue, journal):
    return json.loads(build_record(Assessment(catalogue, journal.state), AS_OF, "0.0.1"))[
        "sign_off"
    ]


def test_without_a_sign_off_the_dossier_says_so(catalogue):
    journal = complete(catalogue)
    html = html_of(catalogue, journal)
    assert "Nobody has signed this assessment off" in html
    assert "Signed off by" not in html
    assert record_of(catalogue, journal)["state"] == "unsigned"


def test_a_sign_off_that_holds_stands_on_the_cover_and_in_its_block(catalogue):
    journal = signed(catalogue)
    html = html_of(catalogue, journal)
    cover = html[: html.index('class="contents')] if 'class="contents' in html else html
    assert f"{CLEO}, Head of Regulatory Affairs, 1 May 2030" in cover
    assert "The sign-off holds" in html
    assert "Read in full." in html
    assert journal.records[-2].hash in html


def test_a_remark_afterwards_leaves_it_on_the_cover(catalogue):
    journal = signed(catalogue)
    journal.add(Note(question="tell", text="Look again in May."), BEN)
    assert "Signed off by" in html_of(catalogue, journal)


def test_a_void_sign_off_is_not_on_the_cover_and_says_what_changed(catalogue):
    journal = signed(catalogue)
    journal.add(Answer(question="tell", value="no"), BEN)
    html = html_of(catalogue, journal)
    assert "Signed off by" not in html
    assert "The sign-off no longer holds" in html
    record = journal.records[-1]
    assert f"Record {record.seq}, answer to tell: {BEN}" in html
    found = record_of(catalogue, journal)
    assert (found["state"], found["holds"]) == ("void", False)
    (since,) = found["records"][0]["since"]
    assert (since["seq"], since["kind"], since["about"]) == (record.seq, "answer", "tell")


def test_a_sign_off_taken_back_is_printed_with_the_reason(catalogue):
    journal = signed(catalogue)
    journal.add(
        SignOff(
            decision="withdrawn",
            comment="The test report was wrong.",
            edition_digest=catalogue.digest,
            basis=sign_off_basis(Assessment(catalogue, journal.state)),
            seen=journal.state.head,
        ),
        BEN,
    )
    html = html_of(catalogue, journal)
    assert "The sign-off was taken back." in html
    assert "The test report was wrong." in html
    assert "Taken back" in html
    assert "Signed off by" not in html


def test_a_sign_off_changes_no_finding(catalogue):
    before, after = (
        json.loads(build_record(Assessment(catalogue, journal.state), AS_OF, "0.0.1"))
        for journal in (complete(catalogue), signed(catalogue))
    )
    for key in ("findings", "counts", "declaration", "answers"):
        assert before[key] == after[key]


@pytest.fixture(scope="module")
def signed_pdf(catalogue):
    journal = signed(catalogue)
    return make_dossier(Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.1")


def test_the_head_that_was_signed_is_not_taken_for_the_head_of_the_dossier(
    catalogue, signed_pdf, tmp_path, monkeypatch
):
    monkeypatch.setattr("compliance.services.assess.open.load_catalogue", lambda *_: catalogue)
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed_pdf)
    result = Verification()
    verify_pdf(path, result)
    assert result.intact, result.problems
    assert any("1 sign-off was given to the state" in text for text in result.checked)
    assert any("follow from its journal" in text for text in result.checked)
    assert CLEO in pages(signed_pdf)[0]


@pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())
def test_a_dossier_with_sign_offs_keeps_its_profiles(signed_pdf):
    for verdict in verapdf.validate(signed_pdf):
        assert verdict.passed, verdict.report
