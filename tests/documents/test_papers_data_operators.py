"""Papers that the law asks of operators: who owes them, what stands in them, what is open."""

from __future__ import annotations

import datetime
import functools
from pathlib import Path
from typing import Any

import pytest

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import State
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import FilledDocument, FilledPoint
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.import_answers import import_answers
from compliance.storage.locate import binder_at
from compliance.views.document import DocumentView, view_document
from tests import builders

DAY = datetime.date(2026, 12, 1)
INVENTED = Path(__file__).parent / "answers"
OWED = {
    "cv-screening": ["registration-a", "mandate-22", "component-request", "component-gap-record"],
    "not-high-risk-sorting": ["registration-b"],
    "deployer": [
        "registration-c",
        "fria",
        "fria-notification",
        "notice-workers",
        "notice-persons",
        "explanation-letter",
        "use-record",
    ],
    "importer": ["importer-record"],
    "distributor": ["distributor-record"],
    "model": [
        "model-documentation",
        "model-integrator-pack",
        "copyright-policy",
        "training-summary",
        "mandate-54",
        "systemic-risk-notification",
    ],
    "testing": ["real-world-testing"],
}
DRAFTS = {"registration-a", "use-record", "importer-record", "distributor-record"}
"""Drafts, since evidence for what they rest on is not held in these cases."""
ALL = sorted({known for papers in OWED.values() for known in papers})
ANNEXES = {
    ("cv-screening", "registration-a"): [*map(str, range(1, 14)), " "],
    ("not-high-risk-sorting", "registration-b"): ["1", "2", "3", "4", "5", "6", "8", " "],
    ("deployer", "registration-c"): ["1", "2", "3", "4", "5", " "],
    ("testing", "real-world-testing"): ["1", "2", "3", "4", "5", " "],
    ("deployer", "fria"): [" ", " ", " ", "(a)", "(b)", "(c)", "(d)", "(e)", "(f)"],
    ("cv-screening", "mandate-22"): [
        *("1", "2", "3 (a)", "3 (b)", "3 (c)", "3 (d)", "3 (e)"),
        *("4", "5", "6", "7", "8", "9", "10", "11"),
    ],
    ("model", "mandate-54"): [
        *("1", "2", "3 (a)", "3 (b)", "3 (c)", "3 (d)"),
        *("4", "5", "6", "7", "8", "9", "10", "11"),
    ],
}
EACH = [(case, known) for case, papers in OWED.items() for known in papers]


@functools.cache
def stated(case: str) -> dict[str, Any]:
    """Every value that an example, or an invented case, states."""
    path = INVENTED / f"{case}.yaml"
    if not path.exists():
        path = builders.ROOT / "examples" / case / "answers.yaml"
    answers = read_answers(path).form.answers
    given = {k: v.get("value") if isinstance(v, dict) else v for k, v in answers.items()}
    return {known: value for known, value in given.items() if value is not None}


def assessed(catalogue: Any, case: str, **changed: Any) -> Assessment:
    """A case with some other answers; dots of their ids are written as two underscores."""
    answers = dict(stated(case))
    for known, value in changed.items():
        answers[known.replace("__", ".").replace("_", "-")] = value
    state = State(builders.begin_record(catalogue), builders.ANN, "")
    state.head, state.changed_at = "0" * 64, "2026-12-01T09:00:00+00:00"
    for known, value in answers.items():
        if value is not None:
            parsed = parse_answer(catalogue, catalogue.questions[known], value)
            state.answers[known] = builders.given(known, parsed)
    return Assessment(catalogue, state)


def view(catalogue: Any, case: str, known: str, **changed: Any) -> DocumentView:
    return view_document(assessed(catalogue, case, **changed), known, DAY)


def filled(catalogue: Any, case: str, known: str, **changed: Any) -> FilledDocument:
    return fill(assessed(catalogue, case, **changed), known, DAY, "1")


def points(document: FilledDocument) -> list[FilledPoint]:
    return [point for section in document.sections for point in section.points]


def text_of(point: FilledPoint) -> str:
    return point.model_dump_json()


def said(document: FilledDocument, number: str) -> str:
    return text_of(next(point for point in points(document) if point.number == number))


@pytest.mark.parametrize(("case", "known"), EACH)
def test_whoever_owes_a_paper_has_it_ready_or_reads_what_is_open(shipped, case, known):
    found = view(shipped, case, known)
    assert (found.state, bool(found.lacks)) == (
        ("draft", True) if known in DRAFTS else ("ready", False)
    ), [lack.text for lack in found.lacks]


