"""The documents of a provider of a high-risk system: owed or not, in the order of the law, and
open where something really is open.
"""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import re
import zipfile
from typing import Any

import pytest

from compliance.assessment.journal.records import Answer
from compliance.checklist.lint.documents import review_documents
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import FilledDocument, Note, Open, Stated
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.import_answers import import_answers
from compliance.services.assess.record_answer import record_answer
from compliance.services.pack.make import make_pack
from compliance.storage.locate import binder_at
from compliance.storage.opened import OpenAssessment
from compliance.views.document import view_document, view_documents
from tests.builders import ROOT

AT = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
DAY = AT.date()
OWED = (
    "classification-record",
    "technical-documentation",
    "risk-management-file",
    "data-governance-record",
    "instructions-for-use",
    "oversight-file",
    "quality-management",
    "internal-control",
    "monitoring-plan",
)
"""What the provider of a high-risk system without a notified body draws up."""
MINE = {*OWED, "notified-body-application", "not-high-risk-assessment"}
GATE = {
    "purpose.areas": ["biometrics"],
    "purpose.biometrics-uses": ["identification"],
    "purpose.verification-only": "no",
    "purpose.remote-identification": "yes",
    "purpose.biometrics-security-only": "no",
    "application.body": "Prüfwerk Europa GmbH (invented), 0000, Köln",
    "application.systems": [
        {"name": "Gate", "version": "1", "purpose": "Alerts guards", "documentation": "TD-1"}
    ],
    "application.upkeep": "Internal audit of every process once a year by quality people.",
}
"""Identification from a distance, for which a notified body is asked."""


def begun(folder, example="") -> OpenAssessment:
    found = begin_assessment(
        binder_at(folder), assessment_id="CA-1", name="Case", pack="eu-ai-act", by="Ann", at=AT
    )
    if example:
        answers = read_answers(ROOT / "examples" / example / "answers.yaml")
        import_answers(found, answers, by="Ann", at=AT)
    return found


def say(assessment: OpenAssessment, question: str, value: Any) -> None:
    record_answer(assessment, Answer(question=question, value=value), by="Ann", at=AT)


@pytest.fixture(scope="module")
def hiring(tmp_path_factory) -> OpenAssessment:
    return begun(tmp_path_factory.mktemp("hiring") / "a", "cv-screening")


@pytest.fixture(scope="module")
def sorting(tmp_path_factory) -> OpenAssessment:
    return begun(tmp_path_factory.mktemp("sorting") / "a", "not-high-risk-sorting")


@pytest.fixture(scope="module")
def gate(tmp_path_factory) -> OpenAssessment:
    """Remote identification: a notified body takes part."""
    found = begun(tmp_path_factory.mktemp("gate") / "a", "cv-screening")
    for question, value in GATE.items():
        say(found, question, value)
    return found


def filled(assessment: OpenAssessment, known: str) -> FilledDocument:
    return fill(assessment, known, DAY, "0.0.1")


def text_of(document: FilledDocument) -> str:
    return document.model_dump_json()


def blocks(document: FilledDocument):
    points = (point for section in document.sections for point in section.points)
    return [(point, block) for point in points for block in point.blocks]


@pytest.mark.parametrize("known", OWED)
def test_a_provider_of_a_high_risk_system_owes_it(hiring, known):
    assert view_document(hiring, known, DAY).owed


@pytest.mark.parametrize("known", ["notified-body-application", "not-high-risk-assessment"])
def test_what_belongs_to_another_route_is_not_owed_and_says_why(hiring, known):
    view = view_document(hiring, known, DAY)
    assert not view.owed
    assert view.because


def test_a_system_taken_out_by_article_6_owes_its_assessment_and_no_technical_documentation(
    sorting,
):
    owed = {view.id for view in view_documents(sorting, DAY) if view.owed} & MINE
    assert owed == {"classification-record", "not-high-risk-assessment"}
    assert "high-risk" in view_document(sorting, "technical-documentation", DAY).because


@pytest.mark.parametrize("known", OWED)
def test_every_point_says_something(hiring, known):
    document = filled(hiring, known)
    assert document.sections
    for section in document.sections:
        for point in section.points:
            assert point.blocks, point.title
            assert not all(isinstance(block, Note) for block in point.blocks), point.title


@pytest.mark.parametrize("known", OWED)
def test_nothing_internal_stands_in_it(hiring, known):
    printed = text_of(filled(hiring, known))
    findings = hiring.standing(DAY).findings
    gaps = [text for one in findings for gap in one.gaps for text in (gap.text, gap.remedy)]
    remarks = [one.data.comment for one in hiring.state.reviews.values()]
    notes = [one.text for one in hiring.state.notes]
    assert gaps
    assert not [text for text in (*gaps, *remarks, *notes) if text and text in printed]


