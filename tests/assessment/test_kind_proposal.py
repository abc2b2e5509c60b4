"""The kind of a file is proposed by its name and by how it begins, in three languages."""

from __future__ import annotations

import pytest

from compliance.assessment.kind_proposal import HEAD, asking_for, propose_kinds
from compliance.checklist.lint.reading_kinds import review_reading_kinds
from tests.builders import TODAY, begin, load_mini
from tests.services.helpers import record

WORDS = """
version: fact.name
languages: [en, de]
kinds:
  - kind: report
    words: {en: [report], de: [Bericht]}
"""


def first(catalogue, name, head=b""):
    found = propose_kinds(catalogue, name, head)
    return found[0].kind if found else ""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("RM-02_Risk register v1.3.csv", "risk-register"),
        ("risk-registers.xlsx", "risk-register"),
        ("Risikoregister_2026.csv", "risk-register"),
        ("风险登记表.xlsx", "risk-register"),
        ("Risk management plan.docx", "risk-management-plan"),
        ("Prüfbericht Nr. 7.PDF", "test-report"),
        ("测试报告2026.pdf", "test-report"),
        ("Gebrauchsanweisung-DE.pdf", "instructions-for-use"),
        ("DSFA_HireRank.pdf", "data-protection-assessment"),
        ("EU declaration of conformity.pdf", "declaration-of-conformity"),
        ("Schulungsnachweise.xlsx", "training-record"),
        ("IMG_2041.jpg", ""),
        ("", ""),
    ],
)
def test_a_name_speaks_for_a_kind(shipped, name, kind):
    assert first(shipped, name) == kind


def test_the_beginning_of_a_text_speaks_where_the_name_says_nothing(shipped):
    assert first(shipped, "x.md", b"# Test report of release 3\n") == "test-report"
    assert first(shipped, "x.md", "# 风险登记\n".encode("gb18030")) == "risk-register"
    assert first(shipped, "x.txt", "Prüfbericht".encode("utf-16")) == "test-report"
    assert first(shipped, "r.json", b'{"lm_eval_version": "0.4.9"}') == "benchmark-result"
    assert first(shipped, "x.bin", b"\0test report") == ""
    assert first(shipped, "x.md", b"a" * HEAD + b" test report") == ""


def test_words_of_hostile_files_cost_little(shipped):
    assert first(shipped, "a" * 100_000, b"(" * HEAD) == ""
    assert first(shipped, "%s{0}\u202e" * 1000, "é".encode() * HEAD) == ""


def test_what_asks_for_a_kind_is_what_arises(tmp_path, mini):
    assessment = begin(tmp_path / "a", mini)
    record(assessment, "fact.listed", "no")
    assert asking_for(assessment, "report") == ()
    for known, value in (("fact.listed", "yes"), ("fact.uses", ["a"])):
        record(assessment, known, value)
    assert asking_for(assessment, "report") == ("risk.list",)
    assert asking_for(assessment, "other") == ()
    assert assessment.standing(TODAY)


def test_the_words_that_are_shipped_are_whole(shipped):
    assert list(review_reading_kinds(shipped)) == []
    assert shipped.evidence_words.version == "system.version"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("report\n    words", "nothing\n    words"), "There is no kind of evidence nothing."),
        (("fact.name", "fact.nothing"), "fact.nothing is no fact."),
        ((", de: [Bericht]", ""), "report has no words in de."),
        (("de: [Bericht]", "de: [Bericht], fr: [Rapport]"), "fr is none of the languages"),
        (("[report]", '["--"]'), "“--” has no letter."),
    ],
)
def test_what_is_wrong_with_the_words_is_named(tmp_path, change, says):
    catalogue = load_mini(tmp_path, {"reading/kinds.yaml": WORDS.replace(*change)})
    problems = list(review_reading_kinds(catalogue))
    assert any(says in problem.message for problem in problems), problems
    assert all(problem.code == "checklist.reading-kinds" for problem in problems)
