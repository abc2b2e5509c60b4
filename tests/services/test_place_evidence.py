"""Where a document answers what is asked is found, and recorded by a person as a place."""

from __future__ import annotations

import pytest

from compliance.errors import ConformityError
from compliance.services.assess import place_evidence as service
from compliance.services.assess.place_evidence import find_places, record_places
from tests.builders import ANN, AT, begin, load_mini
from tests.services.reading_pack import attach

HEADINGS = """
languages: [en]
parts:
  - kinds: [report]
    headings:
      - question: risk.list
        words: {en: [risks]}
      - question: fact.name
        words: {en: [name of the system]}
      - question: fact.note
        words: {en: [remarks]}
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    root = tmp_path_factory.mktemp("packs")
    return load_mini(root, {"reading/headings.yaml": HEADINGS})


@pytest.fixture
def assessment(tmp_path, catalogue, monkeypatch):
    class Here:
        @staticmethod
        def run(_, work, *args):
            return work(*args)

    monkeypatch.setattr(service, "READING", Here)
    return begin(tmp_path / "case", catalogue)


@pytest.fixture
def number(assessment, tmp_path):
    path = tmp_path / "report.md"
    path.write_text("# Report\n\n## 1 Name of the system\n\nx\n\n## 2 Risks\n", encoding="utf-8")
    return attach(assessment, path)


def test_places_are_found_and_what_no_heading_names_is_told(assessment, number):
    found = find_places(assessment, number)
    assert [(one.question, one.where, one.linked) for one in found.found] == [
        ("risk.list", "heading “2 Risks” (line 7)", True),
        ("fact.name", "heading “1 Name of the system” (line 3)", False),
    ]
    assert len(found.lacking) == 1
    assert assessment.state.notes == []


def test_a_place_that_is_recorded_is_a_link_and_a_remark_with_digest_and_place(assessment, number):
    found = find_places(assessment, number)
    assert record_places(assessment, found, ["fact.name"], by=ANN, at=AT) == ("fact.name",)
    held = assessment.state.evidence[number]
    assert held.data.supports == ("risk.list", "fact.name")
    (note,) = assessment.state.notes
    assert note.source is not None
    assert (note.question, note.source.title, note.source.address, note.source.place) == (
        "fact.name", "report.md (EV-0001)", held.data.sha256,
        "heading “1 Name of the system” (line 3)",
    )  # fmt: skip
    # It is a place, and no answer.
    assert assessment.state.answers == {}
    assert assessment.state.unconfirmed == {}


def test_what_is_recorded_already_is_not_recorded_again(assessment, number):
    both = ["risk.list", "fact.name"]
    assert record_places(assessment, find_places(assessment, number), both, by=ANN, at=AT) == (
        "risk.list", "fact.name",
    )  # fmt: skip
    again = find_places(assessment, number)
    assert all(one.said and one.linked for one in again.found)
    assert record_places(assessment, again, both, by=ANN, at=AT) == ()
    assert len(assessment.state.notes) == 2


def test_a_question_without_a_place_is_refused_and_nothing_is_recorded(assessment, number):
    found = find_places(assessment, number)
    with pytest.raises(ConformityError) as refused:
        record_places(assessment, found, ["fact.name", "fact.note"], by=ANN, at=AT)
    assert refused.value.code == "evidence.unknown-support"
    assert assessment.state.notes == []


def test_a_file_that_is_no_document_says_so(assessment, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(ConformityError) as refused:
        find_places(assessment, attach(assessment, path))
    assert refused.value.code == "adapter.unknown-format"
