"""The letters that the shipped edition declares: to whom, by which provision, in which case."""

from __future__ import annotations

import pytest

from compliance.checklist.base import ADDRESSEES
from compliance.documents.papers.fill import fill
from compliance.services.pack.letter import EACH, Enclosed, make_letter
from tests.documents.test_papers_data_operators import DAY, assessed


def letter_to(catalogue, case, addressee, **changed):
    found = assessed(catalogue, case, **changed)
    word = next(one for one in catalogue.words(ADDRESSEES) if one.id == addressee)
    paper = fill(found, "classification-record", DAY, "1")
    return make_letter(found, word, paper, Enclosed([(paper, "papers/x.pdf")], 3, 1), DAY)


def text_of(letter):
    points = (point for section in letter.sections for point in section.points)
    return {point.title: point.model_dump_json() for point in points}


@pytest.mark.parametrize(
    ("case", "addressee", "basis"),
    [
        ("cv-screening", "authority", "Article 21(1); Article 18(1)"),
        ("cv-screening", "representative", "Article 22(2); Article 22(3)"),
        ("cv-screening", "deployer", "Article 13(2); Article 26(1)"),
        ("cv-screening", "supplier", "Article 25(4)"),
        ("not-high-risk-sorting", "authority", "Article 6(4); Article 49(2)"),
        ("deployer", "authority", "Article 26(12)"),
        ("importer", "authority", "Article 23(6); Article 23(7)"),
        ("distributor", "authority", "Article 24(5); Article 24(6)"),
        ("model", "ai-office", "Article 53(1)(a); Article 91(1)"),
        ("model", "integrator", "Article 53(1)(b)"),
    ],
)
def test_a_letter_names_the_provision_by_which_papers_are_sent(shipped, case, addressee, basis):
    letter = letter_to(shipped, case, addressee)
    assert letter.basis.partition(" · ")[2] == basis
    assert (letter.document, letter.state, letter.open) == ("letter", "", ())


@pytest.mark.parametrize("addressee", ["own", "public"])
def test_nobody_writes_a_letter_to_themselves_or_to_everybody(shipped, addressee):
    assert letter_to(shipped, "cv-screening", addressee) is None


def test_it_goes_to_the_representative_by_name_and_to_nobody_appointed_where_there_is_none(shipped):
    appointed = text_of(letter_to(shipped, "cv-screening", "representative"))
    assert "Spreewehr Compliance GmbH" in appointed["To"]
    wanted = text_of(
        letter_to(
            shipped,
            "cv-screening",
            "representative",
            representative__appointed="no",
            representative__intended_name="Rheintor Compliance GmbH",
        )
    )
    assert "Rheintor Compliance GmbH" in wanted["To"]
    assert "Spreewehr" not in "".join(wanted.values())
    assert "Nobody is appointed by this letter." in wanted["What we send, and why"]


def test_only_whoever_may_ask_is_left_a_line_for_what_they_asked(shipped):
    assert "Reference" in text_of(letter_to(shipped, "cv-screening", "authority"))
    assert "Reference" not in text_of(letter_to(shipped, "cv-screening", "deployer"))


def test_enclosures_have_their_state_and_what_is_held_back_is_counted(shipped):
    said = text_of(letter_to(shipped, "cv-screening", "authority"))[EACH]
    for words in ("Scope, role and classification", "Final", "papers/x.pdf", "3 files", "1 file."):
        assert words in said