def test_annex_iv_stands_in_its_order_with_all_its_points(hiring):
    numbers = [
        point.number
        for section in filled(hiring, "technical-documentation").sections
        for point in section.points
    ]
    listed = [
        *("1(a)", "1(b)", "1(c)", "1(d)", "1(e)", "1(f)", "1(g)", "1(h)"),
        *("2(a)", "2(b)", "2(c)", "2(d)", "2(e)", "2(f)", "2(g)", "2(h)"),
        *("3/1", "3/2", "3/3", "3/4", "4", "5", "6", "7", "8", "9"),
    ]
    assert [number for number in numbers if number in listed] == listed


def test_the_quality_record_takes_the_aspects_from_a_to_m(hiring):
    numbers = [
        point.number
        for section in filled(hiring, "quality-management").sections
        for point in section.points
    ]
    assert numbers[-13:] == [f"({letter})" for letter in "abcdefghijklm"]


@pytest.mark.parametrize(
    ("known", "open_"),
    [
        (
            "technical-documentation",
            ["Validation and testing: Measures of possible discrimination."],
        ),
        ("instructions-for-use", ["Forms and languages: Instructions fit for their readers."]),
        ("oversight-file", ["Intervene and stop: Stopping the system safely."]),
        (
            "internal-control",
            ["Completion: Internal control has not been finished for this version."],
        ),
        ("quality-management", []),
        ("monitoring-plan", []),
        ("classification-record", []),
    ],
)
def test_open_is_what_really_is_open(hiring, known, open_):
    document = filled(hiring, known)
    told = [re.sub(r" \([a-z ]+\)\.$", ".", text) for text in document.open]
    assert [text for text in told if not text.startswith("Further open points")] == open_
    assert bool(document.state) is bool(open_)
    assert open_ or not [one for _, one in blocks(document) if isinstance(one, Open)]


def test_a_deployer_is_told_figures_without_the_places_of_the_provider(hiring):
    instructions = text_of(filled(hiring, "instructions-for-use"))
    assert "0.824" in instructions
    assert "Place in the instructions" not in instructions
    assert "not searched" not in instructions.lower()


def test_an_assessment_under_article_6_is_ready_and_gives_its_reasons(sorting):
    document = filled(sorting, "not-high-risk-assessment")
    assert not document.state
    assert "narrow procedural task" in text_of(document)
    assert "It draws no conclusion about the person" in text_of(document)
    assert [place.party for place in document.signatures] == ["Kallang Paperworks Pte. Ltd."]


def test_profiling_blocks_the_assessment_that_a_system_is_not_high_risk(tmp_path):
    found = begun(tmp_path / "a", "not-high-risk-sorting")
    say(found, "system.profiling", "yes")
    assert not view_document(found, "not-high-risk-assessment", DAY).owed
    assert view_document(found, "technical-documentation", DAY).owed


def test_identification_from_a_distance_owes_an_application_and_no_internal_control(gate):
    assert view_document(gate, "notified-body-application", DAY).owed
    assert not view_document(gate, "internal-control", DAY).owed
    numbers = [
        point.number
        for section in filled(gate, "notified-body-application").sections
        for point in section.points
    ]
    assert numbers[1:7] == [f"3.1({letter})" for letter in "abcdef"]


def test_the_declaration_of_a_single_application_is_open_until_it_is_given(gate, tmp_path):
    title = "3.1(f)"
    undecided = [
        p.number
        for p, one in blocks(filled(gate, "notified-body-application"))
        if isinstance(one, Open)
    ]
    assert title in undecided
    say(gate, "application.only-one", "no")
    lodged_twice = filled(gate, "notified-body-application")
    assert any("lodged with another notified body" in text for text in lodged_twice.open)
    say(gate, "application.only-one", "yes")
    assert not filled(gate, "notified-body-application").state
    assert "has not been lodged with any other notified body" in text_of(
        filled(gate, "notified-body-application")
    )


def test_what_is_answered_with_no_is_open_although_nothing_is_asked_about_it(tmp_path):
    found = begun(tmp_path / "a", "cv-screening")
    say(found, "risk.measures", "no")
    document = filled(found, "risk-management-file")
    assert "Targeted measures: Targeted measure for each risk (not met)." in document.open


def test_every_document_can_be_printed_and_read_back(hiring):
    for known in OWED:
        paper = compose(filled(hiring, known))
        assert paper.fragments
        ids = list(
            itertools.chain(*(re.findall(r' id="([^"]+)"', one.html) for one in paper.fragments))
        )
        assert len(ids) == len(set(ids)), known