@pytest.mark.parametrize(("case", "known"), EACH)
def test_no_point_of_a_paper_is_empty(shipped, case, known):
    document = filled(shipped, case, known)
    assert compose(document).fragments
    for point in points(document):
        assert point.blocks, point.title
        assert "Stated when it is issued" not in text_of(point), point.title
        assert "none stated" not in text_of(point), point.title
        assert "not applicable" not in text_of(point), point.title


@pytest.mark.parametrize(("place", "numbers"), ANNEXES.items())
def test_points_stand_as_the_law_numbers_them(shipped, place, numbers):
    assert [point.number for point in points(filled(shipped, *place))] == numbers


@pytest.mark.parametrize("known", ALL)
def test_somebody_else_does_not_owe_it_and_reads_why(shipped, known):
    other = "importer" if known != "importer-record" else "model"
    found = view(shipped, other, known)
    assert found.state == "not-owed"
    assert found.because


def test_registration_waits_for_the_declaration_and_for_nothing_else(shipped):
    lacks = {lack.question for lack in view(shipped, "cv-screening", "registration-a").lacks}
    assert lacks == {"declaration.drawn-up", "instructions.supplied"}


def test_an_entry_that_is_not_public_holds_only_what_is_allowed_there(shipped):
    document = filled(
        shipped,
        "cv-screening",
        "registration-a",
        purpose__areas=["migration"],
        purpose__migration_uses=["applications"],
        purpose__migration_users="yes",
        purpose__permitted_use="permitted",
    )
    numbers = [point.number for point in points(document)]
    assert numbers == ["1", "2", "3", "4", "5", "7", "10", " "]
    assert "secure section" in text_of(points(document)[-1])


def test_nobody_submits_for_the_provider_unless_somebody_is_named(shipped):
    alone = {"registration__high_risk__submitter": None}
    document = filled(shipped, "cv-screening", "registration-a", **alone)
    assert "The provider submits the data itself." in said(document, "2")
    assert "Spreewehr" in said(filled(shipped, "cv-screening", "registration-a"), "2")


def test_a_deleted_point_has_no_place_in_the_sheet(shipped):
    numbers = [
        point.number for point in points(filled(shipped, "not-high-risk-sorting", "registration-b"))
    ]
    assert not {"7", "9"} & set(numbers)


def test_a_public_deployer_without_an_assessment_has_no_summary(shipped):
    found = view(shipped, "welfare-reexamination", "registration-c")
    assert any("There is no assessment" in lack.outside for lack in found.lacks)


def test_the_provider_signs_the_mandate_first(shipped):
    document = filled(shipped, "cv-screening", "mandate-22")
    assert [(place.label, place.party) for place in document.signatures] == [
        ("Provider", stated("cv-screening")["operator.name"]),
        ("Authorised representative", "Spreewehr Compliance GmbH"),
    ]
    assert "Desk for the AI Act" in said(document, "1")


def test_a_mandate_can_be_drawn_up_before_anybody_is_appointed(shipped):
    before = {"representative__appointed": "no"}
    meant = {
        "representative__intended_name": "Isarhaus GmbH",
        "representative__intended_address": "Isarstraße 7, Munich; ai@isarhaus.example",
    }
    assert view(shipped, "cv-screening", "mandate-22", **before).state == "draft"
    document = filled(shipped, "cv-screening", "mandate-22", **before, **meant)
    assert document.state == ""
    assert document.signatures[1].party == "Isarhaus GmbH"
    assert "Isarhaus GmbH" in said(document, "1")


def test_a_mandate_lists_every_power_of_the_law(shipped):
    covered = {point.provision for point in shipped.documents["mandate-22"].points}
    assert {f"art-22.3.{letter}" for letter in ("a", "b", "c", "d", "e", "tail")} <= covered
    covered = {point.provision for point in shipped.documents["mandate-54"].points}
    assert {f"art-54.3.{letter}" for letter in "abcd"} | {"art-54.4", "art-54.5"} <= covered


def test_an_agreement_leaves_no_gap_to_record(shipped):
    signed = {
        "supply_chain__model_agreement": "yes",
        "supply_chain__model_agreement__content": None,
    }
    assert view(shipped, "cv-screening", "component-gap-record", **signed).state == "not-owed"
    unasked = view(
        shipped, "cv-screening", "component-gap-record", supply_chain__model_agreement="no"
    )
    assert any("has not been asked" in lack.text for lack in unasked.lacks)


def test_an_element_that_is_missing_keeps_the_assessment_a_draft(shipped):
    found = view(shipped, "deployer", "fria", fria__measures="no")
    assert [lack.question for lack in found.lacks] == ["fria.measures"]
    document = filled(shipped, "deployer", "fria", fria__measures="no")
    assert '"kind":"open"' in said(document, "(f)")
    begun = view(shipped, "welfare-reexamination", "fria")
    assert any("has not been made yet" in lack.text for lack in begun.lacks)


def test_a_notice_speaks_of_an_explanation_only_where_there_is_a_right_to_it(shipped):
    assert "ask us for an explanation" in said(filled(shipped, "deployer", "notice-persons"), "4")
    lesser = filled(shipped, "deployer", "notice-persons", deployer__decisions="other")
    assert [point.number for point in points(lesser)] == ["1", "2", "3", "4", "6"]
    assert "ask us for an explanation" not in said(lesser, "4")


def test_only_those_with_a_right_to_it_may_have_a_paper(shipped):
    to = {known: set(shipped.documents[known].to) for known in ALL}
    assert to["notice-workers"] == {"workers", "own"}
    assert to["explanation-letter"] == {"persons", "own"}
    assert "public" in to["training-summary"]
    assert not {"public", "integrator"} & to["model-documentation"]
    assert not {"database", "public"} & to["fria"]


def test_a_model_without_systemic_risk_says_nothing_of_its_second_section(shipped):
    small = {"gpai__compute": 4, "gpai__high_impact": "no"}
    document = filled(shipped, "model", "model-documentation", **small)
    last = document.sections[-1]
    assert [point.title for point in last.points] == ["Evaluation strategies and results"]
    assert "not one with systemic risk" in text_of(last.points[0])
    assert view(shipped, "model", "systemic-risk-notification", **small).state == "not-owed"


def test_a_summary_does_not_claim_a_code_that_nobody_signed(shipped):
    document = filled(shipped, "model", "training-summary", gpai_means__chosen__kind="other")
    assert "has not signed a code" in said(document, "3.1")
    unknown = view(shipped, "model", "training-summary", gpai_means__chosen__kind=None)
    assert unknown.state == "draft"


def test_a_notification_does_not_call_a_figure_too_high_that_is_not(shipped):
    low = {"gpai__compute": 9, "gpai__compute_basis": "estimated"}
    document = filled(shipped, "model", "systemic-risk-notification", **low)
    assert "is not measured" in said(document, "4")
    assert "its cumulative training compute is 9" not in said(document, "4")
    measured = filled(shipped, "model", "systemic-risk-notification")
    assert "is not measured" not in said(measured, "4")


def test_the_contact_of_the_representative_stands_by_itself_in_the_sheet(shipped):
    lacking = view(shipped, "cv-screening", "registration-a", representative__contact=None)
    assert "representative.contact" in {lack.question for lack in lacking.lacks}


def test_the_gap_record_lists_the_papers_on_the_supplier_and_no_others(tmp_path):
    at = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=datetime.UTC)
    case = begin_assessment(
        binder_at(tmp_path / "cv"),
        assessment_id="CA-1",
        name="Case",
        pack="eu-ai-act",
        by="Ann",
        at=at,
    )
    example = builders.ROOT / "examples" / "cv-screening" / "answers.yaml"
    import_answers(case, read_answers(example), by="Ann", at=at)
    last = points(fill(case, "component-gap-record", DAY, "1"))[-1]
    assert "GR-01-model-supplier-requests.txt" in text_of(last)
    assert "SPR-2026-11-10-confirmation.txt" not in text_of(last)


def test_a_mandate_for_a_model_can_be_drawn_up_before_anybody_is_appointed(shipped):
    before = {"gpai_representative__appointed": "no"}
    assert view(shipped, "model", "mandate-54", **before).state == "draft"
    meant = {
        "gpai_representative__appointed__intended_name": "Isarhaus GmbH",
        "gpai_representative__appointed__intended_address": "Isarstraße 7, Munich",
    }
    document = filled(shipped, "model", "mandate-54", **before, **meant)
    assert document.state == ""
    assert document.signatures[1].party == "Isarhaus GmbH"