@pytest.fixture(scope="module")
def welfare(tmp_path_factory) -> OpenAssessment:
    """Hardly anything is known of it."""
    return begun(tmp_path_factory.mktemp("welfare") / "a", "welfare-reexamination")


def test_a_point_whose_case_is_not_decided_states_none_of_its_cases(welfare):
    document = filled(welfare, "instructions-for-use")
    said = [one for point, one in blocks(document) if point.number == "(c)"]
    assert not [one for one in said if one.kind == "said"]
    assert any(isinstance(one, Open) for one in said)


def test_the_head_of_a_draft_says_what_is_open_once_for_each_point(welfare):
    document = filled(welfare, "technical-documentation")
    titles = [point.title for section in document.sections for point in section.points]
    named = [text for text in document.open if text.startswith("Validation and testing: ")]
    assert len(document.open) <= len(titles)
    assert len(named) == 1
    assert "thresholds and results; " in named[0]


def test_a_class_that_is_open_keeps_the_record_a_draft(welfare):
    document = filled(welfare, "classification-record")
    assert document.state
    assert "Prohibited practices: not determined yet" in " ".join(document.open)


def test_a_column_that_no_table_has_is_reported(hiring):
    catalogue = hiring.catalogue
    document = catalogue.documents["instructions-for-use"]
    section = document.sections[0]
    point = section.points[0].model_copy(update={"without": ("accuracy.declared.figures.colour",)})
    section = section.model_copy(update={"points": (point,)})
    document = document.model_copy(update={"sections": (section,), "covers": ()})
    changed = dataclasses.replace(catalogue, documents={document.id: document})
    assert [one.message for one in review_documents(changed)] == [
        "No table has the column accuracy.declared.figures.colour."
    ]


def test_technical_documentation_is_final_once_nothing_of_it_is_open(tmp_path):
    found = begun(tmp_path / "a", "cv-screening")
    say(found, "techdoc.discrimination-metrics.judgement", "explained")
    document = filled(found, "technical-documentation")
    assert not document.state
    assert not [one for _, one in blocks(document) if isinstance(one, Open)]
    assert "The declaration is not signed yet." in text_of(document)


def test_internal_control_is_recorded_once_it_is_finished(tmp_path):
    found = begun(tmp_path / "a", "cv-screening")
    say(found, "conformity.internal-control", "yes")
    say(found, "conformity.internal-control.date", datetime.date(2026, 11, 20))
    say(found, "conformity.internal-control.by", "Fang Zhiwei for 3.2.0, approved by Gao Renjie")
    say(found, "conformity.internal-control.open", 0)
    document = filled(found, "internal-control")
    assert "The assessment was finished on " in text_of(document)
    assert not [text for text in document.open if "not been finished" in text]
    assert [place.party for place in document.signatures] == [
        "Shenzhen Qiaoming Recruitment Technology Co., Ltd."
    ]


def test_what_the_drawings_of_the_example_showed_is_observed(hiring):
    observed = {
        finding.requirement.id: gap.text
        for finding in hiring.standing(DAY).findings
        for gap in finding.gaps
        if gap.text.startswith(("Evidence ends", "The interval"))
    }
    assert set(observed) == {
        "security.model-flaws",
        "standards.no-false-presumption",
        "testing.thresholds",
    }
    assert "EV-0025" in observed["security.model-flaws"]
    assert "last day 15 May 2027" in observed["standards.no-false-presumption"]
    assert observed["testing.thresholds"].endswith(
        "Recall, German: 0.788 (0.719 to 0.843), limit 0.78."
    )


def test_a_pack_for_an_authority_leaves_the_data_of_persons_out(hiring, tmp_path):
    made = make_pack(hiring, "authority", tmp_path / "pack.zip", as_of=DAY, keep=False)
    kinds = {"log-sample", "oversight-log", "training-record"}
    held = {
        known for known, one in hiring.state.evidence.items() if one.data.evidence_kind in kinds
    }
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        names = [name for name in archive.namelist() if "/evidence/" in name]
    assert made.held_back >= 3
    assert names
    assert not [name for name in names if name.rpartition("/")[2][:7] in held]


def test_nothing_chosen_of_options_that_stand_nowhere_on_the_page_is_none(hiring):
    document = filled(hiring, "classification-record")
    stated = {block.label: block for _, block in blocks(document) if isinstance(block, Stated)}
    assert stated["Practices that come near the system"].texts == ("None",)
    assert "None of these" not in text_of(document)
